// What comes next: the likeliest tokens, where the model looked for them, and what each layer would have said.
import { data, inLanguage, numbers, rowOf, say, show } from "./data.js";
import { bar, card, el, list } from "./dom.js";
import { lookedAt } from "./translation.js";

export const predictionView = { name: "prediction", there: () => Boolean(data.guesses), build: predictions };

function predictions() {
  const { looks, places } = data.guesses;
  return el(
    "div",
    {},
    places.map((place) => [guessed(place, looks), place.layers ? layered(place) : null]),
    el("p", { class: "note" }, say("honest")),
  );
}

function guessed(place, looks) {
  const rows = place.candidates.map((one) => [el("bdi", {}, one.text), show(one.probability), bar(one.probability)]);
  const rest = Math.max(1 - place.candidates.reduce((sum, one) => sum + one.probability, 0), 0);
  const titles = [say(place.column), say("column_probability"), ""];
  const title = inLanguage(place.title);
  return card("", title, "", null, list(title, titles, [...rows, [say("rest"), show(rest), bar(rest)]], 0), read());

  function read() {
    if (!looks) return "";
    const about = el("p", { class: "about" }, say("guess_looks", { where: inLanguage(looks.where) }));
    return el(
      "div",
      {},
      el("h3", {}, say("read_title")),
      about,
      lookedAt(data.attentions[looks.attention], rowOf(numbers(looks.weights), place.row)),
    );
  }
}

function layered(place) {
  const rows = place.layers.map(({ layer, likeliest, share }) => [
    String(layer),
    el("span", { class: "text" }, likeliest.map((one) => `${one.text} ${show(one.probability)}`).join(" · ")),
    show(share),
    bar(share),
  ]);
  const titles = [say("column_layer"), el("span", { class: "text" }, say("column_likeliest")), `“${place.answer}”`, ""];
  return card(
    "",
    say("page_layers_title"),
    "",
    say("lens_about"),
    list(say("page_layers_title"), titles, rows),
    el("p", {}, inLanguage(place.settled)),
  );
}
