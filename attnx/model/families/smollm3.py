"""SmolLM 3: Llama in which every fourth layer is not told the places (Bakouch et al. 2025)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.places import NoPosition
from attnx.model.spec import Elsewhere, Spec


def spec(config: Config) -> Spec:
    plain = llama.spec(config)
    config.only("use_sliding_window", False)
    config.only("sliding_window", None)
    config.ignore("max_window_layers", "there are no windows")
    config.ignore("layer_types", "there are no windows")
    every = config.size("no_rope_layer_interval")
    config.ignore("no_rope_layers", "null: the interval says it")
    if config.has("no_rope_layers"):  # 1 for a layer with rotary positions
        turned = config.numbers("no_rope_layers", plain.n_layers)
    else:
        turned = tuple(float((layer + 1) % every != 0) for layer in range(plain.n_layers))
    bare = frozenset(layer for layer, rotary in enumerate(turned) if not rotary)
    return replace(plain, elsewhere=Elsewhere(bare, plain.pattern, NoPosition()) if bare else None)


FAMILY = Family(spec, llama.FAMILY.table)
