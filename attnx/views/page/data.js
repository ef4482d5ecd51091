// The data of the page, its numbers and its words.

export const data = JSON.parse(document.getElementById("data").textContent);

// What is chosen: the view, the attention and the head (by their places), the row that is followed.
export const state = { language: data.language, view: "steps", ...data.begin, query: data.query };

const bytes = Uint8Array.from(atob(document.getElementById("numbers").textContent), (letter) => letter.charCodeAt(0));
const opened = new WeakMap();

// An array as rows × columns of numbers; one of a single axis has one column.
export function numbers(stored) {
  if (!opened.has(stored)) {
    const [at, type, rows, columns = 1] = stored;
    const values =
      type === "f4"
        ? new Float32Array(bytes.buffer, at, rows * columns)
        : Float32Array.from(new Uint16Array(bytes.buffer, at, rows * columns), (share) => share / 65535);
    opened.set(stored, { values, rows, columns, at: (row, column) => values[row * columns + column] });
  }
  return opened.get(stored);
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

// The numbers of a head called `name`, or undefined where they are not in the page.
export function held(name, attention = attentionNow(), head = attention.heads[state.head]) {
  const stored = head.arrays[name] ?? attention.arrays[name];
  return stored && numbers(stored);
}

export function queriesOf(attention) {
  const tokens = data[attention.rows];
  return attention.queries ? attention.queries.map((index) => ({ ...tokens[index], index })) : numbered(tokens);
}

export const keysOf = (attention) => numbered(data[attention.columns]);

const numbered = (tokens) => tokens.map((token, index) => ({ ...token, index }));

// The place of the largest number, the first where several are alike.
export const largest = (values) => values.reduce((best, value, place) => (value > values[best] ? place : best), 0);
