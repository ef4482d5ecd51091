"""A whole scan: parts are handed out in their order, those that are there already are left, and the end is written."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from io import BytesIO
from typing import Any

import orjson

from attnx.checkpoint import default_model
from attnx.errors import InputError, UsageError
from attnx.frozen import frozen
from attnx.scan import sums
from attnx.scan.corpus import Fields, Line, Part, Unread, parts_of, read
from attnx.scan.files import Folder, facts_of
from attnx.scan.job import Job, differences, model_of, provenance
from attnx.scan.table import about_part, ndjson, opened, parquet
from attnx.scan.work import Done, Work, name_of

ABOUT, ERRORS, RESULT = "scan.json", "errors.ndjson", "aggregate.parquet"
AT_ONCE = 1024  # lines that are looked through for the first sentence
AHEAD = 2  # parts that wait for each process, so that none waits for a part


@frozen
class Progress:
    """How far a scan is: the bytes of its files that are done, `fresh` by this run, which read so many sentences."""

    bytes: int
    of: int
    fresh: int
    sentences: int


@frozen
class Outcome:
    """How a scan ended."""

    parts: int
    sentences: int
    unread: int


Told = Callable[[Progress], None]


def first_text(files: Sequence[str], fields: Fields) -> str:
    """The first sentence of a corpus. Raises InputError where there is none, with why the first line is none."""
    first: Unread | None = None
    unread = 0
    for part in parts_of(files, AT_ONCE):
        for line in read(part, fields):
            if isinstance(line, Line):
                return line.text
            first, unread = first or line, unread + 1
    path = ", ".join(files)
    if first is None:
        raise InputError("scan_empty", path=path)
    raise InputError("scan_no_line", path=path, count=f"{unread:,}", line=first.number, reason=first.error)


def default_for(files: Sequence[str], fields: Fields) -> str:
    """The bundled model that can read a corpus, as its first sentence tells."""
    return default_model(first_text(files, fields))


def each_done(parts: Iterable[Part], work: Work, workers: tuple[Executor, int] | None) -> Iterator[Done]:
    """The parts as they are finished, in their order, no more of them under way than the processes need."""
    if workers is None:
        yield from map(work, parts)
        return
    executor, count = workers
    waiting: deque[Future[Done]] = deque()
    for part in parts:
        waiting.append(executor.submit(work, part))
        if len(waiting) > count * AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@frozen(eq=False)
class Scan:
    """A job over some files, by this process or by the `workers` of an executor, of which there are so many."""

    job: Job
    files: Sequence[str]
    workers: tuple[Executor, int] | None
    told: Told

    def into(self, path: str) -> Outcome:
        """Writes a file for each part that has none yet, and then what they are together.

        Raises UsageError for a folder of another scan, InputError for files without a sentence, OutputError.
        """
        folder = Folder.at(path)
        self.begin(folder)
        count = self.count(folder)
        folder.clear()
        return self.end(folder, count)

    def begin(self, folder: Folder) -> None:
        """Says what is done in this folder, or finds that it is the same."""
        here = provenance(self.job, model_of(self.job.asked)) | {"files": list(map(facts_of, self.files))}
        if not folder.has(ABOUT):
            folder.put(ABOUT, (orjson.dumps(here, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE),))
            return
        with folder.open(ABOUT) as file:
            there = orjson.loads(file.read())
        if differ := differences(there, here):
            raise UsageError("other_scan", path=folder.path, differences="; ".join(differ))

    def count(self, folder: Folder) -> int:
        """Has the parts done that are not there, and counts all of them."""
        whole = sum(int(facts_of(file)["bytes"]) for file in self.files)
        there = set(folder.names(name_of(0, self.job).replace("000000", "*")))
        passed = fresh = sentences = count = 0

        def missing() -> Iterator[Part]:
            nonlocal count, passed
            for part in parts_of(self.files, self.job.lines):
                count += 1
                if name_of(part.number, self.job) in there:
                    passed += part.size
                else:
                    yield part

        for done in each_done(missing(), Work(self.job, folder.path), self.workers):
            fresh, sentences = fresh + done.part.size, sentences + done.sentences
            self.told(Progress(passed + fresh, whole, fresh, sentences))
        return count

    def end(self, folder: Folder, count: int) -> Outcome:
        """Writes why lines were not read, and the sums of all parts where sums were asked for.

        Raises InputError where no sentence was read.
        """
        sentences = unread = 0

        def errors() -> Iterator[bytes]:
            nonlocal sentences, unread
            for number in range(count):
                with folder.open(name_of(number, self.job)) as file:
                    about = about_part(file)
                sentences += about["sentences"]
                for error in about["errors"]:
                    unread += 1
                    yield orjson.dumps(error, option=orjson.OPT_APPEND_NEWLINE)

        folder.put(ERRORS, errors())
        self.check(sentences, unread)
        if self.job.aggregate:
            told = sums.told(sums.merged(self.sums(folder, count)), self.job)
            folder.put(RESULT, (parquet(told, provenance(self.job, model_of(self.job.asked))),))
        return Outcome(count, sentences, unread)

    def sums(self, folder: Folder, count: int) -> Iterator[Iterator[tuple[sums.Key, sums.Sum]]]:
        for number in range(count):
            with folder.open(name_of(number, self.job)) as file:
                yield sums.read_sums(opened(file).read(), self.job)

    def check(self, sentences: int, unread: int) -> None:
        """Raises InputError where no sentence was read."""
        if not sentences:
            path = ", ".join(self.files)
            raise (
                InputError("scan_unread", path=path, count=f"{unread:,}")
                if unread
                else InputError("scan_empty", path=path)
            )

    def onto(self, write: Callable[[bytes], None], refused: Callable[[Mapping[str, Any]], None]) -> Outcome:
        """Writes the rows as lines of JSON, in their order; `refused` is told of every line that was not read.

        Raises InputError for files without a sentence.
        """
        whole = sum(int(facts_of(file)["bytes"]) for file in self.files)
        passed = sentences = unread = count = 0
        together: dict[sums.Key, sums.Sum] = {}
        for done in each_done(parts_of(self.files, self.job.lines), Work(self.job, None), self.workers):
            count, passed, sentences = count + 1, passed + done.part.size, sentences + done.sentences
            unread += len(done.unread)
            for error in done.unread:
                refused(error)
            if self.job.aggregate:
                sums.add(together, sums.read_sums(opened(BytesIO(done.data)).read(), self.job))
            else:
                write(done.data)
            self.told(Progress(passed, whole, passed, sentences))
        self.check(sentences, unread)
        if self.job.aggregate:
            write(b"".join(ndjson(sums.told(together, self.job))))
        return Outcome(count, sentences, unread)
