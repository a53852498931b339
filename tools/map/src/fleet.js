// The data of the page, with what the views look up again and again.

import { shorten } from "./dom.js";

const RANKS = { error: 3, warning: 2, info: 1 };

export function readFleet() {
  const data = JSON.parse(document.getElementById("fleet-data").textContent);
  const byPath = new Map();
  for (const file of data.files) {
    byPath.set(file.path, file);
    const counts = { error: 0, warning: 0, info: 0 };
    for (const finding of file.findings) counts[finding.severity] += 1;
    const worst = ["error", "warning", "info"].find((severity) => counts[severity]) ?? "none";
    Object.assign(file, { counts, worst, rank: RANKS[worst] ?? 0, cluster: -1, pairs: [], calls: [], callers: [] });
    file.hostName = data.hosts[file.host] ?? file.host;
  }
  nameApart(data.files);
  const { overlaps } = data;
  overlaps.clusters.forEach((cluster, at) => {
    cluster.number = at;
    cluster.files = cluster.members.map((path) => byPath.get(path));
    for (const file of cluster.files) file.cluster = at;
  });
  overlaps.files = overlaps.order.map((path) => byPath.get(path));
  for (const pair of overlaps.pairs) {
    pair.a = byPath.get(pair.left);
    pair.b = byPath.get(pair.right);
    pair.a.pairs.push({ ...pair, other: pair.b });
    pair.b.pairs.push({ ...pair, other: pair.a });
  }
  for (const call of data.delegations) {
    call.a = byPath.get(call.source);
    call.b = byPath.get(call.target);
    call.a.calls.push({ ...call, other: call.b });
    call.b.callers.push({ ...call, other: call.a });
  }
  for (const file of data.files) file.pairs.sort((p, q) => q.strength - p.strength);
  const agents = data.files.filter((file) => file.agent);
  return { ...data, agents, byPath };
}

// Files of one name are told apart by their folder, the name of the file, or as much of the path as it takes.
function nameApart(files) {
  const ends = [
    ({ folder }) => folder.split("/").at(-1),
    ({ path }) => path.split("/").at(-1),
    ...[2, 3, 4].map((length) => ({ path }) => path.split("/").slice(-length).join("/")),
  ];
  for (const [name, same] of groups(files, (file) => file.name)) {
    for (const file of same) file.mark = same.length > 1 ? null : "";
    for (const end of ends) {
      for (const [text, [file, another]] of groups(same.length > 1 ? same : [], end)) if (!another && text) file.mark ??= text;
    }
    for (const file of same) {
      file.mark ??= file.path;
      file.label = file.mark ? `${name} (${file.mark})` : name;
    }
  }
}

// A label of so many letters at most, cut so that what tells it from its namesakes is still there.
export function shortLabel({ name, mark, label }, length) {
  if (!mark || [...label].length <= length) return shorten(label, length);
  const end = ` (${shorten(mark, Math.ceil(length / 2) - 3)})`;
  return shorten(name, length - [...end].length) + end;
}

export const OUTCOMES = {
  loaded: "reads it as written",
  recovered: "reads it on a second try",
  cut: "loads it and loses a part",
  "no-header": "does not see the header",
  dropped: "does not load it",
  unknown: "not known what it does",
};

export const FORMS = { header: "in its header", call: "by a call", prose: "in its text" };

export function toolsInWords(tools) {
  const named = tools.names.join(", ");
  const words = {
    listed: named || "none of its names is a tool",
    all: "every tool",
    none: "no tool",
    default: "what the host gives without a list",
    unknown: "not known what the host makes of its list",
  }[tools.state];
  return tools.denied.length ? `${words}; without ${tools.denied.join(", ")}` : words;
}

// A tool of an MCP server counts as the server: single ones would be columns for one agent each.
export function column(tool) {
  const server = /^mcp__(.+?)(?:__|$)/.exec(tool);
  return server ? `mcp: ${server[1]}` : tool;
}

// Items by a key, the largest group first, equal ones by name.
export function groups(items, key) {
  const found = new Map();
  for (const item of items) {
    const name = key(item);
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(item);
  }
  return [...found].sort((a, b) => b[1].length - a[1].length || (String(a[0]) < String(b[0]) ? -1 : 1));
}
