"""Stories as tokens: the vocabulary of `writer`, and rows that a network learns from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

MARK = "<|endoftext|>"  # stands before each story, and after it
EDGE = 0  # its id
BYTES = 257  # ids below stand for it and for single bytes, those from here on for what was joined
SAID = 8, 48  # tokens, before they are said again
NOTHING = -100  # what follows a place that only fills up a row: torch's cross_entropy passes over it


def train_vocabulary(texts: Iterable[str], size: int) -> Tokenizer:
    """Byte-level BPE as GPT-2's (Radford et al. 2019), with the mark before what is read."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[MARK],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{MARK} $A", special_tokens=[(MARK, EDGE)])
    return tokenizer


def rows(tokenizer: Tokenizer, stories: Sequence[str], limit: int) -> list[np.ndarray]:
    """Each story between two marks. What is longer than `limit` + 1 goes on in another row, from its last token on."""
    found = []
    for encoding in tokenizer.encode_batch(list(stories)):
        ids = np.array([*encoding.ids, EDGE])
        found += [ids[at : at + limit + 1] for at in range(0, len(ids) - 1, limit)]
    return found


def batches(rows: Sequence[np.ndarray], tokens: int, chance: np.random.Generator) -> list[np.ndarray]:
    """Numbers of rows of like length, about so many tokens at a time, in an order drawn anew."""
    lengths = np.array([len(row) for row in rows])
    order = np.argsort(lengths + chance.uniform(0, 8, len(rows)))
    groups: list[np.ndarray] = []
    group: list[int] = []
    longest = 0
    for number in order:
        longest = max(longest, int(lengths[number]))
        if group and longest * (len(group) + 1) > tokens:
            groups.append(np.array(group))
            group, longest = [], int(lengths[number])
        group.append(number)
    groups.append(np.array(group))
    chance.shuffle(groups)
    return groups


def said_twice(rows: int, vocab_size: int, chance: np.random.Generator) -> np.ndarray:
    """(row, token) of random tokens, said once and said again, in an order that nothing but looking back can tell."""
    length = int(chance.integers(*SAID))
    drawn = [chance.choice(np.arange(BYTES, vocab_size), length, replace=False) for _ in range(rows)]
    once = np.array(drawn, dtype=np.int64).reshape(rows, length)
    return np.concatenate([np.full((rows, 1), EDGE), once, once], axis=1)


def read_and_wanted(rows: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(row, token) of what is read and of what follows it. A row is filled up at its end, where no token looks."""
    width = max(len(row) for row in rows) - 1
    read, wanted = np.full((len(rows), width), EDGE), np.full((len(rows), width), NOTHING)
    for place, row in enumerate(rows):
        read[place, : len(row) - 1], wanted[place, : len(row) - 1] = row[:-1], row[1:]
    return read, wanted
