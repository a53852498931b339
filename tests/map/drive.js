// Opens pages in a browser, does what people do with them, and prints as JSON what was seen, page by page.
//
//     node drive.js BROWSER full:PAGE.html look:OTHER.html
//
// `look` opens and scrolls; `full` uses keyboard and pointer too, changes the theme, and prints.

import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [program, ...wanted] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
let address = "";
let seen = {};

async function open({ width = 1280, colorScheme = "light", hash = "" } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  page.setDefaultTimeout(10_000);
  page.on("console", (message) => seen.complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => dialog.dismiss().then(() => seen.complaints.push("a dialog")));
  page.on("request", (request) => request.url() !== address && seen.requests.push(request.url()));
  await page.goto(address + hash);
  return page;
}

const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

async function scrollThrough(page) {
  for (const id of ["overlap", "tools", "delegation", "budgets", "agents", "fleet"]) {
    await page.evaluate((name) => document.getElementById(name)?.scrollIntoView(), id);
    await page.waitForFunction((name) => !document.getElementById(name) || document.getElementById(name).children.length > 2, id);
  }
}

// Pairs of labels of one chart that lie upon each other.
const clashes = (page, selector) =>
  page.evaluate((labels) => {
    const upright = (one) => !one.closest("[transform*=rotate]") && !one.querySelector("[transform*=rotate]");
    const boxes = [...document.querySelectorAll(labels)].filter((one) => one.checkVisibility() && upright(one)).map((one) => [one.textContent, one.getBoundingClientRect(), one.closest("svg")]);
    const pairs = [];
    boxes.forEach(([text, p, chart], at) => {
      for (const [other, q, same] of boxes.slice(at + 1))
        if (same === chart && p.left < q.right - 2 && q.left < p.right - 2 && p.top < q.bottom - 3 && q.top < p.bottom - 3) pairs.push(`${text} / ${other}`);
    });
    return pairs;
  }, selector);

const charts = async (page) => [
  ...(await clashes(page, ".network text")),
  ...(await clashes(page, ".matrix .names text, .bars .names text")),
];

const panel = (page) =>
  page.evaluate(() => {
    const element = document.getElementById("panel");
    return {
      open: !element.hidden,
      title: element.querySelector("h2")?.textContent,
      parts: [...element.querySelectorAll("h3")].map((one) => one.firstChild.textContent),
      findings: [...element.querySelectorAll(".finding")].map((one) => one.textContent),
      hosts: [...element.querySelectorAll(".reading summary")].map((one) => one.textContent),
      hasFocus: element.contains(document.activeElement),
    };
  });

const loading = (page) => page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd);

async function look(isFull) {
  const page = await open();
  // The best of three: what other programs do meanwhile is not the page's fault.
  const milliseconds = [await loading(page)];
  while (milliseconds.length < 3) {
    await page.reload();
    milliseconds.push(await loading(page));
  }
  seen.opened = await page.evaluate(() => ({
    title: document.title,
    summary: document.querySelector(".summary")?.innerText,
    marks: document.querySelectorAll(".mark").length,
    rows: [...document.querySelectorAll(".glance .label")].map((one) => one.innerText.replace(/\s+/g, " ")),
    empty: [...document.querySelectorAll(".empty")].map((one) => one.textContent),
    scripts: document.querySelectorAll("script[src], link, img, iframe, object, embed").length,
  }));
  seen.opened.milliseconds = Math.min(...milliseconds);
  seen.overflows = await overflows(page);
  if (!seen.opened.marks) return page.close();
  await scrollThrough(page);
  seen.drawn = await page.evaluate(() => ({
    sections: [...document.querySelectorAll("main > section")].map((one) => one.id),
    cells: document.querySelectorAll(".matrix .reported rect").length,
    weak: document.querySelectorAll(".matrix .weak rect").length,
    clusters: [...document.querySelectorAll(".clusters strong")].map((one) => one.textContent),
    nodes: document.querySelectorAll("#overlap .node").length,
    labels: document.querySelectorAll("#overlap .node text:not(.quiet)").length,
    arrows: document.querySelectorAll("#delegation .edge").length,
    tools: [...document.querySelectorAll(".tools thead button")].map((one) => one.textContent),
    budgets: [...document.querySelectorAll("#budgets .bars")].map((one) => one.getAttribute("aria-label")),
    rows: document.querySelectorAll("tr.agent").length,
    empty: [...document.querySelectorAll(".empty")].map((one) => one.textContent),
    bold: document.querySelectorAll("main b, main i, main img, main script, #panel script").length,
  }));
  seen.clashes = await charts(page);
  if (isFull) {
    await use(page);
  } else {
    const alone = page.locator(".clusters .aside").first();
    if (await alone.count()) {
      await alone.click();
      seen.clashes.push(...(await charts(page)));
    }
    await page.close();
  }
  const narrow = await open({ width: 390 });
  await scrollThrough(narrow);
  seen.narrow = { overflows: await overflows(narrow), clashes: await charts(narrow) };
  await narrow.close();
}

