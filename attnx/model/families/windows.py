"""Which layers of a decoder see only the nearest keys, as configs say it."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.spec import Causal, Elsewhere, Pattern, Positions, SlidingWindow


def window(config: Config) -> Pattern:
    """The pattern of a model whose layers all have the same `sliding_window`, or none."""
    size = config.maybe("sliding_window", int)
    return Causal() if size is None else SlidingWindow(size)


def windowed_layers(config: Config, n_layers: int, usual: frozenset[int]) -> frozenset[int]:
    """The layers that see only near keys: `layer_types` says it, or else `usual` are meant."""
    if not config.has("layer_types"):
        config.ignore("layer_types", "null: the family's usual layers")
        return usual
    kinds = config.words("layer_types", n_layers)
    return frozenset(layer for layer, kind in enumerate(kinds) if kind == "sliding_attention")


def optional_windows(config: Config, n_layers: int, positions: Positions) -> Elsewhere | None:
    """The windows of Qwen: only where `use_sliding_window`, and from `max_window_layers` on."""
    size, wanted = config.maybe("sliding_window", int), config.take("use_sliding_window", bool, False)
    first = config.maybe("max_window_layers", int)
    layers = windowed_layers(config, n_layers, frozenset(range(n_layers if first is None else first, n_layers)))
    if not wanted or size is None or not layers:
        return None
    return Elsewhere(layers, SlidingWindow(size), positions)
