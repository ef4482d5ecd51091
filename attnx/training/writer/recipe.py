"""The recipe of `writer`: python -m attnx.training.writer --data DIR --out DIR

A small decoder in the arrangement of Llama that tells stories as those of TinyStories (Eldan and Li 2023): rotary
positions, RMSNorm, a gated network, and query heads that share their keys and values. Seeded; started again, it goes
on after the last whole epoch. CPU or GPU.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from attnx.checkpoint.initial import initial_tensors
from attnx.model.places import Rotary
from attnx.model.spec import Causal, GatedMLP, LanguageHead, PreNorm, RMSNorm, Spec
from attnx.training.course import rate_at, train
from attnx.training.keep import write_tensors
from attnx.training.writer.export import fill, write_directory
from attnx.training.writer.network import Writer
from attnx.training.writer.stories import CASED, LOWER, read_stories
from attnx.training.writer.tokens import NOTHING, batches, read_and_wanted, rows, said_twice, train_vocabulary
from attnx.version import __version__

SPEC = Spec(
    family="llama",
    n_layers=6,
    n_heads=8,
    n_kv_heads=2,
    d_model=128,
    d_head=16,
    n_positions=384,
    positions=Rotary(10_000.0, 16),
    pattern=Causal(),
    arrangement=PreNorm(),
    norm=RMSNorm(1e-5),
    mlp=GatedMLP(384, "silu"),
    vocab_size=2_048,
    final_norm=True,
    head=LanguageHead(tied=True),
)


@dataclass(frozen=True)
class Plan:
    """Every choice of the training."""

    epochs: int = 14
    seed: int = 1
    batch_tokens: int = 2_048
    dropout: float = 0.1
    twice: int = 4  # rows of random tokens said twice, in each batch
    rate: float = 2e-3
    warmup: int = 300  # steps
    cooldown: float = 0.4  # the share of all epochs
    decay: float = 0.1  # of weights
    measure_every: int = 2  # epochs


@dataclass
class Training:
    """Stories as rows of tokens, the model, its optimiser; the best model is kept in `best`."""

    plan: Plan
    rows: list[np.ndarray]
    held_out: list[np.ndarray]
    model: Writer
    optimizer: torch.optim.Optimizer
    device: torch.device
    best: Path
    threads: int = 1

    def epoch(self, number: int, tell: Callable[[float, int, int], None]) -> float:
        """One pass over the data; returns the mean loss. `tell` hears of each batch: loss, tokens, of how many."""
        chance = np.random.default_rng([self.plan.seed, number])
        groups = batches(self.rows, self.plan.batch_tokens, chance)
        losses = []
        with ThreadPoolExecutor(self.threads) as pool:
            for place, group in enumerate(groups):
                share = (number + place / len(groups)) / self.plan.epochs
                for parameters in self.optimizer.param_groups:
                    parameters["lr"] = rate_at(self.plan, share, number * len(groups) + place)
                # Each thread reads its share of the batch: one that waits does not hold up every product of the other.
                twice = said_twice(self.plan.twice, len(self.model.token_embedding.weight), chance)
                parts = range(min(self.threads, len(group)))
                seeds = chance.integers(2**62, size=len(parts)).tolist()
                shares = [(group[part :: len(parts)], twice[part :: len(parts)], seeds[part]) for part in parts]
                loss, tokens = self.step(pool.map(self.gradients, *zip(*shares, strict=True)))
                losses.append(loss)
                tell(loss, tokens, len(groups))
        return float(np.mean(losses))

    def gradients(self, share: np.ndarray, twice: np.ndarray, seed: int) -> tuple[float, int, tuple[Tensor, ...]]:
        """Of some rows the surprise in nats, how many tokens were guessed, and the gradient of each weight."""
        read, wanted = read_and_wanted([*(self.rows[i] for i in share), *twice])
        wanted[len(share) :, : 1 + twice.shape[1] // 2] = NOTHING  # what is said first cannot be known
        nats, tokens = self.surprise(read, wanted, torch.Generator(self.device).manual_seed(seed))
        return float(nats.detach()), tokens, torch.autograd.grad(nats, list(self.model.parameters()))

    def step(self, found: Iterable[tuple[float, int, tuple[Tensor, ...]]]) -> tuple[float, int]:
        """One step on what the threads found; returns the mean surprise at a token, and how many were guessed."""
        nats, tokens, gradients = zip(*found, strict=True)
        for weight, *parts in zip(self.model.parameters(), *gradients, strict=True):
            weight.grad = torch.stack(parts).sum(dim=0) / sum(tokens)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return sum(nats) / sum(tokens), sum(tokens)

    def surprise(
        self, read: np.ndarray, wanted: np.ndarray, chance: torch.Generator | None = None
    ) -> tuple[Tensor, int]:
        """At all wanted tokens together, in nats, and how many they are."""
        ids, follow = (torch.from_numpy(one).to(self.device) for one in (read, wanted))
        there = follow != NOTHING
        logits = self.model.logits(self.model(ids, chance)[there])  # (token, vocabulary)
        return functional.cross_entropy(logits, follow[there], reduction="sum"), int(there.sum())

    def measure(self, model: Writer) -> dict[str, float]:
        """Perplexity per token on the stories held out. The model with the smallest so far is kept."""
        with torch.no_grad():
            found = [self.surprise(*read_and_wanted([row])) for row in self.held_out]
        perplexity = float(np.exp(sum(float(nats) for nats, _ in found) / sum(tokens for _, tokens in found)))
        if perplexity < self.smallest():
            write_tensors(self.best, dict(model.state_dict()), {"perplexity": str(perplexity)})
        return {"perplexity": perplexity}

    def smallest(self) -> float:
        """The perplexity of the model in `best`; infinite where there is none."""
        if not self.best.exists():
            return float("inf")
        with safe_open(self.best, framework="pt") as file:
            return float(file.metadata()["perplexity"])


def begin(plan: Plan, spec: Spec) -> tuple[Writer, torch.optim.Optimizer, torch.device]:
    """A model with the weights drawn by hash, its optimiser, and where both are."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Writer(spec, plan.dropout)
    fill(model, initial_tensors(spec, plan.seed))
    model.to(device)
    matrices = [parameter for parameter in model.parameters() if parameter.ndim > 1]
    gains = [parameter for parameter in model.parameters() if parameter.ndim == 1]
    groups = [{"params": matrices, "weight_decay": plan.decay}, {"params": gains, "weight_decay": 0.0}]
    return model, torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98), fused=True), device


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help=f"the folder with {CASED} and {LOWER}")
    parser.add_argument("--out", type=Path, required=True, help="where the model directory is written")
    parser.add_argument("--work", type=Path, help="where the unfinished training is kept; beside --out by default")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads(), help="how many cores to use (all)")
    for name, value in asdict(Plan()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    data, out, work, threads = (given.pop(name) for name in ("data", "out", "work", "threads"))
    plan = Plan(**given)
    torch.set_num_threads(1)
    work = work or out.with_name(out.name + ".work")
    stories = read_stories(data)
    assert SPEC.vocab_size is not None
    tokenizer = train_vocabulary(stories.train, SPEC.vocab_size)
    spec = replace(SPEC, vocab_size=tokenizer.get_vocab_size())
    train_rows, held_out = (rows(tokenizer, some, spec.n_positions) for some in (stories.train, stories.held_out))
    print(f"{len(stories.train):,} stories, {stories.restored:,} of them with capitals put back, in", end=" ")
    print(f"{sum(map(len, train_rows)):,} tokens; {len(stories.held_out):,} held out")
    model, optimizer, device = begin(plan, spec)
    training = Training(plan, train_rows, held_out, model, optimizer, device, work / "best.safetensors", threads)
    train(training, work, "writer")
    model.load_state_dict(load_file(training.best))
    about = {
        "version": __version__,
        "recipe": f"attnx.training.writer {json.dumps(asdict(plan))}",
        "data": f"TinyStories (CDLA-Sharing 1.0): {CASED}, {LOWER}",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    write_directory(out, model, tokenizer, about)
