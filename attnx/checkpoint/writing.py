"""A model that learnt here as the files of a model directory, in GPT-2's names and layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import orjson
from safetensors.numpy import save

from attnx.model.families.gpt2 import FAMILY
from attnx.model.spec import MLP, LanguageHead, LayerNorm, Spec

if TYPE_CHECKING:
    import tokenizers

Parts = Iterable[tuple[tuple[str, int | None], np.ndarray]]  # what a table calls a part, and its layer


def files_of(
    spec: Spec, parts: Parts, tokenizer: tokenizers.Tokenizer, about: Mapping[str, str], end: int | None
) -> dict[str, bytes]:
    """The files of a model by their names. `about` goes with the weights; `end` is the token that ends a text."""
    return {
        "config.json": orjson.dumps(config_of(spec, end), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE),
        "tokenizer.json": tokenizer.to_str(pretty=False).encode(),
        "model.safetensors": save(tensors_of(parts), {"format": "np", **about}),
    }


def tensors_of(parts: Parts) -> dict[str, np.ndarray]:
    """Every tensor as a GPT-2's file names it: q, k and v side by side in one."""
    tensors: dict[str, np.ndarray] = {}
    fused: dict[str, list[np.ndarray]] = {}
    for (part, layer), array in parts:
        name, _, kind = part.partition(".")
        if name in FAMILY.table.fused["qkv"].parts:
            fused.setdefault(FAMILY.table.usual(f"qkv.{kind}", layer), []).append(array)
        else:
            tensors[FAMILY.table.usual(part, layer)] = np.ascontiguousarray(array)
    return tensors | {name: np.concatenate(arrays, axis=-1) for name, arrays in fused.items()}


def config_of(spec: Spec, end: int | None) -> dict[str, object]:
    """The config.json from which `attnx.model.families.gpt2` reads this spec again."""
    assert isinstance(spec.norm, LayerNorm) and isinstance(spec.mlp, MLP) and isinstance(spec.head, LanguageHead)
    return {
        "model_type": "gpt2",
        "architectures": ["GPT2LMHeadModel"],
        "vocab_size": spec.vocab_size,
        "n_positions": spec.n_positions,
        "n_embd": spec.d_model,
        "n_layer": spec.n_layers,
        "n_head": spec.n_heads,
        "n_inner": spec.mlp.d_ff,
        "activation_function": spec.mlp.activation,
        "layer_norm_epsilon": spec.norm.eps,
        "tie_word_embeddings": spec.head.tied,
        "bos_token_id": end,
        "eos_token_id": end,
    }
