// What the row that is followed says, in the words of the terminal, and which head says so.
import { data, headNow, inLanguage, state } from "./data.js";
import { el } from "./dom.js";

const said = el("p", { class: "verdict", "aria-live": "polite" });
const shown = el("p", { class: "about" });

// Where something is written or guessed, that is the answer.
const silent = () => data.writing || data.guesses || !data.attentions.length;

export const verdict = () => (silent() ? "" : [said, shown]);

export function tell() {
  if (silent()) return;
  const head = headNow();
  said.textContent = head.verdicts ? inLanguage(head.verdicts)[state.query] : "";
  said.hidden = !head.verdicts;
  shown.textContent = inLanguage(head.shown);
}
