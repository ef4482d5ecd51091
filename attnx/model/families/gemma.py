"""Gemma: Llama with heads wider than the model and its embeddings scaled up (Gemma team 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.rope import rotary
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import GatedMLP, LanguageHead, RMSNorm, Spec

TANH = "gelu_pytorch_tanh"


def spec(config: Config) -> Spec:
    plain = llama.common(config, rotary(config, config.size("head_dim", 256)))
    config.only("use_bidirectional_attention", False, None)
    config.only("hidden_activation", TANH, None)
    activation = config.choice("hidden_act", ACTIVATIONS, TANH)
    return replace(
        plain,
        d_head=config.size("head_dim", 256),
        norm=RMSNorm(config.small("rms_norm_eps", 1e-6), around_one=True),
        # The first files say gelu, and were trained with its approximation.
        mlp=GatedMLP(config.size("intermediate_size"), TANH if activation == "gelu" else activation),
        embedding_scale=float(plain.d_model**0.5),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool, True)),
    )


FAMILY = Family(spec, llama.FAMILY.table)
