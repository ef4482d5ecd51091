"""Which layers of a decoder see only the nearest keys, as configs say it."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families.rope import FULL, NEAR
from attnx.model.places import Positions
from attnx.model.spec import Bidirectional, Causal, Elsewhere, Neighbourhood, Pattern, SlidingWindow


def before(config: Config) -> Pattern:
    """What came before a token, or all of the text where a decoder was made to read both ways."""
    return Causal() if config.take("is_causal", bool, True) else Bidirectional()


def near(config: Config, size: int) -> Pattern:
    """The nearest keys of those: as many to each side, where it reads both ways."""
    return SlidingWindow(size) if config.take("is_causal", bool, True) else Neighbourhood(size)


def window(config: Config) -> Pattern:
    """The pattern of a model whose layers all have the same `sliding_window`, or none."""
    size = config.maybe_size("sliding_window")
    return before(config) if size is None else near(config, size)


def windowed_layers(config: Config, n_layers: int, usual: frozenset[int]) -> frozenset[int]:
    """The layers that see only near keys: `layer_types` says it, or else `usual` are meant."""
    if not config.has("layer_types"):
        config.ignore("layer_types", "null: the family's usual layers")
        return usual
    kinds = config.words("layer_types", n_layers)
    if not {FULL, NEAR}.issuperset(kinds):
        raise config.wrong("layer_types", f"{FULL}, {NEAR}")
    return frozenset(layer for layer, kind in enumerate(kinds) if kind == NEAR)


def optional_windows(config: Config, n_layers: int, positions: Positions) -> Elsewhere | None:
    """The windows of Qwen: only where `use_sliding_window`, and from `max_window_layers` on."""
    wanted, first = config.take("use_sliding_window", bool), config.count("max_window_layers")
    size = config.maybe_size("sliding_window") if wanted else None
    config.ignore("sliding_window", "there are no windows")
    layers = windowed_layers(config, n_layers, frozenset(range(first, n_layers)))
    if not layers or (size is None and not config.has("layer_types")):
        return None
    if size is None:
        raise config.wrong("sliding_window" if wanted else "use_sliding_window", f"layer_types: {FULL}")
    return Elsewhere(layers, near(config, size), positions)
