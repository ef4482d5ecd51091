// Light or dark: as the system is, until someone turns it.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

export function turnTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
}

// Calls `listener` when the system turns from one to the other.
export const onSystemTheme = (listener) => system.addEventListener("change", listener);

// The accent as three numbers, for what is painted and not styled; the outline of the page has it.
export const accent = () => getComputedStyle(root).outlineColor.match(/\d+/g).slice(0, 3).map(Number);
