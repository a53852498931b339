// A graph of files: who is tied to whom. Laid out by forces, once, the same for the same data.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { h, roomFor, roving, shown } from "./dom.js";
import { shortLabel } from "./fleet.js";
import { tips } from "./tip.js";

const LETTER = 6.3; // width of a letter of a label, about, in pixels
const LINE = 13;

// `files` are the nodes, `links` have `a`, `b` and `strong`. `colourOf` gives a file's paint, `say` its tip.
export function network(files, links, { label, directed = false, colourOf, say, panel }) {
  const width = roomFor();
  const height = Math.round(Math.min(720, 1.3 * width, Math.max(220, ((90 * 1120) / width) * Math.sqrt(files.length))));
  const nodes = files.map((file) => ({ file, degree: 0 }));
  const nodeOf = new Map(nodes.map((node) => [node.file, node]));
  const edges = links.map((link) => ({ ...link, source: nodeOf.get(link.a), target: nodeOf.get(link.b) }));
  for (const edge of edges) for (const end of [edge.source, edge.target]) end.degree += edge.strong ? 3 : 1;
  layOut(nodes, edges, { ratio: width / height, near: directed ? 80 : 36 });

  const svg = select(document.createElementNS("http://www.w3.org/2000/svg", "svg"))
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("class", "network")
    .attr("role", "group")
    .attr("aria-label", label);
  if (directed) arrowHead(svg);
  const layer = svg.append("g").attr("class", "layer");
  const line = layer
    .append("g")
    .selectAll("line")
    .data(edges)
    .join("line")
    .attr("class", (edge) => (edge.strong ? "edge strong" : "edge"))
    .attr("marker-end", directed ? "url(#arrow)" : null)
    .attr("x1", ({ source }) => source.x)
    .attr("y1", ({ source }) => source.y);
  const node = layer
    .append("g")
    .selectAll("g")
    .data(nodes)
    .join("g")
    .attr("class", "node")
    .attr("role", "button")
    .attr("aria-label", ({ file }) => shown(file.label))
    .attr("data-paint", ({ file }) => colourOf(file))
    .on("click", (_, { file }) => panel.open(file))
    .on("keydown", (event, { file }) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        panel.open(file);
      }
    })
    .on("pointerenter focus", (_, one) => mark(one))
    .on("pointerleave blur", () => mark(null));
  node.append("circle").attr("r", radius);
  const text = node
    .append("text")
    .attr("dy", "0.32em")
    .text(({ file }) => shortLabel(file, 28));

  function mark(one) {
    const near = new Set(one ? [one] : []);
    if (one) for (const { source, target } of edges) if (source === one || target === one) near.add(source).add(target);
    svg.classed("marking", one !== null);
    node.classed("near", (other) => near.has(other));
    line.classed("near", ({ source, target }) => source === one || target === one);
  }

  // Distances grow with the zoom; nodes, labels and lines keep their size.
  function place(transform) {
    const { k } = transform;
    layer.attr("transform", transform).style("--k", k);
    node.attr("transform", ({ x, y }) => `translate(${x},${y}) scale(${1 / k})`);
    line.each(function ({ source, target }) {
      const length = Math.hypot(target.x - source.x, target.y - source.y) || 1;
      const short = directed ? Math.max(0, 1 - (radius(target) + 2) / k / length) : 1;
      select(this)
        .attr("x2", source.x + (target.x - source.x) * short)
        .attr("y2", source.y + (target.y - source.y) * short);
    });
    const sides = labelSides(nodes, transform, width, height);
    text
      .classed("quiet", (one) => !sides.has(one))
      .attr("text-anchor", (one) => SIDES[sides.get(one) ?? "right"].anchor)
      .attr("x", (one) => SIDES[sides.get(one) ?? "right"].x * (radius(one) + 4))
      .attr("y", (one) => SIDES[sides.get(one) ?? "right"].y * (radius(one) + 9));
  }
  const zooming = zoom()
    .scaleExtent([0.2, 8])
    // The wheel scrolls the page and one finger too: zooming wants Ctrl, or two fingers.
    .filter((event) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : event.touches ? event.touches.length > 1 : !event.button))
    .on("zoom", ({ transform }) => place(transform));
  svg.call(zooming).on("dblclick.zoom", null);
  const fit = fitting(nodes, width, height);
  svg.call(zooming.transform, fit);
  const by = (factor) => svg.call(zooming.scaleBy, factor);
  const button = (text_, name, act) => h("button", { type: "button", "aria-label": name, title: name, onclick: act }, text_);
  const buttons = h(
    "div",
    { class: "zoom" },
    button("+", "Zoom in", () => by(1.5)),
    button("−", "Zoom out", () => by(1 / 1.5)),
    button("⤢", "Show all", () => svg.call(zooming.transform, fit)),
  );
  const element = h("div", { class: "network-box" }, svg.node(), buttons);
  roving(svg.node(), ".node");
  tips(element, ".node", (under) => say(select(under).datum().file));
  return element;
}

