// What happened: where each token looks most, how sharply, and what that does not show.
import { data, held, inLanguage, largest, rowOf, say, show } from "./data.js";
import { bar, card, el, list, named } from "./dom.js";

export function summaryOf(queries, keys, where) {
  const rows = queries.map((token, number) => {
    const values = Array.from(rowOf(held("weights"), number));
    const top = largest(values);
    const bits = bitsOf(values);
    const at = el("span", { class: "text" }, looksAt(values, top, keys));
    return [named(token), at, show(values[top]), bar(values[top]), show(Math.abs(bits))];
  });
  const top = el("span", { class: "text" }, say("column_top"));
  const titles = [say("column_query"), top, say("column_weight"), "", say("column_bits")];
  const said = [inLanguage(data.model.meaning), say("honest")];
  const sentences = el(
    "div",
    { class: "said" },
    said.map((text) => el("p", {}, text)),
  );
  return card(
    data.numbers.summary,
    say("title_summary"),
    "",
    say("about_summary", { where }),
    list(say("title_summary"), titles, rows),
    sentences,
  );
}

// The entropy of a row; what a sink leaves counts as a whole.
function bitsOf(values) {
  const read = values.reduce((sum, value) => sum + value, 0);
  const whole = held("sink") && read > 0 ? read : 1;
  return values.reduce((sum, value) => (value > 0 ? sum - (value / whole) * Math.log2(value / whole) : sum), 0);
}

function looksAt(values, top, keys) {
  const alike = values.filter((value) => value > values[top] - 1e-6).length;
  if (values[top] === 0) return say("nowhere");
  return alike > 1 ? say("several", { count: alike }) : named(keys[top]);
}
