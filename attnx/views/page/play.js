// Plays the columns of a table from left to right, each with a sentence; quiet where someone wants less motion.
import { say } from "./data.js";
import { el } from "./dom.js";

const PACE = 1300; // milliseconds for a column
const quiet = matchMedia("(prefers-reduced-motion: reduce)");

// `stages` are [name, sentence]; what belongs to one has its name as `data-stage`. `caption` has the sentences in turn.
export function player(table, caption, stages) {
  const still = caption.textContent;
  let timer = null;

  function reveal(upTo) {
    const shown = new Set(stages.slice(0, upTo).map(([name]) => name));
    for (const cell of table.querySelectorAll("[data-stage]"))
      cell.classList.toggle("away", !shown.has(cell.dataset.stage));
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
    reveal(stages.length);
    caption.textContent = still;
    button.setAttribute("aria-pressed", "false");
  }

  function step(number) {
    if (number === stages.length) {
      timer = setTimeout(stop, 2 * PACE);
      return;
    }
    reveal(number + 1);
    caption.textContent = stages[number][1];
    timer = setTimeout(() => step(number + 1), PACE);
  }

  function play() {
    if (timer !== null) return stop();
    if (quiet.matches) return;
    button.setAttribute("aria-pressed", "true");
    step(0);
  }

  const button = el(
    "button",
    { type: "button", class: "play", "aria-pressed": "false", click: play },
    el("span", { "aria-hidden": "true" }, "▶ "),
    say("page_play"),
  );
  return { button, play, stop };
}
