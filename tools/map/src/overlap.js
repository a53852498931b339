// Who claims the same job: a matrix in the order of the clusters, the clusters in words, and a graph.

import * as Plot from "@observablehq/plot";
import { count, h, limited, listed, roomFor, shown } from "./dom.js";
import { shortLabel } from "./fleet.js";
import { network } from "./network.js";
import { tips } from "./tip.js";

const LARGEST = 580; // of the matrix, in pixels
const LINE = 13; // of a name beside a row
const HUES = 8;

export function overlap(fleet, panel) {
  const { clusters, pairs, files } = fleet.overlaps;
  if (!pairs.length) {
    return h("p", { class: "empty" }, fleet.agents.length < 2 ? "There is nothing to compare." : "No two descriptions are alike enough to be worth a look.");
  }
  const box = h("figure", { class: "matrix-box" });
  const back = h("button", { type: "button", class: "more", hidden: true, onclick: () => focus(null) }, "Show all");
  const caption = h("figcaption");

  function focus(cluster) {
    const wanted = cluster && new Set(cluster.files.flatMap((file) => [file, ...file.pairs.map(({ other }) => other)]));
    const subset = cluster ? [...cluster.files, ...files.filter((file) => wanted.has(file) && file.cluster !== cluster.number)] : files;
    const { most } = roomForNames();
    const few = subset.slice(0, cluster ? Math.max(most, cluster.files.length) : undefined);
    box.replaceChildren(matrix(few, fleet.overlaps, panel), caption);
    caption.replaceChildren(
      cluster
        ? `Cluster ${cluster.number + 1} and what is close to it.`
        : `${count(few.length, "agent")} with a like one${few.length > most && clusters.length ? "; choose a cluster to see its names" : ""}.`,
    );
    back.hidden = !cluster;
    if (cluster) box.scrollIntoView({ block: "nearest" });
  }

  const item = (cluster) => {
    const best = strongest(cluster);
    return h(
      "li",
      {},
      h(
        "div",
        { class: "head" },
        h("span", { class: "swatch", "data-paint": paintOf(cluster.files[0]) }),
        h("strong", {}, `Cluster ${cluster.number + 1}`),
        h("span", { class: "number" }, count(cluster.files.length, "agent")),
        h("span", { class: "strength", title: "how surely two of them claim one job, up to 1" }, cluster.strength.toFixed(2)),
        h("button", { type: "button", class: "link aside", onclick: () => focus(cluster) }, "show alone"),
      ),
      names(cluster, panel),
      best && h("p", { class: "about" }, shown(best.reason)),
    );
  };
  const bySize = [...clusters].sort((p, q) => q.files.length - p.files.length || q.strength - p.strength || p.number - q.number);
  const list = h("ol", { class: "clusters" });
  const more = limited(bySize, 8, item, list);
  const none = h("p", { class: "about" }, "No two agents claim one job. What is drawn is too weak for a finding.");
  focus(null);
  const graph = network(files, pairs.map((pair) => ({ ...pair, strong: pair.reported })), {
    label: "Agents that claim like jobs, as a graph",
    colourOf: paintOf,
    say: (file) => [shown(file.label), ...file.pairs.slice(0, 3).map((pair) => `${pair.strength.toFixed(2)} ${shown(pair.other.label)}`)],
    panel,
  });
  return h(
    "div",
    {},
    h(
      "div",
      { class: "beside" },
      h("div", {}, box, back),
      h("div", {}, h("h3", {}, "Clusters", h("span", { class: "number" }, clusters.length)), clusters.length ? [list, more] : none),
    ),
    h("h3", {}, "As a graph"),
    h(
      "ul",
      { class: "legend" },
      h("li", {}, h("span", { class: "stroke strong" }), "one job: a finding"),
      h("li", {}, h("span", { class: "stroke" }), "related, too weak for a finding"),
    ),
    graph,
  );
}

const paintOf = (file) => (file.cluster < 0 ? "hue-rest" : `hue-${file.cluster % HUES}`);

function strongest(cluster) {
  const inside = cluster.files.flatMap((file) => file.pairs.filter(({ other }) => other.cluster === cluster.number));
  return inside.sort((p, q) => q.strength - p.strength)[0];
}

function names(cluster, panel) {
  const line = h("p", { class: "names" });
  const most = 6;
  line.append(...listed(cluster.files.slice(0, most).map(panel.opener)).flat());
  if (cluster.files.length > most) {
    const all = () => panel.list(`Cluster ${cluster.number + 1}`, "Agents whose descriptions claim one job.", [["Agents", cluster.files]]);
    line.append(" and ", h("button", { type: "button", class: "link", onclick: all }, `${cluster.files.length - most} more`));
  }
  return line;
}

// How much of the width names take, and beside how many rows they fit in what is left.
function roomForNames() {
  const room = Math.min(LARGEST, roomFor());
  const margin = Math.min(185, room / 2.8);
  const right = margin * 0.4; // for the ends of the slanting names
  const rest = room - margin - right;
  return { room, margin, right, rest, most: Math.floor(rest / LINE) };
}

