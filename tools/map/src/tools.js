// Who may use which tool: agents with the same list are one row.

import { count, h, limited, listed, shown } from "./dom.js";
import { column, groups, toolsInWords } from "./fleet.js";

const MOST_ROWS = 24;
const MOST_COLUMNS = 36;
const ORDER = { all: "every tool", default: "no list of its own", none: "no tool", unknown: "not known" };

export function tools(fleet, panel) {
  const rows = groups(fleet.agents, ({ tools: of }) => JSON.stringify([of.state, [...new Set(of.names.map(column))], of.denied])).map(([, files]) => {
    const { state, names, denied } = files[0].tools;
    const nothing = state === "listed" && !names.length ? "no name is a tool" : ORDER[state];
    return { files, state, nothing, has: new Set(names.map(column)), lacks: new Set(denied.map(column)) };
  });
  const users = new Map();
  for (const file of fleet.agents) {
    for (const name of new Set(file.tools.names.map(column))) users.set(name, [...(users.get(name) ?? []), file]);
    for (const name of file.tools.denied.map(column)) if (!users.has(name)) users.set(name, []);
  }
  const every = [...users].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  if (!every.length) {
    return h("p", { class: "empty" }, fleet.agents.length ? "No agent lists tools: each has what its host gives." : "There are no agents.");
  }
  const columns = every.slice(0, MOST_COLUMNS);
  const rest = every.slice(MOST_COLUMNS);

  const aboutTool = ([name, having]) =>
    panel.list(shown(name), `Agents that may use ${shown(name)}.`, [
      ["List it", having],
      ["May use every tool", fleet.agents.filter(({ tools: of }) => of.state === "all" && !of.denied.map(column).includes(name))],
      ["Have no list: what their host gives", fleet.agents.filter(({ tools: of }) => of.state === "default" && !of.denied.map(column).includes(name))],
      ["It is taken away from", fleet.agents.filter(({ tools: of }) => of.denied.map(column).includes(name))],
    ]);
  const aboutRow = ({ files }) => panel.list(count(files.length, "agent"), shown(toolsInWords(files[0].tools)), [["Agents", files]]);

  const cell = (row, name) => {
    const has = row.has.has(name);
    const kind = row.lacks.has(name) ? "denied" : has ? "has" : row.state === "all" || row.state === "default" ? row.state : "";
    const words = { denied: "taken away", has: "yes", all: "every tool", default: "as the host gives" }[kind];
    return h("td", { class: kind, title: words && `${shown(name)}: ${words}` }, words && h("span", { class: "hidden" }, words));
  };
  const row = (one) =>
    h(
      "tr",
      {},
      h(
        "th",
        { scope: "row" },
        one.files.length === 1
          ? panel.opener(one.files[0])
          : h("button", { type: "button", class: "link", onclick: () => aboutRow(one) }, [count(one.files.length, "agent"), one.nothing].filter(Boolean).join(": ")),
      ),
      columns.map(([name]) => cell(one, name)),
    );
  const body = h("tbody");
  const more = limited(rows, MOST_ROWS, row, body);
  return h(
    "div",
    {},
    h(
      "ul",
      { class: "legend" },
      h("li", {}, h("span", { class: "swatch has" }), "listed"),
      h("li", {}, h("span", { class: "swatch all" }), "may use every tool"),
      h("li", {}, h("span", { class: "swatch default" }), "no list: what the host gives"),
      h("li", {}, h("span", { class: "swatch denied" }), "taken away"),
    ),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Tools by agent" },
      h(
        "table",
        { class: "tools" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("td"),
            columns.map((entry) =>
              h("th", { scope: "col" }, h("button", { type: "button", class: "link", title: `${shown(entry[0])}: ${count(entry[1].length, "agent")}`, onclick: () => aboutTool(entry) }, shown(entry[0]))),
            ),
          ),
        ),
        body,
      ),
    ),
    more,
    rest.length > 0 &&
      h("p", { class: "about" }, "Rarer ones: ", listed(rest.map((entry) => h("button", { type: "button", class: "link", onclick: () => aboutTool(entry) }, shown(entry[0])))), "."),
  );
}
