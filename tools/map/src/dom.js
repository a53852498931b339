// Building the page. Everything that comes from a file goes in as text: nothing here takes markup.

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

// Text with what cannot be seen, or turns the direction of others, spelled out: a reader must see what a model reads.
export function shown(text) {
  return String(text).replace(INVISIBLE, (mark) =>
    mark === "\n" || mark === "\t" ? mark : `<U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`,
  );
}

export function shorten(text, length) {
  const points = [...shown(text).replaceAll(/\s+/g, " ")];
  return points.length <= length ? points.join("") : `${points.slice(0, length - 1).join("")}…`;
}

// A message: what stands between backticks is code.
export const message = (text) =>
  shown(text)
    .split("`")
    .map((part, at, all) => (at % 2 && at < all.length - 1 ? h("code", {}, part) : at && at % 2 === 1 ? `\`${part}` : part));

// An element: h("p", {class: "note", onclick: f}, "text", otherElement, null, [more]). Strings become text nodes.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, to] of Object.entries(value)) element.style.setProperty(key, to);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

// Width for a chart, in pixels: that of the page's column when it is drawn.
export function roomFor() {
  const main = document.querySelector("main").getBoundingClientRect().width;
  return Math.round(Math.min(1152, Math.max(320, main)));
}

// One stop for the Tab key in a set of buttons; the arrow keys go on from there.
export function roving(container, selector) {
  const stops = () => [...container.querySelectorAll(selector)].filter((one) => one.offsetParent !== null);
  const enter = (stop) => {
    container.querySelectorAll(`${selector}[tabindex="0"]`).forEach((one) => (one.tabIndex = -1));
    stop.tabIndex = 0;
  };
  container.querySelectorAll(selector).forEach((one, at) => (one.tabIndex = at ? -1 : 0));
  container.addEventListener("focusin", (event) => {
    const stop = event.target.closest(selector);
    if (stop) enter(stop);
  });
  container.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    const from = event.target.closest(selector);
    if (!step || !from) return;
    const all = stops();
    const to = all[Math.min(all.length - 1, Math.max(0, all.indexOf(from) + step))];
    event.preventDefault();
    to?.focus();
  });
}

// A group of buttons of which one is pressed. `choose` is called with its value, at first too.
export function choice(label, values, choose) {
  const buttons = values.map(([value, text]) =>
    h("button", { type: "button", onclick: () => pick(value), "data-value": value }, text),
  );
  const pick = (value) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.value === value));
    choose(value);
  };
  const group = h("div", { class: "choice", role: "group", "aria-label": label }, h("span", {}, label), buttons);
  return { group, pick };
}

// "a, b, c", each comma on the line of what stands before it.
export const listed = (elements) => elements.map((one, at) => (at < elements.length - 1 ? [h("span", { class: "kept" }, one, ","), " "] : one));

// The first `most` of the items, and a button for the rest.
export function limited(items, most, render, into, after) {
  const show = (list) => {
    into.append(...list.map(render));
    after?.();
  };
  if (items.length <= most + 2) {
    show(items);
    return null;
  }
  show(items.slice(0, most));
  const more = h("button", { type: "button", class: "more" }, `Show all ${items.length.toLocaleString("en")}`);
  const rest = () => {
    if (!more.isConnected) return;
    more.remove();
    show(items.slice(most));
  };
  more.addEventListener("click", rest);
  window.addEventListener("beforeprint", rest);
  return more;
}