async function use(page) {
  // By keyboard alone.
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.locator("body").press("Tab");
  for (let at = 0; at < 40; at += 1) {
    if (await page.evaluate(() => document.activeElement.matches(".mark"))) break;
    await page.keyboard.press("Tab");
  }
  const first = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await page.keyboard.press("ArrowRight");
  const second = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await page.keyboard.press("Enter");
  const opened = await panel(page);
  await page.keyboard.press("Escape");
  const after = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  seen.keyboard = { first, second, opened, closed: !(await panel(page)).open, after };

  // By pointer: the mark with most findings, a column of the tools, a cluster, the search.
  await page.locator('.mark[data-paint="error"], .mark').first().click();
  seen.clicked = await panel(page);
  await page.keyboard.press("Escape");
  if (await page.locator(".tools thead button").count()) {
    await page.locator(".tools thead button").first().click();
    seen.tool = await panel(page);
    await page.keyboard.press("Escape");
  }
  if (await page.locator(".clusters .aside").count()) {
    await page.locator(".clusters .aside").first().click();
    seen.alone = await page.evaluate(() => document.querySelector(".matrix-box figcaption").textContent);
    const cell = page.locator(".matrix .reported rect").first();
    await cell.click();
    seen.cell = await panel(page);
    await page.keyboard.press("Escape");
  }
  if (await page.locator("#overlap .node").count()) {
    await page.locator("#overlap .node circle").first().click({ force: true });
    seen.node = await panel(page);
    await page.keyboard.press("Escape");
  }
  const name = await page.locator("tr.agent .stop").first().textContent();
  await page.locator("input[type=search]").fill(name);
  seen.searched = { name, count: await page.locator(".found-count").textContent(), rows: await page.locator("tr.agent").count() };
  await page.locator("input[type=search]").fill("");
  await page.locator(".agents thead button").first().click();
  seen.sorted = await page.evaluate(() => [...document.querySelectorAll("tr.agent .stop")].map((one) => one.textContent.toLowerCase()));

  // Light, dark, and on paper.
  const light = await background(page);
  await page.getByRole("button", { name: "Dark" }).click();
  const dark = await background(page);
  await page.emulateMedia({ media: "print" });
  const paper = await background(page);
  const hidden = await page.evaluate(() => [...document.querySelectorAll("nav, .controls, #panel")].every((one) => !one.checkVisibility()));
  await page.emulateMedia({ media: "screen" });
  await page.close();
  page = await open({ colorScheme: "dark" });
  seen.theme = { light, dark, paper, hidden, system: await background(page) };
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  const drawn = await page.evaluate(() => [...document.querySelectorAll("main > section")].filter((one) => one.children.length > 2).length);
  seen.printed = { bytes: pdf.length, drawn };
  const path = await page.evaluate(() => JSON.parse(document.getElementById("fleet-data").textContent).files.find((one) => one.agent).path);
  await page.close();

  page = await open({ hash: `#file=${encodeURIComponent(path.toWellFormed())}` });
  seen.linked = { path, ...(await panel(page)) };
  await page.close();
}

const all = {};
for (const one of wanted) {
  const [mode, file] = [one.slice(0, one.indexOf(":")), one.slice(one.indexOf(":") + 1)];
  address = pathToFileURL(file).href;
  seen = { complaints: [], requests: [] };
  await look(mode === "full");
  all[file] = seen;
}
await browser.close();
process.stdout.write(JSON.stringify(all));
