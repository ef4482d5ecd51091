"""The recipe of `writer`: python -m attnx.training.writer --data DIR --out DIR

A small decoder in the arrangement of Llama that tells stories as those of TinyStories (Eldan and Li 2023): rotary
positions, RMSNorm, a gated network, and query heads that share their keys and values. Seeded; started again, it goes
on after the last whole epoch. CPU or GPU.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
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
from attnx.model.spec import Causal, GatedMLP, LanguageHead, PreNorm, RMSNorm, Rotary, Spec
from attnx.training.course import rate_at, train
from attnx.training.export_writer import fill, write_directory
from attnx.training.keep import write_tensors
from attnx.training.stories import CASED, LOWER, read_stories
from attnx.training.story_tokens import NOTHING, batches, read_and_wanted, rows, train_vocabulary
from attnx.training.writer_network import Writer
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

    epochs: int = 16
    seed: int = 1
    batch_tokens: int = 2_048
    dropout: float = 0.05
    rate: float = 2e-3
    warmup: int = 300  # steps
    cooldown: float = 0.5  # the share of all epochs
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

    def epoch(self, number: int, tell: Callable[[float, int, int], None]) -> float:
        """One pass over the data; returns the mean loss. `tell` hears of each batch: loss, tokens, of how many."""
        torch.manual_seed(self.plan.seed * 1000 + number)
        groups = batches(self.rows, self.plan.batch_tokens, np.random.default_rng([self.plan.seed, number]))
        self.model.train()
        losses = []
        for place, group in enumerate(groups):
            share = (number + place / len(groups)) / self.plan.epochs
            for parameters in self.optimizer.param_groups:
                parameters["lr"] = rate_at(self.plan, share, number * len(groups) + place)
            loss, tokens = self.loss([self.rows[i] for i in group])
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            losses.append(float(loss.detach()))
            tell(losses[-1], tokens, len(groups))
        return float(np.mean(losses))

    def loss(self, rows: list[np.ndarray]) -> tuple[Tensor, int]:
        """The mean surprise at a token in nats, and how many were guessed."""
        read, wanted = (torch.from_numpy(one).to(self.device) for one in read_and_wanted(rows))
        there = wanted != NOTHING
        logits = self.model.logits(self.model(read)[there])  # (token, vocabulary)
        return functional.cross_entropy(logits, wanted[there]), int(there.sum())

    def measure(self, model: Writer) -> dict[str, float]:
        """Perplexity per token on the stories held out. The model with the smallest so far is kept."""
        model.eval()
        with torch.no_grad():
            found = [self.loss([row]) for row in self.held_out]
        nats = sum(float(loss) * tokens for loss, tokens in found) / sum(tokens for _, tokens in found)
        perplexity = float(np.exp(nats))
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
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    for name, value in asdict(Plan()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    data, out, work, threads = (given.pop(name) for name in ("data", "out", "work", "threads"))
    plan = Plan(**given)
    torch.set_num_threads(threads)
    work = work or out.with_name(out.name + ".work")
    stories = read_stories(data)
    assert SPEC.vocab_size is not None
    tokenizer = train_vocabulary(stories.train, SPEC.vocab_size)
    spec = replace(SPEC, vocab_size=tokenizer.get_vocab_size())
    train_rows, held_out = (rows(tokenizer, some, spec.n_positions) for some in (stories.train, stories.held_out))
    print(f"{len(stories.train):,} stories, {stories.restored:,} of them with capitals put back, in", end=" ")
    print(f"{sum(map(len, train_rows)):,} tokens; {len(stories.held_out):,} held out")
    model, optimizer, device = begin(plan, spec)
    training = Training(plan, train_rows, held_out, model, optimizer, device, work / "best.safetensors")
    train(training, work, "writer")
    model.load_state_dict(load_file(training.best))
    about = {
        "version": __version__,
        "recipe": f"attnx.training.writer {json.dumps(asdict(plan))}",
        "data": f"TinyStories (CDLA-Sharing 1.0): {CASED}, {LOWER}",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    write_directory(out, model, tokenizer, about)


if __name__ == "__main__":
    main()
