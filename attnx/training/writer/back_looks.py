"""What each head of a model that looks back looks at: in stories it has not seen, and in tokens said twice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np

from attnx.checkpoint import Checkpoint
from attnx.model.record import Recorder
from attnx.model.transformer import forward
from attnx.training.heads import HeadKind, named

ONCE = 50  # tokens before they are said again
SEQUENCES = 40


def measure_heads(model: Checkpoint, stories: Iterable[np.ndarray], mark: int, first: int) -> list[HeadKind]:
    """Every head in order, by the mean weight that it gives a place; broad heads by how evenly they look.

    `stories` are token ids that begin with `mark`. Random tokens are drawn from `first` up. Only those decide what
    `induction` is (Olsson et al. 2022): a story repeats itself, and what follows can be known without looking back.
    """
    spec = model.spec
    places = mean_places(model, stories) | {"induction": mean_repeats(model, mark, first)}
    found = []
    for head in product(range(spec.n_layers), range(spec.n_heads)):
        scores = {name: round(float(table[head]), 3) for name, table in places.items()}
        broad, seen = scores.pop("broad"), scores.pop("induction_in_stories")
        one = named(head, scores, broad)
        found.append(HeadKind(head, one.kind, one.score, scores | {"induction_in_stories": seen}))
    return found


def mean_places(model: Checkpoint, stories: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
    """(layer, head) for each place: the mean weight that a token gives it, from the third token of a story on.

    `induction_in_stories` is the weight on what followed the same token when it last stood there. `broad` is the
    entropy of a row as a share of the largest that a row of its length can have.
    """
    sums: dict[str, list[np.ndarray]] = {}
    for ids in stories:
        weights = all_weights(model, ids)  # (layer, head, query, key)
        query = np.arange(2, len(ids))
        rows = weights[:, :, query]
        entropy = -(rows * np.log(rows + 1e-9)).sum(axis=-1) / np.log(query + 1)
        again, after = repeats(ids)
        measured = {
            "previous": weights[:, :, query, query - 1],
            "itself": weights[:, :, query, query],
            "first": rows[..., 0],
            "broad": entropy,
            "induction_in_stories": weights[:, :, again, after],
        }
        for name, value in measured.items():
            sums.setdefault(name, []).append(value.mean(axis=-1))
    return {name: np.mean(values, axis=0) for name, values in sums.items()}


def repeats(ids: np.ndarray) -> tuple[list[int], list[int]]:
    """Where a token stands that stood before, and the place after where it last did."""
    last: dict[int, int] = {}
    again, after = [], []
    for place, token in enumerate(ids.tolist()):
        if token in last:
            again.append(place)
            after.append(last[token] + 1)
        last[token] = place
    return again, after


def mean_repeats(model: Checkpoint, mark: int, first: int) -> np.ndarray:
    """(layer, head): in random tokens said twice, the mean weight on what followed the same token the first time."""
    chance = np.random.default_rng(0)
    assert model.spec.vocab_size is not None
    found = []
    for _ in range(SEQUENCES):
        once = chance.choice(np.arange(first, model.spec.vocab_size), ONCE, replace=False)
        weights = all_weights(model, np.concatenate([[mark], once, once]))
        query = np.arange(1 + ONCE, 1 + 2 * ONCE)
        found.append(weights[:, :, query, query - ONCE + 1].mean(axis=-1))
    return np.asarray(np.mean(found, axis=0))


def all_weights(model: Checkpoint, ids: np.ndarray) -> np.ndarray:
    """(layer, head, query, key)."""
    spec = model.spec
    record = Recorder(
        names=("weights",),
        layers=tuple(range(spec.n_layers)),
        heads=tuple(range(spec.n_heads)),
        n_heads=spec.n_heads,
        n_kv_heads=spec.n_kv_heads,
    )
    forward(ids.astype(np.int64), model.weights, spec, record)
    _, layers = record.finish()
    return np.stack([attention.arrays["weights"].data for layer in layers for attention in layer.attention])
