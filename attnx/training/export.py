"""Between the torch network and a model directory: names of tensors, and the files attnx opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from attnx.model.families.bert import FAMILY
from attnx.model.loading import Table, rename
from attnx.model.places import Learned
from attnx.model.spec import MLP, LayerNorm, Spec
from attnx.training.keep import write_json, write_tensors
from attnx.training.network import Stack
from attnx.training.sentences import FILES
from attnx.version import __version__

# From attnx's name of a part to where Stack keeps it: outside the blocks, and in each of them.
OUTSIDE = {
    "token_embedding": "token_embedding.weight",
    "position_embedding": "position_embedding",
    "segment_embedding": "segment_embedding",
    "embedding_norm": "embedding_norm",
}
INSIDE = {part: f"attention.{part}" for part in "qkvo"} | {
    part: part for part in ("attention_norm", "up", "down", "mlp_norm")
}


def names(network: Stack, table: Table) -> dict[str, str]:
    """A file's name of every tensor of the network, by the network's own."""
    found = {}
    for part in table.names:
        if part.startswith("head."):
            continue  # the head of pre-training is not exported
        stem, _, ending = part.partition(".")
        for layer in range(len(network.blocks)) if "{layer}" in table.called(part)[0] else (None,):
            place = OUTSIDE[stem] if layer is None else f"blocks.{layer}.{INSIDE[stem]}"
            found[f"{place}.{ending}" if ending else place] = table.usual(part, layer)
    return found


def fill(network: Stack, tensors: Mapping[str, np.ndarray], table: Table) -> None:
    """Sets the network's weights to those of a file; layers the network does not have are left out."""
    known = {rename(name, table.renames): tensor for name, tensor in tensors.items()}
    network.load_state_dict({own: torch.tensor(known[name]) for own, name in names(network, table).items()})


def write_directory(
    out: Path,
    spec: Spec,
    network: Stack,
    tokenizer: Tokenizer,
    dtype: torch.dtype = torch.float16,
    recipe: str = "attnx.training.reader.recipe",
    data: Iterable[str] = FILES,
) -> None:
    """config.json, tokenizer.json and model.safetensors, in half precision unless told otherwise."""
    out.mkdir(parents=True, exist_ok=True)
    write_json(out / "config.json", config(spec))
    (out / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    state = network.state_dict()
    tensors = {name: state[own].to(dtype) for own, name in names(network, FAMILY.table).items()}
    metadata = {
        "format": "pt",
        "version": __version__,
        "recipe": recipe,
        "data": ", ".join(data),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }
    write_tensors(out / "model.safetensors", tensors, metadata)


def config(spec: Spec) -> dict[str, object]:
    """The config.json from which attnx.model.families.bert reads this spec again."""
    assert isinstance(spec.positions, Learned) and isinstance(spec.norm, LayerNorm) and isinstance(spec.mlp, MLP)
    return {
        "model_type": "bert",
        "vocab_size": spec.vocab_size,
        "hidden_size": spec.d_model,
        "num_hidden_layers": spec.n_layers,
        "num_attention_heads": spec.n_heads,
        "intermediate_size": spec.mlp.d_ff,
        "hidden_act": spec.mlp.activation,
        "max_position_embeddings": spec.positions.limit,
        "type_vocab_size": spec.n_segments,
        "layer_norm_eps": spec.norm.eps,
    }
