"""A Trace outside the program, and back: one JSON document, or a safetensors file.

The document is described in docs/trace.md and by `attnx schema`. −∞ is null; a float32 number is written
with as many digits as bring the same bits back.
"""

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
