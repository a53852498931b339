// Who has work done by whom.

import { h, limited, listed, shown } from "./dom.js";
import { FORMS } from "./fleet.js";
import { network } from "./network.js";

export function delegation(fleet, panel) {
  const calls = fleet.delegations;
  if (!calls.length) return h("p", { class: "empty" }, "No file names another agent that it wants called.");
  const files = fleet.files.filter((file) => file.calls.length || file.callers.length);
  const graph = network(files, calls.map((call) => ({ ...call, strong: call.form !== "prose" })), {
    label: "Who has work done by whom, as a graph",
    directed: true,
    colourOf: (file) => (file.agent ? "agent" : "caller"),
    say: (file) => [shown(file.label), `calls ${file.calls.length}, is called by ${file.callers.length}`],
    panel,
  });
  const callers = files.filter((file) => file.calls.length).sort((a, b) => b.calls.length - a.calls.length);
  const list = h("ul", { class: "calls" });
  const more = limited(
    callers,
    12,
    (file) => h("li", {}, panel.opener(file), " → ", listed(file.calls.map(({ other }) => panel.opener(other)))),
    list,
  );
  return h(
    "div",
    {},
    h(
      "ul",
      { class: "legend" },
      h("li", {}, h("span", { class: "swatch", "data-paint": "agent" }), "agent"),
      h("li", {}, h("span", { class: "swatch", "data-paint": "caller" }), "command, skill or another file"),
      h("li", {}, h("span", { class: "stroke strong" }), `${FORMS.header} or ${FORMS.call}`),
      h("li", {}, h("span", { class: "stroke" }), FORMS.prose),
    ),
    graph,
    h("h3", {}, "In words"),
    list,
    more,
  );
}
