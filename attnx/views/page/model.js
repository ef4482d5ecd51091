// The model inside a page: reads a text, and puts what it found in the place of what the page was written with.
import { data, state, visible } from "./data.js";
import { forward, tensorsOf, UNCHANGED } from "./forward.js";
import { tokenizer } from "./tokenizer.js";
import { rowOfWord, wordsIn } from "./words.js";

const { config, pieces, tensors: stored, marks, word } = data.live;
const bytes = Uint8Array.from(atob(document.getElementById("model").textContent), (letter) => letter.charCodeAt(0));
const weights = tensorsOf(bytes, stored);
export const tokenize = tokenizer(pieces, marks);
export const run = (ids, changes = UNCHANGED) => forward({ config, tensors: weights }, ids, changes);
export const longest = config.n_positions;
let words = []; // each the places of its tokens, and its name

// Puts a text and what the model makes of it with these changes onto the page.
export function read(text, changes) {
  const tokens = tokenize(text).map((token) => ({
    ...token,
    text: text.slice(token.start, token.end),
    special: marks.special.includes(token.piece) && token.piece !== marks.unknown,
  }));
  const ids = tokens.map(({ id }) => id);
  const { embedding, layers } = run(ids, changes);
  data.text = visible(text);
  data.tokens = tokens.map(({ id, piece, text: written, special }) => ({
    name: visible(written || piece),
    piece: visible(piece),
    id,
    special,
    segment: 0,
  }));
  words = wordsOf(text, tokens, ids);
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

// The words of a text, found by the model as it was trained where it reads characters.
function wordsOf(text, tokens, ids) {
  const joining = word && run(ids).layers[word[0]].heads[word[1]].weights;
  return wordsIn(tokens, joining).map((places) => {
    const written = text.slice(tokens[places[0]].start, tokens[places.at(-1)].end);
    return { places, name: visible(written || tokens[places[0]].piece) };
  });
}

// Of the word of each row the word that has most of it.
function verdicts(array) {
  const places = words.map((one) => one.places);
  const most = words.flatMap((query) => {
    const row = rowOfWord(array, query.places, places);
    const weight = Math.max(...row);
    const facts = { query: query.name, key: words[row.indexOf(weight)].name, weight: weight.toFixed(2) };
    return query.places.map(() => facts);
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
      const two = !words.some(({ places }) => places.includes(query) && places.includes(key));
      const written = two && !data.tokens[query].special && !data.tokens[key].special;
      if (written && found.at(query, key) > best.weight) Object.assign(best, { weight: found.at(query, key), query });
    }
  return best.query;
}
