// One small box beside the pointer that says what is under it.

import { h } from "./dom.js";

let box = null;

function hide() {
  if (box) box.hidden = true;
}

function place(event) {
  const margin = 12;
  const { width, height } = box.getBoundingClientRect();
  const left = Math.min(event.clientX + margin, window.innerWidth - width - margin);
  const below = event.clientY + margin + height < window.innerHeight;
  box.style.left = `${Math.max(margin, left)}px`;
  box.style.top = `${below ? event.clientY + margin : Math.max(margin, event.clientY - height - margin)}px`;
}

// `say` gets the element under the pointer that matches and returns lines of text, or null for nothing.
export function tips(container, selector, say) {
  if (!box) {
    box = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
    document.body.append(box);
    window.addEventListener("scroll", hide, { passive: true, capture: true });
  }
  container.addEventListener("pointermove", (event) => {
    const under = event.target.closest?.(selector);
    const lines = under && event.pointerType !== "touch" ? say(under) : null;
    if (!lines) return hide();
    box.replaceChildren(...lines.map((line, at) => h(at ? "div" : "strong", {}, line)));
    box.hidden = false;
    place(event);
  });
  container.addEventListener("pointerleave", hide);
}
