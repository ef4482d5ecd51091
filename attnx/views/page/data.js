// The data of the page, its numbers and its words.

export const data = JSON.parse(document.getElementById("data").textContent);

// What is chosen: the view, the attention and the head (by their places), the row that is followed.
export const state = { language: data.language, view: data.view, ...data.begin, query: data.query };

const { buffer } = unpacked(document.getElementById("numbers").textContent);
const opened = new WeakMap();
const multiplied = new WeakMap();

const array = (values, rows, columns) => ({
  values,
  rows,
  columns,
  at: (row, column) => values[row * columns + column],
});

// Five letters are four bytes, to the base of 85, the least digit first; ~ stands for <.
function unpacked(text) {
  const words = new Uint32Array(text.length / 5);
  for (let at = 0; at < words.length; at++) {
    let word = 0;
    for (let place = 4; place >= 0; place--) {
      const letter = text.charCodeAt(5 * at + place);
      word = 85 * word + (letter === 126 ? 60 : letter) - 40;
    }
    words[at] = word;
  }
  return words;
}

// An array as rows × columns of numbers; one of a single axis has one column.
export function numbers(stored) {
  if (!Array.isArray(stored)) return stored; // made on the page
  if (!opened.has(stored)) {
    const [at, type, rows, columns = 1] = stored;
    const values =
      type === "f4"
        ? new Float32Array(buffer, at, rows * columns)
        : Float32Array.from(new Uint16Array(buffer, at, rows * columns), (share) => share / 65535);
    opened.set(stored, array(values, rows, columns));
  }
  return opened.get(stored);
}

// The scaled scores where they are nothing but the scores times a number: as float32, which every step is in.
function times(stored, scale) {
  if (!multiplied.has(stored)) {
    const { values, rows, columns } = numbers(stored);
    multiplied.set(
      stored,
      array(
        values.map((value) => value * Math.fround(scale)),
        rows,
        columns,
      ),
    );
  }
  return multiplied.get(stored);
}

export function rowOf(array, number) {
  return array.values.subarray(number * array.columns, (number + 1) * array.columns);
}

export function say(key, facts = {}) {
  const sentence = data.words[state.language][key];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

export const inLanguage = (texts) => texts[state.language];

// A number as the terminal prints it: rounded half to even, −∞ as such, no minus before a zero, and nothing for none.
export function show(value, digits = data.precision) {
  if (isNaN(value)) return "";
  if (value === -Infinity) return "−∞";
  if (Math.abs(value) >= 1e9)
    return value
      .toExponential(digits)
      .replace("-", "−")
      .replace(/e\+(\d)$/, "e+0$1");
  const moved = Math.abs(value) * 10 ** digits;
  const tie = moved % 1 === 0.5 && Math.floor(moved) % 2 === 0;
  const text = (tie ? Math.floor(moved) / 10 ** digits : Math.abs(value)).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

export const plus = (value) => (value > 0 ? `+ ${show(value)}` : `− ${show(-value)}`);

export const attentionNow = () => data.attentions[state.attention];
export const headNow = () => attentionNow().heads[state.head];

// Text with what moves, hides or reorders others made visible, as the data of the page is.
export const visible = (text) =>
  text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (letter) => `⟨U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );

// Whether any head on the page has its weights.
export const hasWeights = () =>
  data.attentions.some((one) => one.heads.some((head) => head.arrays.weights ?? one.arrays.weights));

// The numbers of a head called `name`, or undefined where they are not in the page.
export function held(name, attention = attentionNow(), head = attention.heads[state.head]) {
  const stored = head.arrays[name] ?? attention.arrays[name];
  if (stored) return numbers(stored);
  if (name === "scaled" && attention.plain && head.arrays.scores) return times(head.arrays.scores, attention.scale);
  return undefined;
}

export function queriesOf(attention) {
  const tokens = data[attention.rows];
  return attention.queries ? attention.queries.map((index) => ({ ...tokens[index], index })) : numbered(tokens);
}

export const keysOf = (attention) => numbered(data[attention.columns]);

const numbered = (tokens) => tokens.map((token, index) => ({ ...token, index }));

// The place of the largest number, the first where several are alike.
export const largest = (values) => values.reduce((best, value, place) => (value > values[best] ? place : best), 0);
