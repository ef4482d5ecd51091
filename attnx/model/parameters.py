"""The weights of a model by name, as far as a text needs them: with them everything can be computed again.

Matrices are (in, out), as in x·W; an absent bias is absent. Of the tables of embeddings there are the rows of the
text's tokens, or what leads the patches of a picture there, and of what the places do, the angles by which they turn
q and k or what their distance is worth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from attnx.model.bias import ByDistance, Linearly, buckets, score_bias
from attnx.model.patches import PatchEmbedding
from attnx.model.positions import position_vectors, rotation
from attnx.model.spec import Spec
from attnx.model.weights import AttentionWeights, BlockWeights, ExpertWeights, Linear, MLPWeights, Norm, Weights
from attnx.trace import Kind

Named = Iterator[tuple[str, tuple[str, ...], np.ndarray]]  # a name, the axes, and the numbers as they are stored


def parameters(
    ids: np.ndarray,
    weights: Weights,
    spec: Spec,
    layers: Collection[int],
    kind: Kind = "self",
    segments: np.ndarray | None = None,
    head: bool = True,
) -> Named:
    """Those of these layers, of the embeddings of these ids (token,) and, where it is asked for, of the `head`.

    Each comes with its name and its axes, as it is stored. `kind` is what the tokens' attention to one another is
    called.
    """
    yield from of_embedding(ids, weights, spec, segments)
    for layer in layers:
        yield from of_layer(layer, len(ids), weights, spec, kind)
    yield from of_norm("final_norm", weights.final_norm, spec)
    if head:
        yield from of_head(weights, spec)
        yield from of_classifier(weights)


def of_embedding(ids: np.ndarray, weights: Weights, spec: Spec, segments: np.ndarray | None) -> Named:
    table = weights.token_embedding
    if isinstance(table, PatchEmbedding):
        yield from of_patches(table)
    else:
        yield "token_rows", ("token", "in"), table[ids]
    position = position_vectors(spec.positions, weights.position_embedding, ids, 0, spec.d_model)
    if position is not None:
        yield "position_rows", ("token", "in"), position.astype(np.float32)
    if weights.segment_embedding is not None:
        of = np.zeros(len(ids), dtype=np.int64) if segments is None else segments
        yield "segment_rows", ("token", "in"), weights.segment_embedding[of]
    yield from of_norm("embedding_norm", weights.embedding_norm, spec)
    if weights.embedding_projection is not None:
        yield from of_linear("embedding_projection", "", weights.embedding_projection)


def of_patches(table: PatchEmbedding) -> Named:
    """What leads patches to vectors and the rows of the model's own tokens; the patches where a picture is there."""
    yield from of_linear("patch_projection", "", table.projection)
    yield "first_rows", ("token", "in"), table.first
    if table.pixels is not None:
        yield "patches", ("patch", "in"), table.patches


def of_classifier(weights: Weights) -> Named:
    """One matrix, or one for each of two tokens."""
    for number, linear in enumerate(weights.classifier):
        yield from of_linear(f"classifier.{number}", "", linear)


def of_layer(layer: int, length: int, weights: Weights, spec: Spec, kind: Kind) -> Named:
    """One layer of a text of so many tokens."""
    w, home = weights.blocks[layer], f"layers.{layer}"
    for name, norm in norms_of(w):
        yield from of_norm(f"{home}.{name}", norm, spec)
    yield from of_attention(f"{home}.{kind}", w.attention, spec)
    turn = rotation(spec.positions_of(layer), 0, length, length)
    if turn is not None:
        yield f"{home}.{kind}.cos", ("token", "pair"), turn.cos
        yield f"{home}.{kind}.sin", ("token", "pair"), turn.sin
    bias = by_distance(length, weights, spec, w.attention)
    if bias is not None:
        yield f"{home}.{kind}.distance_bias", ("head", "distance"), bias
    if w.cross is not None:
        yield from of_attention(f"{home}.cross", w.cross, spec)
    if isinstance(w.mlp, ExpertWeights):
        yield from of_linear(f"{home}.mlp", "_router", w.mlp.router)
        for number, expert in enumerate(w.mlp.experts):
            yield from of_mlp(f"{home}.mlp.expert.{number}", expert)
    elif w.mlp is not None:
        yield from of_mlp(f"{home}.mlp", w.mlp)


def norms_of(w: BlockWeights) -> Iterator[tuple[str, Norm | None]]:
    for name in ("attention_norm", "attention_inner_norm", "cross_norm", "mlp_norm", "mlp_inner_norm"):
        yield name, getattr(w, name)


def of_attention(home: str, w: AttentionWeights, spec: Spec) -> Named:
    for letter, linear in (("Q", w.q), ("K", w.k), ("V", w.v), ("O", w.o)):
        yield from of_linear(home, f"_{letter}", linear)
    yield from of_norm(f"{home}.q_norm", w.q_norm, spec)
    yield from of_norm(f"{home}.k_norm", w.k_norm, spec)


def of_mlp(home: str, w: MLPWeights) -> Named:
    for name, linear in (("_up", w.up), ("_gate", w.gate), ("_down", w.down)):
        if linear is not None:
            yield from of_linear(home, name, linear)


def of_linear(home: str, name: str, linear: Linear) -> Named:
    yield f"{home}.W{name}", ("in", "out"), linear.weight
    if linear.bias is not None:
        yield f"{home}.b{name}", ("out",), linear.bias


def of_norm(home: str, norm: Norm | None, spec: Spec) -> Named:
    if norm is None or spec.norm is None:
        return
    yield f"{home}.gain", ("in",), norm.gain(spec.norm)
    if norm.bias is not None:
        yield f"{home}.shift", ("in",), norm.bias


def of_head(weights: Weights, spec: Spec) -> Named:
    head = weights.head
    if head is None:
        return
    if head.dense is not None:
        yield from of_linear("head", "", head.dense)
    yield from of_norm("head.norm", head.norm, spec)
    yield "head.vocabulary", ("vocabulary", "in"), weights.output_table
    if head.bias is not None:
        yield "head.bias", ("vocabulary",), head.bias


def by_distance(length: int, weights: Weights, spec: Spec, w: AttentionWeights) -> np.ndarray | None:
    """What each distance of key and query is worth, (head, distance), from a key that stands length − 1 before it on.

    None where it depends on what is read.
    """
    away = np.arange(1 - length, length)  # (distance,)
    match score_bias(spec, weights, w, np.float32):
        case ByDistance(bias, table):
            return np.asarray(table[buckets(away, bias)].T)
        case Linearly(slopes):
            return np.asarray(-slopes[:, None] * np.abs(away).astype(slopes.dtype))
        case _:
            return None
