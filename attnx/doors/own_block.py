"""A whole block of one's own matrices, run by the block of every model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from attnx.doors.run import check_held, quiet
from attnx.errors import InputError
from attnx.frozen import frozen
from attnx.inputs.around import Around, NormGiven
from attnx.inputs.shapes import Matrices
from attnx.model.describe import block_of
from attnx.model.ops import ACTIVATIONS
from attnx.model.parameters import of_layer
from attnx.model.places import NoPosition
from attnx.model.record import Recorder
from attnx.model.spec import (
    MLP,
    Arrangement,
    GatedMLP,
    LayerNorm,
    Norming,
    Pattern,
    Plain,
    PostNorm,
    PreNorm,
    RMSNorm,
    Spec,
)
from attnx.model.transformer import forward
from attnx.model.weights import AttentionWeights, BlockWeights, Linear, MLPWeights, Norm, Weights
from attnx.trace import ARRAYS, BLOCK, EMBEDDING_AXES, Array, Block, Layer

ARRANGED: Mapping[str, Arrangement] = {"plain": Plain(), "post_norm": PostNorm(), "pre_norm": PreNorm()}
NORMED: Mapping[str, type[Norming]] = {"layer_norm": LayerNorm, "rms_norm": RMSNorm}


@frozen(eq=False)
class OwnBlock:
    """A block that was run: everything that happened in it, how it is built, and the weights it was given."""

    layer: Layer
    block: Block
    parameters: Mapping[str, Array]


def run_block(
    given: Matrices, wo: np.ndarray, bo: np.ndarray | None, built: Around, pattern: Pattern, scale: float, name: str
) -> OwnBlock:
    """What a block makes of the rows of x, which enter it as they are; `wo` is (heads · d_v, d_model).

    Raises InputError for an activation that there is not, and for numbers that grow past what float32 holds.
    """
    assert given.x is not None
    spec = spec_of(given, built, pattern, scale)
    count = len(given.x)
    q, k, v = (beside(w, b) for w, b in zip(given.weights, given.biases, strict=True))
    mlp = built.mlp
    block = BlockWeights(
        attention=AttentionWeights(q, k, v, Linear(wo, bo)),
        attention_norm=norm_of(built.attention_norm),
        mlp=None
        if mlp is None
        else MLPWeights(
            Linear(mlp.up, mlp.up_bias),
            Linear(mlp.down, mlp.down_bias),
            None if mlp.gate is None else Linear(mlp.gate, mlp.gate_bias),
        ),
        mlp_norm=norm_of(built.mlp_norm),
    )
    weights = Weights(given.x, None, None, None, (block,))
    names = [array for array in (*ARRAYS, *BLOCK) if array not in EMBEDDING_AXES]
    record = Recorder(names, (0,), tuple(range(spec.n_heads)), spec.n_heads, spec.n_kv_heads)
    with quiet():
        check_held(forward(np.arange(count), weights, spec, record), name)
    _, (layer,) = record.finish()
    held = {called: Array(axes, array) for called, axes, array in of_layer(0, count, weights, spec, "self")}
    return OwnBlock(layer, block_of(spec), held)


def spec_of(given: Matrices, built: Around, pattern: Pattern, scale: float) -> Spec:
    """A transformer of this one block, which reads vectors as they are."""
    assert given.x is not None
    count, d_model = given.x.shape
    mlp = built.mlp
    if mlp is not None and mlp.activation not in ACTIVATIONS:
        choices = " / ".join(ACTIVATIONS)
        raise InputError("matrix_scalar", name="activation", found=mlp.activation, expected=choices)
    network = MLP if mlp is None or mlp.gate is None else GatedMLP
    return Spec(
        family="matrices",
        n_layers=1,
        n_heads=len(given.q),
        n_kv_heads=len(given.k),
        d_model=d_model,
        d_head=given.q.shape[2],
        n_positions=count,
        positions=NoPosition(),
        pattern=pattern,
        arrangement=ARRANGED[built.arrangement],
        mlp=None if mlp is None else network(mlp.up.shape[1], mlp.activation),
        norm=None if built.arrangement == "plain" else NORMED[built.norm](built.eps),
        scaling=scale,
    )


def beside(w: np.ndarray, bias: np.ndarray | None) -> Linear:
    """The heads of a projection (head, d_model, d) side by side, as a model has them."""
    joined = np.ascontiguousarray(w.swapaxes(0, 1).reshape(w.shape[1], -1))  # (d_model, head · d)
    return Linear(joined, None if bias is None else bias.ravel())


def norm_of(given: NormGiven | None) -> Norm | None:
    return None if given is None else Norm(given.gain, given.shift)
