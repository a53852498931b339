// What is known of one file, beside the page: findings, and what each host would read.

import { count, h, message, shorten, shown } from "./dom.js";
import { FORMS, OUTCOMES, toolsInWords } from "./fleet.js";

const dot = (severity) => h("span", { class: `dot ${severity}`, "aria-hidden": "true" });

export function makePanel(fleet) {
  const inner = h("div", { class: "inner" });
  const close = h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => hide() }, "×");
  const panel = h(
    "aside",
    { id: "panel", role: "dialog", "aria-labelledby": "panel-title", tabindex: "-1", hidden: true },
    close,
    inner,
  );
  let from = null;

  const opener = (file) =>
    h("button", { type: "button", class: "link", onclick: () => open(file) }, shown(file.label));

  function show(title, about, ...content) {
    if (!panel.contains(document.activeElement)) from = document.activeElement;
    inner.replaceChildren(h("h2", { id: "panel-title" }, title), about, ...content.filter(Boolean));
    panel.hidden = false;
    panel.scrollTop = 0;
    document.body.classList.add("with-panel");
    panel.focus({ preventScroll: true });
  }

  function hide() {
    if (panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("with-panel");
    if (location.hash.startsWith("#file=")) history.replaceState(null, "", " ");
    if (from?.isConnected) from.focus({ preventScroll: true });
    from = null;
  }

  function open(file) {
    history.replaceState(null, "", `#file=${encodeURIComponent(file.path.toWellFormed?.() ?? file.path)}`);
    show(
      shown(file.name),
      h("p", { class: "path" }, shown(file.path)),
      facts(file),
      part("Findings", file.findings.length, file.findings.map(finding), "None: as far as is known it is read as meant."),
      file.pairs.length > 0 && part("Claims a like job", file.pairs.length, file.pairs.slice(0, 12).map(pair)),
      file.calls.length > 0 && part("Calls", file.calls.length, file.calls.map(call)),
      file.callers.length > 0 && part("Is called by", file.callers.length, file.callers.map(call)),
      part("What each host would read", file.readings.length, file.readings.map((one, at) => reading(file, one, at))),
    );
  }

  // A list of files under a title, for what a bar, a cell or a column stands for.
  function list(title, about, parts) {
    show(
      title,
      h("p", { class: "about" }, about),
      ...parts
        .filter(([, files]) => files.length)
        .map(([heading, files]) =>
          part(heading, files.length, files.map((file) => h("li", {}, dot(file.worst), opener(file), h("small", {}, shown(file.folder))))),
        ),
    );
  }

  function facts(file) {
    const rows = [
      ["Host", `${file.hostName} (${file.kind})`],
      ["Model", file.model === null ? "not set" : shown(file.model)],
      ["Tools", shown(toolsInWords(file.tools))],
      ["No tools", file.tools.lost.length ? `${shown(file.tools.lost.join(", "))}: the host gives nothing for it` : null],
      ["Description", `about ${count(file.tokens, "token")} with the name`],
    ];
    return h(
      "dl",
      { class: "facts" },
      rows.filter(([, value]) => value !== null).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
    );
  }

  function part(title, number, items, nothing) {
    return h(
      "section",
      {},
      h("h3", {}, title, h("span", { class: "number" }, number.toLocaleString("en"))),
      items.length ? h("ul", {}, items) : h("p", { class: "about" }, nothing ?? ""),
    );
  }

  const finding = (one) =>
    h(
      "li",
      { class: "finding" },
      h("div", {}, dot(one.severity), h("span", { class: "severity" }, one.severity), ` line ${one.line}, column ${one.column}`),
      h("div", {}, message(one.message)),
      one.help && h("div", { class: "about" }, message(one.help)),
      h("small", { class: "rule" }, one.rule),
    );

  const pair = (one) =>
    h(
      "li",
      {},
      h("span", { class: one.reported ? "strength" : "strength weak" }, one.strength.toFixed(2)),
      opener(one.other),
      h("div", { class: "about" }, shown(one.reason)),
    );

  const call = (one) =>
    h("li", {}, opener(one.other), h("small", {}, `${FORMS[one.form]}, line ${one.line}`));

  function reading(file, one, at) {
    const values = one.values ?? file.readings[0].values ?? {};
    const rows = Object.entries(values).map(([key, value]) =>
      h("tr", {}, h("th", { scope: "row" }, shown(key)), h("td", {}, asText(value))),
    );
    return h(
      "li",
      { class: "reading" },
      h(
        "details",
        { open: at === 0 },
        h(
          "summary",
          {},
          h("span", { class: `outcome ${one.outcome}` }, one.outcome),
          h("span", {}, h("strong", {}, fleet.hosts[one.host] ?? one.host), ` ${OUTCOMES[one.outcome]}`, one.assumed && " (assumed)"),
        ),
        one.reasons.length > 0 &&
          h("ul", {}, one.reasons.map((reason) => h("li", {}, message(reason.text), reason.line !== null && h("small", {}, `line ${reason.line}`)))),
        rows.length > 0 && h("table", {}, h("tbody", {}, rows)),
        one.unknown_keys.length > 0 && h("p", { class: "about" }, `No use for: ${shown(one.unknown_keys.join(", "))}.`),
        h("p", { class: "about" }, `As ${one.kind}. The text begins in line ${one.body_line}.`),
      ),
    );
  }

  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.contains(document.activeElement)) hide();
  });
  const openHash = () => {
    const file = fleet.byPath.get(decoded(location.hash.replace(/^#file=/, "")));
    if (file) open(file);
  };
  return { panel, open, list, opener, openHash };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function asText(value) {
  if (typeof value === "string") return shown(value);
  return shorten(JSON.stringify(value), 400);
}
