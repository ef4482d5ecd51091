// The frame: what the page is of, which view, layer and head are open, and what the keys do.
import { chooser } from "./chooser.js";
import { attentionNow, data, inLanguage, queriesOf, say, state } from "./data.js";
import { el, mark, roving } from "./dom.js";
import { download } from "./picture.js";
import { addressOf, go, onMove, placeOf } from "./place.js";
import { onSystemTheme, turnTheme } from "./theme.js";
import { tell, verdict } from "./verdict.js";

const LANGUAGES = { en: "English", zh: "中文" };
const root = document.getElementById("page");
const view = el("div", { class: "view", id: "view", role: "tabpanel" });
const framed = window.top !== window.self; // a frame in a notebook has no address of its own
let choosing = null;
let shown = {};
let views = []; // those the page has something for

function render() {
  document.documentElement.lang = state.language === "zh" ? "zh-Hans" : "en";
  choosing = data.attentions.length ? chooser() : null;
  root.replaceChildren(
    el("nav", { class: "frame", "aria-label": say("page_views") }, bar(), choosing?.element ?? ""),
    header(),
    el("main", {}, view),
    el("footer", {}, el("p", {}, say("page_made", { version: data.version }))),
  );
  document.body.classList.toggle("framed", framed);
  draw();
}

// Draws the view that is open.
function draw() {
  const built = views.find(({ name }) => name === state.view)?.build() ?? "";
  shown = built.element ? built : { element: built };
  document.body.dataset.view = state.view;
  view.setAttribute("aria-labelledby", `tab-${state.view}`);
  view.replaceChildren(shown.element);
  shown.drawn?.();
  update();
}

// Says everywhere where the page is.
function update() {
  choosing?.update();
  tell();
  mark(
    root.querySelectorAll('[role="tab"]'),
    views.findIndex(({ name }) => name === state.view),
    "aria-selected",
  );
  if (!framed) history.replaceState(null, "", addressOf(state));
}

onMove((before) => {
  if (!before) return render();
  const stays = ["view", "attention", "head"].every((what) => before[what] === state[what]);
  if (stays && shown.follow) {
    shown.follow(state.query);
    update();
  } else draw();
});

function bar() {
  const tabs = roving(
    el(
      "div",
      { class: "tabs", role: "tablist", "aria-label": say("page_views") },
      views.map(({ name }) =>
        el(
          "button",
          { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "view", click: () => go({ view: name }) },
          say(`page_${name}`),
        ),
      ),
    ),
  );
  return el("div", { class: "top" }, views.length > 1 ? tabs : "", data.model ? facts(data.model) : "", tools());
}

function facts(model) {
  const [name, provenance] = inLanguage(model.titled);
  return el(
    "p",
    { class: "facts" },
    el("strong", {}, name),
    " ",
    provenance ? el("span", { class: model.provenance === "random" ? "warning" : null }, provenance) : "",
    el("span", { class: "sizes" }, ` · ${inLanguage(model.facts)}`),
  );
}

function tools() {
  const other = Object.keys(LANGUAGES).find((language) => language !== state.language);
  const tool = (name, label, text, click, attributes = {}) =>
    el("button", { type: "button", class: name, "aria-label": label, title: label, click, ...attributes }, text);
  return el(
    "div",
    { class: "tools" },
    tool("theme", say("page_theme"), "◐", () => {
      turnTheme();
      render();
      root.querySelector(".theme").focus();
    }),
    tool(
      "language",
      LANGUAGES[other],
      LANGUAGES[other],
      () => {
        state.language = other;
        render();
        root.querySelector(".language").focus();
      },
      { lang: other },
    ),
    views.length ? tool("save", say("page_picture"), "↓ SVG", () => download(view, `attnx-${state.view}.svg`)) : "",
  );
}

function header() {
  return el(
    "header",
    {},
    el("h1", {}, el("bdi", {}, data.text)),
    verdict(),
    inLanguage(data.remarks).map((text) => el("p", { class: "remark" }, text)),
    data.thinned ? el("p", { class: "remark" }, say("page_thinned")) : null,
  );
}

// Arrows go to another word, "," and "." to another head, the space plays what the view can play.
const KEYS = { ArrowLeft: ["query", -1], ArrowRight: ["query", 1], ",": ["head", -1], ".": ["head", 1] };

document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, select, textarea, button, summary, table, [tabindex]");
  if (event.ctrlKey || event.metaKey || event.altKey || !data.attentions.length) return;
  if (event.key === " " && shown.play && (!busy || busy.closest(".sentence"))) {
    event.preventDefault();
    shown.play();
  } else if (
    event.key in KEYS &&
    (!busy || KEYS[event.key][0] === "head") &&
    !event.target.closest("input, textarea")
  ) {
    event.preventDefault();
    const [what, by] = KEYS[event.key];
    const count = what === "head" ? attentionNow().heads.length : queriesOf(attentionNow()).length;
    go({ [what]: (state[what] + by + count) % count });
  }
});

addEventListener("hashchange", () => open(placeOf(location.hash)));
onSystemTheme(render);

// Goes to what an address names.
function open(place) {
  if (views.some(({ name }) => name === place.view)) go(place);
}

// Begins with these views. A page whose data names no view opens on the first it has; an address overrules both.
export function begin(all) {
  views = all.filter((one) => one.there());
  const there = (name) => views.some((one) => one.name === name);
  const named = placeOf(location.hash);
  Object.assign(state, there(named.view) ? named : {});
  if (!there(state.view)) state.view = views[0]?.name ?? "";
  render();
}
