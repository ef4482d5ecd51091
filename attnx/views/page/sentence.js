// The sentence, large: any word can be chosen, and arcs go from the words that read to those they read from.
import { el, mark, roving, svg } from "./dom.js";
import { largest, rowOf, show } from "./data.js";
import { go } from "./place.js";

const SIZES = [28, 25, 22, 19]; // of the letters in pixels, tried until a sentence stands on one line
const FAINT = 0.05; // of other words only weights above it are drawn
const SEEN = 0.02; // and of the chosen word those above this
const SAID = 0.1; // weights of the chosen word from which on the number is written
const MANY = 40; // tokens; of a longer text only the arcs of the chosen word are drawn
const [HIGHEST, LOW] = [84, 26]; // pixels that an arc rises, over one line and over each of several

// `keys` are the words that are read: the same ones, or those of another text, which then stands above.
export function sentence({ queries, keys, weights, label }) {
  const apart = keys !== queries;
  const reading = words(queries, label, (place) => go({ query: place }));
  const read = apart ? words(keys, label, null) : reading;
  const arcs = svg("svg", { class: "arcs", "aria-hidden": "true" });
  const element = el("div", { class: `sentence${apart ? " apart" : ""}` }, arcs, apart ? read : null, reading);
  let query = 0;

  function follow(chosen) {
    query = chosen;
    mark(reading.querySelectorAll("button"), query, "aria-pressed");
    if (!weights) return;
    const row = rowOf(weights, query);
    [...read.children].forEach((word, place) => {
      word.style.setProperty("--share", `${(100 * row[place]).toFixed(1)}%`);
      word.classList.toggle("read", row[place] >= SAID);
    });
    draw();
  }

  // Letters as large as one line allows; a text that needs several keeps the smallest.
  function fit() {
    for (const size of SIZES) {
      element.style.setProperty("--letters", `${size}px`);
      if ([reading, read].every(onOneLine)) break;
    }
    element.classList.toggle("long", !onOneLine(reading));
    draw();
  }

  function draw() {
    if (!weights || !element.isConnected) return;
    const frame = element.getBoundingClientRect();
    const boxes = (list) => [...list.children].map((word) => word.getBoundingClientRect());
    const [from, to] = [boxes(reading), apart ? boxes(read) : boxes(reading)];
    const long = element.classList.contains("long");
    const ends = { from, to, frame, apart, highest: long ? LOW : HIGHEST };
    const row = rowOf(weights, query);
    const chosen = Array.from(row.keys()).filter((key) => row[key] > SEEN);
    arcs.replaceChildren(
      ...(queries.length > MANY || long ? [] : others(weights, query, ends)),
      ...chosen.map((key) => arc(query, key, row[key], ends, "chosen")),
      ...numbersOf(query, row, ends),
    );
  }

  new ResizeObserver(fit).observe(element);
  return { element, follow };
}

const onOneLine = (list) => list.lastElementChild.offsetTop === list.firstElementChild.offsetTop;

function words(tokens, label, choose) {
  const list = el(
    "ol",
    { class: "words", "aria-label": label },
    tokens.map((token, place) => {
      const name = el("bdi", { class: token.special ? "special" : null }, token.name);
      return el(
        "li",
        {},
        choose ? el("button", { type: "button", click: () => choose(place) }, name) : el("span", {}, name),
      );
    }),
  );
  return choose ? roving(list) : list;
}

// The arcs of the words that are not chosen, faint.
function others(weights, chosen, ends) {
  const drawn = [];
  for (let query = 0; query < weights.rows; query++) {
    if (query === chosen) continue;
    rowOf(weights, query).forEach((weight, key) => {
      if (weight > FAINT && (query !== key || ends.apart)) drawn.push(arc(query, key, weight, ends, "other"));
    });
  }
  return drawn;
}

// Where an arc begins and ends, and how high it goes.
function course(query, key, { from, to, frame, apart, highest }) {
  const [one, other] = [from[query], to[key]];
  const middle = (box) => box.left + box.width / 2 - frame.left;
  const [x, y] = [middle(one), one.top - frame.top];
  const [toX, toY] = [middle(other), (apart ? other.bottom : other.top) - frame.top];
  const height = apart ? 0 : Math.min(18 + 0.3 * Math.abs(toX - x), highest);
  return { x, y, toX, toY, height, apart };
}

function arc(query, key, weight, ends, className) {
  const { x, y, toX, toY, height, apart } = course(query, key, ends);
  const [rise, fall] = apart ? [(toY - y) / 2, (y - toY) / 2] : [-1.33 * height, -1.33 * height];
  const itself = !apart && query === key;
  const path = itself
    ? `M${x - 8} ${y} C${x - 22} ${y - 34} ${x + 22} ${y - 34} ${x + 8} ${y}`
    : `M${x} ${y} C${x} ${y + rise} ${toX} ${toY + fall} ${toX} ${toY}`;
  const line = svg("path", { d: path, class: className, "data-key": key });
  line.style.strokeWidth = `${0.6 + (className === "chosen" ? 4.4 : 3) * weight}px`;
  if (className === "chosen") line.style.strokeOpacity = String(0.3 + 0.7 * weight);
  const head = className === "chosen" && weight >= SAID && !itself;
  const [wide, long] = [3.5 + 2.5 * weight, (apart ? -1 : 1) * (7 + 3 * weight)];
  return head
    ? svg(
        "g",
        {},
        line,
        svg("path", { class: "arrow", d: `M${toX - wide} ${toY - long} h${2 * wide} l${-wide} ${long} z` }),
      )
    : line;
}

// The weights of the chosen word where an arc is highest; of those that would stand on one another the largest.
function numbersOf(query, row, ends) {
  const placed = [];
  const order = Array.from(row.keys()).sort((one, other) => row[other] - row[one]);
  for (const key of order) {
    if (row[key] < SAID || (key !== largest(row) && placed.length > 3)) break;
    const { x, y, toX, toY, height, apart } = course(query, key, ends);
    const at = { x: (x + toX) / 2, y: apart ? (y + toY) / 2 : Math.min(y, toY) - (query === key ? 26 : height) };
    if (placed.every((other) => Math.abs(other.x - at.x) > 40 || Math.abs(other.y - at.y) > 16))
      placed.push({ ...at, key });
  }
  return placed.map(({ x, y, key }) => svg("text", { x, y: y - 5, "text-anchor": "middle" }, show(row[key])));
}
