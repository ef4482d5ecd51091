"""A whole block of one's own matrices, run by the block of every model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from attnx.doors.run import check_held, quiet
from attnx.errors import InputError
from attnx.frozen import frozen
from attnx.inputs.around import Around, MLPGiven
from attnx.inputs.shapes import Matrices
from attnx.model.describe import block_of
from attnx.model.heads import join
from attnx.model.ops import ACTIVATIONS
from attnx.model.parameters import of_layer
from attnx.model.places import NoPosition
from attnx.model.record import Recorder
from attnx.model.spec import (
    MLP,
    Arrangement,
    Bidirectional,
    GatedMLP,
    InnerNorm,
    LayerNorm,
    Norming,
    Parallel,
    Pattern,
    Plain,
    PostNorm,
    PreNorm,
    RMSNorm,
    Sandwich,
    Spec,
)
from attnx.model.transformer import forward, through
from attnx.model.weights import AttentionWeights, BlockWeights, Linear, MLPWeights, Norm, Weights
from attnx.trace import ARRAYS, ATTENTION_AXES, BLOCK, EMBEDDING_AXES, Array, Attention, Block, Layer
from attnx.trace.block import FIRST

ARRANGED: Mapping[str, Arrangement] = {
    "plain": Plain(),
    "post_norm": PostNorm(),
    "pre_norm": PreNorm(),
    "sandwich": Sandwich(),
    "inner_norm": InnerNorm(),
}
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
    q, k, v = (beside(w, b) for w, b in zip(given.weights, given.biases, strict=True))
    count = len(given.x)
    spec = spec_of(given, count, wo.shape[1], built, pattern, scale)
    weights = weights_of(AttentionWeights(q, k, v, Linear(wo, bo)), given.x, built)
    record = recorder(spec)
    with quiet():
        check_held(forward(np.arange(count), weights, spec, record), name)
    _, (layer,) = record.finish()
    return OwnBlock(layer, block_of(spec), parameters_of(weights, spec, count))


def run_around(
    given: Matrices, x: np.ndarray, read: Attention, wo: np.ndarray, bo: np.ndarray | None, built: Around, name: str
) -> OwnBlock:
    """The same where q, k and v were given: `read` is what their attention read, and x (token, d_model) the stream.

    Raises InputError as above.
    """
    spec = spec_of(given, len(x), wo.shape[1], built, Bidirectional(), read.scale)
    nothing = Linear(np.empty((0, 0), dtype=np.float32), None)  # q, k and v are there already
    weights = weights_of(AttentionWeights(nothing, nothing, nothing, Linear(wo, bo)), x, built)
    record = recorder(spec)
    touch = record.block(0, len(x))(slice(None))
    with quiet():
        out = Linear(wo, bo)(join(read.arrays["z"].data))
        check_held(through(record.stream(0, x), [lambda _: out.copy()], weights.blocks[0], spec, 0, touch), name)
    read = replace(read, arrays={**read.arrays, "out": Array(ATTENTION_AXES["out"], out)})
    held = {called: array for called, array in parameters_of(weights, spec, len(x)).items() if array.data.size}
    return OwnBlock(Layer(0, (read,), record.of_layer(0)), block_of(spec), held)


def recorder(spec: Spec) -> Recorder:
    """What keeps every step of the block."""
    names = [array for array in (*ARRAYS, *BLOCK) if array not in EMBEDDING_AXES]
    return Recorder(names, (0,), tuple(range(spec.n_heads)), spec.n_heads, spec.n_kv_heads)


def parameters_of(weights: Weights, spec: Spec, count: int) -> dict[str, Array]:
    return {called: Array(axes, array) for called, axes, array in of_layer(0, count, weights, spec, "self")}


def weights_of(attention: AttentionWeights, x: np.ndarray, built: Around) -> Weights:
    """The weights of a transformer of this one block, whose tokens are the rows of x."""
    norms = {name: Norm(norm.gain, norm.shift) for name, norm in built.norms.items()}
    block = BlockWeights(
        attention=attention,
        attention_norm=norms.get("attention_norm"),
        mlp=None if built.mlp is None else network_of(built.mlp),
        mlp_norm=norms.get("mlp_norm"),
        attention_inner_norm=norms.get("attention_inner_norm"),
        mlp_inner_norm=norms.get("mlp_inner_norm"),
    )
    return Weights(x, None, None, None, (block,))


def network_of(mlp: MLPGiven) -> MLPWeights:
    gate = None if mlp.gate is None else Linear(mlp.gate, mlp.gate_bias)
    return MLPWeights(Linear(mlp.up, mlp.up_bias), Linear(mlp.down, mlp.down_bias), gate)


def spec_of(given: Matrices, count: int, d_model: int, built: Around, pattern: Pattern, scale: float) -> Spec:
    """A transformer of this one block, which reads so many vectors as they are."""
    mlp = built.mlp
    if mlp is not None and mlp.activation not in ACTIVATIONS:
        choices = " / ".join(ACTIVATIONS)
        raise InputError("matrix_scalar", name="activation", found=mlp.activation, expected=choices)
    network = MLP if mlp is None or mlp.gate is None else GatedMLP
    first = built.arrangement in FIRST
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
        arrangement=arranged(built),
        first_bare=first and "attention_norm" not in built.norms,
        mlp=None if mlp is None else network(mlp.up.shape[1], mlp.activation),
        norm=None if built.arrangement == "plain" else NORMED[built.norm](built.eps),
        scaling=scale,
    )


def arranged(built: Around) -> Arrangement:
    """How its sublayers join the stream; where a parallel block has one norm, that serves both."""
    if built.arrangement == "parallel":
        return Parallel(one_norm="mlp_norm" not in built.norms)
    return ARRANGED[built.arrangement]


def beside(w: np.ndarray, bias: np.ndarray | None) -> Linear:
    """The heads of a projection (head, d_model, d) side by side, as a model has them."""
    joined = np.ascontiguousarray(w.swapaxes(0, 1).reshape(w.shape[1], -1))  # (d_model, head · d)
    return Linear(joined, None if bias is None else bias.ravel())
