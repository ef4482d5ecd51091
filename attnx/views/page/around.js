// What happens around attention to one word: strips from the stream that enters a layer to what leaves it, and the
// likeliest words behind the last one. `aroundView` is a view of the page: { name, there(), build() }.
import { data, inLanguage, numbers, rowOf, say, show, state } from "./data.js";
import { bar, card, choice, el, list, svg } from "./dom.js";

export const aroundView = { name: "block", there: () => data.around.length > 0, build: aroundOf };

function aroundOf() {
  const side = data.around.at(-1).rows;
  const tokens = data[side];
  const guessed = Object.keys(data.around.at(-1).said ?? {});
  const asked = guessed.length === 1 ? Number(guessed[0]) : Math.min(state.query, tokens.length - 1);
  const below = el("div", {});
  const options = tokens.map((token, place) => [place, `${place} ${token.name}`]);
  const chosen = choice("word", say("page_token"), options, asked, follow);

  // Of a translation the layers of the other side follow its own last word.
  function follow(place) {
    const words = { [side]: place };
    below.replaceChildren(
      ...data.around.map((layer) => wholeLayer(layer, Math.min(words[layer.rows] ?? Infinity, data[layer.rows].length - 1))),
    );
  }

  follow(asked);
  return el("div", { class: "around" }, el("div", { class: "choices" }, chosen), below);
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
    if (content.children.length === 1) content.append(flowOf(layer, place), leaving(layer, place));
  }

  if (content.open) fill();
  return card("", inLanguage(layer.title), "", inLanguage(layer.about), content);
}

function flowOf(layer, place) {
  const rows = layer.steps.map((step) => {
    const row = rowOf(numbers(step.array), place);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, inLanguage(step.title)),
      el("td", {}, el("code", {}, step.formula)),
      el("td", { class: "strip" }, stripOf(row)),
      el("td", { class: "length" }, show(Math.hypot(...row))),
    );
  });
  const titles = ["", "", say("page_block_strip"), say("block_length")];
  const heading = el(
    "tr",
    {},
    titles.map((title) => (title ? el("th", { scope: "col" }, title) : el("td"))),
  );
  return el("table", { class: "flow" }, el("thead", {}, heading), el("tbody", {}, rows));
}

// A vector as cells: one colour above zero, the other below, and nothing where there is nothing.
function stripOf(row) {
  const most = row.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  const cells = Array.from(row, (value, place) =>
    svg("rect", {
      x: place,
      width: 1,
      height: 1,
      class: value < 0 ? "minus" : "plus",
      "fill-opacity": (Math.abs(value) / most).toFixed(3),
    }),
  );
  return svg("svg", { viewBox: `0 0 ${row.length} 1`, preserveAspectRatio: "none", "aria-hidden": "true" }, cells);
}

// Where the stream goes on, or what is made of it.
function leaving(layer, place) {
  const words = layer.said?.[place];
  const leaves = el("p", { class: "about" }, `▼ ${inLanguage(layer.leaves)}`);
  if (!words) return leaves;
  const rows = words.map((one) => [el("bdi", {}, one.text), show(one.probability), bar(one.probability)]);
  const titles = [say("column_word"), say("column_probability"), ""];
  return el("div", {}, leaves, list(say("title_logits"), titles, rows, 0));
}
