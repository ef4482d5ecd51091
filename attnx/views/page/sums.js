// How a query comes to its weights and to z: a row for each key, a column for each step.
import { canMix, canWeigh, shares, sumOf } from "./arithmetic.js";
import { attentionNow, held, largest, queriesOf, rowOf, say, show } from "./data.js";
import { bar, el } from "./dom.js";
import { greatest, strip } from "./strips.js";

const MOST = 20; // keys that all have a row; of more those with the largest weights have one, and the rest one together
const KEPT = 12;
const WHOLE = 1.0005; // others may take away, and then it brings more than there is
const BROUGHT = 0.5; // of z; a key that brings so much is named below it

// The columns that the numbers on the page can fill: { stage, title, told, cell(key), rest(keys), foot() }.
export function columnsOf(query, keys) {
  const attention = attentionNow();
  const name = queriesOf(attention)[query].name;
  const said = (stage, facts = {}) => ({ stage, told: say(`page_play_${stage}`, { query: name, ...facts }) });
  return [
    ...(canWeigh() ? scoring(query, keys, said) : []),
    { ...said("weight"), title: "softmax", ...weighed(query) },
    ...(canMix() ? [{ ...said("v"), title: "× v", ...valued(query) }] : []),
  ];
}

// From q and k to the scaled score.
function scoring(query, keys, said) {
  const attention = attentionNow();
  const name = queriesOf(attention)[query].name;
  const dot = attention.similarity === "dot";
  const [q, k] = [rowOf(held("q"), query), held("k")];
  const product = (key, i) => (dot ? q[i] * k.at(key, i) : -0.5 * (q[i] - k.at(key, i)) ** 2);
  const products = keys.map((_, key) => q.map((_, i) => product(key, i)));
  const most = { q: greatest(q), k: greatest(k.values), products: Math.max(...products.map(greatest)) };
  const by = dot
    ? (i, key) => `${show(q[i])} × ${show(k.at(key, i))}`
    : (i, key) => `−½(${show(q[i])} − ${show(k.at(key, i))})²`;
  const number = (array) => ({ number: true, cell: (key) => show(array.at(query, key)) });
  return [
    {
      ...said("q", { size: q.length }),
      title: say("page_story_q", { query: name }),
      cell: () => strip(q, most.q, (i) => `q[${i}] = ${show(q[i])}`),
    },
    {
      ...said("k"),
      title: say("page_story_k"),
      cell: (key) => strip(rowOf(k, key), most.k, (i) => `k[${i}] = ${show(k.at(key, i))}`),
    },
    {
      ...said("products"),
      title: say("page_story_products"),
      cell: (key) => strip(products[key], most.products, (i) => `${by(i, key)} = ${show(products[key][i])}`),
    },
    { ...said("sum"), title: say("page_story_sum"), ...number(held("scores")) },
    {
      ...said("scaled", { scaling: attention.formulas.scaled }),
      title: scalingOf(attention),
      ...number(held("scaled")),
    },
  ];
}

const scalingOf = ({ scaling, biased }) =>
  [scaling || "", biased ? "+ bias" : ""].filter(Boolean).join(" ") || "scaled";

function weighed(query) {
  const weights = rowOf(held("weights"), query);
  const seen = held("masked");
  const drawn = (weight) => [
    bar(weight),
    el("span", { class: "figure" }, /[1-9]/.test(show(weight)) ? show(weight) : "·"),
  ];
  return {
    cell: (key) => (seen?.at(query, key) === -Infinity ? el("small", {}, say("page_hidden")) : drawn(weights[key])),
    rest: (keys) => drawn(keys.reduce((sum, key) => sum + weights[key], 0)),
  };
}

