// A vector as a strip of cells: orange above zero, blue below, and nothing where there is nothing.
import { el, svg } from "./dom.js";

const FULL = 0.92; // how much of its place a cell fills

const told = new WeakMap(); // of each strip, what is said of its cells

// `most` is the number that has the full colour; `tell(place)` says the number of a cell that is pointed at.
export function strip(values, most, tell) {
  const cells = Array.from(values, (value, place) =>
    svg("rect", {
      x: place + (1 - FULL) / 2,
      width: FULL,
      height: 1,
      class: value < 0 ? "minus" : "plus",
      "fill-opacity": most && isFinite(value) ? Math.min(Math.abs(value) / most, 1).toFixed(3) : 0,
    }),
  );
  const box = { viewBox: `0 0 ${values.length} 1`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const element = el("span", { class: "strip" }, svg("svg", box, cells));
  told.set(element, tell);
  return element;
}

// The largest size among finite numbers.
export const greatest = (values) =>
  values.reduce((most, value) => (isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);

// Shows the number under the pointer, and marks the same place in every strip of its row.
export function pointing(table) {
  const tip = el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  const leave = () => {
    tip.hidden = true;
    for (const cell of table.querySelectorAll("rect.at")) cell.classList.remove("at");
  };
  table.addEventListener("pointerleave", leave);
  table.addEventListener("pointermove", (event) => {
    leave();
    const at = event.target.closest(".strip");
    if (!at) return;
    const box = at.getBoundingClientRect();
    const count = at.querySelectorAll("rect").length;
    const place = Math.min(Math.floor(((event.clientX - box.left) / box.width) * count), count - 1);
    for (const other of at.closest("tr, .z").querySelectorAll(".strip"))
      other.querySelectorAll("rect")[place]?.classList.add("at");
    tip.textContent = told.get(at)(place);
    tip.hidden = false;
    tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${event.clientY - 36}px`;
  });
  return tip;
}
