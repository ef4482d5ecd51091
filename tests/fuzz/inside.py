"""One command in this process: what it printed, and what is wrong with that."""

from __future__ import annotations

import io
import re
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SECONDS = 20  # of a processor, for one command
LONGEST = 2_000  # characters of what is said of an error
# What a terminal obeys: C0 but for line breaks, DEL and C1, bidi and zero-width marks, separators.
OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
COLOUR = re.compile("\x1b\\[[0-9;]*m")


@dataclass(frozen=True)
class Ask:
    """The words after `attnx`, and what stands on its standard input."""

    arguments: tuple[str, ...]
    stdin: bytes = b""


@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit code, both streams, and the traceback of what it did not catch."""

    code: int
    out: bytes
    err: bytes
    escaped: str = ""


class HangError(BaseException):
    """A command took longer than it may: of no kind that anything catches."""


def ask_inside(ask: Ask) -> Outcome:
    """Runs a command as a process would, in this one; a warning is an error."""
    from attnx.cli import run

    streams = sys.stdin, sys.stdout, sys.stderr
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="replace") for _ in range(2))
    code, escaped = -1, ""
    sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(ask.stdin), "utf-8"), out, err
    try:
        with warnings.catch_warnings(), limited():
            warnings.simplefilter("error")
            code = run(list(ask.arguments))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except (Exception, HangError):  # noqa: BLE001 - whatever it is, it is told
        escaped = traceback.format_exc()
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    return Outcome(code, bytes(stream_of(out)), bytes(stream_of(err)), escaped)


def stream_of(wrapper: io.TextIOWrapper) -> memoryview:
    wrapper.flush()
    buffer = wrapper.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getbuffer()


@contextmanager
def limited() -> Iterator[None]:
    """Raises HangError where what is within has had its share of the processor."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise HangError(f"more than {SECONDS} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def fault(outcome: Outcome) -> str:
    """What is wrong with how a command ended, or nothing."""
    if outcome.escaped:
        return outcome.escaped
    said, printed = outcome.err.decode(errors="replace"), outcome.out.decode(errors="replace")
    if outcome.code not in (0, 1, 2):
        return f"exit code {outcome.code}: {said[-LONGEST:]}"
    if "Traceback" in said or "Warning" in said or (outcome.code and not said.startswith("attnx: ")):
        return f"not a sentence of attnx on stderr: {said[-LONGEST:]}"
    verdict = any(words in said for words in (" does not hold: ", " 不成立："))  # of verify, which shows its checks too
    told = re.sub(r"attnx: (line \d+ of|.*第 \d+ 行).*\n", "", said)  # a scan tells of each line
    if outcome.code and ((printed and not verdict) or told.count("\n") != 1):
        return f"a refusal that is not one line on stderr: {printed[:LONGEST]}{said[-LONGEST:]}"
    if max(map(len, said.splitlines()), default=0) > LONGEST:
        return f"a sentence of {len(said)} characters: {said[:200]}"
    for text in (said, COLOUR.sub("", printed)):
        if acts := OBEYED.search(text):
            return f"text that acts: {text[max(acts.start() - 60, 0) : acts.end() + 60]!r}"
    return ""
