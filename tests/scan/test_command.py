"""attnx scan as it is typed: its examples, what it prints, and what it says of what cannot be."""

from __future__ import annotations

import errno
import json
import shlex
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fsspec.implementations.local import LocalFileSystem

from attnx import cli
from attnx.cli.app import call
from attnx.errors import AttnxError
from attnx.lessons.examples import EXAMPLES
from tests.conftest import Run

TEXT = b"Love is powerful because it gives us hope to live.\n\nA cat sat, and it ran.\ncaf\xe9\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus.txt").write_bytes(TEXT)
    (tmp_path / "corpus.csv").write_text("text,genre\nLove is here.,a\nHope is here.,b\n", encoding="utf-8")
    return tmp_path


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.run(["scan", *arguments])
    return code, *capfd.readouterr()


def test_its_examples_in_a_process_with_workers_of_its_own(folder: Path, run: Run) -> None:
    (printing, _), (writing, _) = EXAMPLES["scan"]
    done = run(*shlex.split(writing)[1:])
    assert done.returncode == 0, done.stderr
    assert done.stderr.decode().splitlines() == [
        "sentences that reader read: 2",
        "lines that could not be read: 1, kept with their reasons in scanned/errors.ndjson",
        "wrote scanned (files of rows: 1)",
    ]
    assert sorted(path.name for path in Path("scanned").iterdir()) == [
        "errors.ndjson",
        "rows-000000.parquet",
        "scan.json",
    ]
    assert cli.run(["heads", "--from-scan", "scanned", "--json"]) == 0
    assert cli.run([*shlex.split(printing)[1:], "--workers", "1"]) == 0


def test_what_is_printed_has_the_columns_of_the_files(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for options in (["--by", "genre", "--from", "Love|Hope", "--to", "is"], ["--aggregate", "--measure", "entropy"]):
        chosen = ["corpus.csv", *options, "--layer", "0,-1", "--head", "0", "--workers", "1"]
        code, printed, _ = said(capfd, *chosen, "--ndjson")
        assert code == 0
        assert said(capfd, *chosen, "--out", "out")[0] == 0
        name = "aggregate" if "--aggregate" in options else "rows-000000"
        assert [json.loads(line) for line in printed.splitlines()] == pq.read_table(f"out/{name}.parquet").to_pylist()
        (folder / "out").rename(folder / name)


@pytest.mark.parametrize(
    ("arguments", "code", "english", "chinese"),
    [
        (["corpus.txt"], 2, "the rows need a place", "结果需要去处"),
        (["corpus.txt", "--out", "o", "--measure", "foo"], 2, "no measure foo: choose among heads", "没有测量 foo"),
        (["corpus.txt", "--out", "o", "--from", "it"], 2, "--from goes with --to", "--from 要和 --to"),
        (["corpus.txt", "--out", "o", "--from", "(", "--to", "a"], 2, "( is none (re says", "而 ( 不是"),
        (["corpus.txt", "--out", "o", "--measure", "from_to"], 2, "goes with --from", "要和 --from 一起"),
        (["corpus.txt", "--out", "o", "--keep-weights", "3"], 2, "as 3.0,4.1, not 3", "不能是 3"),
        (["corpus.txt", "--out", "o", "--keep-weights", "9.9"], 2, "head 9.9 cannot be kept", "无法保留头 9.9"),
        (["corpus.txt", "--out", "o", "--by", "genre"], 1, "plain text and has no column genre", "没有列 genre"),
        (["corpus.txt", "--out", "o", "--measure", "coreference"], 1, "has no column pronoun", "没有列 pronoun"),
        (["absent.txt", "--out", "o"], 1, "absent.txt cannot be read: No such file", "无法读取 absent.txt"),
        (["s9://bucket/a.txt", "--out", "o"], 1, "cannot be read: fsspec says", "fsspec 报告"),
        (["corpus.txt", "--out", "corpus.txt/o"], 1, "cannot be written: Not a directory", "无法写入 corpus.txt/o"),
        (["corpus.csv", "--out", "o", "--field", "words"], 1, "no column words, but text", "没有列 words，只有 text"),
        (["corpus.csv", "--out", "o", "--measure", "coreference"], 1, "has no column pronoun", "没有列 pronoun"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_is_said(arguments: list[str], code: int, english: str, chinese: str, folder: Path) -> None:
    with pytest.raises(AttnxError) as error:
        call(["scan", *arguments, "--model", "reader", "--workers", "1"])
    assert error.value.exit_code == code
    assert english in error.value.said("en")
    assert chinese in error.value.said("zh")


def test_where_no_line_is_read_the_first_says_why(folder: Path) -> None:
    (folder / "c.ndjson").write_text('[]\n{"text": 5}\n', encoding="utf-8")
    with pytest.raises(AttnxError) as error:
        call(["scan", "c.ndjson", "--out", "o"])
    assert "none of the 2 lines of c.ndjson could be read; the first of them, line 1: it is no" in error.value.said(
        "en"
    )
    assert "第一行是第 1 行：" in error.value.said("zh")
    assert not (folder / "o").exists()


def test_a_folder_that_may_not_be_written(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(LocalFileSystem, "makedirs", refuse)
    code, _, told = said(capfd, "corpus.txt", "--out", "locked/o", "--workers", "1")
    assert (code, told) == (1, "attnx: locked/o cannot be written: Permission denied\n")
