"""From the tensors of a file to Weights, strictly: each tensor is used once, or known to be needless.

A family says in a `Table` what its tensors are called; this page says which there must be, and how large.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path

import numpy as np

from attnx.errors import CheckpointError, Phrase
from attnx.frozen import frozen
from attnx.model.half import is_float, widen
from attnx.model.needless import NEEDLESS, for_a_task, is_any
from attnx.model.patches import CHANNELS, PatchEmbedding
from attnx.model.places import Disentangled, Learned, LearnedBesidePads, RelativeBias, SinusoidalHalves
from attnx.model.spec import (
    MLP,
    EncoderDecoder,
    Experts,
    HeadNorm,
    InnerNorm,
    LanguageHead,
    MaskedHead,
    Network,
    OfBoth,
    OfTwo,
    Parallel,
    Patches,
    Plain,
    Sandwich,
    Spec,
)
from attnx.model.weights import (
    AttentionWeights,
    BlockWeights,
    Embedding,
    ExpertWeights,
    HeadWeights,
    Linear,
    MLPWeights,
    Norm,
    Pair,
    Rows,
    Weights,
)

Names = Mapping[str, str | tuple[str, ...]]
SMALL = 64 * 2**20  # bytes as float32: up to here a half-precision model is widened once, when it is loaded


@frozen
class Fused:
    """One tensor that holds the rows of several projections.

    `by_head` says that they take turns kv head by kv head (GPT-NeoX, Falcon); otherwise they follow one another.
    """

    parts: tuple[str, ...]
    by_head: bool = False


@frozen
class Table:
    """How one family names its tensors.

    `names` leads from attnx's name of a part to the file's, with {layer} and {expert} where it is of one; where a part
    may be stored under several, to all of them, and the first that is there is meant.
    `renames` are (pattern, replacement) applied to the file's names first: older spellings, prefixes.
    `ignored` are patterns of tensors that attention does not need, each with the reason; those of any family are in
    `needless`.
    `fused` are names in `names` that stand for several parts at once.
    `transposed` says that matrices are stored (d_out, d_in), as torch does.
    `unpacked` makes of a tensor, by its known name, those that it holds: as they are named here, and views of it.
    `gains` are vectors that what a projection gives is multiplied by, by its name (Touvron et al. 2021, LayerScale):
    (x·W + b)·λ is x·(W·λ) + b·λ, so they are taken into the weights.
    """

    names: Names
    renames: tuple[tuple[str, str], ...] = ()
    ignored: Mapping[str, str] = field(default_factory=dict)
    fused: Mapping[str, Fused] = field(default_factory=dict)
    transposed: bool = True
    unpacked: Callable[[str, np.ndarray], Mapping[str, np.ndarray]] = lambda name, tensor: {name: tensor}
    gains: Mapping[str, str] = field(default_factory=dict)

    def called(self, part: str) -> tuple[str, ...]:
        """All that a file may call a part, what it usually does first."""
        named = self.names[part]
        return (named,) if isinstance(named, str) else named

    def usual(self, part: str, layer: int | None = None) -> str:
        """What a file usually calls a part of a layer."""
        return self.called(part)[0].format(layer=layer)


class Tensors:
    """The tensors of a checkpoint, crossed off as they are used."""

    def __init__(self, tensors: Mapping[str, np.ndarray], table: Table, spec: Spec, path: Path) -> None:
        self._stored: dict[str, np.ndarray] = {}
        self._used: set[str] = set()
        self._table, self._spec, self._path = table, spec, path
        for name, tensor in tensors.items():
            for known, part in table.unpacked(rename(name, table.renames), tensor).items():
                if known in self._stored:
                    raise CheckpointError("tensor_twice", path=path, name=known)
                self._stored[known] = part
        self._small = 4 * sum(tensor.size for tensor in tensors.values()) <= SMALL

    def names(self, part: str, layer: int | None = None, expert: int | None = None) -> tuple[str, ...]:
        """What the file may call a part: all of its names that are there, or else the first."""
        number = None if layer is None else self._spec.stored_layer(layer)
        names = [name.format(layer=number, expert=expert) for name in self._table.called(part)]
        return tuple(name for name in names if name in self._stored) or (names[0],)

    def has(self, part: str) -> bool:
        """Whether this family has such a part, and the file holds it."""
        return part in self._table.names and self.names(part)[0] in self._stored

    def stored(
        self, part: str, shape: tuple[int, ...], layer: int | None = None, expert: int | None = None
    ) -> np.ndarray:
        """The tensor of a part as it is stored. Raises CheckpointError where it is missing, or not like this."""
        name, *others = self.names(part, layer, expert)
        if name not in self._stored:
            raise CheckpointError("tensor_missing", path=self._path, name=name, family=self._spec.family)
        self._used.update((name, *others))
        tensor = self._stored[name]
        if not is_float(tensor):
            raise CheckpointError("tensor_dtype", name=name, found=tensor.dtype, expected=Phrase("floats"))
        if tensor.shape != shape:
            raise CheckpointError("tensor_shape", name=name, found=tensor.shape, expected=shape)
        return widen(tensor) if self._small else tensor

    def array(
        self, part: str, shape: tuple[int, ...], layer: int | None = None, expert: int | None = None
    ) -> np.ndarray:
        """The tensor of a part as float32: what is small, and used as a whole."""
        return widen(self.stored(part, shape, layer, expert))

    def flat(self, part: str, size: int) -> np.ndarray:
        """A vector (size,) that may be stored as (1, size)."""
        shape = (1, size) if self._stored[self.names(part)[0]].ndim == 2 else (size,)
        return self.array(part, shape).reshape(size)

    def linear(self, part: str, d_in: int, d_out: int, layer: int | None = None) -> Linear:
        """W (d_in, d_out) and b (d_out,) of a projection; the matrix stays as it is stored."""
        return self.linears({part: d_out}, d_in, layer)[part]

    def linears(
        self, sizes: Mapping[str, int], d_in: int, layer: int | None = None, expert: int | None = None
    ) -> dict[str, Linear]:
        """The same for several projections, part → d_out, some of which may stand in one tensor."""
        projections: dict[str, Linear] = {}
        for part in sizes:
            if part not in projections:
                projections |= self.fused_linears(part, sizes, d_in, layer, expert)
        return projections

    def fused_linears(
        self, part: str, sizes: Mapping[str, int], d_in: int, layer: int | None, expert: int | None
    ) -> dict[str, Linear]:
        """The projections that share the tensor of this one."""
        holder, fused = next(
            ((name, held) for name, held in self._table.fused.items() if part in held.parts), (part, Fused((part,)))
        )
        widths = [sizes[name] for name in fused.parts]
        d_out = sum(widths)
        matrix = self.stored(
            f"{holder}.weight", (d_out, d_in) if self._table.transposed else (d_in, d_out), layer, expert
        )
        matrix = matrix.T if self._table.transposed else matrix  # (d_in, d_out)
        biased = part.rsplit(".", 1)[-1] in self._spec.biased
        bias = self.array(f"{holder}.bias", (d_out,), layer, expert) if biased else None
        if part in self._table.gains:
            gain = self.array(self._table.gains[part], (d_out,), layer)
            matrix, bias = widen(matrix) * gain, None if bias is None else bias * gain
        turns = self._spec.n_kv_heads if fused.by_head else 1
        weights = parted(matrix, widths, turns)
        biases = parted(bias, widths, turns) if bias is not None else [None] * len(widths)
        return {name: Linear(weight, shift) for name, weight, shift in zip(fused.parts, weights, biases, strict=True)}

    def rows(self, part: str, count: int, width: int) -> np.ndarray:
        """Vectors (count, width) that may be stored with axes of length 1 before these, or one as (width,)."""
        stored = self._stored.get(self.names(part)[0])
        shape: tuple[int, ...] = (count, width)
        if stored is not None and stored.ndim != len(shape):
            shape = (width,) if stored.ndim == 1 and count == 1 else (*(1,) * (stored.ndim - 2), count, width)
        return self.array(part, shape).reshape(count, width)

    def norm(self, part: str, layer: int | None = None, width: int | None = None) -> Norm | None:
        """A norm, or None where this family has none there."""
        if f"{part}.weight" not in self._table.names:
            return None
        shape = (width or self._spec.d_model,)
        weight = self.array(f"{part}.weight", shape, layer)
        shifted = f"{part}.bias" in self._table.names
        return Norm(weight, self.array(f"{part}.bias", shape, layer) if shifted else None)

    @property
    def asked_for_words(self) -> bool:
        """Whether the head is one of tokens: it stands in the file by its usual name, or no other is there for it."""
        own = "head.weight" in self._table.names and self._table.usual("head.weight") in self._stored
        return own or not for_a_task(self._stored)

    def leave(self, part: str) -> None:
        """Crosses off all tensors of a part, in every layer: what this stack does not do."""
        names = [name for key in self._table.names if key.startswith(part) for name in self._table.called(key)]
        patterns = [re.escape(name).replace(r"\{layer\}", r"\d+") for name in names]
        self._used.update(name for name in self._stored if is_any(name, patterns))

    def finish(self, *others: Tensors) -> None:
        """Refuses a tensor that was neither used, here or by the others, nor known to be needless."""
        used = self._used.union(*(other._used for other in others))
        for name in self._stored:
            if name not in used and not is_any(name, (*self._table.ignored, *NEEDLESS)):
                raise CheckpointError("tensor_extra", path=self._path, name=name)


def parted(fused: np.ndarray, widths: list[int], turns: int) -> list[np.ndarray]:
    """The columns of each part of (d_in, d_out), or of (d_out,), where the parts take so many turns."""
    if turns == 1:
        return np.split(fused, np.cumsum(widths)[:-1], axis=-1)
    rounds = fused.reshape(*fused.shape[:-1], turns, -1)  # (..., turn, columns of all parts)
    parts = np.split(rounds, np.cumsum(widths)[:-1] // turns, axis=-1)
    return [part.reshape(*fused.shape[:-1], width) for part, width in zip(parts, widths, strict=True)]


def rename(name: str, renames: tuple[tuple[str, str], ...]) -> str:
    for pattern, replacement in renames:
        name = re.sub(pattern, replacement, name)
    return name


def load_weights(tensors: Mapping[str, np.ndarray], table: Table, spec: Spec, path: Path) -> Weights:
    """All weights that the spec asks for. Memory-mapped tensors stay on disk until they are used.

    Raises CheckpointError naming the tensor that is missing, unknown, or of the wrong shape or dtype.
    """
    take = Tensors(tensors, table, spec, path)
    weights = read_weights(take, spec)
    take.finish()
    return weights


def stands_in(names: Iterable[str], table: Table) -> bool:
    """Whether a file with tensors of these names has layers of this stack."""
    layered = {name.format(layer=0) for part in table.names for name in table.called(part) if "{layer}" in name}
    return not layered.isdisjoint(rename(name, table.renames) for name in names)


def load_alone(tensors: Mapping[str, np.ndarray], table: Table, spec: Spec, path: Path) -> tuple[Spec, Weights]:
    """One of an encoder and a decoder, in whose file the other is not: a decoder then reads no other text.

    Raises CheckpointError like `load_weights`.
    """
    take, alone = Tensors(tensors, table, spec, path), replace(spec, cross=False)
    weights = read_weights(take, alone)
    take.leave("cross")
    take.finish()
    return alone, weights


def load_pair(
    tensors: Mapping[str, np.ndarray], encoder: Table, decoder: Table, spec: EncoderDecoder, path: Path
) -> Pair:
    """The weights of an encoder and a decoder that stand in one file. Raises CheckpointError like `load_weights`."""
    left, right = Tensors(tensors, encoder, spec.encoder, path), Tensors(tensors, decoder, spec.decoder, path)
    pair = Pair(read_weights(left, spec.encoder), read_weights(right, spec.decoder))
    left.finish(right)
    return pair


def read_weights(take: Tensors, spec: Spec) -> Weights:
    """The weights of one stack, each taken from its tensor."""
    width = spec.d_embedding
    positions, segments = spec.positions, None
    added = spec.d_model if spec.narrow and spec.narrow.tokens_alone else width
    table = bias = None
    if spec.patches is not None:
        table = take.rows("position_embedding", spec.patches.places, added)
    elif isinstance(positions, Learned | LearnedBesidePads):
        table = take.array("position_embedding", (positions.first + positions.limit, added))
    if isinstance(positions, SinusoidalHalves) and take.has("position_embedding"):  # as rounded as the file has them
        table = take.array("position_embedding", (spec.n_positions, added))
    if isinstance(spec.bias, RelativeBias):
        bias = take.array("relative_bias", (spec.bias.buckets, spec.n_heads))
    places = spec.bias if isinstance(spec.bias, Disentangled) else None
    if spec.n_segments:
        segments = take.array("segment_embedding", (spec.n_segments, added))
    if spec.n_tasks and segments is not None:
        task = take.array("task_embedding", (spec.n_tasks, added))[0]
        segments = segments.astype(np.float64) + task  # the sum is rounded only once it is used
    return Weights(
        token_embedding=read_words(take, spec)
        if spec.patches is None
        else read_patches(take, spec.patches, spec.d_model),
        position_embedding=table,
        segment_embedding=segments,
        embedding_norm=take.norm("embedding_norm", width=added) if spec.embedding_norm else None,
        blocks=tuple(read_block(take, spec, layer) for layer in range(spec.n_layers)),
        final_norm=take.norm("final_norm") if spec.final_norm else None,
        relative_bias=bias,
        relative_embedding=take.array("relative_embedding", (2 * places.span, spec.d_model)) if places else None,
        relative_norm=take.norm("relative_norm") if places and places.normed else None,
        head=read_head(take, spec),
        embedding_projection=take.linear("embedding_projection", width, spec.d_model) if spec.narrow else None,
        classifier=read_classifier(take, spec.patches, spec.d_model) if spec.patches else (),
    )


def read_words(take: Tensors, spec: Spec) -> Embedding:
    """The vectors of a vocabulary, which may stand in the file as its head's."""
    assert spec.vocab_size is not None
    tied = spec.head is not None and spec.head.tied
    of_head = tied and not take.has("token_embedding") and take.has("head.weight")
    table = take.stored("head.weight" if of_head else "token_embedding", (spec.vocab_size, spec.d_embedding))
    return table if table.dtype == np.float32 else Rows(table)


