// Elements. Text becomes text nodes and nothing else, so nothing in it can be a tag.
import { accent } from "./theme.js";

const SVG = "http://www.w3.org/2000/svg";

export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// A list to choose from; `options` are [value, text].
export function choice(id, label, options, chosen, change) {
  const select = el(
    "select",
    { id, change: () => change(Number(select.value)) },
    options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)),
  );
  return el("span", { class: "choice" }, el("label", { for: id }, label), select);
}

export function card(number, title, formula, about, ...content) {
  const heading = el(
    "h2",
    {},
    number === "" ? null : el("span", { class: "number", "aria-hidden": "true" }, String(number)),
    title,
    formula ? el("code", {}, formula) : null,
  );
  return el("section", { class: "card" }, heading, about ? el("p", { class: "about" }, about) : null, ...content);
}

// A token by its number and its name; text of either direction stays in its place.
export const named = (token) => [
  el("span", { class: "index" }, String(token.index)),
  " ",
  el("bdi", { class: token.special ? "special" : null }, token.name),
];

// Shades an element as a share of 1; the class says whether its letters stand on much colour, some, or little.
export function shade(element, share) {
  element.style.setProperty("--share", `${(100 * Math.min(Math.max(share, 0), 1)).toFixed(2)}%`);
  element.classList.add("share", share > 0.675 ? "much" : share > 0.51 ? "some" : "little");
  return element;
}

export function bar(share) {
  const inner = el("span", { class: "fill" });
  inner.style.inlineSize = `${Math.min(Math.max(share, 0), 1) * 100}%`;
  return el("span", { class: "bar", "aria-hidden": "true" }, inner);
}

// A picture of weights, a pixel for each, from nothing to the accent.
export function thumbnail(array, className) {
  const canvas = el("canvas", { class: className, width: array.columns, height: array.rows, "aria-hidden": "true" });
  const image = new ImageData(array.columns, array.rows);
  const ink = accent();
  array.values.forEach((share, i) => image.data.set([...ink, Math.round(255 * share)], 4 * i));
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

// One stop for the Tab key among several buttons: arrows choose the next one, Home and End the ones at the ends.
export function roving(group, buttons = () => [...group.querySelectorAll("button")]) {
  group.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(event.target.closest("button"));
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[
      event.key
    ];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const chosen = all.at(next % all.length);
    chosen.focus();
    chosen.click();
  });
  return group;
}

// Of several buttons marks the one chosen, by the attribute that says so, and makes it the stop of the Tab key.
export function mark(buttons, chosen, attribute) {
  [...buttons].forEach((button, place) => {
    button.setAttribute(attribute, String(place === chosen));
    button.tabIndex = place === chosen ? 0 : -1;
  });
}

// A table to be read from top to bottom; the first cell of a row names it, and the row `strong` stands out.
export function list(label, titles, rows, strong = -1) {
  const headers = titles.map((title) => (title === "" ? el("td") : el("th", { scope: "col" }, title)));
  const lines = rows.map(([name, ...cells], place) => {
    const attributes = { class: place === strong ? "most" : null };
    return el(
      "tr",
      attributes,
      el("th", { scope: "row" }, name),
      cells.map((cell) => el("td", {}, cell)),
    );
  });
  const table = el("table", { class: "list" }, el("thead", {}, el("tr", {}, headers)), el("tbody", {}, lines));
  return stopWhereWide(el("div", { class: "scroll", role: "region", "aria-label": label }, table));
}

// What is wider than its place can be scrolled with the keyboard, and what is not is no stop of the Tab key.
export function stopWhereWide(scroll) {
  new ResizeObserver(() => {
    if (scroll.scrollWidth > scroll.clientWidth) scroll.tabIndex = 0;
    else scroll.removeAttribute("tabindex");
  }).observe(scroll);
  return scroll;
}
