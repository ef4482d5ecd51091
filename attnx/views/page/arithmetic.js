// The full arithmetic of one cell, as one would write it by hand, from the numbers of the trace.
import { attentionNow, data, headNow, held, inLanguage, keysOf, plus, queriesOf, rowOf, say, show } from "./data.js";
import { el, list, named } from "./dom.js";

const TERMS = 24; // of a long sum these many are written out

// Whether the page holds what a cell of scores or weights is made of.
export const canWeigh = () => !held("skipped") && ["q", "k", "scores", "scaled", "weights"].every((name) => held(name));
export const canMix = () => ["weights", "v", "z"].every((name) => held(name));

// How a query weighs a key: the products, their sum, and each step to the weight.
export function weighing(query, key) {
  const attention = attentionNow();
  const q = rowOf(held("q"), query);
  const k = rowOf(held("k"), key);
  const dot = attention.similarity === "dot";
  let sum = 0;
  const lines = Array.from(q, (number, i) => {
    const product = dot ? number * k[i] : -0.5 * (number - k[i]) ** 2;
    sum += product;
    return [String(i), show(number), show(k[i]), show(product), show(sum)];
  });
  const names = { query: queriesOf(attention)[query].name, key: keysOf(attention)[key].name };
  return [
    el("h2", {}, say("cell_title", { ...names, row: query, column: key, where: inLanguage(headNow().where) })),
    steps(query, key),
    list(
      say("page_products", { digits: data.precision }),
      ["i", "qᵢ", "kᵢ", dot ? "qᵢ·kᵢ" : "−½(qᵢ−kᵢ)²", say("column_running")],
      lines,
    ),
    el("p", { class: "note" }, say("rounded")),
  ];
}

// The same on a line or two, to stand in a table: every product, then each step to the weight.
export function sumOf(query, key) {
  const { similarity } = attentionNow();
  const [q, k] = [rowOf(held("q"), query), rowOf(held("k"), key)];
  const dot = similarity === "dot";
  const products = Array.from(q, (number, i) => (dot ? number * k[i] : -0.5 * (number - k[i]) ** 2));
  const most = products.reduce((size, product) => Math.max(size, Math.abs(product)), 0);
  const terms = products.map((product, i) =>
    el(
      "li",
      { class: most > 0 && Math.abs(product) > 0.4 * most ? "most" : null },
      el("small", {}, dot ? `${show(q[i])} × ${show(k[i])}` : `−½(${show(q[i])} − ${show(k[i])})²`),
      el("span", { class: product < 0 ? "minus" : "plus" }, `${product < 0 ? "−" : "+"} ${show(Math.abs(product))}`),
    ),
  );
  return [el("ol", { class: "terms" }, terms), steps(query, key), el("p", { class: "note" }, say("rounded"))];
}

function steps(query, key) {
  const attention = attentionNow();
  const [score, scaled] = [held("scores").at(query, key), held("scaled").at(query, key)];
  const seen = (held("masked") ?? held("scaled")).at(query, key);
  const { exps, most, total } = exponentials(query);
  const sink = held("sink") ? ` + ${say("line_sink", { exp: show(total * held("sink").values[query]) })}` : "";
  const bias = held("bias");
  let times = `${show(score)} ${attention.scaling}`.trimEnd();
  if (bias) times += ` ${plus(bias.at(query, key))}`;
  else if (attention.biased) times += " + bias";
  if (attention.soft_cap !== null) times = `${attention.soft_cap}·tanh((${times}) / ${attention.soft_cap})`;
  if (attention.temperature !== 1) times = `${times.includes(" ") ? `(${times})` : times} / ${attention.temperature}`;
  const added = seen === scaled || seen === -Infinity ? "" : `${show(scaled)} ${plus(seen - scaled)} = `;
  const terms = exps
    .slice(0, TERMS)
    .map((value) => show(value))
    .join(" + ");
  const more = exps.length > TERMS ? say("page_more", { more: exps.length - TERMS }) : "";
  const weight = total
    ? `${show(exps[key])} ÷ ${show(total)} = ${show(held("weights").at(query, key))}`
    : say("line_nowhere");
  return el(
    "dl",
    { class: "lines" },
    line("line_score", `Σ = ${show(score)}`),
    line("line_scaled", `${times} = ${show(scaled)}`),
    held("masked") ? line("line_masked", `${added}${show(seen)}`) : [],
    line("line_exp", `exp(${show(seen)} ${plus(-most)}) = ${show(exps[key])}`, say("line_largest")),
    line("line_total", `${terms}${more}${sink} = ${show(total)}`),
    line("line_weight", weight),
  );
}

const line = (name, text, about) => [
  el("dt", {}, say(name)),
  el("dd", {}, text, about ? el("small", {}, about) : null),
];

// What the softmax makes of a row: the exponentials, the largest score, their sum, which a sink adds to.
export function exponentials(query) {
  const seen = Array.from(rowOf(held("masked") ?? held("scaled"), query));
  const top = seen.reduce((most, value) => Math.max(most, value), -Infinity);
  const most = top === -Infinity ? 0 : top;
  const exps = seen.map((value) => Math.exp(value - most));
  const left = held("sink") ? rowOf(held("weights"), query).reduce((sum, value) => sum + value, 0) || 1 : 1;
  return { exps, most, total: exps.reduce((sum, value) => sum + value, 0) / left };
}

// How much of z each key brings, wⱼ·(vⱼ·z) / (z·z); null where z is zero.
export function shares(query) {
  const z = rowOf(held("z"), query);
  const length = z.reduce((sum, value) => sum + value * value, 0);
  const weights = Array.from(rowOf(held("weights"), query));
  const along = (key) => rowOf(held("v"), key).reduce((sum, value, i) => sum + value * z[i], 0);
  return length > 0 ? weights.map((weight, key) => (weight * along(key)) / length) : null;
}

// One number of z: every value, taken by its weight.
export function mixing(query, dimension) {
  const attention = attentionNow();
  const weights = rowOf(held("weights"), query);
  let sum = 0;
  const lines = keysOf(attention).map((key, place) => {
    const value = held("v").at(place, dimension);
    sum += weights[place] * value;
    return [named(key), show(weights[place]), show(value), show(weights[place] * value), show(sum)];
  });
  const facts = { query: queriesOf(attention)[query].name, dimension, where: inLanguage(headNow().where) };
  return [
    el("h2", {}, say("page_mixing", facts)),
    el("dl", { class: "lines" }, line("page_z", `Σ w·v = ${show(held("z").at(query, dimension))}`)),
    list(
      say("page_products", { digits: data.precision }),
      [say("column_key"), say("column_weight"), "v", "w·v", say("column_running")],
      lines,
    ),
    el("p", { class: "note" }, say("rounded")),
  ];
}
