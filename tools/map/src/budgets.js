// What the descriptions of a fleet cost, against what each host wants.

import * as Plot from "@observablehq/plot";
import { count, h, roomFor, shorten, shown } from "./dom.js";
import { shortLabel } from "./fleet.js";
import { tips } from "./tip.js";

const LONGEST = 15;

export function budgets(fleet, panel) {
  const charts = new Map();
  for (const budget of fleet.budgets) {
    const key = JSON.stringify([budget.host, budget.unit, budget.limit]);
    charts.set(key, [...(charts.get(key) ?? []), budget]);
  }
  const without = [...new Set(fleet.agents.map((file) => file.host))].filter((host) => !fleet.budgets.some((one) => one.host === host));
  return h(
    "div",
    {},
    [...charts.values()].map((of) => chart(fleet, of, panel)),
    without.length > 0 && h("p", { class: "about" }, `No budget is known of ${without.map((host) => fleet.hosts[host]).join(", ")}.`),
    longest(fleet, panel),
  );
}

function chart(fleet, of, panel) {
  const [{ host, unit, limit }] = of;
  const rows = [...of].sort((a, b) => b.used - a.used).map((budget, at) => ({ ...budget, row: `${at}` }));
  const parts = rows.flatMap((budget) => {
    let from = 0;
    return [...budget.parts]
      .sort((a, b) => b.characters - a.characters)
      .map((part) => {
        const used = part.characters / budget.characters_per_unit;
        from += used;
        return { ...part, row: budget.row, used, from: from - used, to: from, sure: budget.sure };
      });
  });
  const { width, labels, end, letters } = measures();
  const most = Math.max(...rows.map(({ used }) => used), limit ?? 0, 1);
  const widest = Math.max(...rows.map(({ used, parts: { length } }) => (used / most / length) * (width - labels - end)), 0);
  const apart = widest > 5 ? 1 : 0;
  const share = ({ used }) => `${used.toLocaleString("en")}${limit === null ? "" : ` · ${Math.round((100 * used) / limit)} %`}`;
  const svg = Plot.plot({
    width,
    height: rows.length * 30 + 44,
    marginLeft: labels,
    marginRight: end,
    marginTop: 22,
    marginBottom: 22,
    className: "bars",
    ariaLabel: `${fleet.hosts[host]}: ${rows.map((row) => `${row.folder} ${share(row)}`).join("; ")}`,
    x: { domain: [0, most], axis: null, label: null },
    y: { axis: null, domain: rows.map(({ row }) => row), padding: 0.3 },
    marks: [
      Plot.axisX({ anchor: "bottom", ticks: width / 160, label: null, tickSize: 0, tickFormat: (value) => value.toLocaleString("en") }),
      Plot.barX(parts, { x1: "from", x2: "to", y: "row", insetRight: apart, fill: "var(--accent)", fillOpacity: (d) => (d.sure ? 0.85 : 0.4), className: "parts" }),
      limit === null ? null : Plot.barX(rows.filter(({ used }) => used > limit), { x1: limit, x2: "used", y: "row", fill: "var(--error)", fillOpacity: 0.85, className: "over" }),
      Plot.text(rows, { x: 0, y: "row", text: (d) => shorten(ending(d.folder, letters), letters), textAnchor: "end", dx: -8, className: "names" }),
      Plot.text(rows, { x: "used", y: "row", text: share, textAnchor: "start", dx: 6, className: "names" }),
      limit === null ? null : Plot.ruleX([limit], { className: "limit" }),
      limit === null ? null : Plot.text([limit], { x: (d) => d, frameAnchor: "top", dy: -14, text: (d) => `${d.toLocaleString("en")} ${unit}`, className: "limit" }),
    ],
    color: { type: "identity" },
    opacity: { type: "identity" },
  });
  tips(svg, ".parts rect", (rect) => {
    const part = parts[rect.__data__];
    return [shown(fleet.byPath.get(part.path)?.label ?? part.path), `${Math.ceil(part.used).toLocaleString("en")} ${unit}`];
  });
  svg.addEventListener("click", (event) => {
    const rect = event.target.closest(".parts rect");
    const file = rect && fleet.byPath.get(parts[rect.__data__].path);
    if (file) panel.open(file);
  });
  return h(
    "figure",
    {},
    h("h3", {}, fleet.hosts[host]),
    h(
      "p",
      { class: "about" },
      limit === null ? `Names and descriptions in ${unit}; the limit is switched off. ` : `Names and descriptions in ${unit}, against the ${limit.toLocaleString("en")} that it wants at most. `,
      rows.some(({ sure }) => !sure) && "Paler bars: nobody knows whether the host loads these files together.",
    ),
    svg,
  );
}

function measures() {
  const width = roomFor();
  const labels = Math.min(240, Math.round(width * 0.32));
  return { width, labels, end: 112, letters: Math.floor(labels / 7.7) };
}

// Of a long path the end tells most.
const ending = (path, length) => (path.length <= length ? path || "loose files" : `…${path.slice(1 - length)}`);

function longest(fleet, panel) {
  const files = [...fleet.agents].sort((a, b) => b.tokens - a.tokens || (a.path < b.path ? -1 : 1)).slice(0, LONGEST);
  if (!files.length || !files[0].tokens) return null;
  const { width, labels, end, letters } = measures();
  const total = fleet.agents.reduce((sum, file) => sum + file.tokens, 0);
  const svg = Plot.plot({
    width,
    height: files.length * 24 + 8,
    marginLeft: labels,
    marginRight: end,
    marginTop: 2,
    marginBottom: 2,
    className: "bars",
    ariaLabel: `Longest descriptions: ${files.slice(0, 5).map((file) => `${shown(file.label)} ${file.tokens}`).join(", ")}`,
    x: { axis: null },
    y: { axis: null, domain: files.map(({ path }) => path), padding: 0.3 },
    marks: [
      Plot.barX(files, { x: "tokens", y: "path", fill: "var(--accent)", fillOpacity: 0.75, className: "parts" }),
      Plot.text(files, { x: 0, y: "path", text: (d) => shortLabel(d, letters), textAnchor: "end", dx: -8, className: "names" }),
      Plot.text(files, { x: "tokens", y: "path", text: (d) => d.tokens.toLocaleString("en"), textAnchor: "start", dx: 6, className: "names" }),
    ],
  });
  svg.addEventListener("click", (event) => {
    const rect = event.target.closest(".parts rect");
    if (rect) panel.open(files[rect.__data__]);
  });
  return h(
    "figure",
    {},
    h("h3", {}, "Longest descriptions"),
    h("p", { class: "about" }, `Tokens with the name, at four characters each; all agents together have about ${count(total, "token")}.`),
    svg,
  );
}
