"""What each word of a text reads from, in words and not in pieces: the answer that a matrix of weights holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from attnx.frozen import frozen
from attnx.measures.rows import entropy
from attnx.reduce.words import joined, merge_numbers, words_of
from attnx.trace import FUNCTION_WORDS, PERSONS, PRONOUNS, Attention, Token, Trace

How = Literal["alone", "nowhere", "even", "sharp", "torn", "split", "rests", "spread", "parted"]

EVEN = 0.98  # of the largest entropy: rows above it look at everything alike
HALF = 0.5  # the weight that makes a reading sharp, or that two or three words must share
NEAR = 0.75  # of the largest weight: a second one as near as this is not told from it
FAINT = 0.25  # of the largest weight: a word with less does not share the row with it
SHARERS = 3  # words that may share a row before it is called spread
MOST = 0.9  # the weight that is gathered to say over how many words a row is spread


@frozen
class Reading:
    """What one word reads from. `word` and `keys` are numbers of words, the largest weight first.

    `how` says whether the row is `sharp` (one word has at least half of it), `torn` (two have it and are too near to
    be told apart), `split` (two or three have half of it together, none of them a faint part) or `spread`, over all
    the `keys` that have nine tenths of it together; whether it is `even`; whether it `rests` on a token that is no
    word of the text; whether the word is `alone`, for it may see nothing else, or reads from `nowhere`. The row of a
    word in pieces is their mean: it is `parted` where each piece reads from one word, and they from different ones.
    """

    word: int
    how: How
    keys: tuple[int, ...]
    weights: tuple[float, ...]


@frozen(eq=False)
class Readings:
    """The rows of one head in words: `weights` (word, word) sum to 1 along each row that looks at all.

    `queries` and `keys` are the words, with the numbers of their first pieces; `pieces_of_queries` and `pieces_of_keys`
    are the places of the tokens each is made of.
    """

    queries: tuple[Token, ...]
    keys: tuple[Token, ...]
    pieces_of_queries: tuple[range, ...]
    pieces_of_keys: tuple[range, ...]
    weights: np.ndarray
    rows: tuple[Reading, ...]

    def word_with(self, query: int) -> int:
        """The word that the token at this place among the queries is part of."""
        return next(word for word, pieces in enumerate(self.pieces_of_queries) if query in pieces)

    @property
    def pronouns(self) -> tuple[int, ...]:
        """The words that stand for another, in their order."""
        return tuple(word for word, token in enumerate(self.queries) if is_pronoun(token))

    @property
    def persons(self) -> tuple[int, ...]:
        """The words for who speaks and who is spoken to, and those that end in -self, in their order."""
        return tuple(word for word, token in enumerate(self.queries) if is_person(token))

    @property
    def whole(self) -> tuple[int, ...]:
        """The token that a model puts before the patches of a picture, where it does: it stands for the whole."""
        return (0,) if self.queries[0].box is None and self.queries[-1].box is not None else ()

    @property
    def telling(self) -> Reading:
        """The row of the word that gives another word of the text the most; of a text without words the sharpest."""
        queries = [word for word, token in enumerate(self.queries) if written(token)]
        keys = [word for word, token in enumerate(self.keys) if written(token)]
        given = self.weights[np.ix_(queries, keys)]  # (query, key) of words alone
        if self.queries == self.keys:
            given = np.where(np.eye(len(queries), dtype=bool), -1.0, given)
        if given.size and given.max() >= 0:
            return self.rows[queries[int(given.argmax()) // len(keys)]]
        return self.rows[queries[0]] if queries else max(self.rows, key=lambda row: max(row.weights, default=0.0))

    def document(self, asked: int | None) -> dict[str, object]:
        """Every row, words by the index of their first piece; `told` are those of the answer, in its order."""
        rows = [
            {
                "query": self.queries[row.word].index,
                "how": row.how,
                "keys": [self.keys[key].index for key in row.keys],
                "weights": list(row.weights),
            }
            for row in self.rows
        ]
        told = self.told(asked) or (self.telling,)
        return {"told": [self.queries[row.word].index for row in told], "rows": rows}

    def points(self, word: int) -> bool:
        """Whether a word reads from a few others, and from no marker or itself most."""
        row = self.rows[word]
        told = row.how in ("sharp", "torn", "split", "parted")
        return told and written(self.keys[row.keys[0]]) and not self.itself(row)

    def itself(self, row: Reading) -> bool:
        """Whether a word reads from itself most, which it can only where keys are the queries."""
        return self.queries == self.keys and row.keys[:1] == (row.word,)

    def leading(self, asked: int | None) -> Reading:
        """The row that what is said of all of them begins with."""
        return next(iter(self.told(asked)), self.telling)

    def told(self, asked: int | None, most: int = 2) -> tuple[Reading, ...]:
        """The rows worth a sentence: what was asked for, every pronoun, then the sharpest others, up to `most`.

        What points to a word leads. Who speaks and who is spoken to stands for no word of the text, so a sharper row
        leads where there is one; a word in -self does where it reads from one.
        """
        pointing = sorted(self.pronouns, key=lambda word: not self.points(word))
        themselves = [word for word in self.persons if is_reflexive(self.queries[word]) and self.points(word)]
        first = tuple(dict.fromkeys((*(() if asked is None else (asked,)), *self.whole, *pointing, *themselves)))
        sharpest = (
            row
            for row in sorted(self.rows, key=lambda row: -max(row.weights, default=0.0))
            if row.how in ("sharp", "torn")
            and row.word not in (*first, *self.persons)
            and not (row.how == "sharp" and self.itself(row))
        )
        words = [row for row in sharpest if written(self.queries[row.word]) and written(self.keys[row.keys[0]])]
        words.sort(key=lambda row: is_function(self.queries[row.word]))  # what says most of a text comes first
        leading = [self.rows[word] for word in first] or words[:1]
        persons = [self.rows[word] for word in self.persons if word not in first]
        others = [row for row in words if row not in leading]
        return (*leading, *persons, *others[: max(most - len(leading) - len(persons), 0)])


def written(token: Token) -> bool:
    """Whether a token is a word of the text, neither a marker nor punctuation alone, or a patch of a picture."""
    return token.box is not None or (not token.special and any(character.isalnum() for character in token.text))


def has_pronoun(tokens: Sequence[Token]) -> bool:
    """Whether a word of a text is a pronoun."""
    return any(is_pronoun(word) for word in joined(tokens, words_of(tokens)))


def is_pronoun(token: Token) -> bool:
    """Whether a word stands for another one: a pronoun of the third person, or in Chinese 自己, 这, 那."""
    return not token.special and token.text.strip().casefold() in PRONOUNS


def is_person(token: Token) -> bool:
    """Whether a word is a pronoun of the first or second person, or ends in -self."""
    return not token.special and token.text.strip().casefold() in PERSONS


def readings(trace: Trace, attention: Attention, head: int | None, may_look: np.ndarray | None) -> Readings:
    """What every word reads from in one head's weights, or in averaged ones where `head` is None.

    `may_look` (query, key) is True where a token may look. Raises UsageError where the weights were not recorded.
    """
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    weights = attention.of_head("weights", head).data  # (query, key)
    of_queries, of_keys = words_of(queries), words_of(keys)
    looks = weights.sum(axis=-1) > 0
    seen = np.ones(weights.shape, dtype=bool) if may_look is None else may_look
    words, sources = named(queries, of_queries), named(keys, of_keys)

    def rows_of(runs: Sequence[range]) -> tuple[np.ndarray, list[Reading]]:
        """The rows of so many tokens each, (run, word), and what they say."""
        merged = merge_numbers(weights, looks, runs, of_keys)
        visible, bits = in_words(seen, runs, of_keys), entropy(merged)
        special = [key.special for key in sources]
        numbered = enumerate(zip(merged, bits, visible, strict=True))
        return merged, [reading(run, row, float(row_bits), may, special) for run, (row, row_bits, may) in numbered]

    merged, rows = rows_of(of_queries)
    if any(len(run) > 1 for run in of_queries):
        _, pieces = rows_of([range(place, place + 1) for place in range(len(queries))])
        rows = [
            parted(row, merged[row.word], [pieces[place] for place in run])
            for row, run in zip(rows, of_queries, strict=True)
        ]
    return Readings(words, sources, of_queries, of_keys, merged, tuple(rows))


def is_function(token: Token) -> bool:
    """Whether a word only holds a sentence together, as an article or a conjunction does."""
    return token.text.strip().casefold() in FUNCTION_WORDS


def is_reflexive(token: Token) -> bool:
    """Whether a word of those `is_person` knows ends in -self, and so stands for another one."""
    return token.text.strip().casefold().endswith(("self", "selves"))


def named(tokens: Sequence[Token], words: Sequence[range]) -> tuple[Token, ...]:
    """A token for each word, which has the number of its first piece."""
    return tuple(
        replace(word, index=tokens[pieces.start].index)
        for word, pieces in zip(joined(tokens, words), words, strict=True)
    )


def in_words(seen: np.ndarray, queries: Sequence[range], keys: Sequence[range]) -> np.ndarray:
    """Whether any piece of a word may look at any piece of another, (word, word)."""
    rows = np.stack([seen[pieces.start : pieces.stop].any(axis=0) for pieces in queries])
    return np.stack([rows[:, pieces.start : pieces.stop].any(axis=1) for pieces in keys], axis=1)


def parted(whole: Reading, row: np.ndarray, pieces: Sequence[Reading]) -> Reading:
    """What a word's row (word,) says, given what each of its pieces reads from."""
    keys = {piece.keys[0] for piece in pieces if piece.how in ("sharp", "rests")}
    if whole.how in ("sharp", "rests") or len(keys) < 2 or any(piece.how not in ("sharp", "rests") for piece in pieces):
        return whole
    order = sorted(keys, key=lambda key: -float(row[key]))
    return Reading(whole.word, "parted", tuple(order), tuple(float(row[key]) for key in order))


