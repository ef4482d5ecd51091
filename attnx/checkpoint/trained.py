"""The trained models inside the package, described without reading their weights."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.card import read_card
from attnx.checkpoint.directory import read_spec
from attnx.checkpoint.inside import unharmed
from attnx.checkpoint.json_object import read_json_object
from attnx.checkpoint.load import Available

NAMES = ("reader", "writer", "zh-en")


def describe() -> tuple[Available, ...]:
    """All of them, as far as they are in the package. Raises CheckpointError where one is damaged."""
    found = []
    for name in NAMES:
        with unharmed(name) as path:
            if path.is_dir():
                found.append(describe_one(path))
    return tuple(found)


def describe_one(path: Path) -> Available:
    parameters = read_json_object(path / "card.json", "bad_config").get("parameters")
    return Available(
        path.name,
        read_spec(path),
        "trained",
        parameters=parameters if isinstance(parameters, int) else 0,
        installed=True,
        how_to_get="",
        card=read_card(path),
    )
