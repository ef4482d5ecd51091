// A text in the pieces of a vocabulary: BERT's normalizer, its words, and WordPiece (Devlin et al. 2018).

const LONGEST = 100; // characters of a word; a longer one is unknown
const SPACE = /[\t\n\r\p{Z}]/u;
const OTHER = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
const ACCENT = /\p{Mn}/u;
const SIGN = /[\p{P}$+<=>^`|~]/u;
const IDEOGRAPH =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/u;

// `pieces` by id; `special` are those that stand for nothing written, found in a text as they are.
export function tokenizer(pieces, { unknown, first, last, special }) {
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  const marks = new RegExp(`(${special.map((mark) => mark.replace(/[[\]]/g, "\\$&")).join("|")})`, "u");

  // { id, piece, start, end } of every token; start and end are places in the text, alike where nothing is written.
  return (text) => {
    const tokens = [];
    let at = 0;
    for (const [number, part] of text.split(marks).entries()) {
      if (number % 2) tokens.push({ piece: part, start: at, end: at + part.length });
      else for (const word of wordsOf(normal(part, at))) tokens.push(...cut(word));
      at += part.length;
    }
    const edge = (piece, place) => ({ piece, start: place, end: place });
    return [edge(first, 0), ...tokens, edge(last, text.length)].map((token) => ({
      ...token,
      id: ids.get(token.piece),
    }));
  };

  // The longest piece that the rest of a word begins with, again and again; a word that has none is unknown.
  function cut(word) {
    const whole = [{ piece: unknown, start: word[0].start, end: word.at(-1).end }];
    if (word.length > LONGEST) return whole;
    const found = [];
    for (let begin = 0; begin < word.length;) {
      let end = word.length;
      const piece = () =>
        (begin > 0 ? "##" : "") +
        word
          .slice(begin, end)
          .map(({ letter }) => letter)
          .join("");
      while (end > begin && !ids.has(piece())) end -= 1;
      if (end === begin) return whole;
      found.push({ piece: piece(), start: word[begin].start, end: word[end - 1].end });
      begin = end;
    }
    return found;
  }
}

// The letters that are read, each with where it is written: no accents, no capitals, spaces around ideographs.
function normal(text, offset) {
  const letters = [];
  let start = offset;
  for (const written of text) {
    const end = start + written.length;
    if (SPACE.test(written)) letters.push({ letter: " ", start, end });
    else if (written !== "\0" && written !== "\ufffd" && !OTHER.test(written)) {
      const around = IDEOGRAPH.test(written) ? [{ letter: " ", start, end }] : [];
      letters.push(...around);
      for (const bare of written.normalize("NFD"))
        if (!ACCENT.test(bare)) for (const letter of bare.toLowerCase()) letters.push({ letter, start, end });
      letters.push(...around);
    }
    start = end;
  }
  return letters;
}

// Words and single signs, without the spaces between them.
function wordsOf(letters) {
  const words = [];
  let open = null;
  for (const one of letters) {
    const alone = SIGN.test(one.letter);
    if (alone || one.letter === " ") open = null;
    if (one.letter === " ") continue;
    if (open) open.push(one);
    else words.push((open = [one]));
    if (alone) open = null;
  }
  return words;
}