def read_block(take: Tensors, spec: Spec, layer: int) -> BlockWeights:
    """The weights of one layer."""
    outer = not isinstance(spec.arrangement, Plain | InnerNorm)
    inner = isinstance(spec.arrangement, Sandwich | InnerNorm)
    shared = isinstance(spec.arrangement, Parallel) and spec.arrangement.one_norm
    return BlockWeights(
        attention=read_attention(take, spec, layer, ""),
        attention_norm=take.norm("attention_norm", layer) if outer and (layer or not spec.first_bare) else None,
        mlp=read_mlp(take, spec, layer),
        mlp_norm=take.norm("mlp_norm", layer) if outer and spec.mlp and not shared else None,
        cross=read_attention(take, spec, layer, "cross.") if spec.cross else None,
        cross_norm=take.norm("cross_norm", layer) if spec.cross and outer else None,
        attention_inner_norm=take.norm("attention_inner_norm", layer) if inner else None,
        mlp_inner_norm=take.norm("mlp_inner_norm", layer) if inner and spec.mlp else None,
    )


def read_attention(take: Tensors, spec: Spec, layer: int, part: str) -> AttentionWeights:
    d_q, d_kv = spec.n_heads * spec.d_head, spec.n_kv_heads * spec.d_head
    if part and spec.d_source:
        from_model = take.linears({f"{part}q": d_q}, spec.d_model, layer)
        from_model |= take.linears({f"{part}k": d_kv, f"{part}v": d_kv}, spec.d_source, layer)
    else:
        from_model = take.linears({f"{part}q": d_q, f"{part}k": d_kv, f"{part}v": d_kv}, spec.d_model, layer)
    by_head = isinstance(spec.qk_norm, HeadNorm)
    places = spec.bias if isinstance(spec.bias, Disentangled) and not spec.bias.shared else None
    return AttentionWeights(
        q=from_model[f"{part}q"],
        k=from_model[f"{part}k"],
        v=from_model[f"{part}v"],
        o=take.linear(f"{part}o", d_q, spec.d_model, layer),
        q_norm=take.norm("q_norm", layer, spec.d_head if by_head else d_q) if spec.qk_norm else None,
        k_norm=take.norm("k_norm", layer, spec.d_head if by_head else d_kv) if spec.qk_norm else None,
        place_q=take.linear("place_q", spec.d_model, d_q, layer) if places and places.from_places else None,
        place_k=take.linear("place_k", spec.d_model, d_q, layer) if places and places.to_places else None,
        sinks=take.array("sinks", (spec.n_heads,), layer) if spec.sinks else None,
    )


