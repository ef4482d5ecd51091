"""A corpus is read alike whichever format it is in, and however it is cut into parts."""

from __future__ import annotations

import json
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnx.errors import InputError
from attnx.scan.corpus import Fields, Line, Unread, parts_of, read
from attnx.scan.files import listed

ROWS = [
    {"text": "Love is, she said,\n“hope”.", "genre": "a", "pronoun": [9, 12], "antecedent": [0, 4]},
    {"text": "爱给了我们希望。", "genre": "b", "pronoun": [2, 3], "antecedent": [0, 1]},
    {"text": 'A "cat" sat.', "genre": "a", "pronoun": [0, 1], "antecedent": [2, 4]},
]


TEXT = Fields()


def lines(file: Path | str, size: int = 1024, fields: Fields = TEXT) -> list[Line | Unread]:
    return [line for part in parts_of([str(file)], size) for line in read(part, fields)]


def csv_cell(value: object) -> str:
    text = ":".join(map(str, value)) if isinstance(value, list) else str(value)
    return '"' + text.replace('"', '""') + '"'


def write(folder: Path, ending: str) -> Path:
    path = folder / f"corpus{ending}"
    if ending == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=2)
    elif ending in (".csv", ".tsv"):
        between = "\t" if ending == ".tsv" else ","
        rows = [list(ROWS[0]), *([csv_cell(value) for value in row.values()] for row in ROWS)]
        path.write_text("".join(between.join(row) + "\r\n" for row in rows), encoding="utf-8-sig", newline="")
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", [".ndjson", ".jsonl", ".csv", ".tsv", ".parquet"])
@pytest.mark.parametrize("size", [1, 2, 1024])
def test_every_format_has_the_same_sentences(ending: str, size: int, tmp_path: Path) -> None:
    found = lines(write(tmp_path, ending), size, Fields("text", "genre", gold=True))
    told = [(line.text, line.by, line.gold) for line in found if isinstance(line, Line)]
    assert told == [(row["text"], row["genre"], (tuple(row["pronoun"]), tuple(row["antecedent"]))) for row in ROWS]
    assert len({line.number for line in found}) == len(ROWS)


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=6)), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_parts_are_the_whole(texts: list[str], size: int) -> None:
    path = "memory://parts.txt"
    fsspec.filesystem("memory").pipe_file("/parts.txt", "\n".join(texts).encode())
    whole = [(number, text) for number, text in enumerate(texts, 1) if text.strip()]
    if texts and texts[0].startswith("\ufeff"):
        whole = [(number, text.removeprefix("\ufeff") if number == 1 else text) for number, text in whole]
        whole = [(number, text) for number, text in whole if text.strip()]
    assert [(line.number, line.text) for line in lines(path, size) if isinstance(line, Line)] == whole
    assert sum(part.size for part in parts_of([path], size)) == len("\n".join(texts).encode())


def test_a_line_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "mixed.ndjson"
    bad = [b"{", b"[1]", b'{"words": "x"}', b'{"text": 3}', b'{"text": "x", "pronoun": "late", "antecedent": [0, 1]}']
    path.write_bytes(b"\n".join(bad))
    found = lines(path, fields=Fields(gold=True))
    assert [line.error.key for line in found if isinstance(line, Unread)] == [
        *("not_json_line", "not_json_object", "no_field", "field_no_text", "span_form"),
    ]
    assert [line.number for line in found] == [1, 2, 3, 4, 5]


def test_a_quote_that_is_never_closed_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text('text\nfirst\n"second\nthird\n', encoding="utf-8")
    assert [line.text for line in lines(path) if isinstance(line, Line)] == ["first", "second\nthird\n"]


def test_a_pattern_is_its_files_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "[x].txt"):
        (tmp_path / name).write_text("Love.\n", encoding="utf-8")
    assert listed([f"{tmp_path}/?.txt"]) == [f"{tmp_path}/a.txt", f"{tmp_path}/b.txt"]
    assert listed([f"{tmp_path}/[x].txt"]) == [f"{tmp_path}/[x].txt"]
    for absent, key in ((f"{tmp_path}/c*.txt", "no_such_file"), (str(tmp_path), "is_directory")):
        with pytest.raises(InputError) as error:
            listed([absent])
        assert getattr(error.value.facts["reason"], "key", "") == key


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    path = tmp_path / "no.parquet"
    path.write_bytes(b"PAR")
    with pytest.raises(InputError, match="cannot be read: pyarrow says"):
        lines(path)
