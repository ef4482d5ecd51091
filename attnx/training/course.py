"""A course of training by epochs: how the learning rate goes, and all epochs, each kept on disk."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import nn

from attnx.training.keep import load_state, save_state


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
