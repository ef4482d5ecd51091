"""The recipe of `sketch`, a captioner: python -m attnx.training.sketch --out DIR

BLIP (Li et al. 2022), small, that says what it sees on pictures of coloured shapes (attnx/scenes). One head of
cross-attention is taught to look at what the next word speaks of, and each patch to know the thing on it: what it is,
where its middle is, and what part it has in the sentence. Some pairs of shape and colour are held out. Pictures are
made as they are needed, and each is seen a few times. Seeded; started again, it goes on after the last whole epoch.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from attnx.training.course import rate_at, train
from attnx.training.sketch import apart
from attnx.training.sketch.begin import prepare, take_over
from attnx.training.sketch.export import write_directory
from attnx.training.sketch.muon import Muon
from attnx.training.sketch.network import Pupil, Sizes
from attnx.training.sketch.scenes import (
    BEGIN,
    END,
    NOTHING,
    PAD,
    PARTS,
    ROLE,
    UNK,
    Batch,
    Example,
    batch,
    examples,
    pixels,
    vocabulary,
)
from attnx.version import __version__

GUIDED = 0  # the head of the last layer that is taught
FIRST = 1_500  # pictures that say of what patches are made


@dataclass(frozen=True)
class Plan:
    """Every choice of the training."""

    epochs: int = 24
    pictures: int = 6_400  # new ones in each epoch
    times: int = 3  # that each of them is seen
    seed: int = 1
    batch: int = 32
    dropout: float = 0.0
    forgotten: float = 0.1  # of the words read
    guidance: float = 0.5  # the weight of the guided head's loss
    naming: float = 1.0  # the weight of the loss at the patches
    rate: float = 2e-3
    warmup: int = 100  # steps
    cooldown: float = 0.4  # the share of all epochs
    decay: float = 0.01  # of weights
    measure_every: int = 1  # epochs
    measured: int = 256  # pictures


@dataclass(frozen=True)
class Losses:
    """Means in nats: of the next word, of the guided head's weight on what it speaks of, of what is seen at a patch."""

    word: Tensor
    look: Tensor
    patch: Tensor


def losses(model: Pupil, some: Batch, read: Tensor) -> Losses:
    """What a batch costs, of which the words `read` are read."""
    logits, cross, seen = model(some.pixels, read)
    there = some.wanted != PAD
    word = functional.cross_entropy(apart.words(logits, some)[there], some.wanted[there])
    looks = cross[-1][:, GUIDED, :, 1:]  # (example, word, patch), without [CLS]
    names = some.named.any(-1)
    look = -looks.masked_fill(some.named == 0, -torch.inf)[names].logsumexp(-1).mean()
    shapes, colours, *others = seen.split([len(part) for part in PARTS], -1)
    asked = (*apart.shapes_and_colours(shapes, colours, some), *others)
    of_parts = [
        functional.cross_entropy(part.flatten(0, 1), some.facts[..., i].flatten(), ignore_index=NOTHING)
        for i, part in enumerate(asked)
    ]
    return Losses(word, look, torch.stack(of_parts).sum())


@dataclass
class Training:
    """The model, its optimiser, and pictures held out by their seed."""

    plan: Plan
    model: Pupil
    optimizer: Muon

    def epoch(self, number: int, tell: Callable[[float, int, int], None]) -> float:
        """One pass over new pictures; returns the mean loss. `tell` hears of each batch: loss, words, of how many."""
        plan = self.plan
        torch.manual_seed(plan.seed * 10_000 + number)
        new = examples(plan.pictures, (plan.seed, number))
        order = [i for _ in range(plan.times) for i in torch.randperm(len(new)).tolist()]
        count = len(order) // plan.batch
        costs = []
        self.model.train()
        for step in range(count):
            some = batch([new[i] for i in order[step * plan.batch : (step + 1) * plan.batch]])
            forgotten = (torch.rand(some.read.shape) < plan.forgotten) & (some.read > END)
            found = losses(self.model, some, some.read.masked_fill(forgotten, UNK))
            self.optimizer.zero_grad(set_to_none=True)
            (found.word + plan.guidance * found.look + plan.naming * found.patch).backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            for parameters in self.optimizer.param_groups:
                parameters["lr"] = rate_at(plan, (number + step / count) / plan.epochs, number * count + step)
            self.optimizer.step()
            costs.append(float(found.word.detach()))
            tell(costs[-1], int((some.wanted != PAD).sum()), count)
        return float(np.mean(costs))

    def measure(self, model: Pupil) -> dict[str, float]:
        """The share of exact sentences on pictures of a seed that training does not use."""
        some = [one for one in examples(self.plan.measured, (self.plan.seed, 2**31)) if one.asked]
        model.eval()
        found = model.captioner.caption(pixels(np.stack([one.picture for one in some])), BEGIN, END)
        return {"exact": float(np.mean([ids == one.ids for ids, one in zip(found, some, strict=True)]))}


def begin(plan: Plan, sizes: Sizes) -> Training:
    """A model that has learned nothing, and its optimiser; all chance comes from the plan's seed."""
    torch.manual_seed(plan.seed)
    model = Pupil(sizes, plan.dropout, sum(map(len, PARTS)))
    prepare(model.captioner.vision_model, sizes, patches_of(examples(FIRST, (plan.seed, 2**31 + 1)), sizes))
    matrices = [value for name, value in model.named_parameters() if ".layer" in name and value.ndim == 2]
    taken = set(map(id, matrices))
    others = [value for value in model.parameters() if id(value) not in taken]
    return Training(plan, model, Muon(matrices, others, plan.rate, plan.decay))


def patches_of(some: Sequence[Example], sizes: Sizes) -> Tensor:
    """The patches (patch, 3 · size²) of these pictures that something is on."""
    seen, size = batch(some), sizes.patch_size
    patches = functional.unfold(seen.pixels, size, stride=size).mT  # (example, patch, 3 · size²)
    return patches[seen.facts[..., ROLE] != NOTHING]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="where the model directory is written")
    parser.add_argument("--work", type=Path, help="where the unfinished training is kept; beside --out by default")
    parser.add_argument("--earlier", type=Path, help="a model directory of fewer layers, whose weights it begins with")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    for name, value in asdict(Plan()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    out, work, threads, earlier = (given.pop(name) for name in ("out", "work", "threads", "earlier"))
    plan = Plan(**given)
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)  # a weight of almost 0 is slow
    work = work or out.with_name(out.name + ".work")
    training = begin(plan, Sizes(len(vocabulary())))
    if earlier:
        take_over(training.model.captioner, load_file(earlier / "model.safetensors"))
    train(training, work, "sketch")
    about = {
        "version": __version__,
        "recipe": f"attnx.training.sketch {json.dumps(asdict(plan))}",
        "data": "pictures of attnx/scenes, made while training",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    write_directory(out, training.model.captioner, about)
