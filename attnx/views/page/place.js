// Where the page is: a view, an attention, a head and a word. Each place has an address: #story/3.0/it
import { attentionNow, data, queriesOf, state } from "./data.js";

let moved = () => {};

// Calls `listener(before)` after every move, with the place that was left, or nothing where all is to be drawn anew.
export function onMove(listener) {
  moved = listener;
}

// Goes to another place; what `changes` does not name stays as it is, as far as the new place has it.
export function go(changes) {
  const before = { ...state };
  settle(changes);
  moved(before);
}

// The same where the data of the page has become another.
export function goAnew(changes) {
  settle(changes);
  moved(null);
}

function settle(changes) {
  Object.assign(state, changes);
  if (data.attentions.length) {
    const attention = attentionNow();
    state.head = Math.min(state.head, attention.heads.length - 1);
    state.query = Math.min(state.query, queriesOf(attention).length - 1);
  }
}

const layerName = ({ kind, layer }) => (kind === "self" ? String(layer) : `${kind}-${layer}`);
const headName = ({ head }) => (head === null ? "mean" : String(head));

// A word by its name, or by its number where another has the same name.
const wordName = (tokens, place) =>
  tokens.filter((token) => token.name === tokens[place].name).length > 1 ? `:${place}` : tokens[place].name;

// The address of a place; of a page without attention it is its view.
export function addressOf({ view, attention: number, head, query }) {
  const attention = data.attentions[number];
  if (!attention) return `#${view}`;
  const where = `${layerName(attention)}.${headName(attention.heads[head])}`;
  return `#${view}/${where}/${encodeURIComponent(wordName(queriesOf(attention), query))}`;
}

// What an address names of a place; what it does not name, or what is not there, is left out.
export function placeOf(address) {
  const [view, where = "", word] = address.replace(/^#/, "").split("/");
  const [layer, head] = where.split(".");
  const named = { view };
  const attention = data.attentions.findIndex((one) => layerName(one) === layer);
  if (attention < 0) return named;
  named.attention = attention;
  const { heads } = data.attentions[attention];
  const there = heads.findIndex((one) => headName(one) === head);
  if (there >= 0) named.head = there;
  if (word === undefined) return named;
  const tokens = queriesOf(data.attentions[attention]);
  const query = tokens.findIndex((_, place) => encodeURIComponent(wordName(tokens, place)) === word);
  return query < 0 ? named : { ...named, query };
}
