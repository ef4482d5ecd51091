"""From what enters an attention to q, k and v, and from z to what it gives: what needs the weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.verify.rounding import ULP, Bounded, Step, given, projected
from attnx.measures.verify.stack import Numbers, Stack
from attnx.measures.verify.stream import entering
from attnx.trace import Attention


def projection_steps(stack: Stack, number: int, attention: Attention) -> Iterator[Step]:
    """q, k and v, before they are normalised and turned, where they are, and after it."""
    held = recorded(attention)
    home = f"layers.{number}.{attention.kind}"
    x = given(held["x"]) if "x" in held else None
    sources = {"q": x, **dict.fromkeys("kv", source_of(stack, number, attention))}
    for name, source in sources.items():
        matrix = stack.weight(home, f"W_{name.upper()}")
        if matrix is None or name not in held:
            continue
        heads = attention.heads if name == "q" else attention.kv_heads
        width = held[name].shape[2]
        projection = None
        if source is not None:
            projection = split(projected(source, matrix, stack.weight(home, f"b_{name.upper()}")), width, heads)
        before = f"{name}_projected"
        if before in held and projection is not None:
            yield projection.step(before, held[before])
        if before in held:
            whole = len(heads) * width == matrix.shape[1]
            turned = finished(stack, home, name, given(held[before]), attention, whole)
            if turned is not None:
                yield turned.step(name, held[name])
        elif projection is not None:
            yield projection.step(name, held[name])


def recorded(attention: Attention) -> Numbers:
    return {name: array.data.astype(np.float64) for name, array in attention.arrays.items() if name != "mask"}


def source_of(stack: Stack, number: int, attention: Attention) -> Bounded | None:
    """What keys and values are made of."""
    if attention.kind == "cross":
        return stack.source
    if attention.queries or "x" not in attention.arrays:  # the rows of some tokens alone
        return entering(stack, number, "attention")
    return given(attention.arrays["x"].data.astype(np.float64))


def split(made: Bounded, width: int, heads: tuple[int, ...]) -> Bounded:
    """(token, head · width) into (head, token, width), of these heads."""
    exact, off = (
        numbers.reshape(len(numbers), -1, width).swapaxes(0, 1)[list(heads)] for numbers in (made.exact, made.off)
    )
    return Bounded(exact, off)


def finished(stack: Stack, home: str, name: str, made: Bounded, attention: Attention, whole: bool) -> Bounded | None:
    """q or k normalised and turned, as far as each is done; None where that takes heads that were not recorded."""
    straight = normalised(stack, home, name, made, whole)
    cos, sin = stack.weight(home, "cos"), stack.weight(home, "sin")
    if straight is None or cos is None or sin is None:
        return straight
    rows = list(attention.queries) if attention.queries and name == "q" else slice(None)
    return turned(straight, cos[rows], sin[rows], stack.block.neighbours)


def normalised(stack: Stack, home: str, name: str, made: Bounded, whole: bool) -> Bounded | None:
    """q or k (head, token, width), normalised where the model does so; None where it takes heads that are not here."""
    if stack.weight(home, f"{name}_norm", "gain") is None:
        return made
    if stack.block.qk_norm != "joined":
        return stack.normed(made, f"{home}.{name}_norm") or made
    if not whole:
        return None
    n_heads, count, width = made.exact.shape
    joined = Bounded(*(part.swapaxes(0, 1).reshape(count, n_heads * width) for part in (made.exact, made.off)))
    normed = stack.normed(joined, f"{home}.{name}_norm")
    return made if normed is None else split(normed, width, tuple(range(n_heads)))


def turned(x: Bounded, cos: np.ndarray, sin: np.ndarray, neighbours: bool) -> Bounded:
    """The first numbers of each vector turned in pairs, (head, token, width)."""
    half = cos.shape[1]
    pairs = slice(0, 2 * half, 2), slice(1, 2 * half, 2)
    one, other = pairs if neighbours else (slice(0, half), slice(half, 2 * half))
    exact, off = x.exact.copy(), x.off.copy()
    for here, there, sign in ((one, other, -1.0), (other, one, 1.0)):
        first, second = x.exact[..., here] * cos, x.exact[..., there] * sin
        exact[..., here] = first + sign * second
        moved = x.off[..., here] * np.abs(cos) + x.off[..., there] * np.abs(sin)
        off[..., here] = moved + 2 * ULP * (np.abs(first) + np.abs(second))
    return Bounded(exact, off)


def bias_step(stack: Stack, number: int, attention: Attention) -> Iterator[Step]:
    """What the distance of query and key is worth, where it follows from that alone."""
    worth = stack.weight(f"layers.{number}.{attention.kind}", "distance_bias")
    if worth is None or "bias" not in attention.arrays:
        return
    held = attention.arrays["bias"].data.astype(np.float64)  # (head, query, key)
    places = np.array(attention.queries) if attention.queries else np.arange(held.shape[1])
    away = np.arange(held.shape[2])[None, :] - places[:, None]  # (query, key)
    expected = worth[list(attention.heads)][:, away + (worth.shape[1] - 1) // 2]
    yield given(expected).step("bias", held)


def out_steps(stack: Stack, number: int, attention: Attention) -> Iterator[Step]:
    """What each value and each head adds to the output, and the output."""
    held, home = recorded(attention), f"layers.{number}.{attention.kind}"
    matrix = stack.weight(home, "W_O")
    if matrix is None:
        return
    for name, read, serves in (("v_out", "v", attention.group), ("head_out", "z", 1)):
        if name in held and read in held:
            numbers, width = held[read], held[read].shape[2]
            heads = attention.kv_heads if read == "v" else attention.heads
            parts = [
                projected(given(numbers[heads.index(head // serves)]), matrix[head * width : (head + 1) * width])
                for head in attention.heads
            ]
            made = Bounded(np.stack([part.exact for part in parts]), np.stack([part.off for part in parts]))
            yield made.step(name, held[name])
    if {"out", "z"} <= held.keys() and held["z"].shape[0] * held["z"].shape[2] == len(matrix):
        joined = held["z"].swapaxes(0, 1).reshape(held["z"].shape[1], -1)
        yield projected(given(joined), matrix, stack.weight(home, "b_O")).step("out", held["out"])
