// The story of one word on one screen: the sentence with its arcs, and below it how the word comes to read what it reads.
import { flow, foot } from "./around.js";
import {
  attentionNow,
  data,
  hasWeights,
  headNow,
  held,
  inLanguage,
  keysOf,
  largest,
  queriesOf,
  rowOf,
  say,
  show,
  state,
} from "./data.js";
import { el } from "./dom.js";
import { player } from "./play.js";
import { sentence } from "./sentence.js";
import { pointing } from "./strips.js";
import { columnsOf, footOf, tableOf } from "./sums.js";

export const storyView = { name: "story", there: hasWeights, build: story };

function story() {
  const attention = attentionNow();
  const queries = queriesOf(attention);
  const same = attention.rows === attention.columns && !attention.queries;
  const keys = same ? queries : keysOf(attention);
  const weights = held("weights");
  const text = sentence({ queries, keys, weights, label: say("page_query") });
  const below = el("div", {});
  let opened = null; // the key whose sum is open
  let playing = null;

  function follow(query) {
    playing?.stop();
    text.follow(query);
    if (weights) below.replaceChildren(...explained(query));
  }

  function explained(query) {
    const columns = columnsOf(query, keys);
    const table = tableOf(query, keys, columns, opened, (key) => {
      opened = opened === key ? null : key;
      follow(query);
      below.querySelector(`tr[data-key="${key}"] button`)?.focus();
    });
    const hint = columns.length > 2 ? "page_story_hint" : "page_story_weights";
    const caption = el("p", { class: "about" }, say(hint, { size: held("q")?.columns ?? "" }));
    const sums = el("div", {}, table, footOf(query, keys, columns));
    playing = player(
      sums,
      caption,
      columns.map(({ stage, told }) => [stage, told]),
    );
    const heading = el("h2", {}, titleOf(rowOf(weights, query), queries[query].name, keys));
    return [
      el("div", { class: "heading" }, heading, playing.button, keyboard()),
      caption,
      leftOut(query),
      sums,
      pointing(sums),
      behind(query),
    ];
  }

  // From z on to the next layer, as far as the page has it.
  function behind(query) {
    const { layer: number, kind, rows } = attention;
    const there = (data.around ?? []).filter((layer) => layer.rows === rows);
    const layer = there.find((one) => one.layer === number);
    const { index, name } = queries[query];
    if (layer && (layer.word ?? index) === index) {
      const heading = el("h3", {}, say("page_story_behind", { query: name, layer: number }));
      const steps = el("div", { class: "around" }, flow(layer, index, layer.attended[kind]), foot(layer, index));
      return el("div", {}, heading, steps, pointing(steps));
    }
    const word = there.length ? (there[0].word ?? index) : null;
    const facts = () => ({ word: data[rows][word].name, layer: there.map((one) => one.layer).join(", ") });
    return word === null ? "" : el("p", { class: "about" }, say("page_story_elsewhere", facts()));
  }

  follow(state.query);
  return { element: el("section", { class: "story" }, text.element, below), follow, play: () => playing?.play() };
}

// What the keys do, where there is a keyboard and room to say it.
function keyboard() {
  const keys = (names, what, which) =>
    el(
      "span",
      { class: which },
      names.map((name) => el("kbd", {}, name)),
      say(what),
    );
  const heads = attentionNow().heads.length > 1 ? keys([",", "."], "page_keys_head") : "";
  const said = [keys(["←", "→"], "page_keys_word"), heads, keys([say("page_keys_space")], "page_play", "motion")];
  return el("p", { class: "keyboard" }, said);
}

// What of the row is on no key that is shown: the part of a sink, or of a first key that was taken out.
function leftOut(query) {
  const sink = held("sink");
  return sink ? el("p", { class: "warning" }, say("sink_row", { weight: show(sink.values[query]) })) : "";
}

// Half of what a word reads is worth naming.
function titleOf(row, query, keys) {
  const top = largest(row);
  const where = inLanguage(headNow().where);
  return row[top] >= 0.5
    ? say("page_story_from", { query, key: keys[top].name, where })
    : say("page_story_what", { query, where });
}
