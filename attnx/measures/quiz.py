"""Questions made from a trace, small enough for paper: a sum of products, a softmax, the word read most from.

What counts as right allows for rounding: numbers are asked as they are printed, so an answer may be off by one in the
last digit shown, and by what the rounding of the numbers given for it makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.measures.focus import Focus, focus
from attnx.measures.readings import is_pronoun
from attnx.reduce.words import joined_word, words_of
from attnx.trace import Attention, Trace

PRODUCTS = 4  # of a longer vector only so many are asked
KEYS = 3  # of a longer row only the largest weights are asked
TRIES = 100  # after so many draws that were asked before there is nothing left to ask


@frozen(eq=False)
class Score:
    """What `q` times `k` adds up to: those numbers of the query's and the key's vector from `begin` on, of `of`."""

    layer: int
    head: int
    query: int
    key: int
    begin: int
    of: int
    q: np.ndarray
    k: np.ndarray
    right: float
    tolerance: float

    @property
    def products(self) -> np.ndarray:
        return np.asarray(self.q * self.k)


@frozen(eq=False)
class RowWeights:
    """The weights of `keys`, from their scaled scores and the `rest` that other keys and a sink add to the row's total.

    `exp` is e^(s − largest), as in the row's story.
    """

    layer: int
    head: int
    query: int
    keys: tuple[int, ...]
    others: int
    scaled: np.ndarray
    exp: np.ndarray
    rest: float
    right: np.ndarray
    tolerance: float


@frozen
class Word:
    """The key that a query reads most from, and the one after it. `scores` are those that the softmax saw."""

    layer: int
    head: int
    query: int
    right: int
    second: int
    scores: tuple[float, ...]


Question = Score | RowWeights | Word
# What a document calls each.
KINDS: Mapping[type[Question], str] = {Score: "score", RowWeights: "row", Word: "word"}


@frozen
class Answer:
    """What was answered, as it was written (None: nothing); `hint` says whether it took one, for half a point."""

    question: Question
    given: str | None
    hint: bool
    correct: bool

    @property
    def points(self) -> float:
        return (0.5 if self.hint else 1.0) if self.correct else 0.0

    def document(self) -> dict[str, Any]:
        """Plain values."""
        asked = {name: value for name, value in asdict(self.question).items() if name not in ("exp", "scores")}
        plain = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in asked.items()}
        given = {"given": self.given, "hint": self.hint, "correct": self.correct, "points": self.points}
        return {"kind": KINDS[type(self.question)], **plain, **given}


def questions(trace: Trace, count: int, random: np.random.Generator, precision: int) -> tuple[Question, ...]:
    """At most `count` questions, none twice, of each kind in turn; `precision` is how many decimals will be shown.

    Of a text with a pronoun the first asks what that reads most from. The same random numbers make the same
    questions. Raises UsageError where a step was not recorded.
    """
    kinds = [ask_score, ask_row, ask_word]
    random.shuffle(kinds)
    first = about_pronoun(trace, random, precision)
    asked: dict[tuple[object, ...], Question] = {} if first is None else {name_of(first): first}
    for turn in range(count - len(asked)):
        for kind in (*kinds[turn % 3 :], *kinds[: turn % 3]):
            if ask(trace, kind, random, precision, asked):
                break
    return tuple(asked.values())


def about_pronoun(trace: Trace, random: np.random.Generator, precision: int) -> Word | None:
    """What the first pronoun reads most from; None where there is none, or nothing that it reads most from."""
    layer, attention = next(trace.attentions())
    tokens = trace.queries_of(attention)
    for pieces in words_of(tokens):
        if is_pronoun(joined_word(0, tokens[pieces.start : pieces.stop])):
            return ask_word(attention, layer, attention.heads[0], pieces.stop - 1, random, precision)
    return None


def ask(
    trace: Trace,
    kind: Callable[[Attention, int, int, int, np.random.Generator, int], Question | None],
    random: np.random.Generator,
    precision: int,
    asked: dict[tuple[object, ...], Question],
) -> bool:
    """Adds a question of this kind that was not asked before, if one is drawn."""
    attentions = list(trace.attentions())
    for _ in range(TRIES):
        layer, attention = attentions[int(random.integers(len(attentions)))]
        head = attention.heads[int(random.integers(len(attention.heads)))]
        query = int(random.integers(len(trace.queries_of(attention))))
        question = kind(attention, layer, head, query, random, precision)
        if question is not None and (named := name_of(question)) not in asked:
            asked[named] = question
            return True
    return False


def name_of(question: Question) -> tuple[object, ...]:
    """What makes it this question and no other. A row and a word of the same query would answer one another."""
    place = (question.layer, question.head, question.query)
    return (*place, question.key, question.begin) if isinstance(question, Score) else place


def ask_score(
    attention: Attention, layer: int, head: int, query: int, random: np.random.Generator, precision: int
) -> Score:
    """Some products of one score, or all where there are few."""
    q, k = (attention.of_head(name, head).data.astype(np.float64) for name in ("q", "k"))
    d_head = q.shape[1]
    key = int(random.integers(len(k)))
    begin = int(random.integers(-(-d_head // PRODUCTS))) * PRODUCTS
    q, k = q[query, begin : begin + PRODUCTS], k[key, begin : begin + PRODUCTS]
    right = float(q @ k)
    by_hand = float(np.round(q, precision) @ np.round(k, precision))
    return Score(layer, head, query, key, begin, d_head, q, k, right, within(right, by_hand, precision))


def ask_row(
    attention: Attention, layer: int, head: int, query: int, random: np.random.Generator, precision: int
) -> RowWeights | None:
    """The largest weights of a row; none where a query sees one key or nothing."""
    story = focus(attention, query, head)
    seen, exp = seen_by(story)
    visible = np.flatnonzero(np.isfinite(seen))
    if len(visible) < 2:
        return None
    keys = np.sort(visible[np.argsort(-seen[visible], kind="stable")[:KEYS]])
    rest = story.total - float(exp[keys].sum())
    rest = rest if len(visible) > len(keys) or story.sink is not None else 0.0
    shown = np.round(seen[keys], precision)
    by_hand = np.exp(shown - shown.max())
    by_hand /= by_hand.sum() + round(rest, precision)
    right = story.weights[keys].astype(np.float64)
    tolerance = within(right, by_hand, precision)
    others = len(visible) - len(keys)
    return RowWeights(layer, head, query, tuple(map(int, keys)), others, seen[keys], exp[keys], rest, right, tolerance)


def ask_word(
    attention: Attention, layer: int, head: int, query: int, random: np.random.Generator, precision: int
) -> Word | None:
    """The word read most from; none where no weight is the largest as it is printed."""
    story = focus(attention, query, head)
    first, second = np.argsort(-story.weights, kind="stable")[:2] if len(story.weights) > 1 else (0, 0)
    if np.round(story.weights[first], precision) <= np.round(story.weights[second], precision):
        return None
    return Word(layer, head, query, int(first), int(second), tuple(map(float, seen_by(story)[0])))


def seen_by(story: Focus) -> tuple[np.ndarray, np.ndarray]:
    """The scores that the softmax saw, and their exponentials. Raises UsageError where they were not recorded."""
    seen = story.scaled if story.masked is None else story.masked
    if seen is None or story.exp is None:
        raise UsageError("not_recorded", what=Phrase("array"), name="scaled", there="weights")
    return seen.astype(np.float64), story.exp


def within(right: np.ndarray | float, by_hand: np.ndarray | float, precision: int) -> float:
    """How far an answer may be off: one from the last digit shown, and what the numbers given were rounded by."""
    return float(np.max(np.abs(np.subtract(right, by_hand)))) + 1.501 * 10.0**-precision  # half of it is rounding


def is_right(question: Question, given: Sequence[float]) -> bool:
    """Whether these numbers answer it: a sum, the weights in the order of the keys, or the index of a token."""
    if isinstance(question, Word):
        return list(given) == [question.right]
    right = np.atleast_1d(question.right)
    return len(given) == len(right) and bool(np.all(np.abs(right - np.array(given)) <= question.tolerance))
