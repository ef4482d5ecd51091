"""Trains `reader-zh`, which reads Chinese: python -m attnx.training.reader_zh --data DIR --out reader-zh

Six heads are taught: by the places of characters, by the words of a dictionary, by a grammar that knows what its
pronouns, verbs and 的 belong to. The rest learns by guessing masked characters of real sentences. A run that was
stopped goes on from its last minute.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from tokenizers import Tokenizer
from torch import Tensor, nn

from attnx.checkpoint.initial import initial_tensors
from attnx.model.families.bert import FAMILY
from attnx.model.spec import Spec
from attnx.training.export import fill, write_directory
from attnx.training.network import Stack
from attnx.training.reader import recipe as english
from attnx.training.reader.distill import SMALL, Guess, hide
from attnx.training.reader_zh import lexicon
from attnx.training.reader_zh.characters import character_tokenizer, characters_of, traditional
from attnx.training.reader_zh.curriculum import Sampler, lesson, own_word
from attnx.training.reader_zh.describe import describe
from attnx.training.reader_zh.grammar import Grammar
from attnx.training.reader_zh.taught import LINKED, NEXT, PREVIOUS, WORD
from attnx.training.reader_zh.texts import FILES, read_chinese
from attnx.training.reader_zh.words import Words
from attnx.training.steps import train

SPEC = replace(english.SPEC, vocab_size=6_000)


@dataclass(frozen=True)
class Recipe:
    """Everything that can be chosen."""

    seed: int = 1
    steps: int = 4_000
    generated: int = 100_000  # by the grammar
    nouns: int = 1_500  # of jieba's, which the grammar knows nothing of
    tokens: int = 700  # in one batch of generated sentences, and of real ones
    rate: float = 2e-3
    warmup: int = 200
    hidden: float = 0.15  # the share of characters masked in real sentences
    noise: float = 0.03  # and in generated ones
    weights: tuple[tuple[str, float], ...] = (("guess", 0.25), ("previous", 0.3), ("next", 0.3), ("coreference", 1.5))


class Student(nn.Module):
    """The encoder, and on top the guesser of masked characters, which is not exported."""

    def __init__(self, spec: Spec, simple: int, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.encoder, self.guess = Stack(spec, 0.0), Guess(spec.d_model, simple)
        self.simple = simple  # ids below this are no traditional forms
        fill(self.encoder, initial_tensors(spec, seed), FAMILY.table)


def losses(student: Student, sampler: Sampler, recipe: Recipe, step: int) -> dict[str, Tensor]:
    """The losses of one step. Its batches follow from its number, so that a run resumed draws the same."""
    chance = np.random.default_rng((recipe.seed, step))
    torch.manual_seed(recipe.seed * 1_000_003 + step)
    batch, links = sampler.labelled(chance)
    shown, _ = hide(batch.ids, recipe.noise, student.simple)
    _, looked, _ = student.encoder(shown, batch.seen)
    found: dict[str, Tensor] = {
        link: linked(head_of(looked, LINKED[link]), rows) for link, rows in sorted(links.items())
    }

    real = sampler.masked(chance)
    shown, hidden = hide(real.ids, recipe.hidden, student.simple)
    x, looked_real, _ = student.encoder(shown, real.seen)
    embedding = student.encoder.token_embedding.weight[: student.simple]
    found["guess"] = nn.functional.cross_entropy(student.guess(x[hidden], embedding), real.ids[hidden])

    for name, head in (("previous", PREVIOUS), ("next", NEXT)):
        found[name] = (shifted(looked, head, batch.inner) + shifted(looked_real, head, real.inner)) / 2
    words = [
        -(own_word(one) * head_of(looks, WORD).clamp(min=-30)).sum(dim=-1)[rows].mean()
        for one, looks, rows in ((batch, looked, batch.inner), (real, looked_real, real.inner & ~hidden))
    ]
    return found | {"word": sum(words) / 2}


def head_of(looked: list[Tensor], head: tuple[int, int]) -> Tensor:
    """(row, token, token): the log-weights of one head."""
    layer, number = head
    return looked[layer][:, number]


def linked(log_weights: Tensor, rows: Tensor) -> Tensor:
    """−log of what those that look give those they should look at, together; `rows` are Sampler.labelled's."""
    given = (log_weights[rows[:, 0], rows[:, 1]].exp() * rows[:, 2:]).sum(dim=-1)
    return -(given + SMALL).log().mean()


def shifted(looked: list[Tensor], head: tuple[int, int], inner: Tensor) -> Tensor:
    """−log of what every token of a text gives the one before it, or after it."""
    by = -1 if head == PREVIOUS else 1
    row, place = inner.nonzero(as_tuple=True)
    return -head_of(looked, head)[row, place, place + by].mean()


def read_alike(encoder: Stack, tokenizer: Tokenizer, forms: Mapping[str, str]) -> None:
    """Gives each traditional form the row of its simple one."""
    rows = encoder.token_embedding.weight
    with torch.no_grad():
        for old, new in forms.items():
            rows[tokenizer.token_to_id(old)] = rows[tokenizer.token_to_id(new)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.reader_zh", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of docs/models.md")
    parser.add_argument("--out", type=Path, required=True, help="the model directory to write")
    parser.add_argument("--work", type=Path, help="for checkpoints (OUT.work)")
    parser.add_argument("--steps", type=int, default=Recipe.steps)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--threads", type=int, help="how many cores to use (all)")
    chosen = parser.parse_args()
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    recipe = Recipe(seed=chosen.seed, steps=chosen.steps)
    console = Console()
    corpus = read_chinese(chosen.data)
    words = Words(lexicon.all_words())
    examples = Grammar(recipe.seed, words.nouns(recipe.nouns)).examples(recipe.generated)
    characters = characters_of([*corpus.train, *(example.text for example in examples)])
    forms = traditional(characters)
    tokenizer = character_tokenizer(characters, forms)
    size = tokenizer.get_vocab_size()
    console.print(
        f"{len(corpus.train):,} real sentences, {len(characters):,} characters, {len(forms):,} traditional forms"
    )
    sampler = Sampler(
        [lesson(tokenizer, example.text, words.spans, example) for example in examples],
        [lesson(tokenizer, text, words.spans) for text in corpus.train],
        recipe.tokens,
    )
    spec = replace(SPEC, vocab_size=size)
    student = Student(spec, size - len(forms), recipe.seed)
    work = chosen.work or chosen.out.with_name(chosen.out.name + ".work")
    train(student, lambda step: losses(student, sampler, recipe, step), dict(recipe.weights), recipe, work, console)
    read_alike(student.encoder, tokenizer, forms)
    write_directory(chosen.out, spec, student.encoder, tokenizer, recipe="attnx.training.reader_zh.recipe", data=FILES)
    describe(chosen.out, chosen.data, recipe.seed, recipe.steps)
    console.print(f"{chosen.out} is written")
