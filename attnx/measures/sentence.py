"""What every head does on one sentence, in numbers that can be kept for a million of them.

Beside the kinds of key of `measures/heads.py`: how broad a row is in bits (`entropy`), how far it looks in tokens
(`distance`), how long what it reads is (`norms`, Kobayashi et al. 2020), and the weight from some words to others:
those that two expressions match (`from_to`), or a pronoun and what it stands for (`coreference`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from attnx.errors import InputError
from attnx.frozen import frozen
from attnx.measures.heads import MEASURES as KINDS
from attnx.measures.heads import Counted, count, kinds_of_key, measured
from attnx.measures.rows import entropy
from attnx.reduce.words import joined_word, words_of
from attnx.trace import Attention, Token, Trace
from attnx.trace.sight import may_look

OF_PAIRS = ("from_to", "coreference")  # which need to be told the words
MEASURES = (*KINDS, "entropy", "distance", "norms", *OF_PAIRS)
Span = tuple[int, int]  # the characters of a text from the first on up to the last


@frozen(eq=False)
class Pair:
    """A word, as its tokens, and the tokens it is asked about."""

    query: Sequence[int]
    keys: Sequence[int]


@frozen(eq=False)
class Sentence:
    """What was measured of one text, in the order of `names`.

    `means` (measure, layer, head) are over the `queries` (measure, layer) that count, NaN where there is none, and
    `even` (measure, layer, head) what even weights would have given them. The text has `asked` tokens of its own.
    """

    names: tuple[str, ...]
    layers: tuple[int, ...]
    heads: tuple[int, ...]
    means: np.ndarray
    even: np.ndarray
    queries: np.ndarray
    asked: int


def recorded_for(names: Sequence[str]) -> tuple[str, ...]:
    """What a trace must hold for these measures."""
    return ("mask", "weights", *(("v_out",) if "norms" in names else ()))


def sentence(trace: Trace, names: Sequence[str], pairs: Mapping[str, Sequence[Pair]]) -> Sentence:
    """These measures of every head whose self-attention was recorded; `pairs` are the words of those of OF_PAIRS.

    A row is a token of the text; those that a tokenizer adds ask for nothing.
    """
    own = [(layer, attention) for layer, attention in trace.attentions() if attention.kind != "cross"]
    heads = own[0][1].heads
    asked = [token.index for token in trace.tokens if not token.special]
    kinds = kinds_of_key(trace.tokens) if set(names) & set(KINDS) else None
    sums, even = np.zeros((2, len(names), len(own), len(heads)))  # (measure, layer, head)
    queries = np.zeros((len(names), len(own)), np.int64)  # (measure, layer)
    sights: dict[bytes, Sight] = {}  # most layers look as the others do
    for place, (_, attention) in enumerate(own):
        seen = may_look(attention)
        key = b"" if seen is None else seen.tobytes()
        if key not in sights:
            sights[key] = Sight.of(len(trace.tokens), seen, asked, kinds)
        sight = sights[key]
        of_kinds = () if sight.counted is None else measured(attention, sight.counted)  # (measure, head)
        for at, name in enumerate(names):
            if sight.counted is not None and name in KINDS:
                kind = KINDS.index(name)
                found = of_kinds[kind], sight.counted.even[kind], sight.counted.queries[kind]
            elif name in OF_PAIRS:
                found = of_pairs(attention, sight, pairs.get(name, ()))
            else:
                found = (*OF_ROWS[name](attention, sight), len(asked))
            sums[at, place], even[at, place], queries[at, place] = found
    with np.errstate(invalid="ignore"):
        means, even = sums / queries[..., None], even / queries[..., None]
    return Sentence(tuple(names), tuple(layer for layer, _ in own), heads, means, even, queries, len(asked))


@frozen(eq=False)
class Sight:
    """Where the rows `asked` of a text may look: `share` (query, key) is what even weights give, 0 in other rows.

    `bits` is the entropy of all of these together, `away` (query, key) how many tokens a key is from its query, 0 in
    other rows, and `counted` which keys are of a kind, where that is measured.
    """

    asked: list[int]
    share: np.ndarray
    bits: float
    away: np.ndarray
    counted: Counted | None

    @classmethod
    def of(cls, length: int, seen: np.ndarray | None, asked: list[int], kinds: np.ndarray | None) -> Sight:
        visible = np.ones((length, length), bool) if seen is None else seen
        choices = np.maximum(visible[asked].sum(axis=-1, keepdims=True), 1)  # (query, 1)
        share = np.zeros((length, length))
        share[asked] = visible[asked] / choices
        away = np.zeros((length, length), np.float32)
        away[asked] = np.abs(np.subtract.outer(asked, np.arange(length)))
        counted = None if kinds is None else count(kinds, seen, asked)
        return cls(asked, share, float(np.log2(choices).sum()), away, counted)


Sum = tuple[np.ndarray, np.ndarray | float]  # of all rows that are asked, (head,), and with even weights


def of_entropy(attention: Attention, sight: Sight) -> Sum:
    return entropy(attention.arrays["weights"].data[:, sight.asked]).sum(axis=-1), sight.bits


def of_distance(attention: Attention, sight: Sight) -> Sum:
    w = attention.arrays["weights"].data
    return w.reshape(len(w), -1) @ sight.away.ravel(), float((sight.share * sight.away).sum())


def of_norms(attention: Attention, sight: Sight) -> Sum:
    """Σ ‖α·v·W_O‖ of each row (equation 5 of Kobayashi et al.)."""
    lengths = np.linalg.norm(attention.arrays["v_out"].data, axis=-1)  # (head, key)
    read = attention.arrays["weights"].data[:, sight.asked] @ lengths[..., None]  # (head, query, 1)
    return read.sum(axis=(1, 2)), lengths @ sight.share.sum(axis=0)


OF_ROWS: Mapping[str, Callable[[Attention, Sight], Sum]] = {
    "entropy": of_entropy,
    "distance": of_distance,
    "norms": of_norms,
}


def of_pairs(attention: Attention, sight: Sight, pairs: Sequence[Pair]) -> tuple[np.ndarray, float, int]:
    """The weight from words to those they are asked about, and how many words may look there at all.

    Of words in pieces it is the mean over those of the query and the sum over those of the keys.
    """
    w = attention.arrays["weights"].data
    total, even, words = np.zeros(len(w)), 0.0, 0
    for pair in pairs:
        alike = sight.share[np.ix_(pair.query, pair.keys)].sum(axis=-1)  # (piece,)
        if alike.any():
            total += w[:, pair.query][:, :, pair.keys].sum(axis=-1).mean(axis=-1)
            even, words = even + float(alike.mean()), words + 1
    return total, even, words


def matching(tokens: Sequence[Token], from_words: re.Pattern[str], to_words: re.Pattern[str]) -> list[Pair]:
    """Each word that is matched as a whole by the first expression, and all other words matched by the second."""
    words = [pieces for pieces in words_of(tokens) if not tokens[pieces.start].special]
    names = [joined_word(0, [tokens[piece] for piece in pieces]).text for pieces in words]
    keys = [pieces for pieces, name in zip(words, names, strict=True) if to_words.fullmatch(name)]
    found = []
    for query, name in zip(words, names, strict=True):
        others = [piece for pieces in keys if pieces != query for piece in pieces]
        if others and from_words.fullmatch(name):
            found.append(Pair(list(query), others))
    return found


def referring(tokens: Sequence[Token], pronoun: Span, antecedent: Span) -> list[Pair]:
    """A pronoun and what it stands for. Raises InputError for characters that no token was made of."""
    return [Pair(within(tokens, "pronoun", pronoun), within(tokens, "antecedent", antecedent))]


def within(tokens: Sequence[Token], name: str, span: Span) -> list[int]:
    """The tokens that have any of these characters. Raises InputError where there is none."""
    begin, end = span
    found = [token.index for token in tokens if not token.special and token.start < end and begin < token.end]
    if not found:
        raise InputError("span_absent", name=name, begin=begin, end=end)
    return found
