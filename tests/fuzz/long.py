"""Odd inputs for as long as one likes, on as many processors.

Every input is made of its subject and its number: `python -m tests.fuzz commands trace --first 512 --count 1` makes one
again, and a run goes on where another ended with `--first`. What fails is told with both.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random

from tests.fuzz.inside import ask_inside, fault
from tests.fuzz.outside import STATES, warm, wrong_outside
from tests.fuzz.readers import READERS, wrong_with
from tests.fuzz.subjects import SUBJECTS, emptied, stored
from tests.fuzz.written import wrong_in

GIBIBYTES = 8  # of address space: what a command may ask for
Wrong = Callable[[str, Random, Path], str]


def of_reader(name: str, chance: Random, folder: Path) -> str:
    return wrong_with(READERS[name], chance, folder)


def of_command(name: str, chance: Random, folder: Path) -> str:
    ask = SUBJECTS[name](chance, emptied(folder))
    wrong = fault(ask_inside(ask)) or wrong_in(folder)
    return f"attnx {' '.join(map(repr, ask.arguments))}\n{wrong}" if wrong else ""


def of_process(name: str, chance: Random, folder: Path) -> str:
    return wrong_outside(STATES[name], chance, emptied(folder))


KINDS: Mapping[str, tuple[Wrong, Mapping[str, object], Callable[[], object]]] = {  # and what is made ready once
    "readers": (of_reader, READERS, stored),
    "commands": (of_command, SUBJECTS, stored),
    "processes": (of_process, STATES, warm),
}


@dataclass(frozen=True)
class Share:
    """What one process asks: of each of these subjects every `step`-th number from `first` up to `last`."""

    kind: str
    subjects: tuple[str, ...]
    first: int
    last: int
    step: int
    minutes: float


@dataclass
class Tally:
    """How many inputs of each subject there were, and how many of them failed."""

    done: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def asked(share: Share) -> Tally:
    """Asks a share, each subject for as long as the others, and tells what fails, one of a kind."""
    wrong_of = KINDS[share.kind][0]
    tally, told = Tally(), set[str]()
    spent = dict.fromkeys(share.subjects, 0.0)
    numbers = {name: iter(range(share.first, share.last, share.step)) for name in share.subjects}
    end = time.monotonic() + 60 * share.minutes
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        os.environ["HOME"] = place
        while spent and (begin := time.monotonic()) < end:
            name = min(spent, key=lambda name: spent[name])
            number = next(numbers[name], None)
            if number is None:
                del spent[name]
                continue
            try:
                wrong = wrong_of(name, Random(zlib.crc32(name.encode()) + (number << 32)), Path(place))
            except Exception:  # noqa: BLE001 - an input that could not be made must not end the run
                wrong = traceback.format_exc()
            tally.done[name] += 1
            tally.failed[name] += bool(wrong)
            if (last := "".join(wrong.strip().splitlines()[-3:])) and last not in told:
                told.add(last)
                print(f"{share.kind} {name} --first {number}: {wrong}", file=sys.stderr, flush=True)
            spent[name] += time.monotonic() - begin
        os.chdir("/")
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("subject", nargs="*")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--count", type=int, default=10**8, help="inputs of each subject")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    subjects = tuple(chosen.subject or KINDS[chosen.kind][1])
    last, step = chosen.first + chosen.count, chosen.processes
    resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTES * 2**30, resource.RLIM_INFINITY))
    os.environ["HF_HUB_OFFLINE"] = "1"
    KINDS[chosen.kind][2]()
    shares = [Share(chosen.kind, subjects, chosen.first + i, last, step, chosen.minutes) for i in range(step)]
    with get_context("fork").Pool(step) as pool:
        tallies = pool.map(asked, shares, chunksize=1)
    done, failed = (sum(counts, Counter[str]()) for counts in zip(*((t.done, t.failed) for t in tallies), strict=True))
    print(f"| {chosen.kind} | inputs | failures |\n|---|---|---|")
    for name in sorted(done):
        print(f"| {name} | {done[name]:,} | {failed[name]:,} |")
    print(f"| all | {done.total():,} | {failed.total():,} |")
    return 1 if failed.total() else 0
