// The picture whose patches are tokens, as bright as the row that is followed reads each of them.
import {
  attentionNow,
  data,
  hasWeights,
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
import { bar, choice, el, list } from "./dom.js";
import { go } from "./place.js";

export const patchesView = { name: "patches", there: () => Boolean(data.picture) && hasWeights(), build: patches };

const [DARK, EVEN] = [0.2, 4]; // brightness of what is not read; even shares that are bright
const LISTED = 5; // labels
let seen = null; // the pixels, red, green and blue in turn

function patches() {
  const { width, height, first, rows, columns, labels, taken } = data.picture;
  const attention = attentionNow();
  const [queries, keys, weights] = [queriesOf(attention), keysOf(attention), held("weights")];
  const ofPatches = Boolean(weights) && keys.length === first + rows * columns; // else words read words
  const among = attention.rows === attention.columns && !attention.queries; // whether patches read too
  const told = el("p", { class: "about", "aria-live": "polite" });
  const canvas = el("canvas", { class: "seen", width, height, role: "img", "aria-label": data.text });
  const names = queries.map((token, place) => [place, token.name]);
  const chosen = choice("query", say("page_query"), names, state.query, (query) => go({ query }));

  function look(query) {
    const row = ofPatches ? Array.from(rowOf(weights, query)) : [];
    paint(canvas, row.slice(first));
    if (!ofPatches) return;
    const most = largest(row.slice(first)) + first;
    const facts = { query: queries[query].name, key: keys[most].name, weight: show(row[most]) };
    told.textContent = `${say("picture_read", facts)} · ${say("picture_bright", facts)}`;
  }

  // The patch under the pointer where patches read, and else what reads it most.
  function pointed(event) {
    const patch = patchAt(canvas, event);
    if (among || !ofPatches) return among ? patch : state.query;
    return largest(queries.map((_, query) => weights.at(query, patch)));
  }

  function follow(query) {
    chosen.querySelector("select").value = query;
    look(query);
  }

  canvas.addEventListener("pointermove", (event) => look(pointed(event)));
  canvas.addEventListener("pointerleave", () => look(state.query));
  canvas.addEventListener("click", (event) => go({ query: pointed(event) }));
  const shares = labels.slice(0, LISTED).map(([name, share]) => [name, show(share), bar(share)]);
  const element = el(
    "section",
    { class: "card" },
    inLanguage(taken) ? el("h2", {}, inLanguage(taken)) : null,
    shares.length ? list(say("picture_label"), [say("picture_label"), say("picture_share"), ""], shares) : null,
    el("p", { class: "about" }, say(data.writing ? "page_patches_of_words" : "page_patches_about")),
    el("div", { class: "choices" }, chosen),
    canvas,
    told,
  );
  look(state.query);
  return { element, follow };
}

// The picture by itself, as bright as the tokens of a row of some attention are read.
export function pictureRead(_, row) {
  const { width, height, first } = data.picture;
  const canvas = el("canvas", { class: "seen small", width, height, role: "img", "aria-label": data.text });
  paint(canvas, Array.from(row).slice(first));
  return canvas;
}

// The token whose patch is under the pointer.
function patchAt(canvas, event) {
  const { rows, columns, first } = data.picture;
  const box = canvas.getBoundingClientRect();
  const place = (share, count) => Math.min(Math.max(Math.floor(share * count), 0), count - 1);
  const row = place((event.clientY - box.top) / box.height, rows);
  return first + row * columns + place((event.clientX - box.left) / box.width, columns);
}

// The picture, and where there are weights (row by row of patches) as bright as these.
function paint(canvas, weights) {
  const { width, height, rows, columns, pixels } = data.picture;
  seen ??= Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
  const top = Math.max(...weights, EVEN / (rows * columns));
  const image = new ImageData(width, height);
  for (let place = 0; place < width * height; place += 1) {
    const [row, column] = [Math.floor(place / width), place % width];
    const patch = Math.floor((row * rows) / height) * columns + Math.floor((column * columns) / width);
    const share = weights.length ? DARK + (1 - DARK) * (weights[patch] / top) : 1;
    for (const at of [0, 1, 2]) image.data[4 * place + at] = seen[3 * place + at] * share;
    image.data[4 * place + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
