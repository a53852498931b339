// Light, dark, or as the system has it. What was chosen is kept where the browser lets a page from disk keep anything.

import { choice } from "./dom.js";

const KEY = "agentlint-map-theme";

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function themeChoice() {
  const { group, pick } = choice("Theme", [["auto", "Auto"], ["light", "Light"], ["dark", "Dark"]], (value) => {
    if (value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    try {
      localStorage.setItem(KEY, value);
    } catch {
      // The choice holds until the page is closed.
    }
  });
  pick(["light", "dark"].includes(kept()) ? kept() : "auto");
  return group;
}
