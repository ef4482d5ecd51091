// The frame: what the page is of, which view and which head are open, and the panel of one cell's arithmetic.
import { comparisonView } from "./comparison.js";
import { attentionNow, data, inLanguage, say, state } from "./data.js";
import { choice, el } from "./dom.js";
import { headsView } from "./heads.js";
import { modelView } from "./model.js";
import { pictureView } from "./picture.js";
import { predictionView } from "./prediction.js";
import { stepsView } from "./steps.js";
import { translationView } from "./translation.js";
import { verdict } from "./verdict.js";

const LANGUAGES = { en: "English", zh: "中文" };
const WITH_WEIGHTS = data.attentions.some((one) => one.heads.some((head) => head.arrays.weights ?? one.arrays.weights));
const VIEWS = [
  ...(data.comparison ? ["comparison"] : []),
  ...(data.writing ? [data.writing.kind] : []),
  ...(data.guesses ? ["prediction"] : []),
  ...(data.picture && WITH_WEIGHTS ? ["picture"] : []),
  ...(data.attentions.length ? ["steps"] : []),
  ...(WITH_WEIGHTS ? ["heads", "model"] : []),
];
const root = document.getElementById("page");
const panel = el("aside", { class: "panel", tabindex: -1, hidden: true });
let opener = null;

function openPanel(content, from) {
  const before = from.getBoundingClientRect().top;
  opener = from;
  panel.setAttribute("aria-label", say("page_arithmetic"));
  panel.replaceChildren(
    el("button", { type: "button", class: "close", "aria-label": say("page_close"), click: closePanel }, "×"),
    ...content,
  );
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.classList.add("split");
  scrollBy(0, from.getBoundingClientRect().top - before); // what was chosen stays where it is
  heard.textContent = panel.querySelector("dl")?.textContent ?? "";
}

function closePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("split");
  if (opener?.isConnected) opener.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePanel();
});

// Spoken, not seen: what has just been opened.
const heard = el("p", { class: "heard", "aria-live": "polite" });

function open(changes) {
  Object.assign(state, changes);
  if (data.attentions.length) state.head = Math.min(state.head, attentionNow().heads.length - 1);
  render();
}

function header() {
  const other = Object.keys(LANGUAGES).find((language) => language !== state.language);
  return el(
    "header",
    {},
    el(
      "button",
      {
        type: "button",
        class: "language",
        lang: other,
        click: () => {
          state.language = other;
          render();
          root.querySelector(".language").focus();
        },
      },
      LANGUAGES[other],
    ),
    el("h1", {}, el("bdi", {}, data.text)),
    data.model ? [verdict(), facts(data.model)] : null,
    inLanguage(data.remarks).map((text) => el("p", { class: "remark" }, text)),
    data.thinned ? el("p", { class: "remark" }, say("page_thinned")) : null,
  );
}

function facts(model) {
  const random = model.provenance === "random";
  const [name, provenance] = inLanguage(model.titled);
  return el(
    "p",
    { class: "facts" },
    el("strong", {}, name),
    " ",
    provenance ? el("span", { class: random ? "warning" : null }, provenance) : "",
    " · ",
    inLanguage(model.facts),
  );
}

function tabs() {
  const bar = el("div", { class: "tabs", role: "tablist", "aria-label": say("page_views") });
  for (const view of VIEWS) {
    const chosen = view === state.view;
    bar.append(
      el(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${view}`,
          "aria-selected": String(chosen),
          "aria-controls": "view",
          tabindex: chosen ? 0 : -1,
          click: () => turn(view),
        },
        say(`page_${view}`),
      ),
    );
  }
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) turn(VIEWS[(VIEWS.indexOf(state.view) + by + VIEWS.length) % VIEWS.length]);
  });
  return bar;
}

function turn(view) {
  open({ view });
  document.getElementById(`tab-${view}`).focus();
}

// Which attention and head: for the steps both, for the lines between tokens the attention alone.
function choices() {
  if (!["steps", "heads", "picture"].includes(state.view)) return "";
  const attentions = data.attentions.map((one, place) => [place, inLanguage(one.label)]);
  const heads = attentionNow().heads.map((one, place) => [place, nameOf(one)]);
  return el(
    "div",
    { class: "choices" },
    attentions.length > 1
      ? choice("attention", say("page_attention"), attentions, state.attention, (attention) =>
          choose("attention", { attention }),
        )
      : null,
    state.view !== "heads" && heads.length > 1
      ? choice("head", say("page_head"), heads, state.head, (head) => choose("head", { head }))
      : null,
  );
}

function nameOf(head) {
  return head.known ? `${head.head}: ${inLanguage(head.known)}` : String(head.head);
}

function choose(id, changes) {
  open(changes);
  document.getElementById(id)?.focus();
}

function render() {
  closePanel();
  document.documentElement.lang = state.language === "zh" ? "zh-Hans" : "en";
  const build = {
    steps: () => stepsView(openPanel),
    heads: () => headsView(),
    model: () => modelView(open),
    picture: () => pictureView(),
    translation: () => translationView(),
    writing: () => translationView(),
    prediction: () => predictionView(),
    comparison: () => comparisonView(),
  }[state.view];
  const view = el(
    "div",
    { class: "view", id: "view", role: "tabpanel", "aria-labelledby": `tab-${state.view}` },
    choices(),
    VIEWS.length ? build() : "",
  );
  const footer = el("footer", {}, el("p", {}, say("page_made", { version: data.version })));
  root.replaceChildren(header(), el("main", {}, VIEWS.length ? tabs() : "", view), panel, heard, footer);
}

state.view = VIEWS.includes(data.view) ? data.view : (VIEWS[0] ?? "");
render();
