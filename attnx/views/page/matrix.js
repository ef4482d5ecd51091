// A matrix as a table: one stop for the Tab key, arrows inside it, a window where it is large.
import { largest, rowOf, say, show } from "./data.js";
import { el, named, shade, stopWhereWide } from "./dom.js";

const WINDOW = 32; // rows and columns shown at once
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// `columns` are tokens, or null where they are dimensions. `shares` shades each cell as a share of 1 and adds up its
// row; `marked` marks the largest of each row. `explain(row, column)` gives the arithmetic of a cell, which opens below
// the matrix and follows from cell to cell.
export function matrix({ label, array, rows, columns = null, shares = false, marked = false, explain = null }) {
  const element = el("div", { class: "matrix" });
  const from = { row: 0, column: 0 };
  const strongest = shares
    ? 1
    : array.values.reduce((most, value) => Math.max(most, isFinite(value) ? Math.abs(value) : 0), 0);
  const panel = el("aside", { class: "panel", "aria-label": say("page_arithmetic"), hidden: true });
  let followed = -1;

  function draw(focus = null) {
    const shownRows = span(from.row, array.rows);
    const shownColumns = span(from.column, array.columns);
    const table = el("table", { role: explain ? "grid" : null, "aria-label": label });
    table.append(el("thead", {}, heading(shownColumns)));
    table.append(
      el(
        "tbody",
        {},
        shownRows.map((number) => line(number, shownColumns)),
      ),
    );
    const scroll = el("div", { class: "scroll", ...(explain ? {} : { role: "region", "aria-label": label }) }, table);
    if (explain) {
      table.addEventListener("click", (event) => pick(event.target.closest("td[data-column]")));
      table.addEventListener("keydown", move);
      cellAt(table, ...(focus ?? [shownRows[0], shownColumns[0]]))?.setAttribute("tabindex", 0);
    }
    element.replaceChildren(scroll, pager("row", array.rows), pager("column", array.columns), panel);
    stopWhereWide(scroll);
    follow(followed);
    if (focus) cellAt(table, ...focus)?.focus();
  }

  function heading(shown) {
    const corner = el(
      "th",
      { class: "corner", scope: "col" },
      columns ? `${say("page_query")} ↓ ${say("page_key")} →` : `${say("page_token")} ↓ ${say("page_dimension")} →`,
    );
    const names = shown.map((number) =>
      columns
        ? el("th", { scope: "col", title: columns[number].name }, ...named(columns[number]))
        : el("th", { scope: "col", class: "index" }, String(number)),
    );
    return el("tr", {}, corner, names, shares ? el("th", { scope: "col" }, "Σ") : null);
  }

  function line(number, shown) {
    const values = rowOf(array, number);
    const most = marked ? largest(values) : -1;
    const cells = shown.map((column) =>
      cell(number, column, values[column], column === most && values[column] > -Infinity),
    );
    const sum = shares
      ? el("td", { class: "sum" }, `= ${show(values.reduce((total, value) => total + value, 0))}`)
      : null;
    return el("tr", { "data-row": number }, el("th", { scope: "row" }, ...named(rows[number])), cells, sum);
  }

  function cell(number, column, value, most) {
    const shown = el(
      "td",
      {
        "data-row": explain ? number : null,
        "data-column": explain ? column : null,
        tabindex: explain ? -1 : null,
        class: most ? "most" : null,
        title: String(value),
      },
      show(value),
    );
    if (shares) {
      shade(shown, value);
    } else if (isFinite(value) && strongest) {
      shown.style.setProperty("--strength", `${Math.round((34 * Math.abs(value)) / strongest)}%`);
      shown.classList.add(value < 0 ? "below" : "above");
    }
    return shown;
  }

  const cellAt = (table, row, column) => table.querySelector(`td[data-row="${row}"][data-column="${column}"]`);

  function pick(chosen) {
    if (!chosen) return;
    element.querySelector('td[tabindex="0"]')?.setAttribute("tabindex", -1);
    chosen.setAttribute("tabindex", 0);
    chosen.focus();
    open(chosen);
  }

  function open(cell) {
    const close = el("button", { type: "button", class: "close", "aria-label": say("page_close"), click: shut }, "×");
    panel.replaceChildren(close, ...explain(Number(cell.dataset.row), Number(cell.dataset.column)).flat(2));
    panel.hidden = false;
    for (const other of element.querySelectorAll("td.open")) other.classList.remove("open");
    cell.classList.add("open");
  }

  function shut() {
    if (panel.hidden) return;
    panel.hidden = true;
    element.querySelector("td.open")?.classList.remove("open");
    element.querySelector('td[tabindex="0"]')?.focus();
  }

  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
  });

  function move(event) {
    const at = event.target.closest("td[data-column]");
    if (!at) return;
    const place = [Number(at.dataset.row), Number(at.dataset.column)];
    if (event.key === "Enter" || event.key === " ") pick(at);
    else if (event.key in MOVES)
      step(
        at,
        place.map((number, i) => number + MOVES[event.key][i]),
      );
    else if (event.key === "Home") step(at, [place[0], 0]);
    else if (event.key === "End") step(at, [place[0], array.columns - 1]);
    else return;
    event.preventDefault();
  }

  function step(at, [row, column]) {
    if (row < 0 || column < 0 || row >= array.rows || column >= array.columns) return;
    const next = cellAt(element, row, column);
    if (next) {
      at.setAttribute("tabindex", -1);
      next.setAttribute("tabindex", 0);
      next.focus();
      if (!panel.hidden) open(next);
    } else {
      from.row = WINDOW * Math.floor(row / WINDOW);
      from.column = WINDOW * Math.floor(column / WINDOW);
      draw([row, column]);
      if (!panel.hidden) open(cellAt(element, row, column));
    }
  }

  function pager(axis, count) {
    if (count <= WINDOW) return "";
    const last = Math.min(from[axis] + WINDOW, count) - 1;
    const turn = (by, key) =>
      el(
        "button",
        {
          type: "button",
          "aria-label": say(key),
          disabled: by < 0 ? from[axis] === 0 : last === count - 1,
          click: () => {
            from[axis] += by;
            draw();
          },
        },
        by < 0 ? "‹" : "›",
      );
    return el(
      "p",
      { class: "pager" },
      turn(-WINDOW, `page_${axis}_before`),
      say(`page_${axis}s`, { first: from[axis], last, all: count }),
      turn(WINDOW, `page_${axis}_after`),
    );
  }

  // Shows which row is followed, and brings it into the window.
  function follow(query) {
    followed = query;
    if (query >= 0 && query < array.rows && !span(from.row, array.rows).includes(query)) {
      from.row = WINDOW * Math.floor(query / WINDOW);
      draw();
      return;
    }
    for (const line of element.querySelectorAll("tbody tr"))
      line.classList.toggle("followed", Number(line.dataset.row) === query);
  }

  draw();
  return { element, follow };
}

const span = (from, count) => Array.from({ length: Math.min(WINDOW, count - from) }, (_, i) => from + i);
