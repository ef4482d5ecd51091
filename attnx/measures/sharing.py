"""Which query heads share keys and values, and what keeping them costs while a model writes.

One kv head for all heads is multi-query attention (Shazeer 2019), one for a group of them grouped-query attention
(Ainslie et al. 2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attnx.frozen import frozen
from attnx.trace import Model

BYTES = (4, 2)  # of one number, in float32 and in half precision


@frozen
class Cache:
    """The numbers kept of a text of so many tokens, by so many kv heads: 2 · d_head · kv_heads · tokens for each layer.

    2, for a key and a value. A layer that looks back through a window keeps no more tokens than that.
    """

    kv_heads: int
    tokens: int
    numbers: int

    @property
    def bytes(self) -> dict[int, int]:
        """Its bytes, by the bytes of one number."""
        return {size: size * self.numbers for size in BYTES}


@frozen
class Sharing:
    """How the heads of a model share keys and values. `groups` are the query heads of each kv head.

    `windows` are the sizes of the windows of its layers, None where a layer looks back at everything. `caches` are the
    model as it is, with a kv head for every head, and with a single one, each at several lengths; of a model that
    writes nothing there are none. `reads`: whether the keys and values of another text, which is read, are kept too.
    """

    model: Model
    groups: tuple[tuple[int, ...], ...]
    windows: tuple[int | None, ...]
    caches: tuple[Cache, ...]
    reads: bool

    def document(self) -> dict[str, Any]:
        """What was found, as plain values."""
        return {
            "groups": [list(group) for group in self.groups],
            "windows": list(self.windows),
            "reads": self.reads,
            "caches": [
                {
                    "kv_heads": cache.kv_heads,
                    "tokens": cache.tokens,
                    "numbers": cache.numbers,
                    "bytes": {"float32": cache.bytes[4], "half": cache.bytes[2]},
                }
                for cache in self.caches
            ],
        }


def sharing(
    model: Model, windows: Sequence[int | None], lengths: Sequence[int], *, writes: bool, reads: bool = False
) -> Sharing:
    """How the heads of this model share, and what its cache holds after texts of these lengths.

    `windows` has one entry for each layer. A model that looks both ways writes nothing, and keeps no cache.
    """
    each = model.n_heads // model.n_kv_heads
    groups = tuple(tuple(range(kv * each, (kv + 1) * each)) for kv in range(model.n_kv_heads))
    arrangements = tuple(dict.fromkeys((model.n_heads, model.n_kv_heads, 1)))
    caches = tuple(
        Cache(kv_heads, tokens, 2 * model.d_head * kv_heads * kept(windows, tokens))
        for kv_heads in arrangements
        for tokens in (lengths if writes else ())
    )
    return Sharing(model, groups, tuple(windows), caches, reads)


def kept(windows: Sequence[int | None], tokens: int) -> int:
    """The tokens kept by all layers together."""
    return sum(tokens if window is None else min(tokens, window) for window in windows)