def read_mlp(take: Tensors, spec: Spec, layer: int) -> MLPWeights | ExpertWeights | None:
    """The feed-forward network of one layer, or its experts with their router."""
    mlp = spec.mlp_of(layer)
    if mlp is None:
        return None
    if isinstance(mlp, Experts):
        experts = tuple(read_network(take, spec, mlp.each, layer, "expert.", number) for number in range(mlp.count))
        return ExpertWeights(take.linear("router", spec.d_model, mlp.count, layer), experts)
    return read_network(take, spec, mlp, layer)


def read_network(
    take: Tensors, spec: Spec, mlp: Network, layer: int, part: str = "", expert: int | None = None
) -> MLPWeights:
    sizes = {f"{part}{name}": mlp.d_ff for name in (("up",) if isinstance(mlp, MLP) else ("gate", "up"))}
    projections = take.linears(sizes, spec.d_model, layer, expert)
    down = take.linears({f"{part}down": spec.d_model}, mlp.d_ff, layer, expert)[f"{part}down"]
    return MLPWeights(projections[f"{part}up"], down, projections.get(f"{part}gate"))


def read_patches(take: Tensors, patches: Patches, d_model: int) -> PatchEmbedding:
    """The projection of patches, stored as a convolution, and the vectors of the model's own tokens."""
    kernel = take.stored("patch.weight", (d_model, CHANNELS, patches.size, patches.size))
    bias = take.array("patch.bias", (d_model,)) if patches.biased else None
    kinds = [f"first.{name.rstrip('0123456789')}" for name in patches.first]
    parts = [take.rows(kind, kinds.count(kind), d_model) for kind in dict.fromkeys(kinds)]
    first = np.concatenate((np.zeros((0, d_model), dtype=np.float32), *parts))
    return PatchEmbedding(Linear(kernel.reshape(d_model, -1).T, bias), first, patches.size)


