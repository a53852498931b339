// All agents at once, one mark each, by folder, host or model; coloured by what one asks for.

import { choice, count, h, roving, shorten, shown } from "./dom.js";
import { groups, shortLabel } from "./fleet.js";
import { tips } from "./tip.js";

const NAMED_UP_TO = 80;
const HUES = 8;
const LABEL = 29; // letters

const KEYS = {
  folder: (file) => file.folder || "(this folder)",
  host: (file) => file.hostName,
  model: (file) => file.model ?? "not set",
};

export function glance(fleet, panel) {
  const marks = h("div", { class: fleet.agents.length <= NAMED_UP_TO ? "glance named" : "glance" });
  const legend = h("ul", { class: "legend" });
  const state = { by: "folder", colour: "findings" };

  const mark = (file) => {
    const element = h(
      "button",
      { type: "button", class: "mark", "aria-label": `${shown(file.label)}, ${file.hostName}, ${worst(file)}`, onclick: () => panel.open(file) },
      fleet.agents.length <= NAMED_UP_TO ? shortLabel(file, 40) : null,
    );
    element.file = file;
    return element;
  };

  const shared = common(fleet.agents.map((file) => file.folder));
  const labelOf = (name) => {
    const text = shown(state.by === "folder" && name.startsWith(shared) ? name.slice(shared.length) : name);
    return text.length > LABEL ? `…${text.slice(1 - LABEL)}` : text || shown(name.replace(/\/$/, ""));
  };

  function draw() {
    const rows = groups(fleet.agents, KEYS[state.by]).map(([name, files]) =>
      h(
        "div",
        { class: "row", role: "group", "aria-label": `${shown(name)}: ${count(files.length, "agent")}` },
        h("div", { class: "label", title: shown(name) }, h("bdi", {}, labelOf(name)), h("span", { class: "number" }, files.length.toLocaleString("en"))),
        h("div", { class: "marks" }, files.map(mark)),
      ),
    );
    marks.replaceChildren(...rows);
    paint();
    roving(marks, ".mark");
  }

  function paint() {
    const { entries, of } = PAINTS[state.colour](fleet);
    for (const element of marks.querySelectorAll(".mark")) element.dataset.paint = of(element.file);
    legend.replaceChildren(...entries.map(([paint, text]) => h("li", {}, h("span", { class: "swatch", "data-paint": paint }), text)));
  }

  tips(marks, ".mark", ({ file }) => [shown(file.label), shown(file.folder), `${file.hostName} · ${shown(file.model ?? "no model set")}`, worst(file)]);
  const by = choice("Rows", [["folder", "Folder"], ["host", "Host"], ["model", "Model"]], (value) => {
    state.by = value;
    draw();
  });
  const colour = choice("Colour", [["findings", "Findings"], ["host", "Host"], ["model", "Model"], ["tokens", "Tokens"]], (value) => {
    state.colour = value;
    paint();
  });
  by.pick("folder");
  colour.pick("findings");
  const highlight = (found) => {
    marks.classList.toggle("searched", found !== null);
    for (const element of marks.querySelectorAll(".mark")) element.classList.toggle("found", found?.has(element.file) ?? false);
  };
  return { element: h("div", {}, h("div", { class: "controls" }, by.group, colour.group), legend, marks), highlight };
}

// The folders that all paths begin with.
function common(folders) {
  const [first = "", ...others] = folders.map((folder) => folder.split("/"));
  let at = 0;
  while (at < first.length && others.every((other) => other[at] === first[at])) at += 1;
  return at && at < Math.max(...folders.map((folder) => folder.split("/").length)) ? `${first.slice(0, at).join("/")}/` : "";
}

function worst(file) {
  const parts = Object.entries(file.counts).filter(([, number]) => number);
  return parts.length ? parts.map(([severity, number]) => count(number, severity)).join(", ") : "no findings";
}

const PAINTS = {
  findings: () => ({
    entries: [["error", "error"], ["warning", "warning"], ["info", "info"], ["none", "no findings"]],
    of: (file) => file.worst,
  }),
  host: (fleet) => byHue(fleet, KEYS.host),
  model: (fleet) => byHue(fleet, KEYS.model),
  tokens: (fleet) => {
    const sorted = fleet.agents.map((file) => file.tokens).sort((a, b) => a - b);
    const steps = [0.25, 0.5, 0.75, 0.95].map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
    const bounds = steps.filter((step, at) => steps.indexOf(step) === at);
    return {
      entries: [...bounds, null].map((bound, at) => [
        `tokens-${at}`,
        bound === null ? `more than ${bounds.at(-1)} tokens` : `up to ${bound}`,
      ]),
      of: (file) => `tokens-${bounds.filter((bound) => file.tokens > bound).length}`,
    };
  },
};

function byHue(fleet, key) {
  const names = groups(fleet.agents, key).map(([name]) => name);
  const hue = (name) => (names.indexOf(name) < HUES - 1 || names.length === HUES ? `hue-${names.indexOf(name)}` : "hue-rest");
  const entries = names.filter((name) => hue(name) !== "hue-rest").map((name) => [hue(name), shorten(name, 30)]);
  if (names.some((name) => hue(name) === "hue-rest")) entries.push(["hue-rest", `${names.length - entries.length} more`]);
  return { entries, of: (file) => hue(key(file)) };
}
