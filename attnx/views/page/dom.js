// Elements. Text becomes text nodes and nothing else, so nothing in it can be a tag.
import { data } from "./data.js";

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

// The colour of a share between 0 and 1, and whether white can be read on it better than black.
export function colour(share) {
  const { stops, ink } = data.palette;
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const low = Math.min(Math.floor(place), stops.length - 2);
  const mixed = stops[low].map((from, i) => Math.round(from + (stops[low + 1][i] - from) * (place - low)));
  return { rgb: mixed, css: `rgb(${mixed.join(" ")})`, light: share < ink };
}

export function bar(share) {
  const inner = el("span", { class: "fill" });
  inner.style.inlineSize = `${Math.min(Math.max(share, 0), 1) * 100}%`;
  return el("span", { class: "bar", "aria-hidden": "true" }, inner);
}

// A picture of weights, a pixel for each.
export function thumbnail(array, className) {
  const canvas = el("canvas", { class: className, width: array.columns, height: array.rows, "aria-hidden": "true" });
  const image = new ImageData(array.columns, array.rows);
  array.values.forEach((share, i) => image.data.set([...colour(share).rgb, 255], 4 * i));
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
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
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, table);
}
