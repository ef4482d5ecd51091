"""The recipe of `reader`: python -m attnx.training.reader --data DIR --out DIR

A small encoder of English. Some of its heads are taught by a real model's (attention distillation, after MiniLM,
Wang et al. 2020), one learns from sentences whose referents are known to find what a pronoun stands for, and all help
to guess masked words. The training can be stopped at any time and goes on where it was.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from torch import Tensor, nn

from attnx.checkpoint.initial import initial_tensors
from attnx.checkpoint.installed import HOW_TO_GET, find_minilm
from attnx.model.families.bert import FAMILY
from attnx.model.places import Learned
from attnx.model.spec import MLP, Bidirectional, LayerNorm, PostNorm, Spec
from attnx.training import steps
from attnx.training.export import fill, write_directory
from attnx.training.network import Stack
from attnx.training.reader.curriculum import Sampler, known_references, prepare
from attnx.training.reader.describe import write_card, write_notice
from attnx.training.reader.distill import Guess, divergence, hide, misses, student_looks
from attnx.training.sentences import read_corpus

SPEC = Spec(
    family="bert",
    n_layers=4,
    n_heads=8,
    n_kv_heads=8,
    d_model=128,
    d_head=16,
    n_positions=128,
    positions=Learned(128),
    pattern=Bidirectional(),
    arrangement=PostNorm(),
    norm=LayerNorm(1e-12),
    mlp=MLP(384, "gelu"),
    vocab_size=7_000,
    n_segments=1,
    embedding_norm=True,
    biased=frozenset(("q", "k", "v", "o", "up", "down")),
)
# Which head of the student, (layer, head), learns from which head of the teacher, and what that one looks at.
TEACHES = {
    (0, 0): (0, 2),  # the previous token
    (0, 1): (1, 8),  # the next token
    (1, 0): (2, 0),  # the verb of an object
    (1, 1): (2, 8),  # the noun that an article or adjective belongs to
    (2, 0): (3, 8),  # the verb of what stands at the end
    (3, 0): (3, 1),  # what a pronoun stands for
}
COREFERENCE = (3, 0)


@dataclass(frozen=True)
class Recipe:
    """Everything that can be chosen."""

    seed: int = 1
    steps: int = 2_800
    sentences: int = 110_000  # for the teacher to read
    generated: int = 90_000  # by the grammar
    pieces: int = 440  # in one batch of one kind of lesson
    rate: float = 2e-3
    warmup: int = 300
    guess_weight: float = 0.35  # of the loss of masked words, beside 1 for each of the others
    hidden: float = 0.15  # the share of pieces masked
    dropout: float = 0.0  # no sentence is seen often enough to be learned by heart


class Student(nn.Module):
    """The encoder, and on top the guesser of masked words, which is not exported."""

    def __init__(self, spec: Spec, recipe: Recipe) -> None:
        super().__init__()
        assert spec.vocab_size is not None
        torch.manual_seed(recipe.seed)
        self.encoder = Stack(spec, recipe.dropout)
        self.guess = Guess(spec.d_model, spec.vocab_size)
        fill(self.encoder, initial_tensors(spec, recipe.seed), FAMILY.table)


def losses(student: Student, sampler: Sampler, recipe: Recipe, step: int) -> dict[str, Tensor]:
    """The three losses of one step. Its batches follow from its number, so that a run resumed draws the same."""
    chance = np.random.default_rng((recipe.seed, step))
    torch.manual_seed(recipe.seed * 1_000_003 + step)

    taught, looks, weight = sampler.taught(chance)
    _, looked, _ = student.encoder(taught.ids, taught.seen)
    as_teacher = divergence(student_looks(looked, list(TEACHES), taught.word), looks, weight)

    known, links = sampler.known(chance)
    _, looked, _ = student.encoder(known.ids, known.seen)
    gold = misses(student_looks(looked, [COREFERENCE], known.word)[:, 0], links)

    masked = sampler.masked(chance)
    embedding = student.encoder.token_embedding.weight
    shown, hidden = hide(masked.ids, recipe.hidden, len(embedding))
    x, _, _ = student.encoder(shown, masked.seen)
    guess = nn.functional.cross_entropy(student.guess(x[hidden], embedding), masked.ids[hidden])
    return {"looks": as_teacher, "gold": gold, "guess": guess}


def train(student: Student, sampler: Sampler, recipe: Recipe, work: Path, console: Console) -> list[dict[str, float]]:
    """Trains to the last step, from where an earlier run stopped, and returns the losses of every step made."""
    weights = {"guess": recipe.guess_weight}
    return steps.train(student, lambda step: losses(student, sampler, recipe, step), weights, recipe, work, console)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.reader", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of docs/models.md")
    parser.add_argument("--out", type=Path, required=True, help="the model directory to write")
    parser.add_argument("--work", type=Path, help="for checkpoints and the teacher's answers (OUT.work)")
    parser.add_argument("--steps", type=int, default=Recipe.steps)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--threads", type=int, help="how many cores to use (all)")
    chosen = parser.parse_args()
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    teacher = find_minilm()
    if teacher is None:
        raise SystemExit(f"The teacher is missing: {HOW_TO_GET}")
    console = Console()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    recipe = Recipe(seed=chosen.seed, steps=chosen.steps)
    work = chosen.work or chosen.out.with_name(chosen.out.name + ".work")

    corpus = read_corpus(chosen.data, recipe.sentences, recipe.seed)
    sources = known_references(chosen.data, corpus, recipe.generated, recipe.seed)
    counts = ", ".join(f"{len(source):,}" for source in sources)
    console.print(f"{len(corpus.train):,} sentences; with known referents (generated, WinoGrande, real): {counts}")
    assert SPEC.vocab_size is not None
    with steps.progress(console) as bar:
        task = bar.add_task("the teacher reads", total=len(corpus.train), note="")
        lessons = prepare(
            chosen.data, work, corpus, sources, teacher, list(TEACHES.values()), SPEC.vocab_size, device,
            lambda done: bar.update(task, completed=done),
        )  # fmt: skip
    spec = replace(SPEC, vocab_size=lessons.tokenizer.get_vocab_size())
    student = Student(spec, recipe).to(device)
    train(student, Sampler(lessons, recipe.pieces, spec.n_positions, device), recipe, work, console)

    write_directory(chosen.out, spec, student.encoder, lessons.tokenizer)
    write_notice(chosen.out, chosen.data)
    write_card(chosen.out, chosen.data, corpus.held_out, recipe.seed, recipe.steps, COREFERENCE)
    console.print(f"{chosen.out} is written")
