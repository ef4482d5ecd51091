"""EXAONE 4: norms after each sublayer, each head's queries and keys normalised; layers that see all keys (LG 2025).

Where there are windows, those layers are not told the places.
"""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama, olmo2
from attnx.model.families.windows import near, windowed_layers
from attnx.model.places import NoPosition
from attnx.model.spec import Elsewhere, HeadNorm, InnerNorm, Spec


def spec(config: Config) -> Spec:
    plain = replace(llama.spec(config), arrangement=InnerNorm(), qk_norm=HeadNorm())
    size = config.maybe_size("sliding_window")
    every = 1 if config.has("layer_types") or size is None else config.size("sliding_window_pattern")
    config.ignore("sliding_window_pattern", "layer_types says it, or there are no windows")
    usual = frozenset(layer for layer in range(plain.n_layers) if (layer + 1) % every)
    layers = windowed_layers(config, plain.n_layers, usual)
    if size is None:
        if layers:
            raise config.wrong("sliding_window", "layer_types: full_attention")
        return plain
    full = frozenset(range(plain.n_layers)) - layers
    return replace(plain, pattern=near(config, size), elsewhere=Elsewhere(full, plain.pattern, NoPosition()))


FAMILY = Family(spec, olmo2.FAMILY.table)
