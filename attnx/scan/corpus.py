"""The sentences of a corpus: lines of text, NDJSON, CSV or Parquet, cut into parts that can be read by themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

import orjson

from attnx.errors import InputError, Phrase
from attnx.frozen import frozen
from attnx.measures.sentence import Span
from attnx.scan.files import Opened, opened

ENDINGS = {".ndjson": "objects", ".jsonl": "objects", ".csv": ",", ".tsv": "\t", ".parquet": "columns"}
LONGEST = 2**24  # bytes of a row of CSV: a quote that is never closed must not take the rest of the file with it
Read = str | InputError


@frozen
class Part:
    """Some lines of one file: the bytes from `begin` to `end`, of which the first is line `first`.

    Of a Parquet file they are rows of one of its groups. `size` is how many bytes of the file it stands for, and
    `header` the names of columns where lines have none of their own.
    """

    number: int
    file: str
    begin: int
    end: int
    first: int
    size: int
    header: tuple[str, ...] = ()
    group: int = 0


@frozen
class Fields:
    """What is read of a line: its text, the column it is grouped by, and whether its pronoun is known."""

    text: str = "text"
    by: str | None = None
    gold: bool = False


@frozen
class Line:
    """A sentence and what came with it."""

    number: int
    text: str
    by: str | None = None
    gold: tuple[Span, Span] | None = None  # a pronoun, and what it stands for


@frozen(eq=False)
class Unread:
    """A line that was not read, and why."""

    number: int
    error: InputError


def kind_of(file: str) -> str:
    """How a file is read: as `lines`, as `objects` in JSON, as Parquet `columns`, or as cells apart by this sign."""
    return next((kind for ending, kind in ENDINGS.items() if file.lower().endswith(ending)), "lines")


def check_columns(files: Sequence[str], fields: Fields) -> None:
    """Raises InputError where a file has not the columns that are to be read; a line of JSON has its own."""
    more = [*([fields.by] if fields.by else ()), *(("pronoun", "antecedent") if fields.gold else ())]
    for file in files:
        if kind_of(file) == "lines" and more:
            raise InputError("no_columns", path=file, name=more[0], choices=", ".join(ENDINGS))
        if columns := columns_of(file):
            for name in (fields.text, *more):
                if name not in columns:
                    raise InputError("no_column", path=file, name=name, there=", ".join(columns))


def columns_of(file: str) -> Sequence[str]:
    """The columns that every line of a file has, none where each says its own, or there is no line."""
    kind = kind_of(file)
    if kind in ("lines", "objects"):
        return ()
    if kind == "columns":
        with opened(file) as data:
            names: list[str] = parquet(file, data.file).schema_arrow.names
            return names
    return next((part.header for part in parts_of_file(file, 1, 0)), ())


def parts_of(files: Sequence[str], size: int) -> Iterator[Part]:
    """The files in parts of so many lines, without ever holding more than one line.

    Raises InputError for a file that cannot be read.
    """
    number = 0
    for file in files:
        for part in parts_of_file(file, size, number):
            yield part
            number += 1


def parts_of_file(file: str, size: int, number: int) -> Iterator[Part]:
    kind = kind_of(file)
    with opened(file) as data:
        if kind == "columns":
            yield from parts_of_columns(file, data.file, data.size, size, number)
        else:
            yield from parts_of_lines(data, file, kind, size, number)


def parts_of_lines(data: Opened, file: str, kind: str, size: int, number: int) -> Iterator[Part]:
    header: tuple[str, ...] = ()
    begin = end = count = 0
    first = line = 1
    for record in rows_of(data.file) if kind in ",\t" else data.file:
        end += len(record)
        line += record.count(b"\n") or 1
        if kind in ",\t" and not header:
            header = tuple(next(csv.reader([text_of(record).lstrip("\ufeff")], delimiter=kind), ()))
            begin, first = end, line
            continue
        count += 1
        if count == size:
            yield Part(number, file, begin, end, first, end - begin, header)
            number, begin, first, count = number + 1, end, line, 0
    if count:
        yield Part(number, file, begin, end, first, end - begin, header)


def rows_of(file: IO[bytes]) -> Iterator[bytes]:
    """Rows of CSV, which go on to the next line where a quote is open."""
    row, quotes = b"", 0
    for line in file:
        row, quotes = row + line, quotes + line.count(b'"')
        if quotes % 2 == 0 or len(row) > LONGEST:
            yield row
            row, quotes = b"", 0
    if row:
        yield row


def parts_of_columns(file: str, data: IO[bytes], whole: int, size: int, number: int) -> Iterator[Part]:
    table = parquet(file, data)
    first, total = 1, max(table.metadata.num_rows, 1)
    for group in range(table.metadata.num_row_groups):
        rows = table.metadata.row_group(group).num_rows
        for begin in range(0, rows, size):
            end = min(begin + size, rows)
            yield Part(number, file, begin, end, first + begin, whole * (end - begin) // total, (), group)
            number += 1
        first += rows


def parquet(file: str, data: IO[bytes]) -> Any:
    """An open Parquet file. Raises InputError for one that is none."""
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(data)
    except (ArrowException, OSError) as error:
        raise InputError("unreadable", path=file, reason=Phrase("library", library="pyarrow", words=error)) from error


def read(part: Part, fields: Fields) -> Iterator[Line | Unread]:
    """The sentences of a part; blank lines are none. Raises InputError where the file cannot be read any more."""
    with opened(part.file) as data:
        kind = kind_of(part.file)
        if kind == "columns":
            yield from read_columns(part, data.file, fields)
            return
        data.file.seek(part.begin)
        text = text_of(data.file.read(part.end - part.begin))
    if part.begin == 0:
        text = text.removeprefix("\ufeff")
    if kind in ",\t":
        yield from read_cells(part, text, fields, kind)
        return
    for number, line in enumerate(text.split("\n"), part.first):
        line = line.rstrip("\r")
        if line.strip():
            yield from one_of(number, line, fields) if kind == "objects" else (Line(number, line),)


def text_of(data: bytes) -> str:
    """As text, in which bytes that are not UTF-8 stand for themselves: what reads the line refuses them."""
    return data.decode("utf-8", "surrogateescape")


def one_of(number: int, line: str, fields: Fields) -> Iterator[Line | Unread]:
    """The sentence in a line of JSON."""
    try:
        held = orjson.loads(line.encode("utf-8", "surrogateescape"))
    except orjson.JSONDecodeError as error:
        yield Unread(number, InputError("not_json_line", column=error.colno))
        return
    yield line_of(number, held, fields)


def read_cells(part: Part, text: str, fields: Fields, delimiter: str) -> Iterator[Line | Unread]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    while True:
        number = part.first + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unread(number, InputError("csv_line", reason=Phrase("library", library="csv", words=error)))
            continue
        if any(cells):
            yield line_of(number, dict(zip(part.header, cells, strict=False)), fields)


def read_columns(part: Part, data: IO[bytes], fields: Fields) -> Iterator[Line | Unread]:
    table = parquet(part.file, data)
    wanted = {fields.text, fields.by, *(("pronoun", "antecedent") if fields.gold else ())}
    columns = [name for name in table.schema_arrow.names if name in wanted]
    rows = table.read_row_group(part.group, columns=columns).slice(part.begin, part.end - part.begin)
    for number, row in enumerate(rows.to_pylist(), part.first):
        yield line_of(number, row, fields)


def line_of(number: int, held: object, fields: Fields) -> Line | Unread:
    """The sentence among named values."""
    try:
        if not isinstance(held, Mapping):
            raise InputError("not_json_object")
        text = value_of(held, fields.text)
        if not isinstance(text, str):
            raise InputError("field_no_text", name=fields.text, found=type(text).__name__)
        by = None if fields.by is None else name_of(value_of(held, fields.by))
        gold = (span_of(held, "pronoun"), span_of(held, "antecedent")) if fields.gold else None
    except InputError as error:
        return Unread(number, error)
    return Line(number, text, by, gold)


def value_of(held: Mapping[str, Any], name: str) -> Any:
    if name not in held:
        raise InputError("no_field", name=name, there=", ".join(map(str, held)) or "–")
    return held[name]


def name_of(value: object) -> str:
    """What a group is called: a text as it is, anything else as JSON has it."""
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()


def span_of(held: Mapping[str, Any], name: str) -> Span:
    """The characters of a pronoun or of what it stands for: [begin, end], or begin:end in a cell."""
    value = value_of(held, name)
    ends = value.split(":") if isinstance(value, str) else value
    try:
        begin, end = map(int, ends)
    except (TypeError, ValueError) as error:
        raise InputError("span_form", name=name, found=value) from error
    return begin, end
