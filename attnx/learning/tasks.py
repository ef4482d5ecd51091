"""Tasks with a right answer that is known: sentences are drawn by lot, as many as are needed.

A vocabulary begins with what stands for all other words, and fills up the end of a row. Every task draws the rows of a
batch at once, as arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from attnx.frozen import frozen
from attnx.learning.rows import NOTHING, Rows

UNKNOWN = "[UNK]"
UNSEEN = 1024  # rows that are never learnt from

THINGS = (
    "sun",
    "sea",
    "sky",
    "ice",
    "fire",
    "wind",
    "rain",
    "snow",
    "tree",
    "leaf",
    "rock",
    "sand",
    "bird",
    "fish",
    "wolf",
    "bear",
)
NAMES = ("Zhang", "Li", "Wang", "Zhao", "Chen", "Liu", "Yang", "Wu")
HEIGHTS = range(150, 200)  # cm
NEARER = 2  # cm by which the nearest is nearer than the next, so that there is no doubt
NUMBERS = tuple(map(str, range(1, 21)))
ADJECTIVES = ("old", "young", "big", "small", "quiet", "strange")
VERBS = ("hit", "touched", "followed", "passed", "missed", "moved")
# What each pronoun can stand for.
NOUNS: Mapping[str, tuple[str, ...]] = {
    "it": ("ball", "cup", "stone", "book", "box", "wheel", "lamp", "coin"),
    "she": ("girl", "woman", "queen", "nurse", "sister", "aunt", "mother", "witch"),
    "he": ("boy", "man", "king", "monk", "brother", "uncle", "father", "wizard"),
}

Draw = Callable[[int, np.random.Generator], Rows]


@frozen(eq=False)
class Sizes:
    """How large a model is, and how it learns, where nothing else was asked for."""

    d_model: int
    n_layers: int
    n_heads: int
    steps: int
    rate: float
    batch: int = 32


@frozen(eq=False)
class Task:
    """`example` is the sentence that is watched; it is never learnt from, and its last word is to say `answer`."""

    name: str
    words: tuple[str, ...]
    draw: Draw
    longest: int
    example: str
    answer: str
    sizes: Sizes


def places(words: Sequence[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(words)}


def shuffled(rows: int, count: int, chance: np.random.Generator) -> np.ndarray:
    """(row, count): each row the numbers below `count`, in an order of its own."""
    return np.argsort(chance.random((rows, count)), axis=1)


# ── lookup ────────────────────────────────────────────────────────────────────────────────────────────────────────────
# Zhang=165 Li=170 Wang=195 172 → Li: a name and its height are one word, the last word is the height that is asked for.

PEOPLE = range(2, 6)
LOOKUP_WORDS = (UNKNOWN, *NAMES, *map(str, HEIGHTS), *(f"{name}={height}" for name in NAMES for height in HEIGHTS))


def lookup(rows: int, chance: np.random.Generator) -> Rows:
    """Who is nearest in height?"""
    n, h = len(NAMES), len(HEIGHTS)
    names = shuffled(rows, n, chance)[:, : PEOPLE.stop - 1]  # (row, person)
    wanted, heights = chance.integers(0, h, (rows, 1)), chance.integers(0, h, names.shape)
    count = chance.integers(PEOPLE.start, PEOPLE.stop, (rows, 1))
    there = np.arange(names.shape[1]) < count  # (row, person)
    away = np.where(there, np.abs(heights - wanted), 10 * h)
    order = np.sort(away, axis=1)
    clear = order[:, 1] - order[:, 0] >= NEARER
    nearest = away.argmin(axis=1)

    ids = np.zeros((rows, names.shape[1] + 1), dtype=np.int64)
    ids[:, :-1] = np.where(there, 1 + n + h + names * h + heights, 0)
    every, last = np.arange(rows), count[:, 0]
    ids[every, last] = 1 + n + wanted[:, 0]
    targets, sources = np.full((2, *ids.shape), NOTHING)
    targets[every, last] = 1 + names[every, nearest]
    sources[every, last] = nearest
    return Rows(ids, targets, sources).some(clear)


# ── previous ──────────────────────────────────────────────────────────────────────────────────────────────────────────
# sun sea bird: at each word the word before it.


def previous(rows: int, chance: np.random.Generator) -> Rows:
    """Which word stands before this one?"""
    ids = 1 + chance.integers(0, len(THINGS), (rows, 10))
    targets, sources = np.full((2, *ids.shape), NOTHING)
    targets[:, 1:] = ids[:, :-1]
    sources[:, 1:] = np.arange(ids.shape[1] - 1)
    return Rows(ids, targets, sources)


# ── copy ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
# sun sea bird tree … sea bird … : words said once, and then pairs of them again, from anywhere. What follows the first
# word of a pair can be told only by looking back for it (Olsson et al. 2022, induction heads).

ONCE, PAIRS = 8, 4


def copy(rows: int, chance: np.random.Generator) -> Rows:
    """What came after this word the last time?"""
    once = 1 + shuffled(rows, len(THINGS), chance)[:, :ONCE]  # (row, word)
    begin = chance.integers(0, ONCE - 1, (rows, PAIRS))
    again = np.stack([begin, begin + 1], axis=-1).reshape(rows, 2 * PAIRS)  # (row, word): where each stood first
    ids = np.concatenate([once, np.take_along_axis(once, again, axis=1)], axis=1)
    targets, sources = np.full((2, *ids.shape), NOTHING)
    targets[:, ONCE::2] = ids[:, ONCE + 1 :: 2]
    sources[:, ONCE::2] = again[:, 1::2]
    return Rows(ids, targets, sources)


# ── pronoun ───────────────────────────────────────────────────────────────────────────────────────────────────────────
# the queen hit the old ball because it → ball: of two nouns one can be called so, the subject or the object.

ALL_NOUNS = tuple(noun for kind in NOUNS.values() for noun in kind)
PRONOUN_WORDS = (UNKNOWN, "the", "because", *NOUNS, *ADJECTIVES, *VERBS, *ALL_NOUNS)


def pronoun(rows: int, chance: np.random.Generator) -> Rows:
    """What does the pronoun stand for?"""
    number = places(PRONOUN_WORDS)
    each = len(NOUNS["it"])
    kinds = shuffled(rows, len(NOUNS), chance)[:, :2]  # (row, noun): of the subject, and of the object
    nouns = number[ALL_NOUNS[0]] + kinds * each + chance.integers(0, each, (rows, 2))
    verbs = number[VERBS[0]] + chance.integers(0, len(VERBS), rows)
    adjectives = number[ADJECTIVES[0]] + chance.integers(0, len(ADJECTIVES), (rows, 2))
    the, because = np.full(rows, number["the"]), np.full(rows, number["because"])
    meant, every = chance.integers(0, 2, rows), np.arange(rows)  # the subject or the object
    said = number["it"] + kinds[every, meant]

    slots = [the, adjectives[:, 0], nouns[:, 0], verbs, the, adjectives[:, 1], nouns[:, 1], because, said]
    full = np.stack(slots, axis=1)  # (row, token)
    kept = np.ones(full.shape, dtype=bool)
    kept[:, [1, 5]] = chance.random((rows, 2)) < 0.5  # whether there is an adjective
    place = kept.cumsum(axis=1) - 1  # (row, token): where each word comes to stand
    ids = np.zeros_like(full)
    row, slot = np.nonzero(kept)
    ids[row, place[row, slot]] = full[row, slot]

    referent, last = np.where(meant, 6, 2), place[:, -1]
    targets, sources = np.full((2, *ids.shape), NOTHING)
    targets[every, last] = full[every, referent]
    sources[every, last] = place[every, referent]
    return Rows(ids, targets, sources)


# ── sort ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
# 7 3 12 = 3 7 12: after the sign, each number is the smallest of those larger than the one before it.

SIGN = "="
LONGEST = 6  # numbers


def sort(rows: int, chance: np.random.Generator) -> Rows:
    """What are these numbers in their order?"""
    numbers = shuffled(rows, len(NUMBERS), chance)[:, :LONGEST]  # (row, number)
    order = np.argsort(numbers, axis=1)
    ids = np.concatenate(
        [1 + numbers, np.full((rows, 1), 1 + len(NUMBERS)), 1 + np.take_along_axis(numbers, order, axis=1)[:, :-1]],
        axis=1,
    )
    targets, sources = np.full((2, *ids.shape), NOTHING)
    targets[:, LONGEST:] = 1 + np.take_along_axis(numbers, order, axis=1)
    sources[:, LONGEST:] = order
    return Rows(ids, targets, sources)


SMALL = Sizes(d_model=32, n_layers=1, n_heads=1, steps=400, rate=5e-3)
TASKS: Mapping[str, Task] = {
    task.name: task
    for task in (
        Task(
            "lookup",
            LOOKUP_WORDS,
            lookup,
            PEOPLE.stop,
            "Zhang=165 Li=170 Wang=195 172",
            "Li",
            Sizes(d_model=32, n_layers=1, n_heads=1, steps=1000, rate=1e-2, batch=192),
        ),
        Task("previous", (UNKNOWN, *THINGS), previous, 10, "sun sea bird tree fish rock wolf rain", "wolf", SMALL),
        Task(
            "copy",
            (UNKNOWN, *THINGS),
            copy,
            ONCE + 2 * PAIRS,
            "sun sea bird tree fish rock wolf rain tree fish sea",
            "bird",
            Sizes(d_model=32, n_layers=2, n_heads=2, steps=720, rate=5e-3),
        ),
        Task(
            "pronoun",
            PRONOUN_WORDS,
            pronoun,
            9,
            "the queen hit the old ball because it",
            "ball",
            Sizes(d_model=32, n_layers=1, n_heads=1, steps=400, rate=1e-2),
        ),
        Task(
            "sort",
            (UNKNOWN, *NUMBERS, SIGN),
            sort,
            2 * LONGEST,
            "12 5 9 17 2 14 = 2 5",
            "9",
            Sizes(d_model=32, n_layers=1, n_heads=1, steps=480, rate=5e-3),
        ),
    )
}
