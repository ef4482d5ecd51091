// A text as it is written: a slider over its steps, the words so far, what could have come next, where it looked.
import { data, held, inLanguage, keysOf, largest, numbers, rowOf, say, show } from "./data.js";
import { bar, card, el, list, shade } from "./dom.js";
import { matrix } from "./matrix.js";

// A view of what is written, what the whole of it is called, and how what a step reads is drawn.
export const written = (kind, whole, drawn) => ({
  name: kind,
  there: () => data.writing?.kind === kind,
  build: () => writingOf(whole, drawn),
});
export const translationView = written("translation", "translation_title", lookedAt);
export const writingView = written("writing", "written_title", lookedAt);

function writingOf(whole, drawn) {
  const { kind, steps, looks, ahead, text, output } = data.writing;
  const translates = kind !== "writing"; // whether there is a source beside it
  const attention = looks && data.attentions[looks.attention];
  const head = looks && translates && attention.heads[looks.head];
  const weights = looks && (translates ? held("weights", attention, head) : numbers(looks.weights));
  const [where, content] = [el("p", { class: "written", "aria-live": "polite" }), el("div", {})];
  const slider = el("input", {
    type: "range",
    id: "step",
    min: 1,
    max: steps.length,
    value: 1,
    "aria-label": say("page_step_slider"),
    input: () => turnTo(Number(slider.value) - 1),
  });
  const back = el(
    "button",
    { type: "button", "aria-label": say("page_step_before"), click: () => turnTo(Number(slider.value) - 2) },
    "‹",
  );
  const on = el(
    "button",
    { type: "button", "aria-label": say("page_step_after"), click: () => turnTo(Number(slider.value)) },
    "›",
  );
  const count = el("output", { for: "step" });

  function turnTo(number) {
    const step = steps[number];
    slider.value = String(number + 1);
    slider.setAttribute("aria-valuetext", say("page_step", { step: number + 1, all: steps.length }));
    back.disabled = number === 0;
    on.disabled = number === steps.length - 1;
    count.textContent = say("page_step", { step: number + 1, all: steps.length });
    where.replaceChildren(el("bdi", {}, inLanguage(step.so_far)), " ", el("mark", {}, step.taken));
    content.replaceChildren(
      ...[weights && step.row < weights.rows ? source(step.row) : "", rivals(step)].filter(Boolean),
    );
  }

  // The text that is read, each token shaded by how much the next word reads from it.
  function source(row) {
    const about = translates
      ? say("step_looks", { layer: attention.layer, head: head.head })
      : say("guess_looks", { where: inLanguage(looks.where) });
    return el(
      "div",
      {},
      el("h3", {}, say("read_title")),
      el("p", { class: "about" }, about),
      drawn(attention, rowOf(weights, row)),
    );
  }

  function rivals(step) {
    const rows = step.candidates.map((one) => [
      [one.taken ? "▶ " : "", el("bdi", {}, one.text)],
      show(one.probability),
      bar(one.probability),
    ]);
    const taken = step.candidates.findIndex((one) => one.taken);
    const titles = [say("column_next"), say("column_probability"), ""];
    return el("div", {}, el("h3", {}, say("page_rivals")), list(say("page_rivals"), titles, rows, taken));
  }

  const stepping = el("div", { class: "stepping" }, back, slider, on, count);
  turnTo(0);
  return el(
    "div",
    {},
    card("", say(`page_${kind}_title`), "", say(`page_${kind}_about`), stepping, where, content),
    el(
      "section",
      { class: "card" },
      el("h2", {}, say(whole)),
      output.trim()
        ? el("p", { class: "output" }, translates ? "" : text, el("bdi", {}, output))
        : el("p", { class: "warning" }, say("translation_empty")),
      translates ? alignment() : "",
    ),
  );

  // Which word came from which: a row for each word written.
  function alignment() {
    const words = data.tokens
      .map((token, index) => ({ ...token, index }))
      .filter((token) => !token.special && (!ahead || token.index > 0));
    if (!weights || !words.length) return "";
    const columns = weights.columns;
    const values = Float32Array.from(words.flatMap((word) => [...rowOf(weights, ahead ? word.index - 1 : word.index)]));
    const array = { values, rows: words.length, columns, at: (r, c) => values[r * columns + c] };
    const drawn = matrix({
      label: say("alignment_title"),
      array,
      rows: words,
      columns: keysOf(attention),
      shares: true,
      marked: true,
    });
    return el(
      "div",
      {},
      el("h3", {}, say("alignment_title")),
      el("p", { class: "about" }, say("alignment_about", { layer: attention.layer, head: head.head })),
      drawn.element,
      el("p", {}, say("honest")),
    );
  }
}

// The tokens that are read, each shaded by how much of the row is on it; those that cannot be seen are left out.
export function lookedAt(attention, values) {
  const most = largest(values);
  const seen = keysOf(attention).filter((token) => attention.columns === "source" || values[token.index] > 0);
  const tokens = seen.map((token) => {
    const chip = el(
      "span",
      { class: `source${token.index === most ? " most" : ""}` },
      el("bdi", {}, token.name),
      el("small", {}, show(values[token.index])),
    );
    return el("li", {}, shade(chip, values[token.index]));
  });
  return el("ol", { class: "chips" }, tokens);
}
