// A model while it learns: a slider over its moments, the loss so far, and the weights of one head at that moment.
import { data, numbers, say, show } from "./data.js";
import { card, el, named, shade, svg } from "./dom.js";
import { matrix } from "./matrix.js";

const WIDE = 600;
const HIGH = 120;

const percent = (share) => `${show(100 * share, 0)}%`;
const count = (number) => number.toLocaleString("en-US");

export const learningView = { name: "learning", there: () => Boolean(data.learning), build: overTime };

function overTime() {
  const { moments, tokens, query, losses } = data.learning;
  const unseen = numbers(losses).values;
  const highest = Math.max(...unseen);
  const x = (place) => (WIDE * place) / Math.max(moments.length - 1, 1);
  const y = (loss) => HIGH - (HIGH * loss) / highest;
  const here = svg("circle", { r: 5, class: "here" });
  const told = el("p", { class: "told", "aria-live": "polite" });
  const sentence = el("p", { class: "read" });
  const weights = el("div", {});
  const slider = el("input", {
    type: "range",
    id: "moment",
    min: 0,
    max: moments.length - 1,
    value: moments.length - 1,
    input: () => tell(Number(slider.value)),
  });

  function tell(place) {
    const { step, steps, accuracy, says, weights: stored, layer, head } = moments[place];
    const array = numbers(stored);
    here.setAttribute("cx", x(place));
    here.setAttribute("cy", y(unseen[place]));
    const figures = say("learn_figures", { loss: show(unseen[place]), accuracy: percent(accuracy) });
    const share = percent(says.probability);
    const word = { layer, head, query: tokens[query].name, word: says.word, share };
    told.textContent = `${say("learn_step", { step: count(step), steps: count(steps) })} · ${figures} · ${say("learn_says", word)}`;
    slider.setAttribute("aria-valuetext", told.textContent);
    sentence.replaceChildren(...tokens.map((token, key) => shaded(token, key, array.at(query, key), key === query)));
    const map = matrix({ label: "weights", array, rows: tokens, columns: tokens, shares: true });
    map.follow(query);
    weights.replaceChildren(map.element);
  }

  function shaded(token, key, share, asked) {
    const shown = el("span", { title: show(share) }, ...named(token));
    shade(shown, share);
    if (asked) shown.classList.add("asked");
    return shown;
  }

  const line = Array.from(unseen, (loss, place) => `${place ? "L" : "M"}${x(place)} ${y(loss)}`).join("");
  const curve = svg(
    "svg",
    { viewBox: `-8 -8 ${WIDE + 16} ${HIGH + 16}`, class: "curve", role: "img", "aria-label": say("learn_curve") },
    svg("path", { d: line }),
    here,
  );
  const view = el(
    "div",
    { class: "steps" },
    card("▸", say("learn_curve"), "", null, el("label", { for: "moment" }, say("learn_slider")), slider, told, curve),
    card("▾", say("title_weights"), "", null, sentence, weights),
  );
  tell(moments.length - 1);
  return view;
}
