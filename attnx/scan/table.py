"""What is kept of a part: a row for each sentence, layer and head, or sums over sentences; as Parquet or as NDJSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from attnx.errors import InputError, Phrase
from attnx.frozen import frozen
from attnx.measures.sentence import Sentence
from attnx.scan.corpus import Line, Part
from attnx.scan.job import Job
from attnx.trace import Trace

HEADER, OF_PART = b"attnx", b"attnx.part"  # in the metadata of a file
TOGETHER = 4096  # rows that are made into plain values at once


@frozen(eq=False)
class Kept:
    """What was measured of one line, and the weights that are kept of it, (query, key) by layer and head."""

    line: Line
    tokens: tuple[str, ...]
    measured: Sentence
    weights: Mapping[tuple[int, int], np.ndarray]

    @classmethod
    def of(cls, line: Line, trace: Trace, measured: Sentence, heads: tuple[tuple[int, int], ...]) -> Kept:
        layers = dict(trace.attentions())
        weights = {(layer, head): layers[layer].of_head("weights", head).data.copy() for layer, head in heads}
        return cls(line, tuple(token.name for token in trace.tokens), measured, weights)


def schema_of(job: Job) -> pa.Schema:
    """The columns of rows, as docs/scan.md lists them."""
    fields = [("file", pa.dictionary(pa.int32(), pa.string())), ("line", pa.int64())]
    fields += [] if job.fields.by is None else [(job.fields.by, pa.string())]
    fields += [("tokens", pa.int32()), ("asked", pa.int32()), ("layer", pa.int16()), ("head", pa.int16())]
    for name in job.measures:
        fields += [(name, pa.float32()), (f"{name}_even", pa.float32()), (f"{name}_queries", pa.int32())]
    if job.kept:
        fields += [("weights", pa.list_(pa.list_(pa.float32()))), ("words", pa.list_(pa.string()))]
    return pa.schema(fields)


def rows_of(kept: list[Kept], part: Part, job: Job) -> pa.Table:
    """A row for each sentence, layer and head, in the order of the lines."""
    kept = sorted(kept, key=lambda one: one.line.number)
    places = [(layer, head) for layer in job.layers for head in job.heads]
    each = len(places)

    def repeated(values: list[Any]) -> list[Any]:
        return [value for value in values for _ in places]

    def numbers(pick: str, at: int) -> pa.Array:
        shape = (len(job.layers), len(job.heads))
        held = [np.broadcast_to(getattr(one.measured, pick)[at], shape).ravel() for one in kept]
        flat = np.concatenate(held) if held else np.zeros(0)
        return pa.array(flat, type=pa.float32(), from_pandas=True)  # what is absent is null

    columns: list[Any] = [
        pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(kept) * each), pa.int32()), pa.array([part.file])),
        np.repeat([one.line.number for one in kept], each),
    ]
    columns += [] if job.fields.by is None else [repeated([one.line.by for one in kept])]
    columns += [
        np.repeat([len(one.tokens) for one in kept], each),
        np.repeat([one.measured.asked for one in kept], each),
    ]
    columns += [np.tile([place[axis] for place in places], len(kept)) for axis in (0, 1)]
    for at in range(len(job.measures)):
        counts = [np.repeat(one.measured.queries[at], len(job.heads)) for one in kept]
        columns += [numbers("means", at), numbers("even", at), np.concatenate(counts) if counts else np.zeros(0)]
    if job.kept:
        columns.append([rows_or_none(one.weights.get(place)) for one in kept for place in places])
        columns.append([list(one.tokens) if place in one.weights else None for one in kept for place in places])
    schema = schema_of(job)
    arrays = [
        column if isinstance(column, pa.Array) else pa.array(column, type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def rows_or_none(weights: np.ndarray | None) -> list[list[float]] | None:
    return None if weights is None else weights.tolist()


def parquet(table: pa.Table, provenance: Mapping[str, Any], part: Mapping[str, Any] | None = None) -> bytes:
    """A table as a file, with where it comes from in its metadata."""
    told = {HEADER: orjson.dumps(provenance)} | ({} if part is None else {OF_PART: orjson.dumps(part)})
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(told), sink, compression="zstd")
    return bytes(sink.getvalue())


def ndjson(table: pa.Table) -> Iterator[bytes]:
    """The same rows as lines of JSON."""
    for batch in table.to_batches(max_chunksize=TOGETHER):
        yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in batch.to_pylist())


def opened(file: IO[bytes]) -> pq.ParquetFile:
    """A file of a scan. Raises InputError for what is none."""
    try:
        return pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as error:
        path = getattr(file, "name", "")
        raise InputError("unreadable", path=path, reason=Phrase("library", library="pyarrow", words=error)) from error


def about_part(file: IO[bytes]) -> dict[str, Any]:
    """What the file of a part says of it."""
    about: dict[str, Any] = orjson.loads(opened(file).schema_arrow.metadata[OF_PART])
    return about
