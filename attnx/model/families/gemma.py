"""Gemma: Llama with heads wider than the model and its embeddings scaled up (Gemma team 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.rope import rotary
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import GatedMLP, RMSNorm, Spec

TANH = "gelu_pytorch_tanh"


def spec(config: Config) -> Spec:
    norm = RMSNorm(config.small("rms_norm_eps"), around_one=True)
    plain = llama.common(config, rotary(config, llama.d_head(config)), norm=norm)
    config.only("use_bidirectional_attention", False, None)
    config.only("hidden_activation", TANH, None)
    activation = config.choice("hidden_act", ACTIVATIONS)
    return replace(
        plain,
        # The first files say gelu, and were trained with its approximation.
        mlp=GatedMLP(config.size("intermediate_size"), TANH if activation == "gelu" else activation),
        embedding_scale=float(plain.d_model**0.5),
    )


FAMILY = Family(spec, llama.FAMILY.table)