// Each value is as strong as its weight; at the foot they are added up.
function valued(query) {
  const [weights, z, v] = [rowOf(held("weights"), query), rowOf(held("z"), query), held("v")];
  const most = Math.max(greatest(v.values), greatest(z));
  const faded = (values, weight, tell) => {
    const element = strip(values, most, tell);
    element.firstChild.style.opacity = String(0.08 + 0.92 * weight);
    return element;
  };
  const tell = (key) => (i) => `${show(weights[key])} × ${show(v.at(key, i))} = ${show(weights[key] * v.at(key, i))}`;
  return {
    cell: (key) => faded(rowOf(v, key), weights[key], tell(key)),
    rest: (keys) => {
      const mixed = z.map((_, i) => keys.reduce((sum, key) => sum + weights[key] * v.at(key, i), 0));
      return strip(mixed, most, (i) => `Σ w·v[${i}] = ${show(mixed[i])}`);
    },
    foot: () => strip(z, most, (i) => `z[${i}] = Σ w·v[${i}] = ${show(z[i])}`),
  };
}

// `opened` is the key whose sum is open, if any; `choose(key)` opens or closes one.
export function tableOf(query, keys, columns, opened, choose) {
  const { name } = queriesOf(attentionNow())[query];
  const weights = rowOf(held("weights"), query);
  const top = largest(weights);
  const order = [...weights.keys()].sort((one, other) => weights[other] - weights[one]);
  const kept = keys.length > MOST ? new Set(order.slice(0, KEPT)) : new Set(order);
  const rest = order.filter((key) => !kept.has(key));
  const can = canWeigh();
  const cells = (content) =>
    columns.map((column) =>
      el("td", { "data-stage": column.stage, class: column.number ? "number" : column.stage }, content(column)),
    );
  const row = ({ index: key, name: word, special }) => {
    const text = el("bdi", { class: special ? "special" : null }, word);
    const button = can ? el("button", { type: "button", "aria-expanded": String(opened === key) }, text) : text;
    const most = key === top && weights[top] > 0;
    return el(
      "tr",
      { "data-key": key, class: most ? "most" : null },
      el("th", { scope: "row" }, button),
      cells((column) => column.cell(key)),
    );
  };
  const sum = (key) =>
    el(
      "tr",
      { class: "sum" },
      el("td", { colspan: columns.length + 1 }, el("div", { class: "panel" }, sumOf(query, key))),
    );
  const shown = keys.filter((key) => kept.has(key.index));
  const table = el(
    "table",
    { class: "sums", "aria-label": say("page_story_what", { query: name, where: "" }) },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("td", {}),
        columns.map(({ stage, title, number }) =>
          el("th", { scope: "col", "data-stage": stage, class: number ? "number" : stage }, title),
        ),
      ),
    ),
    el(
      "tbody",
      {},
      shown.map((key) => [row(key), can && opened === key.index ? sum(key.index) : null]),
      rest.length
        ? el(
            "tr",
            { class: "rest" },
            el("th", { scope: "row" }, say("page_story_rest", { count: rest.length })),
            cells((column) => column.rest?.(rest) ?? ""),
          )
        : null,
    ),
  );
  if (can)
    table.addEventListener("click", (event) => {
      const line = event.target.closest("tr[data-key]");
      if (line) choose(Number(line.dataset.key));
    });
  return table;
}

// z, and the key that brings most of it where one does; nothing where the numbers are not there.
export function footOf(query, keys, columns) {
  const last = columns.at(-1);
  if (!last.foot) return "";
  const found = shares(query);
  const top = found ? largest(found) : 0;
  const share = found ? found[top] : 0;
  const { name } = queriesOf(attentionNow())[query];
  return el(
    "div",
    { class: "z", "data-stage": last.stage },
    el("span", { class: "what" }, say("page_story_z", { query: name })),
    el(
      "div",
      { class: "strips" },
      last.foot(),
      share >= BROUGHT && share < WHOLE
        ? el("small", {}, say("page_story_brought", { share: show(100 * share, 1), key: keys[top].name }))
        : null,
    ),
  );
}
