// The path of one head, step by step: choose a token to follow its query, a cell to see its arithmetic.
import { canMix, canWeigh, mixing, weighing } from "./arithmetic.js";
import { attentionNow, data, headNow, held, inLanguage, keysOf, numbers, queriesOf, say, show, state } from "./data.js";
import { card, el, list, mark, named, roving } from "./dom.js";
import { matrix } from "./matrix.js";
import { go } from "./place.js";
import { summaryOf } from "./summary.js";

export const matricesView = { name: "matrix", there: () => data.attentions.length > 0, build: steps };

function steps() {
  const attention = attentionNow();
  const head = headNow();
  const [queries, keys] = [queriesOf(attention), keysOf(attention)];
  const where = inLanguage(head.where);
  const matrices = [];

  function follow(query) {
    mark(chips.querySelectorAll("button"), query, "aria-pressed");
    for (const one of matrices) one.follow(query);
  }

  function drawn(name, settings = {}) {
    const array = held(name);
    if (!array) return [];
    const rows = settings.rows ?? queries;
    const one = matrix({ label: `${name}, ${where}`, array, ...settings, rows });
    if (rows === queries) matrices.push(one);
    const caption = el(
      "p",
      { class: "array" },
      el("code", {}, `${name} ${array.rows} × ${array.columns}`),
      settings.about ?? "",
    );
    return [caption, one.element];
  }

  const chips = roving(
    el(
      "ol",
      { class: "chips" },
      queries.map((token, place) =>
        el(
          "li",
          {},
          el(
            "button",
            { type: "button", value: place, click: () => go({ query: place }) },
            ...named(token),
            el("small", {}, `${token.piece === token.name ? "" : `${token.piece} · `}${token.id}`),
          ),
        ),
      ),
    ),
  );
  const square = { columns: keys, marked: true, explain: canWeigh() ? weighing : null };
  const step = (name, about = say(`about_${name}`, { where }), extra = []) =>
    held(name)
      ? card(
          data.numbers[name],
          say(`title_${name}`),
          attention.formulas[name],
          about,
          ...extra,
          ...drawn(name, square),
        )
      : null;
  const projections = ["q", "k", "v"].filter((name) => held(name));

  const element = el(
    "div",
    { class: "steps" },
    card(
      data.numbers.tokens,
      say("title_tokens"),
      "",
      say(`about_${data.tokens_are}`, { count: queries.length }),
      chips,
      el("p", { class: "note" }, say("page_hint")),
    ),
    inputs(drawn),
    projections.length
      ? card(
          data.numbers.q,
          say("title_q"),
          attention.made ? projections.map((name) => attention.formulas[name]).join("   ") : "",
          say(attention.made ? "about_q" : "about_q_given", { where }),
          projections.map((name) => [
            before(`${name}_projected`, name),
            ...drawn(name, { rows: name === "q" ? queries : keys, about: say(`array_${name}`) }),
          ]),
        )
      : null,
    step("scores"),
    step(
      "scaled",
      say("about_scaled", { where }),
      held("bias") ? drawn("bias", { columns: keys, about: say("array_bias") }) : [],
    ),
    step("masked", say(attention.masked.about, { ...attention.masked, where })),
    held("weights")
      ? card(
          data.numbers.weights,
          say("title_weights"),
          attention.formulas.weights,
          say(held("sink") ? "about_weights_sink" : "about_weights", { where }),
          skipped(),
          sunk(),
          ...drawn("weights", { ...square, shares: true }),
        )
      : null,
    held("z")
      ? card(
          data.numbers.z,
          say("title_z"),
          attention.formulas.z,
          say("about_z", { where }),
          ...drawn("z", { explain: canMix() ? mixing : null }),
        )
      : null,
    held("out")
      ? card(
          data.numbers.out,
          say("title_out"),
          attention.formulas.out,
          say("about_out", { heads: data.model.n_heads }),
          folded(say("page_show"), () => drawn("out")),
        )
      : null,
    experts(),
    held("weights") ? summaryOf(queries, keys, where) : null,
  );
  follow(state.query);
  return { element, follow };

  function before(name, letter) {
    if (!held(name)) return [];
    return folded(`${name}, ${say(`before_${attention.before}`)}`, () =>
      drawn(name, { rows: letter === "q" ? queries : keys }),
    );
  }

  // Which networks the layer's router sends each token to, where it has one.
  function experts() {
    if (!attention.experts) return null;
    const { count, chosen, asked } = attention.experts;
    const rows = asked.map((sent, index) => [
      named({ ...data.tokens[index], index }),
      sent.map(([expert, share]) => `${expert} (${show(share)})`).join(" · "),
    ]);
    const titles = [say("column_query"), say("column_experts")];
    const title = say("title_experts");
    return card(data.numbers.experts, title, "", say("about_experts", { chosen, count }), list(title, titles, rows));
  }

  // How much of each row was on the first key, where it was taken out.
  function skipped() {
    const gone = held("skipped");
    if (!gone) return [];
    return el("p", { class: "warning" }, say("skipped", { key: keys[0].name, ...rangeOf(gone) }));
  }

  // How much of each row is the sink's, where a head has one.
  function sunk() {
    const shares = held("sink");
    return shares ? el("p", { class: "warning" }, say("sink", rangeOf(shares))) : [];
  }

  // The mean of a share of each row, and the least and the most there is.
  function rangeOf(shares) {
    const all = Array.from(shares.values);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    return { mean: show(mean), low: show(Math.min(...all)), high: show(Math.max(...all)) };
  }

  // What the layer reads; for the first one, what that is made of.
  function inputs() {
    if (!held("x")) return null;
    const first = attention.layer === 0 && attention.kind === "self";
    const parts = first ? Object.entries(data.embedding) : [];
    const made =
      parts.length > 1
        ? parts.map(([name, stored]) => [
            el("p", { class: "array" }, el("code", {}, name), say(`array_${name}`)),
            matrix({ label: say(`array_${name}`), array: numbers(stored), rows: queries }).element,
          ])
        : [];
    const about =
      attention.kind === "cross"
        ? say(attention.rows === "written" ? "input_written" : "input_cross")
        : attention.layer > 0
          ? say("about_stream", { layer: attention.layer })
          : attention.made
            ? ""
            : say("input_given");
    return card(
      data.numbers.embedding,
      say("title_embedding"),
      "",
      `${say("about_embedding")} ${about}`,
      folded(say("page_show"), () => [...drawn("x"), ...made]),
    );
  }
}

// What is large and seldom asked for is drawn when it is opened.
function folded(title, content) {
  const details = el(
    "details",
    {
      toggle: () => {
        if (details.open && details.children.length === 1) details.append(...content().flat(2));
      },
    },
    el("summary", {}, title),
  );
  return details;
}
