"""A Trace outside the program, and back: one JSON document, or a safetensors file.

The document is described in docs/trace.md and by `attnx schema`. −∞ is null; a float32 number is written
with as many digits as bring the same bits back. What writes does not load what reads and checks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attnx.saved.check import NOTES, PARTS, PATTERNS
    from attnx.saved.read import from_bytes, from_json, from_safetensors
    from attnx.saved.write import describe, in_place, to_json, to_safetensors

__all__ = [
    "NOTES",
    "PARTS",
    "PATTERNS",
    "describe",
    "from_bytes",
    "from_json",
    "from_safetensors",
    "in_place",
    "to_json",
    "to_safetensors",
]

LATER = (
    dict.fromkeys(("NOTES", "PARTS", "PATTERNS"), "attnx.saved.check")
    | dict.fromkeys(("from_bytes", "from_json", "from_safetensors"), "attnx.saved.read")
    | dict.fromkeys(("describe", "in_place", "to_json", "to_safetensors"), "attnx.saved.write")
)


def __getattr__(name: str) -> Any:
    if name in LATER:
        return getattr(import_module(LATER[name]), name)
    raise AttributeError(f"module 'attnx.saved' has no attribute {name!r}")
