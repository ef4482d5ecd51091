"""Gemma 3: Gemma 2 with q and k normalised in place of soft caps, five windows to one full layer (Gemma team 2025)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, gemma2, llama
from attnx.model.families.rope import layered_rotary
from attnx.model.families.windows import near, windowed_layers
from attnx.model.loading import Table
from attnx.model.spec import Bidirectional, Elsewhere, HeadNorm, Neighbourhood, Spec


def spec(config: Config) -> Spec:
    far, close = layered_rotary(config, llama.d_head(config), "rope_theta", "rope_local_base_freq")
    plain = replace(gemma2.common(config, far), qk_norm=HeadNorm())
    config.ignore("attn_logit_softcapping", "q and k are normalised in its place")
    config.ignore("_sliding_window_pattern", "a note of what was read")
    every = config.size("sliding_window_pattern", 6)
    usual = frozenset(layer for layer in range(plain.n_layers) if (layer + 1) % every)
    layers = windowed_layers(config, plain.n_layers, usual)
    size = config.size("sliding_window")
    if config.take("use_bidirectional_attention", bool, False):  # EmbeddingGemma
        return replace(plain, pattern=Bidirectional(), elsewhere=Elsewhere(layers, Neighbourhood(size // 2), close))
    return replace(plain, elsewhere=Elsewhere(layers, near(config, size), close))


FAMILY = Family(spec, Table({**gemma2.NAMES, **llama.QK_NORMS}, llama.RENAMES))