function matrix(files, { pairs, clusters }, panel) {
  const place = new Map(files.map((file, at) => [file, at]));
  const inside = pairs.filter(({ a, b }) => place.has(a) && place.has(b));
  const both = inside.flatMap((pair) => [
    { ...pair, row: place.get(pair.a), column: place.get(pair.b) },
    { ...pair, row: place.get(pair.b), column: place.get(pair.a) },
  ]);
  const kinds = { reported: both.filter((cell) => cell.reported), weak: both.filter((cell) => !cell.reported) };
  const space = roomForNames();
  const named = files.length <= space.most;
  const { margin, right } = named ? space : { margin: 110, right: 2 };
  const size = named ? Math.min(space.rest, Math.max(100, files.length * 2 * LINE)) : space.room - margin - right;
  const inset = size / files.length > 6 ? 0.75 : 0;
  const square = (fill, name) => (data) =>
    Plot.rect(data, { x1: "column", x2: (d) => d.column + 1, y1: "row", y2: (d) => d.row + 1, inset, rx: inset ? 2 : 0, fill, fillOpacity: (d) => 0.25 + 0.75 * d.strength, className: name });
  const blocks = clusters
    .map(({ files: of, number }) => ({ number, size: of.length, name: of[0].label, at: of.map((file) => place.get(file)).filter((at) => at !== undefined) }))
    .filter(({ at }) => at.length > 1)
    .map((block) => ({ ...block, from: Math.min(...block.at), to: Math.max(...block.at) + 1 }));
  const letters = Math.round(margin / 7.2);
  const labels = named
    ? files.map((file, at) => ({ at: at + 0.5, text: shortLabel(file, letters) }))
    : spread(blocks, files.length / size).map(({ from, to, number, size: of }) => ({ at: (from + to) / 2, text: `${number + 1} · ${of} agents` }));
  const svg = Plot.plot({
    width: size + margin + right,
    height: size + (named ? margin : 0) + 4,
    marginLeft: margin,
    marginTop: named ? margin : 2,
    marginRight: right,
    marginBottom: 2,
    className: "matrix",
    ariaLabel: `Matrix of ${count(files.length, "agent")} by likeness of their descriptions; the list of clusters says the same in words`,
    x: { domain: [0, files.length], axis: null },
    y: { domain: [files.length, 0], axis: null },
    opacity: { type: "identity" },
    marks: [
      Plot.rect([0], { x1: 0, x2: files.length, y1: 0, y2: files.length, className: "ground" }),
      Plot.rect(files, { x1: (_, at) => at, x2: (_, at) => at + 1, y1: (_, at) => at, y2: (_, at) => at + 1, inset, rx: inset ? 2 : 0, className: "diagonal" }),
      square("var(--weak)", "weak")(kinds.weak),
      Plot.rect(twins(files, pairs, place), { x1: "from", x2: "to", y1: "from", y2: "to", inset, rx: inset ? 2 : 0, fill: "var(--overlap)", className: "twins" }),
      square("var(--overlap)", "reported")(kinds.reported),
      Plot.rect(blocks, { x1: "from", x2: "to", y1: "from", y2: "to", className: "block" }),
      Plot.text(labels, { x: 0, y: "at", text: "text", textAnchor: "end", dx: -8, className: "names" }),
      named ? Plot.text(labels, { x: "at", y: 0, text: "text", textAnchor: "start", rotate: -60, dy: -8, className: "names" }) : null,
    ],
  });
  const cellOf = (rect) => kinds[rect.closest(".reported") ? "reported" : "weak"][rect.__data__];
  tips(svg, ".reported rect, .weak rect", (rect) => {
    const cell = cellOf(rect);
    return [`${cell.strength.toFixed(2)} ${cell.reported ? "one job" : "related"}`, `${shown(files[cell.row].label)} and ${shown(files[cell.column].label)}`, shown(cell.reason)];
  });
  svg.addEventListener("click", (event) => {
    const rect = event.target.closest(".reported rect, .weak rect");
    if (!rect) return;
    const cell = cellOf(rect);
    panel.list(`Alike: ${cell.strength.toFixed(2)}`, shown(cell.reason), [["Agents", [files[cell.row], files[cell.column]]]]);
  });
  return svg;
}

// Runs of agents with equal texts. Of many equal ones not every pair is in the data, but all are as like as can be.
function twins(files, pairs, place) {
  const joined = new Set(pairs.filter(({ strength }) => strength === 1).map(({ a, b }) => `${place.get(a)} ${place.get(b)}`));
  const runs = [];
  for (let at = 1; at < files.length; at += 1) {
    const run = runs.at(-1);
    const isEqual = joined.has(`${at - 1} ${at}`) || joined.has(`${at} ${at - 1}`);
    if (isEqual && run?.to === at) run.to = at + 1;
    else if (isEqual) runs.push({ from: at - 1, to: at + 1 });
  }
  return runs.filter(({ from, to }) => to - from > 2);
}

// Of blocks side by side those whose labels have room; `perPixel` agents fall on one pixel.
function spread(blocks, perPixel) {
  let last = -Infinity;
  return blocks.filter(({ from, to }) => {
    const at = (from + to) / 2;
    if (at - last < LINE * perPixel) return false;
    last = at;
    return true;
  });
}
