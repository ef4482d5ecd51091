// The model inside a page: reads a text, and puts what it found in the place of what the page was written with.
import { data, queriesOf, state, visible } from "./data.js";
import { forward, tensorsOf, UNCHANGED } from "./forward.js";
import { tokenizer } from "./tokenizer.js";

const { config, pieces, tensors: stored, marks } = data.live;
const bytes = Uint8Array.from(atob(document.getElementById("model").textContent), (letter) => letter.charCodeAt(0));
const weights = tensorsOf(bytes, stored);
export const tokenize = tokenizer(pieces, marks);
export const run = (ids, changes = UNCHANGED) => forward({ config, tensors: weights }, ids, changes);
export const longest = config.n_positions;

// Puts a text and what the model makes of it with these changes onto the page.
export function read(text, changes) {
  const tokens = tokenize(text);
  const { embedding, layers } = run(
    tokens.map(({ id }) => id),
    changes,
  );
  data.text = visible(text);
  data.tokens = tokens.map(({ id, piece, start, end }) => ({
    name: visible(start < end ? text.slice(start, end) : piece),
    piece: visible(piece),
    id,
    special: marks.special.includes(piece) && piece !== marks.unknown,
    segment: 0,
  }));
  data.embedding = embedding;
  data.thinned = false;
  data.remarks = { en: [], zh: [] };
  for (const attention of data.attentions) {
    const { x, out, heads } = layers[attention.layer];
    Object.assign(attention, { arrays: { x, out }, plain: false, temperature: changes.temperature });
    attention.scaling = changes.scaled ? `÷ √${config.d_head}` : "× 1";
    const heat = changes.temperature === 1 ? "" : ` ÷ ${changes.temperature}`;
    attention.formulas.scaled = `${attention.scaling}${heat}`;
    for (const head of attention.heads) {
      head.arrays = heads[head.head];
      head.shown = told(head);
      if (!head.known) Object.assign(head, { here: null, telling: false }); // that was said of the text before
      head.verdicts = verdicts(head.arrays.weights);
    }
  }
  state.query = Math.min(state.query, data.tokens.length - 1);
}

// Which head it is, and what it is known for: of this text nothing was measured.
const told = ({ where, known }) => each((language) => `${where[language]}${known ? `: ${known[language]}` : ""}`);

const each = (say) => Object.fromEntries(Object.keys(data.words).map((language) => [language, say(language)]));

// Of each row the key that has most of it.
function verdicts(array) {
  const tokens = queriesOf(data.attentions[0]);
  const most = tokens.map((_, query) => {
    const row = Array.from(array.values.subarray(query * array.columns, (query + 1) * array.columns));
    const weight = Math.max(...row);
    return { query: tokens[query].name, key: tokens[row.indexOf(weight)].name, weight: weight.toFixed(2) };
  });
  return each((language) =>
    most.map((facts) => data.words[language].page_live_reads.replace(/\{(\w+)\}/g, (_, name) => facts[name])),
  );
}

// The word that reads most from another word, to begin with.
export function telling() {
  const { weights: found } = data.attentions[state.attention].heads[state.head].arrays;
  const best = { weight: -1, query: 0 };
  for (let query = 0; query < found.rows; query++)
    for (let key = 0; key < found.columns; key++) {
      const words = query !== key && !data.tokens[query].special && !data.tokens[key].special;
      if (words && found.at(query, key) > best.weight) Object.assign(best, { weight: found.at(query, key), query });
    }
  return best.query;
}
