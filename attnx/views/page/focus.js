// One query's whole story: a row for each key, as far as what is in the page tells it.
import { canMix, canWeigh, exponentials, shares, weighing } from "./arithmetic.js";
import { attentionNow, headNow, held, inLanguage, keysOf, largest, queriesOf, rowOf, say, show } from "./data.js";
import { bar, card, el, list, named } from "./dom.js";

export function focusOf(query, openPanel) {
  const attention = attentionNow();
  const { name, index } = queriesOf(attention)[query];
  const title = say("focus_title", { query: name, index, where: inLanguage(headNow().where) });
  const weights = Array.from(rowOf(held("weights"), query));
  const made = canWeigh();
  const columns = [
    ...(made ? waysOf(attention, query) : []),
    [say("column_weight"), (key) => show(weights[key])],
    ["", (key) => bar(weights[key])],
    ...(canMix() ? sharesOf(query) : []),
  ];
  const open = (key) => (event) => openPanel(weighing(query, key.index), event.currentTarget);
  const rows = keysOf(attention).map((key) => [
    made ? el("button", { type: "button", class: "link", click: open(key) }, ...named(key)) : named(key),
    ...columns.map(([, value]) => value(key.index)),
  ]);
  const top = largest(weights);
  const titles = [say("column_key"), ...columns.map(([header]) => header)];
  const about = made ? say("about_focus") : "";
  const sink = held("sink");
  const sunk = sink ? el("p", { class: "warning" }, say("sink_row", { weight: show(sink.values[query]) })) : [];
  return card("▸", title, "", about, sunk, list(title, titles, rows, weights[top] > 0 ? top : -1));
}

// From the score to the exponential: each a column, its header and its number for a key.
function waysOf(attention, query) {
  const { exps, most } = exponentials(query);
  const column = (header, name) => (held(name) ? [[header, (key) => show(held(name).at(query, key))]] : []);
  return [
    ...column(attention.similarity === "dot" ? "q·k" : "−½‖q−k‖²", "scores"),
    ...column("bias", "bias"),
    ...column(attention.formulas.scaled, "scaled"),
    ...column(say("column_masked"), "masked"),
    [`exp(s ${most >= 0 ? "−" : "+"} ${show(Math.abs(most))})`, (key) => show(exps[key])],
  ];
}

function sharesOf(query) {
  const found = shares(query);
  return found ? [[say("column_share"), (key) => `${show(100 * found[key], 1)}%`]] : [];
}
