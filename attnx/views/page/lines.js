// Lines between two columns of tokens, as in BertViz (Vig 2019): thick where much is read, a colour for each head.
import { attentionNow, hasWeights, held, inLanguage, keysOf, queriesOf, rowOf, say, show, state } from "./data.js";
import { choice, el, named, svg, thumbnail } from "./dom.js";
import { go } from "./place.js";

const LINE = matchMedia("(width < 48rem)").matches ? 44 : 30; // height of a token: that of a finger where there is one
const [TOP, WIDTH] = [LINE / 2 - 1, 200]; // middle of the first, width of the picture
const FLOORS = [0, 0.02, 0.05, 0.1, 0.2, 0.5];
const SEEN = 0.005; // a weight that is not printed as 0.00
const MOST = 20_000; // lines; a browser draws no more at once

export const linesView = { name: "lines", there: hasWeights, build: lines };

function lines() {
  const attention = attentionNow();
  const [queries, keys] = [queriesOf(attention), keysOf(attention)];
  const there = attention.heads
    .map((head, place) => ({ head, place, weights: held("weights", attention, head) }))
    .filter((one) => one.weights);
  const chosen = new Set([state.head]);
  let floor = queries.length * keys.length > 1000 ? 0.1 : 0.02;
  let pinned = { side: "query", place: state.query }; // a token whose lines stand out

  const height = Math.max(queries.length, keys.length) * LINE;
  const picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${height}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": say("page_lines_picture"),
  });
  const left = column(queries, "query");
  const right = column(keys, "key");
  const told = el("p", { class: "told", "aria-live": "polite" });
  picture.style.blockSize = `${height}px`;
  for (const side of [left, right]) side.style.setProperty("--line-size", `${LINE}px`);

  // Each token is a button: pointing at it, or coming to it, makes its lines stand out; choosing it keeps them so.
  function column(tokens, side) {
    return el(
      "ol",
      { class: `side ${side}`, "aria-label": say(`page_${side}`) },
      tokens.map((token, place) => {
        const self = { side, place };
        return el(
          "li",
          {},
          el(
            "button",
            {
              type: "button",
              "aria-pressed": "false",
              mouseenter: () => look(self),
              mouseleave: () => look(pinned),
              focus: () => look(self),
              blur: () => look(pinned),
              click: () => {
                pinned = same(pinned, self) ? null : self;
                if (pinned && side === "query") go({ query: place });
                else look(pinned);
              },
            },
            ...named(token),
          ),
        );
      }),
    );
  }

  const same = (one, other) => one !== null && other !== null && one.side === other.side && one.place === other.place;
  const shown = () => there.filter((one) => chosen.has(one.place));

  function draw() {
    const lines = [];
    for (const { place, weights } of shown()) {
      for (let query = 0; query < weights.rows; query++) {
        rowOf(weights, query).forEach((weight, key) => {
          if (weight > floor && lines.length < MOST) lines.push(line(query, key, weight, place));
        });
      }
    }
    picture.replaceChildren(...lines);
    look(pinned);
  }

  // Each head has a colour of its own, around the circle.
  const colourOf = (place) =>
    `oklch(var(--line-lightness) 0.15 ${(250 + (360 * place) / attention.heads.length) % 360})`;

  function line(query, key, weight, place) {
    const [from, to] = [TOP + query * LINE, TOP + key * LINE];
    const path = svg("path", {
      d: `M0 ${from} C${WIDTH / 2} ${from} ${WIDTH / 2} ${to} ${WIDTH} ${to}`,
      "data-query": query,
      "data-key": key,
    });
    path.style.setProperty("--line", colourOf(place));
    path.style.strokeWidth = `${0.5 + 5.5 * weight}px`;
    path.style.strokeOpacity = String(0.15 + 0.8 * weight);
    return path;
  }

  // The largest weight, of the heads shown, between a token and one of the other side.
  function strongest({ side, place }, other) {
    const found = shown().map(({ weights }) =>
      side === "query" ? weights.at(place, other) : weights.at(other, place),
    );
    return Math.max(...found);
  }

  // Lets the lines of one token stand out, and says how much it reads or is read; of none, all.
  function look(at) {
    for (const path of picture.children)
      path.classList.toggle("away", Boolean(at) && Number(path.dataset[at.side]) !== at.place);
    for (const [side, list] of [
      ["query", left],
      ["key", right],
    ]) {
      [...list.querySelectorAll("button")].forEach((button, place) => {
        button.setAttribute("aria-pressed", String(same(pinned, { side, place })));
        button.classList.toggle("at", same(at, { side, place }));
        button.style.setProperty(
          "--read",
          at && at.side !== side ? `${Math.round(100 * strongest(at, place))}%` : "0%",
        );
      });
    }
    told.textContent = at ? sentence(at) : say("page_lines_hint");
  }

  function sentence({ side, place }) {
    const others = side === "query" ? keys : queries;
    const found = others.map((token, other) => ({ token, weight: strongest({ side, place }, other) }));
    found.sort((one, other) => other.weight - one.weight);
    const listed = found
      .slice(0, 4)
      .filter(({ weight }) => weight > SEEN)
      .map(({ token, weight }) => `${token.name} ${show(weight)}`)
      .join(" · ");
    const token = (side === "query" ? queries : keys)[place].name;
    return `${say(side === "query" ? "page_reads" : "page_is_read", { token })} ${listed}`;
  }

  const toggles = there.map(({ head, place, weights }) => {
    const button = el(
      "button",
      {
        type: "button",
        class: "head",
        "aria-pressed": String(chosen.has(place)),
        title: head.known ? inLanguage(head.known) : null,
        "aria-label": [inLanguage(head.where), head.known ? inLanguage(head.known) : null].filter(Boolean).join(": "),
        click: () => {
          if (chosen.has(place) && chosen.size === 1) return;
          if (!chosen.delete(place)) chosen.add(place);
          button.setAttribute("aria-pressed", String(chosen.has(place)));
          const [head] = chosen;
          if (chosen.size === 1 && head !== state.head) go({ head });
          else draw();
        },
      },
      thumbnail(weights, "tiny"),
      el("span", {}, head.head === null ? say("page_mean") : String(head.head)),
    );
    button.style.setProperty("--line", colourOf(place));
    return button;
  });
  const limit = choice(
    "floor",
    say("page_floor"),
    FLOORS.map((value) => [value, show(value, 2)]),
    floor,
    (value) => {
      floor = value;
      draw();
    },
  );

  if (!shown().length) chosen.add(there[0].place);
  draw();
  const element = el(
    "section",
    { class: "card" },
    el("h2", {}, say("page_heads_title")),
    el("p", { class: "about" }, say("page_heads_about")),
    el("div", { class: "toggles", role: "group", "aria-label": say("page_head") }, toggles),
    el("div", { class: "choices" }, limit),
    told,
    el(
      "div",
      { class: "between" },
      el("p", { class: "axis" }, say("page_query")),
      el("span", {}),
      el("p", { class: "axis" }, say("page_key")),
      left,
      picture,
      right,
    ),
  );

  return {
    element,
    follow(query) {
      pinned = { side: "query", place: query };
      look(pinned);
    },
  };
}
