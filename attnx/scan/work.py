"""One part of a scan, from its place in a file to the bytes that are written: all that a process has to be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from attnx.checkpoint import Checkpoint
from attnx.errors import InputError
from attnx.frozen import frozen
from attnx.measures.sentence import Pair, matching, recorded_for, referring, sentence
from attnx.model.layout import row_by_row
from attnx.model.rows import libraries
from attnx.scan import sums
from attnx.scan.batches import Reader
from attnx.scan.corpus import Line, Part, Unread, read
from attnx.scan.files import Folder
from attnx.scan.job import Asked, Job, model_of, provenance
from attnx.scan.table import Kept, ndjson, parquet, rows_of
from attnx.trace import Trace


@frozen
class Done:
    """A part that is finished: how many sentences it had, why other lines have none, and its rows where asked for."""

    part: Part
    sentences: int
    unread: tuple[dict[str, Any], ...]
    data: bytes


@frozen
class Work:
    """What is done with each part: its file is written to `folder`, or its data are handed back where there is none."""

    job: Job
    folder: str | None

    def __call__(self, part: Part) -> Done:
        """Raises CheckpointError, and OutputError where its file cannot be written."""
        model = model_at_work(self.job.asked)
        with libraries().limit(limits=1, user_api="blas"):  # as many processes as cores; and sums in the same order
            results = list(measured(part, self.job, model))
        kept = [result for result in results if isinstance(result, Kept)]
        unread = sorted((result for result in results if isinstance(result, Unread)), key=lambda line: line.number)
        errors = tuple(told(part, line) for line in unread)
        table = sums.table_of(sums.sums_of(kept, self.job), self.job) if self.job.aggregate else None
        if self.folder is None and table is None:
            return Done(part, len(kept), errors, b"".join(ndjson(rows_of(kept, part, self.job))))
        about = {"file": part.file, "sentences": len(kept), "errors": errors}
        data = parquet(rows_of(kept, part, self.job) if table is None else table, provenance(self.job, model), about)
        if self.folder is None:
            return Done(part, len(kept), errors, data)
        Folder.at(self.folder).put(name_of(part.number, self.job), (data,))
        return Done(part, len(kept), errors, b"")


@lru_cache(maxsize=1)
def model_at_work(asked: Asked) -> Checkpoint:
    """The model as this process works with it. Raises as `attnx.load` does."""
    model = model_of(asked)
    return replace(model, weights=row_by_row(model.weights))


def name_of(number: int, job: Job) -> str:
    """The file of a part."""
    return f"{'sums' if job.aggregate else 'rows'}-{number:06}.parquet"


def told(part: Part, line: Unread) -> dict[str, Any]:
    """Why a line was not read, as it is kept."""
    return {"file": part.file, "line": line.number, "error": line.error.key, "reason": str(line.error)}


def measured(part: Part, job: Job, model: Checkpoint) -> Iterator[Kept | Unread]:
    """What is kept of each sentence of a part, and why of a line there is nothing."""
    reader = Reader(model, recorded_for(job.measures), job.layers, job.heads)
    for result in reader.read(read(part, job.fields)):
        if isinstance(result, Unread):
            yield result
            continue
        line, trace = result
        try:
            pairs = pairs_of(line, trace, job)
        except InputError as error:
            yield Unread(line.number, error)
            continue
        yield Kept.of(line, trace, sentence(trace, job.measures, pairs), job.kept)


def pairs_of(line: Line, trace: Trace, job: Job) -> dict[str, list[Pair]]:
    """The words that are asked about. Raises InputError for a pronoun that is not there."""
    pairs = {} if job.expressions is None else {"from_to": matching(trace.tokens, *job.expressions)}
    return pairs if line.gold is None else pairs | {"coreference": referring(trace.tokens, *line.gold)}
