"""A trained writer as a model directory, in the names and the layout of Llama."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from attnx.model.families.llama import FAMILY
from attnx.model.places import Rotary
from attnx.model.spec import GatedMLP, RMSNorm, Spec
from attnx.training.keep import write_json, write_tensors
from attnx.training.writer.network import Writer
from attnx.training.writer.tokens import EDGE

# What stands beside the weights. No story is in it: its data ask for a link to their licence, and for who made them.
NOTICE = """\
writer, the story-telling model of attnx, was trained on the stories below. None of them is contained in it.

TinyStories, https://huggingface.co/datasets/roneneldan/TinyStories (Eldan and Li 2023)
  written by GPT-3.5 and GPT-4
  CDLA-Sharing 1.0, https://cdla.dev/sharing-1-0/
"""


def names(network: Writer) -> dict[str, str]:
    """A file's name of every tensor of the network, by the network's own."""
    found = {}
    for own in network.state_dict():
        match own.split("."):
            case ["blocks", layer, *part]:
                found[own] = FAMILY.table.usual(".".join(part), int(layer))
            case ["token_embedding", "weight"]:
                found[own] = FAMILY.table.usual("token_embedding")
            case _:
                found[own] = FAMILY.table.usual(own)
    return found


def fill(network: Writer, tensors: Mapping[str, np.ndarray]) -> None:
    """Sets the network's weights to those of a file."""
    network.load_state_dict({own: torch.tensor(tensors[name]) for own, name in names(network).items()})


def write_directory(
    out: Path, network: Writer, tokenizer: Tokenizer, about: Mapping[str, str], dtype: torch.dtype = torch.float16
) -> None:
    """All but the card, whose figures are measured on these files; half precision unless told otherwise."""
    out.mkdir(parents=True, exist_ok=True)
    state = network.state_dict()
    tensors = {f"model.{name}": state[own].to(dtype) for own, name in names(network).items()}
    write_tensors(out / "model.safetensors", tensors, {"format": "pt", **about})
    write_json(out / "config.json", config(network.spec))
    (out / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    (out / "NOTICE").write_text(NOTICE, encoding="utf-8")


def config(spec: Spec) -> dict[str, object]:
    """The config.json from which attnx.model.families.llama reads this spec again."""
    assert isinstance(spec.positions, Rotary) and isinstance(spec.norm, RMSNorm) and isinstance(spec.mlp, GatedMLP)
    return {
        "model_type": "llama",
        "architectures": ["LlamaForCausalLM"],
        "vocab_size": spec.vocab_size,
        "hidden_size": spec.d_model,
        "num_hidden_layers": spec.n_layers,
        "num_attention_heads": spec.n_heads,
        "num_key_value_heads": spec.n_kv_heads,
        "intermediate_size": spec.mlp.d_ff,
        "hidden_act": spec.mlp.activation,
        "max_position_embeddings": spec.n_positions,
        "rms_norm_eps": spec.norm.eps,
        "rope_theta": spec.positions.theta,
        "tie_word_embeddings": True,
        "bos_token_id": EDGE,
        "eos_token_id": EDGE,
    }
