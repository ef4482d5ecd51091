"""A scan in this process: its rows are those of single runs, and its folder holds one scan."""

from __future__ import annotations

from pathlib import Path

import fsspec
import numpy as np
import orjson
import pyarrow.parquet as pq
import pytest

import attnx
from attnx.errors import AttnxError, InputError, UsageError
from attnx.measures.heads import heads_over
from attnx.measures.sentence import recorded_for, sentence
from attnx.scan import batches
from attnx.scan.corpus import Fields
from attnx.scan.heads import heads_of
from attnx.scan.job import Asked, Job, model_of
from attnx.scan.run import Outcome, Scan
from tests.families.parity import MODELS

TEXTS = [
    "Love is powerful because it gives us hope to live.",
    "The captain told the sailor that he was late.",
    "The dog saw the cat, and it ran.",
    "A cat sat.",
    " ".join(["The cat sat on the mat, and it ran."] * 9),  # longer than what goes together in the test of it
    "The sailor told the captain that he was late.",
]
MEASURES = ("previous", "first", "broad", "entropy", "distance", "norms")


def scan(job: Job, files: list[str], folder: str) -> Outcome:
    return Scan(job.checked(model_of(job.asked)), files, None, lambda progress: None).into(folder)


def corpus(folder: Path, lines: list[str] = TEXTS) -> str:
    path = folder / "corpus.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("model", ["reader", str(MODELS / "gpt2-a"), str(MODELS / "gpt_oss-a")])
