"""A training by single steps: how the learning rate goes, what is told meanwhile, and how it goes on after a stop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn, optim

from attnx.training.keep import load_state, save_state


class Pace(Protocol):
    """What every recipe says of its steps."""

    @property
    def steps(self) -> int: ...

    @property
    def rate(self) -> float: ...

    @property
    def warmup(self) -> int: ...


def rate(step: int, pace: Pace) -> float:
    """The learning rate: linear warm-up, then half a cosine down to nothing."""
    if step < pace.warmup:
        return pace.rate * (step + 1) / pace.warmup
    done = (step - pace.warmup) / max(1, pace.steps - pace.warmup)
    return pace.rate * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def train(
    student: nn.Module,
    losses: Callable[[int], dict[str, Tensor]],
    weights: Mapping[str, float],
    pace: Pace,
    work: Path,
    console: Console,
) -> list[dict[str, float]]:
    """Trains to the last step, from where an earlier run stopped, and returns the losses of every step made.

    `losses` are those of the step of a number, `weights` how much each counts where that is not 1.
    """
    optimizer = optim.AdamW(student.parameters(), lr=pace.rate, betas=(0.9, 0.98), weight_decay=0.01)
    work.mkdir(parents=True, exist_ok=True)
    store = work / "checkpoint.safetensors"
    first = load_state(store, student, optimizer)["step"] if store.exists() else 0
    student.train()
    history: list[dict[str, float]] = []
    begun = saved = time.monotonic()
    with progress(console) as bar:
        task = bar.add_task("learning", total=pace.steps, completed=first, note="")
        for step in range(first, pace.steps):
            for group in optimizer.param_groups:
                group["lr"] = rate(step, pace)
            found = losses(step)
            optimizer.zero_grad()
            sum(weights.get(name, 1.0) * value for name, value in found.items()).backward()  # type: ignore[union-attr]
            nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            history.append({name: value.item() for name, value in found.items()})
            note = f"{recent(history)}, {len(history) / (time.monotonic() - begun):.1f} steps/s"
            bar.update(task, completed=step + 1, note=note)
            if not console.is_terminal and (step + 1) % 200 == 0:
                console.print(f"step {step + 1} of {pace.steps}: {note}")
            if time.monotonic() - saved > 60:
                save_state(store, student, optimizer, {"step": step + 1})
                saved = time.monotonic()
    save_state(store, student, optimizer, {"step": pace.steps})
    return history


def recent(history: list[dict[str, float]]) -> str:
    """The mean losses of the last hundred steps, each over those that had it."""
    found: dict[str, list[float]] = {}
    for one in history[-100:]:
        for name, value in one.items():
            found.setdefault(name, []).append(value)
    return ", ".join(f"{name} {sum(values) / len(values):.3f}" for name, values in sorted(found.items()))


def progress(console: Console) -> Progress:
    """A bar with what is being done, how far it is, losses and speed, and the time left."""
    done = TextColumn("{task.completed:,.0f} of {task.total:,.0f} {task.fields[note]}")
    columns = TextColumn("{task.description}"), BarColumn(), done, TimeRemainingColumn()
    return Progress(*columns, console=console, disable=not console.is_terminal)
