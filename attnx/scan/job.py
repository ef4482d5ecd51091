"""What was asked for, as one value that goes to every process, and what is written of it beside the results."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np

import attnx
from attnx.checkpoint import Checkpoint
from attnx.doors.run import looking_back
from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.measures.heads import MEASURES as KINDS
from attnx.model.record import choose
from attnx.scan.corpus import Fields
from attnx.version import __version__

SCHEMA = "attnx.scan/1"
SAMPLE = 64  # rows of every layer's W_Q that tell one model's weights from another's


@frozen
class Asked:
    """The model by name, and how it looks."""

    model: str
    revision: str | None = None
    offline: bool = False
    causal: bool = False
    untrained: bool = False


@frozen
class Job:
    """A scan: which model reads which fields, what is measured of which layers and heads, and what is kept.

    `layers` and `heads` are empty for all; `words` are the two expressions of `from_to`; `kept` are the heads (layer,
    head) whose weights are kept. With `aggregate` sentences are summed up and not kept.
    """

    asked: Asked
    measures: tuple[str, ...]
    fields: Fields = Fields()
    layers: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()
    words: tuple[str, str] | None = None
    kept: tuple[tuple[int, int], ...] = ()
    aggregate: bool = False
    lines: int = 1024  # of a part

    @property
    def expressions(self) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
        return None if self.words is None else (re.compile(self.words[0]), re.compile(self.words[1]))

    @property
    def options(self) -> dict[str, Any]:
        """Every option that has a say in the result, by its name on the command line."""
        return {
            "--model": self.asked.model,
            "--revision": self.asked.revision,
            "--causal": self.asked.causal,
            "--untrained": self.asked.untrained,
            "--measure": ",".join(self.measures),
            "--field": self.fields.text,
            "--by": self.fields.by,
            "--layer": ",".join(map(str, self.layers)) or "all",
            "--head": ",".join(map(str, self.heads)) or "all",
            "--from": self.words and self.words[0],
            "--to": self.words and self.words[1],
            "--keep-weights": ",".join(f"{layer}.{head}" for layer, head in self.kept) or None,
            "--aggregate": self.aggregate,
            "--part": self.lines,
        }

    def checked(self, model: Checkpoint) -> Job:
        """The same, all layers and heads where none were chosen. Raises UsageError for what the model does not have."""
        layers = choose("layer", self.layers or "all", range(model.spec.n_layers), model.name)
        heads = choose("head", self.heads or "all", range(model.spec.n_heads), model.name)
        for layer, head in self.kept:
            if layer not in layers or head not in heads:
                raise UsageError("kept_absent", place=f"{layer}.{head}", model=model.name)
        if "separator" in self.measures and len(self.measures) < len(KINDS) and not separates(model):
            raise UsageError("no_separator", model=model.name)
        return replace(self, layers=layers, heads=heads)


def separates(model: Checkpoint) -> bool:
    """Whether a text that the model reads has tokens of its tokenizer's own, beside the first."""
    return any(token.special for token in model.tokenizer("a")[1:])


@lru_cache(maxsize=1)
def model_of(asked: Asked) -> Checkpoint:
    """The model, loaded once in a process. Raises as `attnx.load` does."""
    model = attnx.load(asked.model, revision=asked.revision, offline=asked.offline)
    model = model.untrained() if asked.untrained else model
    return looking_back(model) if asked.causal else model


def provenance(job: Job, model: Checkpoint) -> dict[str, Any]:
    """Who made the numbers, of what and how: what stands in every file."""
    return {
        "schema": SCHEMA,
        "attnx": __version__,
        "model": asdict(model.facts),
        "notes": list(model.notes),
        "weights": fingerprint(model),
        "options": job.options,
    }


def fingerprint(model: Checkpoint) -> str:
    """A hash of some of the weights of every layer: other weights have another."""
    digest = blake2b(digest_size=16)
    for block in model.weights.blocks:
        digest.update(np.ascontiguousarray(block.attention.q.weight[:SAMPLE]).tobytes())
    return digest.hexdigest()


def differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """What is not the same in two provenances with their files, as lines of “name there → here”."""
    told = [(name, there.get(name), here.get(name)) for name in ("schema", "attnx", "weights")]
    options = there.get("options", {})
    told += [(name, options.get(name), value) for name, value in here["options"].items()]
    files = [(entry["file"], entry) for side in (there, here) for entry in side.get("files", [])]
    for file in dict.fromkeys(name for name, _ in files):
        sides = (entry_of(file, side.get("files", [])) for side in (there, here))
        told.append((file, *sides))
    return [f"{name} {plain(old)} → {plain(new)}" for name, old, new in told if old != new]


def entry_of(file: str, files: Sequence[Mapping[str, Any]]) -> str | None:
    return next((f"{entry['bytes']:,} bytes {entry['modified']}" for entry in files if entry["file"] == file), None)


def plain(value: object) -> str:
    return "–" if value is None or value is False else "✓" if value is True else str(value)
