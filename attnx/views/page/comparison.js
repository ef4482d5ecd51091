// Two of anything side by side: what each is, both matrices and their difference, and one row followed through all three.
import { data, inLanguage, numbers, rowOf, say, show } from "./data.js";
import { bar, card, el, list, named } from "./dom.js";
import { matrix } from "./matrix.js";

export const comparisonView = { name: "comparison", there: () => Boolean(data.comparison), build: sideBySide };

function sideBySide() {
  const { sides, parts } = data.comparison;
  return el(
    "div",
    { class: "steps" },
    card("", say("page_sides_title"), "", null, list(say("page_sides_title"), sideTitles(), sides.map(side))),
    parts.map((part) => (part.arrays ? matrices(part) : vectors(part))),
    el("p", { class: "note" }, say("honest")),
  );
}

const sideTitles = () => [
  "",
  el("span", { class: "text" }, say("page_sides_text")),
  el("span", { class: "text" }, say("page_sides_model")),
];

function side({ name, text, titled, facts }) {
  const [model, provenance] = inLanguage(titled);
  const about = `${[model, provenance].filter(Boolean).join(" ")} · ${inLanguage(facts)}`;
  return [name, el("span", { class: "text" }, el("bdi", {}, text)), el("span", { class: "text" }, about)];
}

function matrices(part) {
  const shares = part.moved !== null;
  const drawn = Object.entries(part.arrays).map(([name, stored], place) => {
    const one = matrix({
      label: `${name}, ${inLanguage(part.title)}`,
      array: numbers(stored),
      rows: part.rows,
      columns: part.columns,
      shares: shares && place < 2,
    });
    return { ...one, figure: el("div", {}, el("p", { class: "array" }, el("code", {}, name)), one.element) };
  });
  const story = el("div", {});
  const chips = el(
    "ol",
    { class: "chips" },
    part.rows.map((token, row) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", value: row, "aria-pressed": "false", click: () => follow(row) },
          ...named(token),
          shares ? el("small", {}, show(part.moved[row])) : null,
        ),
      ),
    ),
  );

  function follow(row) {
    for (const button of chips.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(Number(button.value) === row));
    for (const one of drawn) one.follow(row);
    story.replaceChildren(both(part, row));
  }

  const view = card(
    "▸",
    inLanguage(part.title),
    "",
    say("compare_about"),
    sentences(part),
    el("p", { class: "note" }, say(shares ? "page_moved_hint" : "page_row_hint")),
    chips,
    story,
    el("div", { class: "abreast" }, ...drawn.map((one) => one.figure)),
  );
  follow(part.row);
  return view;
}

// One row on both sides, a line for each key.
function both(part, row) {
  const [before, after, difference] = Object.values(part.arrays).map((stored) => rowOf(numbers(stored), row));
  const shares = part.moved !== null;
  const cells = (value) => [show(value), ...(shares ? [bar(value)] : [])];
  const signed = (value) => (!/[1-9]/.test(show(value)) ? "·" : value > 0 ? `+${show(value)}` : show(value));
  const rows = part.columns.map((key, place) => [
    named(key),
    ...cells(before[place]),
    ...cells(after[place]),
    signed(difference[place]),
  ]);
  const titles = [say("column_key"), "A", ...(shares ? [""] : []), "B", ...(shares ? [""] : []), "B − A"];
  const size = difference.map((value) => (isFinite(value) ? Math.abs(value) : 0));
  const most = size.indexOf(Math.max(...size));
  return list(part.rows[row].name, titles, rows, size[most] > 0 ? most : -1);
}

// What differs most, and then the rest.
const sentences = (part) =>
  inLanguage(part.said).map((text, place) => el("p", { class: place ? null : "verdict" }, text));

function vectors(part) {
  const rows = part.rows.map((token, place) => {
    const change = part.relative[place];
    return [named(token), show(part.cosine[place]), change === null ? "∞" : show(change), bar(change ?? 1)];
  });
  const titles = [say("column_query"), say("column_cosine"), say("column_relative"), ""];
  const title = inLanguage(part.title);
  return card("▸", title, "", say("compare_vectors"), sentences(part), part.same ? "" : list(title, titles, rows));
}
