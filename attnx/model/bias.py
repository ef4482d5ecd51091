"""What is added to the scores for where query and key stand."""

from __future__ import annotations

import numpy as np

from attnx.model.spec import Bias, RelativeBias


def distance_bias(
    bias: Bias | None, table: np.ndarray | None, place: int, count: int, keys: slice
) -> np.ndarray | None:
    """What is added to the scores for the distance of query and key, (head, query, key); None where nothing is.

    The queries are `count` tokens from `place` on. `table` is trained, (bucket, head).
    """
    if bias is None:
        return None
    assert table is not None
    query = np.arange(place, place + count)[:, None]  # (query, 1)
    key = np.arange(keys.start, keys.stop)[None, :]  # (1, key)
    return np.ascontiguousarray(table[buckets(key - query, bias)].transpose(2, 0, 1))


def buckets(distance: np.ndarray, bias: RelativeBias) -> np.ndarray:
    """The bucket of each distance: one for each short distance, ever wider ones beyond, up to `furthest`.

    Where a query sees both sides, half of the buckets are for keys after it (Raffel et al. 2020, section 2.1).
    """
    count, place = bias.buckets, np.zeros_like(distance)
    if bias.both_sides:
        count //= 2
        place = np.where(distance > 0, count, 0)
        distance = np.abs(distance)
    else:
        distance = np.maximum(-distance, 0)
    exact = count // 2
    # float32 as in the reference: a distance on the edge of two buckets must fall to the same side.
    ratio = np.log(np.maximum(distance, 1).astype(np.float32) / np.float32(exact))
    ratio /= np.float32(np.log(bias.furthest / exact))
    wide = exact + (ratio * np.float32(count - exact)).astype(np.int64)
    return np.asarray(place + np.where(distance < exact, distance, np.minimum(wide, count - 1)))
