"""Matrices and labels that fit together, or an error with the shape that was expected."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from attnx.errors import InputError, Phrase
from attnx.frozen import frozen
from attnx.trace import Token


@frozen(eq=False)
class Matrices:
    """q (head, query, d), k (kv_head, key, d) and v (kv_head, key, d_v) as they were given.

    Where there is an x (token, d_model), they are what it is multiplied by instead, (head, d_model, d), and `biases`
    (head, 1, d) what is then added.
    """

    q: np.ndarray
    k: np.ndarray
    v: np.ndarray
    x: np.ndarray | None
    biases: tuple[np.ndarray | None, np.ndarray | None, np.ndarray | None]

    def projected(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """q, k and v."""
        if self.x is None:
            return self.q, self.k, self.v
        made = [self.x @ w if b is None else self.x @ w + b for w, b in zip(self.weights, self.biases, strict=True)]
        return made[0], made[1], made[2]

    @property
    def weights(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.q, self.k, self.v


def matrices(given: Mapping[str, ArrayLike | None], heads: int | None, source: str) -> Matrices:
    """q, k and v, or x with wq, wk and wv and their biases; `source` is where they come from.

    Raises InputError where one is missing, or one too many is there, or the shapes do not fit.
    """
    projected = given["q"] is None and given["x"] is not None
    alone, made, biased = ("q", "k", "v"), ("wq", "wk", "wv"), ("bq", "bk", "bv")
    needed, needless = (made, alone) if projected else (alone, (*made, *biased))
    for name in needless:
        if given[name] is not None and (projected or given["x"] is not None):
            raise InputError("matrices_both", source=source, name=name if projected else "q")
        if given[name] is not None:
            raise InputError("matrices_missing", source=source, name="x")
    for name in needed:
        if given[name] is None:
            raise InputError("matrices_missing", source=source, name=name)

    count = None if heads is None else whole_number("heads", heads)
    q, k, v = (as_heads(name, given[name], count) for name in needed)
    x = None
    if projected:
        x = as_numbers("x", given["x"])
        if x.ndim != 2:
            raise InputError("matrix_shape", name="x", found=x.shape, expected="(token, d_model)")
        for name, w in zip(needed, (q, k, v), strict=True):
            expect_heads(name, given[name], w, (len(w), x.shape[1], w.shape[2]))
    n_kv_heads = len(q) if len(q) % len(k) else len(k)
    expect_heads(needed[1], given[needed[1]], k, (n_kv_heads, k.shape[1], q.shape[2]))
    expect_heads(needed[2], given[needed[2]], v, (n_kv_heads, k.shape[1], v.shape[2]))
    biases = [bias_of(name, given[name], w) for name, w in zip(biased, (q, k, v), strict=True)]
    return Matrices(q, k, v, x, (biases[0], biases[1], biases[2]))


def bias_of(name: str, bias: ArrayLike | None, w: np.ndarray) -> np.ndarray | None:
    """What is added to x·w, (heads · d,) or (head, d), as (head, 1, d)."""
    if bias is None:
        return None
    heads, _, d = w.shape
    array = as_numbers(name, bias)
    if array.shape != (heads, d):
        expect_shape(name, array, (heads * d,))
    return array.reshape(heads, 1, d)


def output_matrix(wo: ArrayLike, heads: int, d_v: int, d_model: int | None) -> np.ndarray:
    """W_O (heads · d_v, d_model) of one that may be (head, d_v, d_model).

    `d_model` is what x says it is, where there is an x. Raises InputError where the shapes do not fit.
    """
    w = as_numbers("wo", wo)
    split = w.ndim == 3
    expect_shape("wo", w, (*((heads, d_v) if split else (heads * d_v,)), d_model or (w.shape[-1] if w.ndim else 1)))
    return w.reshape(heads * d_v, -1)


def vector(name: str, given: ArrayLike | None, width: int) -> np.ndarray | None:
    """So many numbers, where there are any."""
    if given is None:
        return None
    array = as_numbers(name, given)
    expect_shape(name, array, (width,))
    return array


def as_heads(name: str, matrix: ArrayLike | None, heads: int | None) -> np.ndarray:
    """A matrix (rows, heads · d), or one already (head, rows, d), as (head, rows, d) in float32."""
    array = as_numbers(name, matrix)
    if array.ndim == 3 and (heads is None or len(array) == heads):
        return array
    if array.ndim != 2:
        expected = Phrase("either", one="(rows, d)", other=f"({'head' if heads is None else heads}, rows, d)")
        raise InputError("matrix_shape", name=name, found=array.shape, expected=expected)
    rows, width = array.shape
    if width % (heads or 1):
        raise InputError("heads_divide", name=name, width=width, heads=heads)
    return np.ascontiguousarray(array.reshape(rows, heads or 1, -1).swapaxes(0, 1))


def as_numbers(name: str, matrix: ArrayLike | None) -> np.ndarray:
    """Any array of finite numbers, in float32."""
    try:
        array = np.asarray(matrix)
        if array.dtype.kind not in "iuf":
            raise InputError("matrix_numbers", name=name)
        with np.errstate(over="ignore"):
            array = array.astype(np.float32)
    except ValueError as error:  # rows of different lengths
        raise InputError("matrix_numbers", name=name) from error
    if array.size == 0 or not np.isfinite(array).all():
        raise InputError("matrix_numbers", name=name)
    return array


def as_vectors(vectors: Mapping[str, ArrayLike]) -> np.ndarray:
    """Named numbers or vectors as the rows of a matrix (row, d), in float32."""
    if not vectors:
        raise InputError("no_keys")
    rows = [np.atleast_1d(as_numbers(label, vector)) for label, vector in vectors.items()]
    for label, row in zip(vectors, rows, strict=True):
        expect_shape(label, row, (rows[0].size,))
    return np.stack(rows)


def as_mask(mask: ArrayLike | None, shape: tuple[int, int, int]) -> np.ndarray | None:
    """A mask (query, key) or (head, query, key): boolean, True where a query may look, or numbers to add."""
    if mask is None:
        return None
    try:
        array = np.asarray(mask)
    except ValueError as error:  # rows of different lengths
        raise InputError("matrix_numbers", name="mask") from error
    if array.shape not in (shape, shape[1:]):
        raise InputError(
            "matrix_shape", name="mask", found=array.shape, expected=Phrase("either", one=shape[1:], other=shape)
        )
    if array.dtype == bool:
        return array
    if array.dtype.kind not in "iuf":
        raise InputError("matrix_numbers", name="mask")
    if np.isin(array, (0, 1)).all() and array.any():
        raise InputError("mask_meaning")
    with np.errstate(over="ignore"):  # what float32 cannot hold is −∞ to it
        array = array.astype(np.float32)
    if np.isnan(array).any() or np.isposinf(array).any():
        raise InputError("matrix_numbers", name="mask")
    return array


def restrict(mask: np.ndarray | None, allowed: np.ndarray) -> np.ndarray:
    """The mask that lets a query look only where both do; `allowed` is boolean."""
    if mask is None:
        return allowed
    return mask & allowed if mask.dtype == bool else np.where(allowed, mask, np.float32(-np.inf))


def expect_named(name: str, vectors: object) -> None:
    if not isinstance(vectors, Mapping):
        raise InputError("matrix_scalar", name=name, found=vectors, expected=Phrase("by_name"))


def expect_shape(name: str, array: np.ndarray, expected: tuple[int, ...]) -> None:
    if array.shape != expected:
        raise InputError("matrix_shape", name=name, found=array.shape, expected=expected)


def expect_heads(name: str, given: ArrayLike | None, array: np.ndarray, expected: tuple[int, int, int]) -> None:
    """Like expect_shape for (head, rows, d), said of the matrix as it was given: perhaps (rows, heads · d)."""
    if array.shape != expected:
        shape, (heads, rows, d) = np.asarray(given).shape, expected
        flat = len(shape) == 2 and len(array) == heads
        raise InputError("matrix_shape", name=name, found=shape, expected=(rows, heads * d) if flat else expected)


def whole_number(name: str, value: object, least: Literal[0, 1] = 1) -> int:
    """A whole number above zero, or from zero on."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        expected = Phrase("whole_above_zero" if least else "whole")
        raise InputError("matrix_scalar", name=name, found=value, expected=expected)
    return int(value)


def finite_number(name: str, value: object) -> float:
    """Any finite number."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | np.integer | np.floating)
        or not np.isfinite(value)
    ):
        raise InputError("matrix_scalar", name=name, found=value, expected=Phrase("number"))
    return float(value)


def label_tokens(name: str, labels: Sequence[str] | None, count: int, letter: str) -> tuple[Token, ...]:
    """A token for each row, called by its label, or by a letter and its number."""
    if labels is None:
        labels = [f"{letter}{index}" for index in range(count)]
    listed = isinstance(labels, Collection) and not isinstance(labels, str)
    if not listed or not all(isinstance(label, str) for label in labels):
        raise InputError("matrix_scalar", name=name, found=labels, expected=Phrase("texts"))
    if len(labels) != count:
        raise InputError("labels_count", found=len(labels), name=name, expected=count)
    tokens, start = [], 0
    for index, label in enumerate(labels):
        tokens.append(Token(index, label, label, index, start, start + len(label)))
        start += len(label) + 1  # as they stand in the text, joined by spaces
    return tuple(tokens)
