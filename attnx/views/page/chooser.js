// The layers and heads, always in sight: each head with a tiny map of its weights, and the name of the one that is open.
import { attentionNow, data, headNow, held, inLanguage, say, state } from "./data.js";
import { el, mark, roving, thumbnail } from "./dom.js";
import { go } from "./place.js";

export function chooser() {
  const layers = roving(el("div", { class: "layers", role: "group", "aria-label": say("page_attention") }));
  const heads = roving(el("div", { class: "heads", role: "group", "aria-label": say("page_head") }));
  const name = el("p", { class: "name", "aria-live": "polite" });
  let drawn = null; // the attention whose heads are there

  layers.append(...data.attentions.map(layerButton));

  function update() {
    const attention = attentionNow();
    mark(layers.querySelectorAll("button"), state.attention, "aria-pressed");
    if (drawn !== attention) heads.replaceChildren(...attention.heads.map(headButton));
    drawn = attention;
    mark(heads.querySelectorAll("button"), state.head, "aria-pressed");
    for (const list of [layers, heads]) bringIntoSight(list, list.querySelector('[aria-pressed="true"]'));
    name.textContent = nameOf(headNow());
  }

  const element = el(
    "div",
    { class: "chooser" },
    data.attentions.length > 1 ? [el("span", { class: "label" }, say("page_attention")), layers] : null,
    attentionNow().heads.length > 1 ? [el("span", { class: "label" }, say("page_head")), heads] : null,
    name,
  );
  return { element, update };
}

// Moves the list alone: a page in a frame must not move what is around it.
function bringIntoSight(list, button) {
  if (!button) return;
  const [frame, box] = [list, button].map((element) => element.getBoundingClientRect());
  list.scrollLeft += Math.min(box.left - frame.left, 0) || Math.max(box.right - frame.right, 0);
}

// What a head is known for or, where nobody measured that, what it does here.
export const nameOf = (head) => (head.known ? inLanguage(head.known) : head.here ? inLanguage(head.here) : "");

function layerButton(attention, place) {
  const kind = data.attentions.some((one) => one.kind !== "self") ? say(`page_kind_${attention.kind}`) : "";
  const label = inLanguage(attention.label);
  return el(
    "button",
    { type: "button", "aria-label": label, title: label, click: () => go({ attention: place }) },
    kind ? el("small", {}, kind) : null,
    String(attention.layer),
  );
}

function headButton(head, place) {
  const weights = held("weights", attentionNow(), head);
  const label = [inLanguage(head.where), nameOf(head)].filter(Boolean).join(": ");
  return el(
    "button",
    {
      type: "button",
      class: nameOf(head) ? "known" : null,
      "aria-label": label,
      title: label,
      click: () => go({ head: place }),
    },
    weights ? thumbnail(weights, "tiny") : null,
    head.head === null ? say("page_mean") : String(head.head),
  );
}
