"""Vectors of the English pieces before training, from which pieces stand near which in plain English text.

The singular vectors of a positive pointwise mutual information matrix (Levy & Goldberg 2014): with few
sentence pairs such a start helps the rare words (Qi et al. 2018).
"""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

NEAR = 3  # pieces to each side
SMOOTH = 0.75  # the power that keeps rare neighbours from looking remarkable
SHARPNESS = 0.5  # the power of the singular values


def first_vectors(texts: list[str], tokenizer: Tokenizer, d_model: int, seed: int) -> np.ndarray:
    """(piece, d_model), rows of length 1; a piece that the texts lack gets a random row."""
    size = tokenizer.get_vocab_size()
    together = cooccurrences([encoding.ids for encoding in tokenizer.encode_batch_fast(texts)], size)
    total, weight = together.sum(axis=1), together.sum(axis=0) ** SMOOTH
    chance = np.outer(total, weight / weight.sum())  # (piece, piece)
    information = np.log(np.maximum(together, 1e-9) / np.maximum(chance, 1e-9))
    rng = np.random.default_rng(seed)
    vectors = leading(np.maximum(information, 0.0).astype(np.float32), d_model, rng)
    rotation, _ = np.linalg.qr(rng.normal(size=(d_model, d_model)))  # no coordinate is more than another
    noise = rng.normal(size=(size, d_model)) / np.sqrt(d_model)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    known = length > 1e-3 * length.max()
    return np.asarray(np.where(known, vectors / np.maximum(length, 1e-9) @ rotation, noise), dtype=np.float32)


def leading(matrix: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Leading left singular vectors × singular values^SHARPNESS, (row, count), by subspace iteration (Halko 2011)."""
    basis = rng.normal(size=(matrix.shape[1], count + 32)).astype(np.float32)
    for _ in range(6):
        basis, _ = np.linalg.qr(matrix.T @ (matrix @ basis))
    left, strength, _ = np.linalg.svd(matrix @ basis, full_matrices=False)
    return np.asarray(left[:, :count] * strength[:count] ** SHARPNESS)


def cooccurrences(rows: list[list[int]], size: int) -> np.ndarray:
    """How often piece i has piece j within NEAR places, (piece, piece); nearer places count more."""
    flat = np.concatenate([np.array([*ids, *[-1] * NEAR]) for ids in rows])
    counts = np.zeros(size * size)
    for apart in range(1, NEAR + 1):
        one, other = flat[:-apart], flat[apart:]
        both = (one >= 0) & (other >= 0)
        counts += np.bincount(one[both] * size + other[both], minlength=size * size) / apart
    square = counts.reshape(size, size)
    return np.asarray(square + square.T)
