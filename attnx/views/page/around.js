// What happens around attention to one word: strips from the stream that enters a layer to what leaves it, and the
// likeliest words behind the last one.
import { data, inLanguage, numbers, rowOf, say, show, state } from "./data.js";
import { bar, card, choice, el, list } from "./dom.js";
import { greatest, pointing, strip } from "./strips.js";

export const aroundView = { name: "block", there: () => whole().length > 0, build };

// The layers that have every word.
const whole = () => (data.around ?? []).filter(({ word }) => word === null);

function build() {
  const layers = whole();
  const side = layers.at(-1).rows;
  const tokens = data[side];
  const below = el("div", {});
  const options = tokens.map((token, place) => [place, `${place} ${token.name}`]);
  const chosen = choice("word", say("page_token"), options, first(tokens), follow);

  // Of a translation the layers of the other side follow its own last word.
  function follow(place) {
    const asked = Math.min(place, tokens.length - 1);
    chosen.querySelector("select").value = asked;
    below.replaceChildren(
      ...layers.map((layer) => wholeLayer(layer, layer.rows === side ? asked : data[layer.rows].length - 1)),
    );
  }

  follow(first(tokens));
  const element = el("div", { class: "around" }, el("div", { class: "choices" }, chosen), below);
  element.append(pointing(below));
  return { element, follow };
}

// The word that is followed, or of which alone it is known what comes next.
function first(tokens) {
  const guessed = Object.keys(data.around.at(-1).said ?? {});
  return guessed.length === 1 ? Number(guessed[0]) : Math.min(state.query, tokens.length - 1);
}

function wholeLayer(layer, place) {
  const word = data[layer.rows][place].name;
  const content = el(
    "details",
    { open: data.around.length < 3 || layer === data.around.at(-1), toggle: () => content.open && fill() },
    el("summary", {}, say("page_block_word", { word })),
  );

  // What is long is drawn when it is opened.
  function fill() {
    if (content.children.length === 1) content.append(flow(layer, place), foot(layer, place));
  }

  if (content.open) fill();
  return card("", inLanguage(layer.title), "", inLanguage(layer.about), content);
}

// What happens to a word in a layer, from one of its steps on.
export function flow(layer, place, from = 0) {
  const rows = layer.steps.slice(from).map((step) => {
    const row = rowOf(numbers(step.array), layer.word === null ? place : 0);
    const vector = strip(row, greatest(row), (at) => `${at}: ${show(row[at])}`);
    return [inLanguage(step.title), el("code", {}, step.formula), vector, show(Math.hypot(...row))];
  });
  return list(inLanguage(layer.title), ["", "", say("page_block_strip"), say("block_length")], rows);
}

// Where the stream goes on, or what is made of it.
export function foot(layer, place) {
  const words = layer.said?.[place];
  const leaves = el("p", { class: "about" }, `▼ ${inLanguage(layer.leaves)}`);
  if (!words?.length) return leaves;
  const rows = words.map((one) => [el("bdi", {}, one.text), show(one.probability), bar(one.probability)]);
  const titles = [say("column_word"), say("column_probability"), ""];
  const then = layer.last ? null : el("p", { class: "about" }, say("page_story_next"));
  return el("div", {}, leaves, then, list(say("title_logits"), titles, rows, 0));
}
