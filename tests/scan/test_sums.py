"""Sums over sentences are those of NumPy, however the sentences were parted."""

from __future__ import annotations

import numpy as np
import pytest

from attnx.measures.sentence import Sentence
from attnx.scan import sums
from attnx.scan.corpus import Fields, Line
from attnx.scan.job import Asked, Job
from attnx.scan.table import Kept

JOB = Job(Asked("toy"), ("entropy",), Fields(by="genre"), layers=(0,), heads=(0, 1))
COUNT = 4000


def sentences() -> list[Kept]:
    random = np.random.default_rng(0)
    values = random.beta(0.5, 2.0, (COUNT, 2))
    return [
        Kept(
            Line(number, "", "ab"[number % 2]),
            (),
            Sentence(("entropy",), (0,), (0, 1), value[None, None], value[None, None] / 2, np.array([[number % 5]]), 7),
            {},
        )
        for number, value in enumerate(values, 1)
    ]


def test_mean_deviation_and_quantiles() -> None:
    kept = sentences()
    parts = [sums.table_of(sums.sums_of(kept[begin : begin + 500], JOB), JOB) for begin in range(0, COUNT, 500)]
    told = sums.told(sums.merged(sums.read_sums(part, JOB) for part in parts), JOB).to_pylist()
    assert [(row["genre"], row["head"]) for row in told] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    for row in told:
        members = [one for one in kept if one.line.by == row["genre"] and one.measured.queries[0, 0]]
        values = np.array([one.measured.means[0, 0, row["head"]] for one in members])
        queries = np.array([one.measured.queries[0, 0] for one in members])
        assert (row["texts"], row["asked"]) == (COUNT // 2, 7 * COUNT // 2)
        assert (row["sentences"], row["queries"]) == (len(values), queries.sum())
        assert row["mean"] == pytest.approx(values.mean())
        assert row["deviation"] == pytest.approx(values.std())
        assert row["pooled"] == pytest.approx(values @ queries / queries.sum())
        for name, share in sums.QUANTILES.items():
            assert (values <= row[name]).mean() == pytest.approx(share, abs=0.01), name


def test_a_measure_that_no_sentence_has_is_absent() -> None:
    nothing = Sentence(
        ("entropy",), (0,), (0, 1), np.full((1, 1, 2), np.nan), np.full((1, 1, 2), np.nan), np.zeros((1, 1)), 3
    )
    (row, _) = sums.told(sums.sums_of([Kept(Line(1, "", "a"), (), nothing, {})], JOB), JOB).to_pylist()
    assert (row["texts"], row["sentences"]) == (1, 0)
    assert row["mean"] is row["q50"] is row["pooled"] is None
