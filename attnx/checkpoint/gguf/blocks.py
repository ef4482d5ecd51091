"""How GGUF packs numbers: as they are, or blocks of small whole numbers with scales for each block.

The blocks are those of ggml-quants.h and ggml-quants.c in https://github.com/ggml-org/ggml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from attnx.model.half import BFLOAT16

F32, F16, Q8_0, Q4_K, Q6_K, BF16 = 0, 1, 8, 12, 14, 30
KINDS: Mapping[int, tuple[int, int]] = {  # numbers in a block, and its bytes
    F32: (1, 4),
    F16: (1, 2),
    BF16: (1, 2),
    Q8_0: (32, 34),
    Q4_K: (256, 144),
    Q6_K: (256, 210),
}
NAMES: Mapping[int, str] = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    6: "Q5_0",
    7: "Q5_1",
    8: "Q8_0",
    9: "Q8_1",
    10: "Q2_K",
    11: "Q3_K",
    12: "Q4_K",
    13: "Q5_K",
    14: "Q6_K",
    15: "Q8_K",
    20: "IQ4_NL",
    23: "IQ4_XS",
    30: "BF16",
    39: "MXFP4",
}
AT_ONCE = 2**14  # blocks, so that what lies between bytes and numbers stays small


def numbers_of(kind: int, data: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The numbers of a tensor, from its bytes: a view of them, or float32 where they are quantised."""
    match kind:
        case 0:
            return data.view("<f4").reshape(shape)
        case 1:
            return data.view("<f2").reshape(shape)
        case 30:
            return data.view(BFLOAT16).reshape(shape)
    length, size = KINDS[kind]
    blocks = data.reshape(-1, size)
    numbers = np.empty((len(blocks), length), dtype=np.float32)
    for begin in range(0, len(blocks), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        numbers[part] = UNPACKED[kind](blocks[part])
    return numbers.reshape(shape)


def scale(blocks: np.ndarray, at: int) -> np.ndarray:
    """The float16 at a byte of every block, (block, 1)."""
    return np.ascontiguousarray(blocks[:, at : at + 2]).view("<f2").astype(np.float32)


def q8_0(blocks: np.ndarray) -> np.ndarray:
    """32 whole numbers of a byte, times d."""
    return scale(blocks, 0) * blocks[:, 2:].view(np.int8)


def q4_k(blocks: np.ndarray) -> np.ndarray:
    """Eight groups of 32 numbers of four bits; each has a scale and a least value of six bits, times d and dmin."""
    first, second, third = (blocks[:, at : at + 4] for at in (4, 8, 12))
    scales = np.concatenate([first & 63, (third & 15) | ((first >> 6) << 4)], axis=1)  # (block, group)
    least = np.concatenate([second & 63, (third >> 4) | ((second >> 6) << 4)], axis=1)
    packed = blocks[:, 16:].reshape(-1, 4, 1, 32)
    whole = np.concatenate([packed & 15, packed >> 4], axis=2).reshape(-1, 8, 32)
    numbers = (scale(blocks, 0) * scales)[:, :, None] * whole - (scale(blocks, 2) * least)[:, :, None]
    return np.asarray(numbers.reshape(-1, 256))


def q6_k(blocks: np.ndarray) -> np.ndarray:
    """Sixteen groups of 16 numbers of six bits, less 32; each group has a scale of a byte, times d."""
    low = blocks[:, :128].reshape(-1, 2, 1, 64)
    low = np.concatenate([low & 15, low >> 4], axis=2).reshape(-1, 2, 4, 32)
    high = blocks[:, 128:192].reshape(-1, 2, 1, 32)
    high = np.concatenate([high & 3, (high >> 2) & 3, (high >> 4) & 3, high >> 6], axis=2)
    whole = ((high << 4) | low).astype(np.int8).reshape(-1, 16, 16) - np.int8(32)
    scales = scale(blocks, 208) * np.ascontiguousarray(blocks[:, 192:208]).view(np.int8)
    return np.asarray((scales[:, :, None] * whole).reshape(-1, 256))


UNPACKED: Mapping[int, Callable[[np.ndarray], np.ndarray]] = {Q8_0: q8_0, Q4_K: q4_k, Q6_K: q6_k}
