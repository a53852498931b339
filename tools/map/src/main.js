// The page of `agentlint map`: reads the data that stands in it and draws the views, each when it comes into sight.

import { budgets } from "./budgets.js";
import { delegation } from "./delegation.js";
import { count, h } from "./dom.js";
import { readFleet } from "./fleet.js";
import { glance } from "./glance.js";
import { overlap } from "./overlap.js";
import { makePanel } from "./panel.js";
import { table } from "./table.js";
import { themeChoice } from "./theme.js";
import { tools } from "./tools.js";

const fleet = readFleet();
const panel = makePanel(fleet);
const { summary } = fleet;
const waiting = new Map();

const sight = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => drawNow(target)),
  { rootMargin: "400px" },
);

function drawNow(section) {
  const view = waiting.get(section);
  if (!view) return;
  waiting.delete(section);
  sight.unobserve(section);
  section.append(view());
}

const drawAll = () => [...waiting.keys()].forEach(drawNow);

function section(id, title, about, view) {
  const element = h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), h("p", { class: "about" }, about));
  waiting.set(element, view);
  sight.observe(element);
  return element;
}

const all = glance(fleet, panel);
const rows = table(fleet, panel);
const tied = fleet.overlaps.clusters.reduce((sum, cluster) => sum + cluster.files.length, 0);

const parts = [
  ["fleet", "Fleet", "Every agent is one mark. Choose one to see its findings, and what each host would read.", () => all.element],
  [
    "overlap",
    "Overlap",
    tied
      ? `${count(tied, "agent")} claim the job of another: the model cannot tell which of them to use.`
      : "Agents whose descriptions claim one job: the model could not tell which of them to use.",
    () => overlap(fleet, panel),
  ],
  ["tools", "Tools", "Who may use which tool. Agents with the same list share a row.", () => tools(fleet, panel)],
  ["delegation", "Delegation", "Who has work done by whom, as far as the files name each other.", () => delegation(fleet, panel)],
  ["budgets", "Budgets", "Names and descriptions of all agents are in the prompt of every session.", () => budgets(fleet, panel)],
  ["agents", "Agents", "All of them, in a table.", () => rows.element],
];

const search = h("input", {
  type: "search",
  placeholder: "Find agents",
  "aria-label": "Find agents by name, folder, model, tool or description",
  oninput: () => find(search.value.trim().toLowerCase()),
});
const found = h("span", { class: "found-count", role: "status" });

function find(words) {
  const matches = words
    ? new Set(fleet.agents.filter((file) => [file.name, file.path, file.model, file.hostName, file.tools.names.join(" "), file.readings[0]?.values?.description].some((text) => String(text ?? "").toLowerCase().includes(words))))
    : null;
  found.textContent = matches ? count(matches.size, "agent") : "";
  all.highlight(matches);
  rows.highlight(matches);
}

const tallies = [["error", summary.errors], ["warning", summary.warnings], ["info", summary.infos]].filter(([, number]) => number);

document.getElementById("page").append(
  ...[
    h(
      "header",
      {},
      h("div", { class: "title" }, h("h1", {}, "Fleet map"), h("div", { class: "tools-of-page" }, search, found, themeChoice())),
      h(
        "p",
        { class: "summary" },
        h(
          "span",
          {},
          h("strong", {}, count(summary.agents, "agent")),
          summary.agents > 0 && ` for ${count(new Set(fleet.agents.map((file) => file.host)).size, "host")} in ${count(new Set(fleet.agents.map((file) => file.folder)).size, "folder")}`,
        ),
        tallies.length ? tallies.map(([severity, number]) => h("span", { class: "tally" }, h("span", { class: `dot ${severity}` }), count(number, severity))) : h("span", { class: "tally" }, "no findings"),
      ),
    ),
    // What is drawn later would move the part that was jumped to.
    summary.agents > 0 && h("nav", { "aria-label": "Parts of the page", onclick: drawAll }, parts.map(([id, title]) => h("a", { href: `#${id}` }, title))),
    h(
      "main",
      {},
      summary.agents > 0
        ? parts.map((part) => section(...part))
        : h("p", { class: "empty large" }, "There are no agents here. Once there is a file such as .claude/agents/reviewer.md, it will be on the map."),
    ),
    panel.panel,
  ].filter(Boolean),
);

if (summary.agents > 0) drawNow(document.getElementById(parts[0][0]));
window.addEventListener("beforeprint", drawAll);
const asked = parts.some(([id]) => location.hash === `#${id}`) && document.getElementById(location.hash.slice(1));
if (asked) {
  drawAll();
  asked.scrollIntoView();
}
panel.openHash();
window.addEventListener("hashchange", panel.openHash);
