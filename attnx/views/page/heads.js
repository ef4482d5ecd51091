// Every head, a small picture each: those that do something large, then all, a row for each attention.
import { data, hasWeights, held, inLanguage, say, state } from "./data.js";
import { nameOf } from "./chooser.js";
import { el, thumbnail } from "./dom.js";
import { go } from "./place.js";

export const headsView = { name: "heads", there: hasWeights, build: everyHead };

function everyHead() {
  const kinds = [...new Set(data.attentions.map((one) => one.kind))];
  const ofKind = kinds.flatMap((kind) => data.attentions.filter((attention) => attention.kind === kind));
  const telling = ofKind.flatMap((attention) =>
    attention.heads.filter((head) => head.telling).map((head) => pictureOf(attention, head, captionOf(head))),
  );
  return el(
    "section",
    { class: "card model" },
    telling.length
      ? [
          el("h2", {}, say("page_telling")),
          el("p", { class: "about" }, say("page_telling_about")),
          legend(),
          el("ol", { class: "telling" }, telling),
        ]
      : null,
    el("h2", {}, say("page_model_title")),
    el("p", { class: "about" }, say("page_model_about")),
    telling.length ? null : legend(),
    ofKind.map(layerOf),
  );
}

function layerOf(attention) {
  const numbered = (head) => el("span", { class: "index" }, head.head === null ? say("page_mean") : String(head.head));
  const row = el(
    "ol",
    {},
    attention.heads.map((head) => pictureOf(attention, head, numbered(head))),
  );
  row.style.setProperty("--heads", attention.heads.length); // the same head stands in the same column of every layer
  return el("div", { class: "layer" }, el("h3", {}, inLanguage(attention.label)), row);
}

const captionOf = (head) => [el("strong", {}, inLanguage(head.where)), el("small", {}, nameOf(head))];

// The map of a head, which opens its story.
function pictureOf(attention, head, caption) {
  const weights = held("weights", attention, head);
  if (!weights) return null;
  const place = data.attentions.indexOf(attention);
  const number = attention.heads.indexOf(head);
  const label = [inLanguage(head.where), nameOf(head)].filter(Boolean).join(": ");
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        "aria-current": place === state.attention && number === state.head ? "true" : null,
        "aria-label": label,
        title: label,
        click: () => {
          go({ view: "story", attention: place, head: number });
          document.getElementById("tab-story").focus();
        },
      },
      thumbnail(weights, "thumbnail"),
      caption,
    ),
  );
}

// What the colours mean.
export function legend() {
  const steps = Array.from({ length: 32 }, (_, i) => i / 31);
  const strip = thumbnail({ values: steps, rows: 1, columns: steps.length }, "scale");
  return el("p", { class: "legend" }, say("column_weight"), " 0 ", strip, " 1");
}
