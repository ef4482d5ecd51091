"""The pairs of shape and colour that training never shows; each shape and each of these colours is seen with others."""

from __future__ import annotations

from attnx.scenes.invent import KINDS

HELD_OUT = frozenset(
    [("circle", "purple"), ("square", "orange"), ("triangle", "blue"), ("star", "green"), ("cross", "red")]
)
SEEN_KINDS = tuple(kind for kind in KINDS if (kind.shape, kind.colour) not in HELD_OUT)
HELD_OUT_KINDS = tuple(kind for kind in KINDS if (kind.shape, kind.colour) in HELD_OUT)