const SIDES = {
  right: { anchor: "start", x: 1, y: 0 },
  left: { anchor: "end", x: -1, y: 0 },
  below: { anchor: "middle", x: 0, y: 1 },
  above: { anchor: "middle", x: 0, y: -1 },
};

const radius = ({ degree }) => Math.min(9, 4 + Math.sqrt(degree) * 0.7);

function layOut(nodes, edges, { ratio, near }) {
  const pull = 0.06;
  forceSimulation(nodes)
    .force("link", forceLink(edges).distance(({ strong }) => (strong ? near : 2 * near)).strength(({ strong }) => (strong ? 0.7 : 0.15)))
    .force("charge", forceManyBody().strength(-2.5 * near).distanceMax(360))
    .force("collide", forceCollide((node) => radius(node) + 9))
    .force("x", forceX().strength(pull))
    .force("y", forceY().strength(pull * Math.max(1, ratio)))
    .stop()
    .tick(Math.max(60, Math.min(300, Math.round(120000 / nodes.length))));
}

// All nodes in view, with room for the labels on the right.
function fitting(nodes, width, height) {
  const edge = 28;
  const room = Math.min(150, width / 4);
  const xs = nodes.map(({ x }) => x);
  const ys = nodes.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const k = Math.min(1.6, (width - 2 * edge - room) / (right - left || 1), (height - 2 * edge) / (bottom - top || 1));
  const x = (width - room - (left + right) * k) / 2;
  const y = (height - (top + bottom) * k) / 2;
  return zoomIdentity.translate(x, y).scale(k);
}

// On which side of a node its label has room, beside other labels and nodes; the best connected ones choose first.
function labelSides(nodes, transform, width, height) {
  const taken = new Map();
  const cell = 40;
  const cells = ([left, top, right, bottom]) => {
    const keys = [];
    for (let x = Math.floor(left / cell); x <= Math.floor(right / cell); x += 1)
      for (let y = Math.floor(top / cell); y <= Math.floor(bottom / cell); y += 1) keys.push(`${x},${y}`);
    return keys;
  };
  const put = (box) => {
    for (const key of cells(box)) {
      if (!taken.has(key)) taken.set(key, []);
      taken.get(key).push(box);
    }
  };
  const apart = (p, q) => p[2] < q[0] || q[2] < p[0] || p[3] < q[1] || q[3] < p[1];
  const isFree = (box, own) =>
    box[0] > 0 && box[1] > 0 && box[2] < width && box[3] < height &&
    cells(box).every((key) => (taken.get(key) ?? []).every((other) => other === own || apart(box, other)));
  const circles = new Map();
  for (const node of nodes) {
    const [x, y] = transform.apply([node.x, node.y]);
    const r = radius(node);
    circles.set(node, [x - r, y - r, x + r, y + r]);
    put(circles.get(node));
  }
  const sides = new Map();
  for (const node of [...nodes].sort((p, q) => q.degree - p.degree)) {
    const circle = circles.get(node);
    const [x, y] = transform.apply([node.x, node.y]);
    const length = [...shortLabel(node.file, 28)].length * LETTER;
    for (const [side, { anchor, x: dx, y: dy }] of Object.entries(SIDES)) {
      const from = x + dx * (radius(node) + 4) - { start: 0, end: length, middle: length / 2 }[anchor];
      const middle = y + dy * (radius(node) + 9);
      const box = [from, middle - LINE / 2, from + length, middle + LINE / 2];
      if (isFree(box, circle)) {
        put(box);
        sides.set(node, side);
        break;
      }
    }
  }
  return sides;
}

function arrowHead(svg) {
  svg
    .append("defs")
    .append("marker")
    .attr("id", "arrow")
    .attr("viewBox", "0 0 8 8")
    .attr("refX", 7)
    .attr("refY", 4)
    .attr("markerWidth", 5)
    .attr("markerHeight", 5)
    .attr("orient", "auto")
    .append("path")
    .attr("d", "M0,0.5 L7.5,4 L0,7.5 z");
}
