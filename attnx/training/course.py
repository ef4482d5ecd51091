"""A course of training: all epochs of one, resumable; and for a translator what an epoch needs, and one epoch."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import nn
from torch.nn import functional

from attnx.training.guide import guide, guide_loss, guided_heads
from attnx.training.keep import load_state, save_state
from attnx.training.pairs import END, PAD, UNK, Tokens, batches, padded
from attnx.training.translator_network import Sizes, Translator


@dataclass(frozen=True)
class Plan:
    """Every choice of the training."""

    epochs: int = 24
    seed: int = 1
    batch_tokens: int = 1500  # source and target together, with padding
    target_vocab: int = 4000
    d_model: int = 192
    n_heads: int = 6
    d_ff: int = 768
    layers: int = 3
    dropout: float = 0.1
    forgotten: float = 0.03  # the share of source tokens replaced by [UNK]
    smoothing: float = 0.1
    guidance: float = 0.1  # the weight of guided alignment in the loss
    rate: float = 1.5e-3
    warmup: int = 500  # steps
    cooldown: float = 0.4  # the share of all epochs
    measure_every: int = 4  # epochs

    def sizes(self, source_vocab_size: int, target_vocab_size: int) -> Sizes:
        return Sizes(
            source_vocab_size=source_vocab_size,
            target_vocab_size=target_vocab_size,
            d_model=self.d_model,
            n_heads=self.n_heads,
            d_ff=self.d_ff,
            encoder_layers=self.layers,
            decoder_layers=self.layers,
        )


@dataclass
class Training:
    """The pairs as tokens with their alignments, the model, its optimiser, and how good a model is.

    The first `real` pairs are read in every epoch, and as many of the others, which take turns.
    """

    plan: Plan
    tokens: list[Tokens]
    links: list[np.ndarray]
    model: Translator
    optimizer: torch.optim.Optimizer
    device: torch.device
    real: int
    measure: Callable[[Translator], dict[str, float]]

    def numbers(self, epoch: int) -> np.ndarray:
        """The pairs of one epoch."""
        made = len(self.tokens) - self.real
        turn = self.real + (epoch * self.real + np.arange(min(self.real, made))) % max(made, 1)
        return np.concatenate([np.arange(self.real), turn])

    def epoch(self, number: int, tell: Callable[[float, int, int], None]) -> float:
        """One pass over the data; returns the mean loss. `tell` hears of each batch: loss, pieces, of how many."""
        torch.manual_seed(self.plan.seed * 1000 + number)
        rng = np.random.default_rng([self.plan.seed, number])
        self.model.train()
        losses = []
        numbers = self.numbers(number)
        groups = [numbers[group] for group in batches([self.tokens[i] for i in numbers], self.plan.batch_tokens, rng)]
        for place, group in enumerate(groups):
            rate = rate_at(self.plan, (number + place / len(groups)) / self.plan.epochs, number * len(groups) + place)
            loss, pieces = self.step(group, rate)
            losses.append(loss)
            tell(loss, pieces, len(groups))
        return float(np.mean(losses))

    def step(self, group: np.ndarray, rate: float) -> tuple[float, int]:
        """One batch; returns its loss and how many pieces were predicted."""
        plan = self.plan
        source = torch.from_numpy(padded([self.tokens[i].source for i in group])).to(self.device)
        target = torch.from_numpy(padded([self.tokens[i].target for i in group])).to(self.device)
        forgotten = (torch.rand(source.shape, device=self.device) < plan.forgotten) & (source > END)
        read, wanted = target[:, :-1].masked_fill(target[:, :-1] == END, PAD), target[:, 1:]
        result = self.model(source.masked_fill(forgotten, UNK), read)
        there = wanted != PAD
        logits = self.model.logits(result.decoded[there])  # (piece, vocabulary)
        loss = functional.cross_entropy(logits, wanted[there], label_smoothing=plan.smoothing)
        links = guide([self.links[i] for i in group], wanted.shape[1], source.shape[1]).to(self.device)
        guided = guide_loss(result.cross, links, guided_heads(plan.layers))
        self.optimizer.zero_grad(set_to_none=True)
        (loss + plan.guidance * guided).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = rate
        self.optimizer.step()
        return float(loss.detach()), int(there.sum())


class Pace(Protocol):
    """What every plan says of the learning rate."""

    @property
    def rate(self) -> float: ...

    @property
    def warmup(self) -> int: ...

    @property
    def cooldown(self) -> float: ...


class Course(Protocol):
    """What `train` asks of a training."""

    @property
    def plan(self) -> Any: ...  # a dataclass with `epochs` and `measure_every`

    @property
    def model(self) -> nn.Module: ...

    @property
    def optimizer(self) -> torch.optim.Optimizer: ...

    @property
    def measure(self) -> Callable[[Any], dict[str, float]]: ...

    def epoch(self, number: int, tell: Callable[[float, int, int], None]) -> float: ...


def rate_at(plan: Pace, share: float, step: int) -> float:
    """The learning rate: up in a line for `warmup` steps, level, down in a line to 0 in the last `cooldown`.

    While it is level a training may be given more epochs, and goes on as if it had had them from the start.
    """
    return plan.rate * min((step + 1) / plan.warmup, 1.0, (1 - share) / plan.cooldown)


def begin(plan: Plan, source_size: int, target_size: int) -> tuple[Translator, torch.optim.Optimizer, torch.device]:
    """A model that has learned nothing, its optimiser, and where both are; all chance comes from the plan's seed."""
    torch.manual_seed(plan.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Translator(plan.sizes(source_size, target_size), plan.dropout).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    return model, optimizer, device


def train(training: Course, out: Path, name: str) -> list[dict[str, float]]:
    """All epochs, each kept on disk; the log is returned."""
    out.mkdir(parents=True, exist_ok=True)
    plan, state = training.plan, out / "training.safetensors"
    log: list[dict[str, float]] = []
    if state.exists():
        log = load_state(state, training.model, training.optimizer)["log"]
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("loss {task.fields[loss]:.3f} · {task.fields[speed]:,.0f} pieces/s"),
    )
    with Progress(*columns, refresh_per_second=1) as progress:
        task = progress.add_task(name, loss=float("nan"), speed=0.0)
        for number in range(len(log), plan.epochs):
            began, seen = time.monotonic(), 0

            def tell(loss: float, pieces: int, count: int, began: float = began) -> None:
                nonlocal seen
                seen += pieces
                speed = seen / (time.monotonic() - began)
                progress.update(task, advance=1, total=count * plan.epochs, loss=loss, speed=speed)

            loss = training.epoch(number, tell)
            entry = {"epoch": number + 1, "loss": loss, "seconds": time.monotonic() - began}
            if (number + 1) % plan.measure_every == 0 or number + 1 == plan.epochs:
                entry |= training.measure(training.model)
            log.append(entry)
            progress.console.print(json.dumps({key: round(value, 3) for key, value in entry.items()}))
            save_state(state, training.model, training.optimizer, {"log": log, "plan": asdict(plan)})
    return log
