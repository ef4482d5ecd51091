"""Command R7B: Command R in which three layers of four see near keys, and the others are not told the places (2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, cohere
from attnx.model.families.windows import before, near, windowed_layers
from attnx.model.places import NoPosition
from attnx.model.spec import Elsewhere, Spec

NOTES = (
    "layer_switch",
    "order_of_interleaved_layers",
    "position_embedding_type",
    "rotary_pct",
    "use_embedding_sharing",
    "use_gated_activation",
    "use_parallel_block",
    "use_parallel_embedding",
)


def spec(config: Config) -> Spec:
    for key in NOTES:
        config.ignore(key, "a note of the conversion, which is not read")
    plain = cohere.spec(config)
    every = config.size("sliding_window_pattern", 4)
    config.ignore("_sliding_window_pattern", "a note of what was read")
    usual = frozenset(layer for layer in range(plain.n_layers) if (layer + 1) % every)
    full = frozenset(range(plain.n_layers)) - windowed_layers(config, plain.n_layers, usual)
    window = near(config, config.size("sliding_window"))
    return replace(plain, pattern=window, elsewhere=Elsewhere(full, before(config), NoPosition()))


FAMILY = Family(spec, cohere.FAMILY.table)
