"""Sentences summed up: for each group, layer, head and measure the mean, the deviation, and quantiles.

Quantiles come from t-digests (Dunning 2021, "The t-digest: Efficient estimates of distributions"), which are merged in
the order of the parts: unlike a sketch that draws by lot, they are the same however often they are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from datasketches import tdigest_float

from attnx.frozen import frozen
from attnx.scan.job import Job
from attnx.scan.table import Kept

SIZE = 400  # how fine a digest is: ranks are right within a hundredth
QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
Key = tuple[Any, ...]  # group (where there is one), layer, head, measure


@frozen(eq=False)
class Sum:
    """Some sentences: how many have a value, the mean of these, the sum of squares around it, and their digest.

    Of all the `texts` there are, with so many tokens `asked`, some may have none. `queries` are the tokens that
    counted, `weighed` the sum of their values and `even` what even weights give them.
    """

    texts: int
    asked: int
    sentences: int
    mean: float
    squares: float
    queries: int
    weighed: float
    even: float
    digest: tdigest_float

    @classmethod
    def of(cls, values: np.ndarray, even: np.ndarray, queries: np.ndarray, asked: int) -> Sum:
        """Of sentences, (sentence,) each; those without a value have no queries."""
        texts, has = len(values), queries > 0
        values, even, queries = values[has].astype(np.float64), even[has], queries[has]
        digest = tdigest_float(SIZE)
        if not len(values):
            return cls(texts, asked, 0, 0.0, 0.0, 0, 0.0, 0.0, digest)
        digest.update(values.astype(np.float32))
        mean = float(values.mean())
        squares = float(np.square(values - mean).sum())
        counted = int(queries.sum()), float(values @ queries), float(even @ queries)
        return cls(texts, asked, len(values), mean, squares, *counted, digest)

    def __add__(self, other: Sum) -> Sum:
        """Both together (Chan et al. 1979). The digest of the first is reused."""
        count = self.sentences + other.sentences
        apart, share = other.mean - self.mean, other.sentences / max(count, 1)
        mean = self.mean + apart * share
        squares = self.squares + other.squares + apart**2 * self.sentences * share
        self.digest.merge(other.digest)
        return Sum(
            self.texts + other.texts,
            self.asked + other.asked,
            count,
            mean,
            squares,
            self.queries + other.queries,
            self.weighed + other.weighed,
            self.even + other.even,
            self.digest,
        )


def sums_of(kept: Iterable[Kept], job: Job) -> dict[Key, Sum]:
    """The sums of a part."""
    groups: dict[str | None, list[Kept]] = {}
    for one in sorted(kept, key=lambda one: one.line.number):
        groups.setdefault(one.line.by, []).append(one)
    found: dict[Key, Sum] = {}
    for group, members in sorted(groups.items(), key=lambda item: str(item[0])):
        means, even = (np.stack([getattr(one.measured, name) for one in members]) for name in ("means", "even"))
        queries = np.stack([one.measured.queries for one in members])  # (sentence, measure, layer)
        asked = sum(one.measured.asked for one in members)
        for i, layer in enumerate(job.layers):
            for j, head in enumerate(job.heads):
                for at, name in enumerate(job.measures):
                    key = (*(() if job.fields.by is None else (group,)), layer, head, name)
                    found[key] = Sum.of(means[:, at, i, j], even[:, at, i, j], queries[:, at, i], asked)
    return found


def keys_of(job: Job) -> list[tuple[str, pa.DataType]]:
    by = [] if job.fields.by is None else [(job.fields.by, pa.string())]
    return [*by, ("layer", pa.int16()), ("head", pa.int16()), ("measure", pa.string())]


COUNTS = [("texts", pa.int64()), ("asked", pa.int64()), ("sentences", pa.int64())]
FIGURES = [*COUNTS, ("mean", pa.float64()), ("squares", pa.float64()), ("queries", pa.int64())]
FIGURES += [("weighed", pa.float64()), ("even", pa.float64()), ("digest", pa.binary())]


def table_of(sums: Mapping[Key, Sum], job: Job) -> pa.Table:
    """The sums of a part as they are kept, their digests as bytes."""
    names = [*(name for name, _ in keys_of(job)), *(name for name, _ in FIGURES)]
    rows = [
        dict(
            zip(
                names,
                (*key, *(getattr(one, name) for name, _ in FIGURES[:-1]), bytes(one.digest.serialize())),
                strict=True,
            )
        )
        for key, one in sums.items()
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([*keys_of(job), *FIGURES]))


def read_sums(table: pa.Table, job: Job) -> Iterator[tuple[Key, Sum]]:
    """What `table_of` wrote."""
    names = [name for name, _ in keys_of(job)]
    for row in table.to_pylist():
        figures = {name: row[name] for name, _ in FIGURES}
        digest = tdigest_float.deserialize(figures.pop("digest"))
        yield tuple(row[name] for name in names), Sum(**figures, digest=digest)


def merged(parts: Iterable[Iterable[tuple[Key, Sum]]]) -> dict[Key, Sum]:
    """All parts, in their order."""
    whole: dict[Key, Sum] = {}
    for part in parts:
        add(whole, part)
    return whole


def add(whole: dict[Key, Sum], part: Iterable[tuple[Key, Sum]]) -> None:
    """One more part."""
    for key, one in part:
        whole[key] = whole[key] + one if key in whole else one


def told(sums: Mapping[Key, Sum], job: Job) -> pa.Table:
    """The result: a row for each group, layer, head and measure, as docs/scan.md lists its columns."""
    names = [name for name, _ in keys_of(job)]
    rows = []
    for key, one in sorted(sums.items(), key=lambda item: tuple(map(str, item[0][:-3])) + item[0][-3:-1]):
        has = one.sentences > 0
        row: dict[str, Any] = dict(zip(names, key, strict=True)) | {"queries": one.queries}
        row |= {name: getattr(one, name) for name, _ in COUNTS}
        row |= {"mean": one.mean if has else None}
        row |= {"deviation": (one.squares / one.sentences) ** 0.5 if has else None}
        row |= {name: one.digest.get_quantile(share) if has else None for name, share in QUANTILES.items()}
        row |= {"pooled": one.weighed / one.queries if has else None, "even": one.even / one.queries if has else None}
        rows.append(row)
    figures = [(name, pa.float64()) for name in ("mean", "deviation", *QUANTILES, "pooled", "even")]
    schema = pa.schema([*keys_of(job), *COUNTS, ("queries", pa.int64()), *figures])
    return pa.Table.from_pylist(rows, schema=schema)
