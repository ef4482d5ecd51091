"""attnx scan FILE… --out DIR"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.choices import ModelChoice, Shown
from attnx.cli.desk.extras import need_scan
from attnx.cli.desk.progress import Pulse
from attnx.cli.desk.streams import emit, tell
from attnx.cli.words import SAY
from attnx.errors import Phrase, UsageError

if TYPE_CHECKING:
    from attnx.scan.job import Job
    from attnx.scan.workers import Workers

PLACE = re.compile(r"(\d+)\.(\d+)")
FILES = typer.Argument(metavar="FILE…", help=SAY("help_scan_files"), show_default=False)
LINES, COUNT = o.whole("--part", 1, 10_000_000), o.whole("--workers", 1, 10_000)


def scan(
    files: Annotated[list[str], FILES],
    *,
    out: Annotated[str | None, o.option("--out", help="scan_out", metavar="DIR")] = None,
    ndjson: Annotated[bool, o.option("--ndjson", help="scan_ndjson")] = False,
    measure: Annotated[str, o.option("--measure", help="scan_measure", metavar="NAME,…")] = "heads",
    from_words: Annotated[str | None, o.option("--from", help="scan_from", metavar="REGEX")] = None,
    to_words: Annotated[str | None, o.option("--to", help="scan_to", metavar="REGEX")] = None,
    field: Annotated[str, o.option("--field", help="scan_field", metavar="NAME")] = "text",
    by: Annotated[str | None, o.option("--by", help="scan_by", metavar="NAME")] = None,
    aggregate: Annotated[bool, o.option("--aggregate", help="scan_aggregate")] = False,
    keep_weights: Annotated[str | None, o.option("--keep-weights", help="scan_keep", metavar="L.H,…")] = None,
    part: Annotated[int, o.option("--part", help="scan_part", metavar="N", parser=LINES)] = 1024,
    workers: Annotated[int | None, o.option("--workers", help="scan_workers", metavar="N", parser=COUNT)] = None,
    dask: Annotated[str | None, o.option("--dask", help="scan_dask", metavar="URL")] = None,
    model: ModelChoice,
    shown: Shown,
    causal: o.CausalOption = False,
    untrained: o.UntrainedOption = False,
    lang: o.LangOption = None,
) -> None:
    if (out is None) == (not ndjson):
        raise UsageError("scan_where" if out is None else "two_views", one="--out", other="--ndjson")
    if dask is not None and workers is not None:
        raise UsageError("two_views", one="--dask", other="--workers")
    if aggregate and keep_weights is not None:
        raise UsageError("two_views", one="--aggregate", other="--keep-weights")
    words = words_of(from_words, to_words)
    measures = measures_of(measure, words is not None)
    kept = places_of(keep_weights)
    need_scan(dask=dask is not None or (workers or 1) > 1)

    from attnx.scan.corpus import Fields, check_columns
    from attnx.scan.files import listed
    from attnx.scan.job import Asked, Job, model_of
    from attnx.scan.run import Scan, default_for

    there = listed(files)
    fields = Fields(field, by, "coreference" in measures)
    check_columns(there, fields)
    named = model.model or default_for(there, fields)
    asked = Asked(named, model.revision, model.offline, causal, untrained)
    checkpoint = model_of(asked)
    chosen = shown.of(checkpoint)
    layers, heads = (numbers if isinstance(numbers, tuple) else () for numbers in (chosen.layers, chosen.heads))
    job = Job(asked, measures, fields, layers, heads, words, kept, aggregate, part).checked(checkpoint)
    with at_work(job, dask, workers) as who, Pulse() as pulse:
        run = Scan(job, there, who, pulse.show)
        outcome = run.onto(emit, refused) if out is None else run.into(out)
    tell(SAY("scan_read", sentences=f"{outcome.sentences:,}", model=checkpoint.name))
    if outcome.unread:
        where = SAY("scan_unread_in", path=f"{out}/errors.ndjson") if out is not None else SAY("scan_unread_above")
        tell(SAY("scan_unread_count", count=f"{outcome.unread:,}", where=where))
    if out is not None:
        tell(SAY("scan_wrote_sums" if aggregate else "scan_wrote", path=out, count=f"{outcome.parts:,}"))


def words_of(from_words: str | None, to_words: str | None) -> tuple[str, str] | None:
    """Two expressions, or none. Raises UsageError for one alone, and for what is none."""
    if from_words is None and to_words is None:
        return None
    if from_words is None or to_words is None:
        here, missing = ("--from", "--to") if to_words is None else ("--to", "--from")
        raise UsageError("goes_with", option=here, other=missing)
    for option, written in (("--from", from_words), ("--to", to_words)):
        try:
            re.compile(written)
        except re.error as error:
            reason = Phrase("library", library="re", words=error)
            raise UsageError("no_regex", option=option, value=written, reason=reason) from error
    return from_words, to_words


def measures_of(value: str, words: bool) -> tuple[str, ...]:
    """The measures of these names, each once. Raises UsageError for one that does not exist."""
    from attnx.measures.heads import MEASURES as KINDS
    from attnx.measures.sentence import MEASURES

    named: list[str] = []
    for name in value.replace(" ", "").split(","):
        if name != "heads" and name not in MEASURES:
            raise UsageError("no_measure", name=name, choices=", ".join(("heads", *MEASURES)))
        named += KINDS if name == "heads" else (name,)
    if "from_to" in named and not words:
        raise UsageError("goes_with", option="--measure from_to", other="--from")
    return tuple(dict.fromkeys((*named, *(("from_to",) if words else ()))))


def places_of(value: str | None) -> tuple[tuple[int, int], ...]:
    """Heads as 3.0,4.1. Raises UsageError."""
    places = []
    for written in () if value is None else value.replace(" ", "").split(","):
        place = PLACE.fullmatch(written)
        if place is None:
            raise UsageError("keep_form", value=value)
        places.append((int(place[1]), int(place[2])))
    return tuple(dict.fromkeys(places))


@contextmanager
def at_work(job: Job, address: str | None, count: int | None) -> Iterator[Workers | None]:
    """Who does the work: a scheduler's workers, so many of its own making, or as many processes as there are cores."""
    from attnx.scan import workers

    if address is not None or (count or 1) > 1:
        with workers.dask(address, count) as who:
            yield who
    else:
        with workers.processes(count or workers.cores()) as one:
            yield one


def refused(error: Mapping[str, Any]) -> None:
    """Says why a line was not read, where there is no file for it."""
    tell(f"attnx: {SAY('scan_refused', path=error['file'], line=error['line'], reason=error['reason'])}")
