// All agents in a table that can be sorted and searched.

import { count, h, limited, roving, shown } from "./dom.js";

const MOST_ROWS = 100;
const SHORT_TOOLS = { all: "every tool", none: "none", default: "not listed", unknown: "not known" };

const COLUMNS = [
  ["Agent", (file) => file.name.toLowerCase()],
  ["Host", (file) => file.hostName],
  ["Model", (file) => file.model ?? ""],
  ["Tools", (file) => (file.tools.state === "listed" ? file.tools.names.length : 1000)],
  ["Tokens", (file) => -file.tokens],
  ["Alike", (file) => -file.pairs.filter(({ reported }) => reported).length],
  ["Findings", (file) => -(file.counts.error * 1e6 + file.counts.warning * 1e3 + file.counts.info)],
];

export function table(fleet, panel) {
  const body = h("tbody");
  const foot = h("div");
  const state = { by: "Findings", down: false, found: null };
  const heads = COLUMNS.map(([name]) =>
    h("th", { scope: "col", class: numeric(name) }, h("button", { type: "button", class: "link", onclick: () => sort(name) }, name)),
  );

  const row = (file) => {
    const tools = file.tools.state === "listed" ? String(file.tools.names.length) : SHORT_TOOLS[file.tools.state];
    const alike = file.pairs.filter(({ reported }) => reported).length;
    return h(
      "tr",
      { class: "agent" },
      h("th", { scope: "row" }, h("button", { type: "button", class: "link stop", onclick: () => panel.open(file) }, shown(file.name)), h("small", {}, shown(file.folder))),
      h("td", {}, file.hostName),
      h("td", {}, file.model === null ? h("span", { class: "about" }, "not set") : shown(file.model)),
      h("td", { class: "figure" }, file.tools.state === "listed" ? tools : h("span", { class: "about" }, tools)),
      h("td", { class: "figure" }, file.tokens.toLocaleString("en")),
      h("td", { class: "figure" }, alike || ""),
      h(
        "td",
        { class: "counts" },
        ["error", "warning", "info"].filter((severity) => file.counts[severity]).map((severity) =>
          h("span", { title: count(file.counts[severity], severity) }, h("span", { class: `dot ${severity}` }), file.counts[severity]),
        ),
      ),
    );
  };

  function sort(name) {
    state.down = state.by === name && !state.down;
    state.by = name;
    draw();
  }

  function draw() {
    const key = COLUMNS.find(([name]) => name === state.by)[1];
    const sign = state.down ? -1 : 1;
    const files = fleet.agents.filter((file) => state.found === null || state.found.has(file));
    files.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) || (a.path < b.path ? -1 : 1));
    heads.forEach((head, at) => head.setAttribute("aria-sort", COLUMNS[at][0] === state.by ? (state.down ? "descending" : "ascending") : "none"));
    body.replaceChildren();
    const more = limited(files, MOST_ROWS, row, body, () => roving(body, ".stop"));
    foot.replaceChildren(...[more ?? (files.length ? "" : h("p", { class: "empty" }, "No agent is like that."))].filter(Boolean));
  }

  const highlight = (found) => {
    state.found = found;
    draw();
  };
  draw();
  return { element: h("div", {}, h("table", { class: "agents" }, h("thead", {}, h("tr", {}, heads)), body), foot), highlight };
}

const numeric = (name) => (["Tools", "Tokens", "Alike"].includes(name) ? "figure" : null);
