"""The trained models inside the package, described without reading their weights."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.directory import read_spec
from attnx.checkpoint.json_object import read_json_object
from attnx.checkpoint.load import Available
from attnx.checkpoint.translator import BUNDLED

NAMES = ("reader", "zh-en")


def describe() -> tuple[Available, ...]:
    """Both models, as far as they are in the package. Raises CheckpointError where one is damaged."""
    return tuple(describe_one(BUNDLED / name) for name in NAMES if (BUNDLED / name).is_dir())


def describe_one(path: Path) -> Available:
    parameters = read_json_object(path / "card.json", "bad_config").get("parameters")
    return Available(
        path.name,
        read_spec(path),
        "trained",
        parameters=parameters if isinstance(parameters, int) else 0,
        installed=True,
        how_to_get="",
    )
