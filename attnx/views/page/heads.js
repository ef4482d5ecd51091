// Every head at once, a small picture each: a row for each attention, a column for each head.
import { data, hasWeights, held, inLanguage, say, state } from "./data.js";
import { el, thumbnail } from "./dom.js";
import { go } from "./place.js";

export const headsView = { name: "heads", there: hasWeights, build: everyHead };

function everyHead() {
  const kinds = [...new Set(data.attentions.map((one) => one.kind))];
  return el(
    "section",
    { class: "card model" },
    el("h2", {}, say("page_model_title")),
    el("p", { class: "about" }, say("page_model_about")),
    legend(),
    kinds.map((kind) =>
      data.attentions.map((attention, place) => (attention.kind === kind ? layerOf(attention, place) : null)),
    ),
  );
}

function layerOf(attention, place) {
  const cells = attention.heads.map((head, number) => {
    const weights = held("weights", attention, head);
    if (!weights) return null;
    const known = head.known ? inLanguage(head.known) : "";
    const chosen = place === state.attention && number === state.head;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          "aria-current": chosen ? "true" : null,
          "aria-label": [inLanguage(head.where), known].filter(Boolean).join(": "),
          click: () => {
            go({ view: "story", attention: place, head: number });
            document.getElementById("tab-story").focus();
          },
        },
        thumbnail(weights, "thumbnail"),
        el("span", { class: "index" }, head.head === null ? say("page_mean") : String(head.head)),
        known ? el("small", {}, known) : null,
      ),
    );
  });
  const row = el("ol", {}, cells);
  row.style.setProperty("--heads", cells.length); // the same head stands in the same column of every layer
  return el("div", { class: "layer" }, el("h3", {}, inLanguage(attention.label)), row);
}

// What the colours mean.
export function legend() {
  const steps = Array.from({ length: 32 }, (_, i) => i / 31);
  const strip = thumbnail({ values: steps, rows: 1, columns: steps.length }, "scale");
  return el("p", { class: "legend" }, say("column_weight"), " 0 ", strip, " 1");
}
