"""The JSON Schemas (draft 2020-12) of what `--json` prints: a file for each document, one for the parts they share."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

NAMES = (
    "trace",
    "answer",
    "focus",
    "cell",
    "number",
    "top",
    "heads",
    "looks",
    "sharing",
    "comparison",
    "what_if",
    "lens",
    "logit",
    "quiz",
    "models",
    "families",
    "model",
    "verify",
    "moment",
    "gradients",
    "gradient_cell",
)


def schema(name: str) -> dict[str, Any]:
    """The schema of the document `attnx.NAME/1`, with every part that it refers to. `name` is one of NAMES."""
    whole = read(name)
    parts = read("definitions")["$defs"]
    held: dict[str, Any] = {}
    missing = referred(whole)
    while missing:
        for part in missing:
            held[part] = parts[part] if part in parts else inside(part)
        missing = referred(list(held.values())) - held.keys()
    return whole | {"$defs": dict(sorted(held.items()))}


def read(name: str) -> dict[str, Any]:
    import orjson

    document: dict[str, Any] = orjson.loads(files("attnx.schemas").joinpath(f"{name}.json").read_bytes())
    return document


def inside(name: str) -> dict[str, Any]:
    """The schema of a document that is part of another, which has the one `$schema` and `$id`."""
    return {key: value for key, value in read(name).items() if key not in ("$schema", "$id")}


def referred(part: Any) -> set[str]:
    """The names of the parts that a part of a schema refers to."""
    if isinstance(part, dict):
        named = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return named.union(*map(referred, part.values()))
    return set().union(*map(referred, part)) if isinstance(part, list) else set()
