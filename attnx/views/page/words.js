// Which tokens are one word, as Python counts them: pieces of a word, and characters that a head puts into one.

const ONE_WORD = 0.75; // of the weight of two rows that goes over the gap between them
const LETTER = "[\\p{L}\\p{M}\\p{N}_]";
const ENDS = new RegExp(`${LETTER}$`, "u");
const BEGINS = new RegExp(`^${LETTER}`, "u");
const ALONE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}]/u;

// The places of each word's tokens; `joining` are the weights of the head that knows the words, where there is one.
export function wordsIn(tokens, joining) {
  const words = [];
  for (const [place, token] of tokens.entries()) {
    const before = tokens[place - 1];
    if (before && (continues(before, token) || (joining && joined(before, token, joining, place))))
      words.at(-1).push(place);
    else words.push([place]);
  }
  return words;
}

const beside = (before, token) =>
  before.end === token.start && !(before.special || token.special) && ENDS.test(before.text) && BEGINS.test(token.text);

const continues = (before, token) => beside(before, token) && !ALONE.test(before.text) && !ALONE.test(token.text);

function joined(before, token, weights, place) {
  let across = 0;
  for (let key = place; key < weights.columns; key++) across += weights.at(place - 1, key);
  for (let key = 0; key < place; key++) across += weights.at(place, key);
  return beside(before, token) && across >= ONE_WORD;
}

// What a word reads from each word: summed over the pieces of a key, averaged over those of the word that look.
export function rowOfWord(weights, word, words) {
  const looking = word.filter((query) => words.flat().some((key) => weights.at(query, key) > 0));
  return words.map(
    (keys) =>
      looking.reduce((sum, query) => sum + keys.reduce((part, key) => part + weights.at(query, key), 0), 0) /
      Math.max(looking.length, 1),
  );
}