def test_rows_are_those_of_single_runs(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that went through the model together have the numbers of each alone, up to the rounding of float32."""
    monkeypatch.setattr(batches, "TOGETHER", 64)
    texts = TEXTS if model == "reader" else [text for text in TEXTS if len(text) < 60]
    scan(Job(Asked(model), MEASURES, kept=((1, 0),), lines=4), [corpus(tmp_path, texts)], str(tmp_path / "out"))
    rows = [row for path in sorted(tmp_path.glob("out/rows-*")) for row in pq.read_table(path).to_pylist()]
    spec = attnx.load(model).spec
    assert len(rows) == len(texts) * spec.n_layers * spec.n_heads
    for number, text in enumerate(texts, 1):
        trace = attnx.explain(text, model, arrays=recorded_for(MEASURES))
        alone = sentence(trace, MEASURES, {})
        for row in rows:
            if row["line"] == number:
                expected = alone.means[:, row["layer"], row["head"]]
                found = [np.nan if row[name] is None else row[name] for name in MEASURES]
                np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
                if (row["layer"], row["head"]) == (1, 0):
                    weights = trace.array("weights", layer=1, head=0)
                    np.testing.assert_allclose(row["weights"], weights, rtol=1e-4, atol=1e-5)
                    assert row["words"] == [token.name for token in trace.tokens]
                else:
                    assert row["weights"] is None


def test_the_view_of_heads_is_that_of_the_file(tmp_path: Path) -> None:
    texts, measures = TEXTS[:4], tuple(heads_over([attnx.explain(TEXTS[0], "reader")]).document()["layers"][0]["even"])
    file = corpus(tmp_path, texts)
    expected = heads_over(attnx.explain(text, "reader", arrays=("mask", "weights")) for text in texts)
    for name, aggregate in (("rows", False), ("sums", True)):
        scan(Job(Asked("reader"), measures, aggregate=aggregate, lines=3), [file], str(tmp_path / name))
        found = heads_of(str(tmp_path / name))
        np.testing.assert_allclose(found.scores, expected.scores, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(found.even, expected.even, rtol=1e-6)
        np.testing.assert_array_equal(found.queries, expected.queries)
        assert (found.texts, found.rows, found.names) == (expected.texts, expected.rows, expected.names)


def test_a_store_is_a_folder(tmp_path: Path) -> None:
    fsspec.filesystem("memory").pipe_file("/store/corpus.txt", "\n".join(TEXTS[:4]).encode())
    job = Job(Asked("toy"), ("entropy",))
    scan(job, ["memory://store/corpus.txt"], "memory://store/out")
    scan(job, [corpus(tmp_path, TEXTS[:4])], str(tmp_path / "out"))
    with fsspec.open("memory://store/out/rows-000000.parquet") as file:
        there = pq.read_table(file)
    assert there.drop(["file"]).equals(pq.read_table(tmp_path / "out" / "rows-000000.parquet").drop(["file"]))


def test_every_line_is_a_sentence_or_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mixed.txt"
    path.write_bytes(b"\n".join([b"Love.", b"", b"caf\xe9", "爱".encode(), b"word " * 3000, b"Hope."]))
    outcome = scan(Job(Asked("reader"), ("entropy",), lines=2), [str(path)], str(tmp_path / "out"))
    errors = [orjson.loads(line) for line in (tmp_path / "out" / "errors.ndjson").read_bytes().splitlines()]
    assert [(error["line"], error["error"]) for error in errors] == [
        (3, "not_utf8"),
        (4, "other_language"),
        (5, "too_long"),
    ]
    assert outcome == Outcome(3, 2, 3)


def test_what_stands_in_a_file_says_where_it_is_from(tmp_path: Path) -> None:
    scan(Job(Asked("reader"), ("entropy",), Fields(), lines=4), [corpus(tmp_path)], str(tmp_path / "out"))
    told = orjson.loads(pq.read_schema(tmp_path / "out" / "rows-000001.parquet").metadata[b"attnx"])
    assert (told["schema"], told["attnx"]) == ("attnx.scan/1", attnx.__version__)
    assert (told["model"]["name"], told["options"]["--measure"]) == ("reader", "entropy")


def test_a_folder_holds_one_scan(tmp_path: Path) -> None:
    file, out = corpus(tmp_path), str(tmp_path / "out")
    scan(Job(Asked("reader"), ("entropy",)), [file], out)
    with pytest.raises(UsageError, match=r"--causal – → ✓; --measure entropy → broad"):
        scan(Job(Asked("reader", causal=True), ("broad",)), [file], out)
    corpus(tmp_path, TEXTS[:1])
    with pytest.raises(UsageError, match=r"corpus\.txt .* bytes .* → 50 bytes"):
        scan(Job(Asked("reader"), ("entropy",)), [file], out)


@pytest.mark.parametrize(
    ("asked", "job", "key"),
    [
        (Asked("gpt"), Job(Asked(str(MODELS / "gpt2-a")), ("separator",)), "no_separator"),
        (Asked("reader"), Job(Asked("reader"), ("broad",), kept=((9, 0),)), "kept_absent"),
        (Asked("reader"), Job(Asked("reader"), ("broad",), layers=(9,)), "not_there"),
    ],
)
def test_what_a_model_does_not_have(asked: Asked, job: Job, key: str) -> None:
    with pytest.raises(UsageError) as error:
        job.checked(model_of(job.asked))
    assert error.value.key == key


@pytest.mark.parametrize(
    ("content", "key"), [(b"", "scan_empty"), (b"\n \n", "scan_empty"), (b"\xff\n\xfe", "scan_unread")]
)
def test_a_corpus_without_a_sentence(content: bytes, key: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        scan(Job(Asked("toy"), ("entropy",)), [str(path)], str(tmp_path / "out"))
    assert error.value.key == key


def test_a_folder_without_a_scan(tmp_path: Path) -> None:
    with pytest.raises(AttnxError) as error:
        heads_of(str(tmp_path))
    assert error.value.key == "no_scan_there"
    scan(Job(Asked("toy"), ("entropy",)), [corpus(tmp_path)], str(tmp_path / "out"))
    with pytest.raises(UsageError, match="measured entropy"):
        heads_of(str(tmp_path / "out"))