def reading(word: int, row: np.ndarray, bits: float, may: np.ndarray, special: Sequence[bool]) -> Reading:
    """What one row (word,) of weights says."""
    order = [int(key) for key in np.argsort(-row, kind="stable") if row[key] > 0]
    count = int(may.sum())

    def read(how: How, keys: Sequence[int]) -> Reading:
        return Reading(word, how, tuple(keys), tuple(float(row[key]) for key in keys))

    if not order:
        return read("nowhere", ())
    if count == 1:
        return read("alone", order[:1])
    if bits >= EVEN * np.log2(count):
        return read("even", order)
    first, second = float(row[order[0]]), float(row[order[1]]) if len(order) > 1 else 0.0
    near = second >= NEAR * first
    if first >= HALF and not near:
        return read("rests" if special[order[0]] else "sharp", order[:1])
    if near and first + second >= MOST and not special[order[0]] and not special[order[1]]:
        return read("torn", order[:2])
    sums = np.cumsum([row[key] for key in order], dtype=np.float64)
    sharers = int(np.searchsorted(sums, HALF)) + 1
    sharing = order[: max(sharers, 2)]
    if sharers <= min(SHARERS, count - 1) and row[sharing[-1]] >= FAINT * first:
        return read("split", sharing)
    return read("spread", order[: int(np.searchsorted(sums, MOST * sums[-1])) + 1])
