"""From the tensors of a file to Weights, strictly: each tensor is used once, or known to be needless.

A family says in a `Table` what its tensors are called; this page says which there must be, and how large.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from attnx.errors import CheckpointError
from attnx.model.spec import EncoderDecoder, Learned, PostNorm, Spec
from attnx.model.weights import AttentionWeights, BlockWeights, Linear, MLPWeights, Norm, Pair, Weights


@dataclass(frozen=True)
class Table:
    """How one family names its tensors.

    `names` leads from attnx's name of a part, with {layer} where it belongs to one, to the file's name.
    `renames` are (pattern, replacement) applied to the file's names first: older spellings, prefixes.
    `ignored` are patterns of tensors that attention does not need, each with the reason.
    `transposed` says that matrices are stored (d_out, d_in), as torch does.
    """

    names: Mapping[str, str]
    renames: tuple[tuple[str, str], ...] = ()
    ignored: Mapping[str, str] = field(default_factory=dict)
    transposed: bool = True


class Tensors:
    """The tensors of a checkpoint, crossed off as they are used."""

    def __init__(self, tensors: Mapping[str, np.ndarray], table: Table, spec: Spec, path: Path) -> None:
        self._stored: dict[str, np.ndarray] = {}
        self._used: set[str] = set()
        self._table, self._spec, self._path = table, spec, path
        for name, tensor in tensors.items():
            known = rename(name, table.renames)
            if known in self._stored:
                raise CheckpointError("tensor_twice", path=path, name=known)
            self._stored[known] = tensor

    def array(self, part: str, shape: tuple[int, ...], layer: int | None = None) -> np.ndarray:
        """The tensor of a part. Raises CheckpointError where it is missing or has another shape or dtype."""
        name = self._table.names[part].format(layer=layer)
        if name not in self._stored:
            raise CheckpointError("tensor_missing", path=self._path, name=name, family=self._spec.family)
        self._used.add(name)
        tensor = self._stored[name]
        if tensor.dtype.kind != "f":
            raise CheckpointError("tensor_dtype", name=name, found=tensor.dtype, expected="floating-point numbers")
        if tensor.shape != shape:
            raise CheckpointError("tensor_shape", name=name, found=tensor.shape, expected=shape)
        with np.errstate(over="ignore"):  # check_finite says it better
            return tensor.astype(np.float32, copy=False)

    def optional(self, part: str, shape: tuple[int, ...], layer: int | None = None) -> np.ndarray | None:
        """The tensor of a part, or None where this family has no such part."""
        return self.array(part, shape, layer) if part in self._table.names else None

    def linear(self, part: str, d_in: int, d_out: int, layer: int) -> Linear:
        """W (d_in, d_out) and b (d_out,) of a projection."""
        if self._table.transposed:
            weight = self.array(f"{part}.weight", (d_out, d_in), layer).T
        else:
            weight = self.array(f"{part}.weight", (d_in, d_out), layer)
        return Linear(weight, self.optional(f"{part}.bias", (d_out,), layer))

    def norm(self, part: str, layer: int | None = None) -> Norm:
        shape = (self._spec.d_model,)
        return Norm(self.array(f"{part}.weight", shape, layer), self.optional(f"{part}.bias", shape, layer))

    def finish(self, *others: Tensors) -> None:
        """Refuses a tensor that was neither used, here or by the others, nor known to be needless."""
        used = self._used.union(*(other._used for other in others))
        for name in self._stored:
            if name not in used and not any(re.fullmatch(pattern, name) for pattern in self._table.ignored):
                raise CheckpointError("tensor_extra", path=self._path, name=name)


def rename(name: str, renames: tuple[tuple[str, str], ...]) -> str:
    for pattern, replacement in renames:
        name = re.sub(pattern, replacement, name)
    return name


def load_weights(tensors: Mapping[str, np.ndarray], table: Table, spec: Spec, path: Path) -> Weights:
    """All weights that the spec asks for. Memory-mapped tensors stay on disk until they are used.

    Raises CheckpointError naming the tensor that is missing, unknown, or of the wrong shape or dtype.
    """
    take = Tensors(tensors, table, spec, path)
    weights = read_weights(take, table, spec)
    take.finish()
    return weights


def load_pair(
    tensors: Mapping[str, np.ndarray], encoder: Table, decoder: Table, spec: EncoderDecoder, path: Path
) -> Pair:
    """The weights of an encoder and a decoder that stand in one file. Raises CheckpointError like `load_weights`."""
    left, right = Tensors(tensors, encoder, spec.encoder, path), Tensors(tensors, decoder, spec.decoder, path)
    pair = Pair(read_weights(left, encoder, spec.encoder), read_weights(right, decoder, spec.decoder))
    left.finish(right)
    return pair


def read_weights(take: Tensors, table: Table, spec: Spec) -> Weights:
    """The weights of one stack, each taken from its tensor."""
    assert spec.vocab_size is not None
    segments = take.array("segment_embedding", (spec.n_segments, spec.d_model)) if spec.n_segments else None
    positions = spec.positions
    return Weights(
        token_embedding=take.array("token_embedding", (spec.vocab_size, spec.d_model)),
        position_embedding=(
            take.array("position_embedding", (positions.limit, spec.d_model))
            if isinstance(positions, Learned)
            else None
        ),
        segment_embedding=segments,
        embedding_norm=take.norm("embedding_norm") if "embedding_norm.weight" in table.names else None,
        blocks=tuple(load_block(take, spec, layer) for layer in range(spec.n_layers)),
    )


def load_block(take: Tensors, spec: Spec, layer: int) -> BlockWeights:
    """The weights of one layer."""
    d_model, d_q, d_kv = spec.d_model, spec.n_heads * spec.d_head, spec.n_kv_heads * spec.d_head
    normed = isinstance(spec.arrangement, PostNorm)

    def attention(part: str) -> AttentionWeights:
        return AttentionWeights(
            q=take.linear(f"{part}q", d_model, d_q, layer),
            k=take.linear(f"{part}k", d_model, d_kv, layer),
            v=take.linear(f"{part}v", d_model, d_kv, layer),
            o=take.linear(f"{part}o", d_q, d_model, layer),
        )

    return BlockWeights(
        attention=attention(""),
        attention_norm=take.norm("attention_norm", layer) if normed else None,
        mlp=(
            MLPWeights(
                up=take.linear("up", d_model, spec.mlp.d_ff, layer),
                down=take.linear("down", spec.mlp.d_ff, d_model, layer),
            )
            if spec.mlp
            else None
        ),
        mlp_norm=take.norm("mlp_norm", layer) if normed and spec.mlp else None,
        cross=attention("cross.") if spec.cross else None,
        cross_norm=take.norm("cross_norm", layer) if spec.cross and normed else None,
    )