def read_classifier(take: Tensors, patches: Patches, d_model: int) -> tuple[Linear, ...]:
    """What makes logits of labels, as far as the file has it."""
    if patches.classifier is None or not take.has("classifier.weight"):
        return ()
    two = isinstance(patches.classifier, OfTwo) and take.has("classifier.other.weight")
    d_in = 2 * d_model if isinstance(patches.classifier, OfBoth) else d_model
    d_out = len(patches.classifier.labels)
    return tuple(
        Linear(take.stored(f"{part}.weight", (d_out, d_in)).T, take.array(f"{part}.bias", (d_out,)))
        for part in ("classifier", *(["classifier.other"] if two else []))
    )


def read_head(take: Tensors, spec: Spec) -> HeadWeights | None:
    """The head, as far as the file has one: a checkpoint may have been stored without it."""
    if spec.head is None:
        return None
    assert spec.vocab_size is not None
    shape, d, width = (spec.vocab_size, spec.d_embedding), spec.d_model, spec.d_embedding
    match spec.head:
        case LanguageHead(tied):
            if not take.asked_for_words or not (tied or take.has("head.weight")):
                return None
            # Where it is tied but stored all the same, the file's own is meant.
            table = take.stored("head.weight", shape) if take.has("head.weight") else None
            bias = take.flat("head.bias", spec.vocab_size) if take.has("head.bias") else None
            return HeadWeights(table, bias, take.linear("head.dense", d, width) if spec.narrow else None)
        case MaskedHead(_, tied):
            # A classifier may have the layer too, but not what leads to the vocabulary.
            if not take.has("head.dense.weight") or not take.has("head.bias"):
                return None
            if not tied and not take.has("head.weight"):
                return None
            table = take.stored("head.weight", shape) if take.has("head.weight") else None
            dense, norm = take.linear("head.dense", d, width), take.norm("head.norm", width=width)
            return HeadWeights(table, take.flat("head.bias", spec.vocab_size), dense, norm)
