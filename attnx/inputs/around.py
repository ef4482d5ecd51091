"""What stands around attention in a block of one's own: norms and a feed-forward network, or what of it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args

import numpy as np

from attnx.errors import InputError, Phrase
from attnx.frozen import frozen
from attnx.inputs.shapes import as_numbers, expect_shape, finite_number, vector
from attnx.trace.block import FIRST, Arrangement

Norming = Literal["layer_norm", "rms_norm"]
ARRANGEMENTS: tuple[Arrangement, ...] = get_args(Arrangement)
NORMED_INSIDE: tuple[Arrangement, ...] = ("sandwich", "inner_norm")
# Norms, by what a file calls their gain; the inner ones are those of what a sublayer gives.
OUTER = {"attention_norm": "gain1", "mlp_norm": "gain2"}
INNER = {"attention_inner_norm": "inner_gain1", "mlp_inner_norm": "inner_gain2"}
GAINS: Mapping[str, str] = {**OUTER, **INNER}
NORMS: tuple[Norming, ...] = ("layer_norm", "rms_norm")
NORM_PARTS = ("gain", "shift")
MLP_PARTS = ("W_up", "b_up", "W_gate", "b_gate", "W_down", "b_down", "activation")
EPS = 1e-5  # as in the libraries of homework

Choice = TypeVar("Choice", Arrangement, Norming)


@frozen(eq=False)
class NormGiven:
    """A gain (d_model,), and a shift where there is one."""

    gain: np.ndarray
    shift: np.ndarray | None


@frozen(eq=False)
class MLPGiven:
    """`up` and `gate` (d_model, unit), `down` (unit, d_model), each with its bias, in the order of MLP_PARTS."""

    up: np.ndarray
    up_bias: np.ndarray | None
    gate: np.ndarray | None
    gate_bias: np.ndarray | None
    down: np.ndarray
    down_bias: np.ndarray | None
    activation: str


@frozen(eq=False)
class Around:
    """How attention joins the residual stream, and what comes behind it."""

    arrangement: Arrangement
    norm: Norming
    eps: float
    norms: Mapping[str, NormGiven]  # by their names: attention_norm, mlp_norm, attention_inner_norm, mlp_inner_norm
    mlp: MLPGiven | None


def around(given: Mapping[str, Any], d_model: int, source: str, made: bool = True) -> Around:
    """The block of `arrangement`, `norm`, `eps`, `mlp` and norms by their names, of which each may be None.

    What nobody says is as in Vaswani et al. 2017: the norm comes last, and the activation is ReLU. Where a norm is
    asked for and no gain is given, it multiplies by 1. Where q, k and v are not `made` but given, there need not be the
    norm that they were made behind. Raises InputError for what is missing, unknown or does not fit.
    """
    norms = {name: norm_given(name, given[name], d_model) for name in GAINS}
    held = {name: norm for name, norm in norms.items() if norm is not None}
    mlp = mlp_given(given["mlp"], d_model, source)
    normed = bool(held) or any(given[name] is not None for name in ("norm", "eps"))
    arrangement = one_of("arrangement", given["arrangement"], ARRANGEMENTS, "post_norm" if normed else "plain")
    if arrangement == "plain" and normed:
        raise InputError("matrix_scalar", name="arrangement", found="plain", expected=" / ".join(ARRANGEMENTS[1:]))
    inner = [name for name in INNER if name in held]
    if inner and arrangement not in NORMED_INSIDE:
        raise InputError("matrix_scalar", name="arrangement", found=arrangement, expected=" / ".join(NORMED_INSIDE))
    if mlp is None and (idle := next((name for name in held if name.startswith("mlp")), None)):
        raise InputError("block_lacks", source=source, given=GAINS[idle], name="W_up")
    needed = [name for name in needed_norms(arrangement) if mlp is not None or not name.startswith("mlp")]
    if arrangement == "inner_norm" and not inner:  # each sublayer has one norm, and no other name is needed for it
        held = {name.replace("_norm", "_inner_norm"): norm for name, norm in held.items()}
    first = ("attention_norm",) if not made and arrangement in FIRST else ()
    if held:
        optional = (*first, "mlp_norm") if arrangement == "parallel" else first  # one may serve both
        lacking = next((name for name in needed if name not in (*held, *optional)), None)
        if lacking is not None:
            raise InputError("block_lacks", source=source, given=GAINS[next(iter(held))], name=GAINS[lacking])
    else:
        ones = NormGiven(np.ones(d_model, dtype=np.float32), None)
        held = {name: ones for name in needed if name not in first}
    eps = EPS if given["eps"] is None else finite_number("eps", given["eps"])
    if eps < 0:
        raise InputError("matrix_scalar", name="eps", found=eps, expected=Phrase("from_zero"))
    kind = one_of("norm", given["norm"], NORMS, "layer_norm")
    return Around(arrangement, kind, eps, held, mlp)


def needed_norms(arrangement: Arrangement) -> tuple[str, ...]:
    """The norms that there are in an arrangement."""
    match arrangement:
        case "plain":
            return ()
        case "sandwich":
            return tuple(GAINS)
        case "inner_norm":
            return tuple(INNER)
        case _:
            return tuple(OUTER)


def norm_given(name: str, norm: object, d_model: int) -> NormGiven | None:
    if norm is None:
        return None
    held = by_name(name, norm, NORM_PARTS)
    gain, shift = (vector(f"{name}.{part}", held.get(part), d_model) for part in NORM_PARTS)
    return NormGiven(np.ones(d_model, dtype=np.float32) if gain is None else gain, shift)


def mlp_given(mlp: object, d_model: int, source: str) -> MLPGiven | None:
    if mlp is None:
        return None
    held = by_name("mlp", mlp, MLP_PARTS)
    for name in ("W_up", "W_down"):
        if held.get(name) is None:
            raise InputError("block_lacks", source=source, given=next(iter(held), "mlp"), name=name)
    up = as_numbers("mlp.W_up", held["W_up"])
    units = up.shape[-1]
    expect_shape("mlp.W_up", up, (d_model, units))
    gate = None if held.get("W_gate") is None else as_numbers("mlp.W_gate", held["W_gate"])
    if gate is not None:
        expect_shape("mlp.W_gate", gate, (d_model, units))
    elif held.get("b_gate") is not None:
        raise InputError("block_lacks", source=source, given="b_gate", name="W_gate")
    down = as_numbers("mlp.W_down", held["W_down"])
    expect_shape("mlp.W_down", down, (units, d_model))
    up_bias, gate_bias = (vector(f"mlp.{name}", held.get(name), units) for name in ("b_up", "b_gate"))
    down_bias = vector("mlp.b_down", held.get("b_down"), d_model)
    activation = held.get("activation", "relu")
    return MLPGiven(up, up_bias, gate, gate_bias, down, down_bias, str(activation).lower())


def by_name(name: str, given: object, parts: tuple[str, ...]) -> Mapping[str, Any]:
    """What was given by the names of its parts. Raises InputError for what is not, and for one that there is not."""
    if not isinstance(given, Mapping):
        raise InputError("matrix_scalar", name=name, found=given, expected=Phrase("by_name"))
    for part in given.keys() - set(parts):
        raise InputError("matrices_unknown", name=f"{name}.{part}", choices=", ".join(parts))
    return given


def one_of(name: str, found: object, choices: tuple[Choice, ...], default: Choice) -> Choice:
    """The choice that is meant, however it is written: pre-norm, PreNorm, pre_norm. Raises InputError for another."""
    if found is None:
        return default
    meant = {plain(choice): choice for choice in choices}.get(plain(str(found)))
    if meant is None:
        raise InputError("matrix_scalar", name=name, found=found, expected=" / ".join(choices))
    return meant


def plain(spelling: str) -> str:
    """A name without what spellings differ in: W_Q, wq and WQ are one."""
    return "".join(letter for letter in spelling.lower() if letter not in "_.- ")
