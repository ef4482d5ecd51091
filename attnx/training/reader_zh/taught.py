"""Which heads of `reader-zh` are taught, (layer, head), and what."""

from __future__ import annotations

PREVIOUS, NEXT, WORD, OBJECT, NOUN, COREFERENCE = (0, 0), (0, 1), (1, 0), (2, 0), (2, 1), (3, 0)
LINKED = {"object": OBJECT, "noun": NOUN, "coreference": COREFERENCE}
