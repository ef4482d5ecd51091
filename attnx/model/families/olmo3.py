"""OLMo 3: OLMo 2 in which three layers of four see only near keys (OLMo team 2025)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama, olmo2
from attnx.model.families.rope import layered_rotary
from attnx.model.families.windows import near, windowed_layers
from attnx.model.spec import Elsewhere, InnerNorm, JoinedNorm, Spec

THETA = 500_000.0


def spec(config: Config) -> Spec:
    config.only("rope_theta", THETA)  # the reference takes no other for the near layers
    far, close = layered_rotary(config, llama.d_head(config), "rope_theta", "rope_theta")
    plain = llama.common(config, far)
    usual = frozenset(layer for layer in range(plain.n_layers) if (layer + 1) % 4)
    layers = windowed_layers(config, plain.n_layers, usual)
    window = near(config, config.size("sliding_window"))
    return replace(
        plain,
        arrangement=InnerNorm(),
        qk_norm=JoinedNorm(),
        elsewhere=Elsewhere(layers, window, close),
    )


FAMILY = Family(spec, olmo2.FAMILY.table)
