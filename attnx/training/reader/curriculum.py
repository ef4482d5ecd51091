"""What `reader` learns from, cut into pieces, and the batches that are drawn from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from attnx.training.gold import WORD, Gold, targets
from attnx.training.reader.grammar import Grammar
from attnx.training.reader.pieces import Cut, cut, train_vocabulary
from attnx.training.reader.references import from_winogrande, only_candidate
from attnx.training.reader.teacher import Looks, teacher_looks
from attnx.training.sentences import PRONOUNS, Corpus, paragraphs

REPEATED = (1, 2, 3)  # how often a sentence is on the shelf: generated, WinoGrande's, real ones with one candidate
MARKS = 0.2  # how much the rows of [CLS] and [SEP] count when looking as the teacher does
TAUGHT_PRONOUN = 0.5  # and the rows of pronouns at the last of the heads: gold knows better than the teacher


@dataclass(frozen=True, eq=False)
class Curriculum:
    """Everything there is to learn from."""

    tokenizer: Tokenizer
    real: Cut
    looks: Looks  # the teacher's, for each sentence of `real`
    pronoun: np.ndarray  # (piece of `real`,), whether it is a pronoun
    gold: Cut
    links: np.ndarray  # (link, 3): sentence of `gold`, its pronoun, its referent
    text: Cut  # for guessing masked words


def known_references(data: Path, corpus: Corpus, generated: int, seed: int) -> list[list[Gold]]:
    """Sentences with known referents by source: generated, WinoGrande's, real ones with one candidate."""
    return [Grammar(seed).examples(generated), list(from_winogrande(data)), list(only_candidate(corpus.train))]


def prepare(
    data: Path,
    work: Path,
    corpus: Corpus,
    sources: Sequence[list[Gold]],
    teacher: Path,
    heads: Sequence[tuple[int, int]],
    vocab_size: int,
    device: str,
    report: Callable[[int], None] = lambda done: None,
) -> Curriculum:
    """Makes the vocabulary, cuts everything into pieces and asks the teacher. What takes long is kept in `work`."""
    work.mkdir(parents=True, exist_ok=True)
    longer = list(paragraphs(data))
    store = work / "tokenizer.json"
    if not store.exists():
        some = sources[0][: len(corpus.train) // 4]
        texts = [*corpus.train, *longer, *(example.text for example in some)]
        store.write_text(train_vocabulary(texts, vocab_size).to_str(), encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(store))
    real = cut(tokenizer, corpus.train)
    looks, counts = teacher_looks(teacher, corpus.train, heads, work / "teacher.npy", device, report)
    if not np.array_equal(counts, real.word_counts):
        raise ValueError("teacher and student find different words")
    numbers = [tokenizer.token_to_id(word) for word in PRONOUNS]
    pronoun = np.isin(real.ids, [number for number in numbers if number is not None])
    gold, links = cut_gold(tokenizer, [e for source, n in zip(sources, REPEATED, strict=True) for e in source * n])
    return Curriculum(tokenizer, real, looks, pronoun, gold, links, cut(tokenizer, [*longer, *corpus.train]))


def cut_gold(tokenizer: Tokenizer, examples: Sequence[Gold]) -> tuple[Cut, np.ndarray]:
    """The sentences in pieces and their links; one whose words the tokenizer counts differently is left out."""
    counts = cut(tokenizer, [example.text for example in examples]).word_counts
    sound = [e for e, count in zip(examples, counts, strict=True) if len(WORD.findall(e.text)) + 2 == count]
    return cut(tokenizer, [example.text for example in sound]), targets(sound)


@dataclass(frozen=True)
class Batch:
    """ids and word, each (row, piece); `word` is −1 where there is only padding."""

    ids: Tensor
    word: Tensor

    @property
    def seen(self) -> Tensor:
        return self.word >= 0


class Shelf:
    """Sentences sorted by length, from which batches of about the same length are drawn."""

    def __init__(self, sentences: Cut, limit: int, device: str) -> None:
        self.sentences, self.device = sentences, device
        order = np.argsort(sentences.lengths, kind="stable")
        self.order = order[sentences.lengths[order] <= limit]

    def rows(self, chance: np.random.Generator, pieces: int) -> np.ndarray:
        """Numbers of sentences that have about so many pieces together."""
        middle = int(chance.integers(len(self.order)))
        size = max(2, pieces // int(self.sentences.lengths[self.order[middle]]))
        window = self.order[max(0, middle - 8 * size) : middle + 8 * size]
        return chance.choice(window, min(size, len(window)), replace=False)

    def batch(self, rows: np.ndarray) -> Batch:
        ids, word = self.sentences.batch(rows)
        return Batch(torch.from_numpy(ids).to(self.device), torch.from_numpy(word).to(self.device))


class Sampler:
    """Draws batches of about `pieces` pieces, no sentence longer than `limit`."""

    def __init__(self, lessons: Curriculum, pieces: int, limit: int, device: str) -> None:
        self.lessons, self.pieces, self.device = lessons, pieces, device
        self.real, self.gold, self.text = (Shelf(c, limit, device) for c in (lessons.real, lessons.gold, lessons.text))
        self.first_link = np.searchsorted(lessons.links[:, 0], np.arange(len(lessons.gold) + 1))

    def taught(self, chance: np.random.Generator) -> tuple[Batch, Tensor, Tensor]:
        """Sentences, the teacher's looks (row, head, word, word), and how much each row counts (row, head, word)."""
        real = self.lessons.real
        rows = self.real.rows(chance, self.pieces)
        counts = real.word_counts[rows].astype(np.int64)
        looks = torch.from_numpy(self.lessons.looks.batch(rows, counts)).to(self.device)
        weight = np.zeros(looks.shape[:3], dtype=np.float32)
        for i, (row, count) in enumerate(zip(rows, counts, strict=True)):
            weight[i, :, 1 : count - 1] = 1.0
            weight[i, :, [0, count - 1]] = MARKS
            here = slice(real.start[row], real.start[row + 1])
            weight[i, -1, real.word[here][self.lessons.pronoun[here]]] = TAUGHT_PRONOUN
        return self.real.batch(rows), looks, torch.from_numpy(weight).to(self.device)

    def known(self, chance: np.random.Generator) -> tuple[Batch, Tensor]:
        """Sentences with known referents, and their links (link, 3): row, pronoun, referent."""
        rows = self.gold.rows(chance, self.pieces)
        links = [
            (i, *link[1:])
            for i, row in enumerate(rows)
            for link in self.lessons.links[self.first_link[row] : self.first_link[row + 1]]
        ]
        return self.gold.batch(rows), torch.tensor(np.array(links, dtype=np.int64), device=self.device)

    def masked(self, chance: np.random.Generator) -> Batch:
        """Sentences and longer stretches of text."""
        return self.text.batch(self.text.rows(chance, self.pieces))
