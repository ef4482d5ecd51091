// The picture whose patches are keys, as bright as the row that is followed reads each of them.
import { attentionNow, data, held, inLanguage, keysOf, largest, queriesOf, rowOf, say, show, state } from "./data.js";
import { bar, choice, el, list } from "./dom.js";
import { tell } from "./verdict.js";

const [DARK, EVEN] = [0.2, 4]; // brightness of what is not read; even shares that are bright
const seen = data.picture
  ? Uint8Array.from(atob(data.picture.pixels), (letter) => letter.charCodeAt(0))
  : new Uint8Array();

export function pictureView() {
  const { width, height, first } = data.picture;
  const told = el("p", { class: "about", "aria-live": "polite" });
  const canvas = el("canvas", { class: "seen", width, height, role: "img", "aria-label": data.text });
  const [queries, keys] = [queriesOf(attentionNow()), keysOf(attentionNow())];
  const read = keys.length === first + data.picture.rows * data.picture.columns; // and not words by words
  const alike = attentionNow().rows === attentionNow().columns; // patches read patches
  const labelled = data.picture.labels.slice(0, 5).map(([name, share]) => [name, show(share), bar(share)]);

  function look(query) {
    if (!read) return paint(canvas, Array(data.picture.rows * data.picture.columns).fill(1));
    const row = Array.from(rowOf(held("weights"), query));
    paint(canvas, row.slice(first));
    const most = largest(row.slice(first)) + first;
    const facts = { query: queries[query].name, key: keys[most].name, weight: show(row[most]) };
    told.textContent = `${say("picture_read", facts)} · ${say("picture_bright", facts)}`;
  }

  // Of a patch under the pointer: where it looks, or, where words do, which of them looks at it most.
  function point(patch) {
    if (alike || !read) return look(alike ? patch : state.query);
    const weights = held("weights");
    look(largest(queries.map((_, query) => rowOf(weights, query)[patch])));
  }

  function choose(query) {
    state.query = query;
    tell();
    look(query);
    view.querySelector("select").value = query;
  }

  canvas.addEventListener("pointermove", (event) => point(patchAt(canvas, event)));
  canvas.addEventListener("pointerleave", () => look(state.query));
  if (alike && read) canvas.addEventListener("click", (event) => choose(patchAt(canvas, event)));
  const names = queries.map((token, place) => [place, token.name]);
  const view = el(
    "section",
    { class: "card" },
    inLanguage(data.picture.taken) ? el("p", {}, el("strong", {}, inLanguage(data.picture.taken))) : null,
    labelled.length ? list(say("picture_label"), [say("picture_label"), say("picture_share"), ""], labelled) : null,
    el("p", { class: "about" }, say("page_picture_about")),
    el("div", { class: "choices" }, choice("query", say("page_query"), names, state.query, choose)),
    canvas,
    told,
  );
  look(state.query);
  return view;
}

// The token whose patch is under the pointer.
function patchAt(canvas, event) {
  const { rows, columns, first } = data.picture;
  const box = canvas.getBoundingClientRect();
  const [row, column] = [
    Math.floor(((event.clientY - box.top) / box.height) * rows),
    Math.floor(((event.clientX - box.left) / box.width) * columns),
  ];
  const inside = (place, count) => Math.min(Math.max(place, 0), count - 1);
  return first + inside(row, rows) * columns + inside(column, columns);
}

function paint(canvas, weights) {
  const { width, height, rows, columns } = data.picture;
  const top = Math.max(...weights, EVEN / weights.length);
  const image = new ImageData(width, height);
  for (let place = 0; place < width * height; place += 1) {
    const [row, column] = [Math.floor(place / width), place % width];
    const patch = Math.floor((row * rows) / height) * columns + Math.floor((column * columns) / width);
    const share = DARK + (1 - DARK) * (weights[patch] / top);
    image.data.set([...seen.subarray(3 * place, 3 * place + 3)].map((light) => light * share).concat(255), 4 * place);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
