// What if: another sentence, another temperature, no scale, a cell hidden, a head silent. The page runs the model itself.
import { attentionNow, data, headNow, held, inLanguage, queriesOf, rowOf, say, show, state } from "./data.js";
import { el, named, shade } from "./dom.js";
import { longest, read, telling, tokenize } from "./model.js";
import { goAnew } from "./place.js";
import { sentence } from "./sentence.js";

export const whatIfView = { name: "whatif", there: () => true, build: whatIf };

const first = data.text;
let [text, changes] = [first, untouched()];

function untouched() {
  return { scaled: true, temperature: 1, hidden: new Set(), silent: new Set() };
}

// Runs the model anew; another text opens at the word that tells most.
function rerun(query) {
  read(text, changes);
  goAnew({ query: query ?? telling() });
}

const toggle = (set, name) => {
  if (!set.delete(name)) set.add(name);
  rerun(state.query);
};

function whatIf() {
  const queries = queriesOf(attentionNow());
  const words = sentence({ queries, keys: queries, weights: held("weights"), label: say("page_query") });
  const cells = el("div", {});
  const element = el("section", { class: "story whatif" }, typed(), controls(), words.element, cells);

  function follow(query) {
    words.follow(query);
    cells.replaceChildren(
      el("p", { class: "about" }, say("page_whatif_hide", { query: queries[query].name })),
      row(query),
    );
  }

  // The row of the chosen word: a cell that is chosen is hidden, in every layer and head.
  function row(query) {
    const weights = rowOf(held("weights"), query);
    return el(
      "ol",
      { class: "chips" },
      queries.map((key) => {
        const name = `${query},${key.index}`;
        const button = el(
          "button",
          {
            type: "button",
            "aria-pressed": String(changes.hidden.has(name)),
            class: "cell",
            click: () => toggle(changes.hidden, name),
          },
          ...named(key),
          el("small", {}, changes.hidden.has(name) ? say("page_hidden") : show(weights[key.index])),
        );
        return el("li", {}, shade(button, weights[key.index]));
      }),
    );
  }

  follow(state.query);
  return { element, follow };
}

function typed() {
  const input = el("input", {
    type: "text",
    id: "text",
    value: text,
    autocomplete: "off",
    "aria-describedby": "refused",
  });
  const refused = el("p", { class: "warning", id: "refused", role: "status" });
  const submit = (event) => {
    event.preventDefault();
    const { length } = tokenize(input.value);
    if (!input.value.trim()) refused.textContent = say("page_whatif_blank");
    else if (length > longest) refused.textContent = say("page_whatif_long", { found: length, limit: longest });
    else {
      text = input.value;
      changes = untouched();
      rerun();
      document.getElementById("text").focus();
    }
  };
  return el(
    "form",
    { class: "typed", submit },
    el("label", { for: "text" }, say("page_whatif_text")),
    input,
    el("button", { type: "submit" }, say("page_whatif_read")),
    refused,
  );
}

function controls() {
  const { layer } = attentionNow();
  const { head, where } = headNow();
  const out = el("output", { for: "temperature" }, show(changes.temperature));
  const slider = el("input", {
    type: "range",
    id: "temperature",
    min: -2,
    max: 2,
    step: 0.1,
    value: Math.log2(changes.temperature),
    "aria-valuetext": show(changes.temperature),
    change: () => {
      changes.temperature = Number((2 ** Number(slider.value)).toFixed(2));
      rerun(state.query);
      document.getElementById("temperature").focus();
    },
    input: () => (out.textContent = show(2 ** Number(slider.value))),
  });
  const box = (id, label, checked, change) =>
    el(
      "span",
      { class: "choice" },
      el("input", { type: "checkbox", id, checked, change }),
      el("label", { for: id }, label),
    );
  const place = `${layer}.${head}`;
  return el(
    "div",
    { class: "choices" },
    el("span", { class: "choice" }, el("label", { for: "temperature" }, say("page_whatif_temperature")), slider, out),
    box("scale", say("page_whatif_scale"), changes.scaled, () => {
      changes.scaled = !changes.scaled;
      rerun(state.query);
    }),
    box("silence", say("page_whatif_silence", { where: inLanguage(where) }), changes.silent.has(place), () =>
      toggle(changes.silent, place),
    ),
    el(
      "button",
      {
        type: "button",
        class: "play",
        click: () => {
          changes = untouched();
          rerun(state.query);
        },
      },
      say("page_whatif_reset"),
    ),
  );
}
