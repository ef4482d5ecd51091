"""A training kept on disk between epochs: tensors in safetensors, the rest in JSON, never half a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn


def save_state(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, extra: dict[str, Any]) -> None:
    """Writes the weights, the optimiser's moments and `extra` beside `path`, then renames them into place."""
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    for number, moments in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": torch.as_tensor(value) for name, value in moments.items()}
    write_tensors(path, tensors, {"extra": json.dumps(extra)})


def load_state(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """Puts the saved numbers back and returns `extra`."""
    from safetensors import safe_open

    tensors = load_file(path)
    model.load_state_dict({name[6:]: value for name, value in tensors.items() if name.startswith("model.")})
    state = optimizer.state_dict()
    for name, value in tensors.items():
        if name.startswith("optimizer."):
            _, number, key = name.split(".")
            state["state"].setdefault(int(number), {})[key] = value
    optimizer.load_state_dict(state)
    with safe_open(path, framework="pt") as file:
        extra: dict[str, Any] = json.loads(file.metadata()["extra"])
    return extra


def write_tensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    write_bytes(path, save({name: value.detach().cpu().contiguous() for name, value in tensors.items()}, metadata))


def write_json(path: Path, values: Any) -> None:
    write_bytes(path, (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode())


def write_bytes(path: Path, content: bytes) -> None:
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    beside.replace(path)
