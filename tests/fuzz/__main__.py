"""The long run: python -m tests.fuzz --minutes 30

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
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from tests.fuzz.inside import ask_inside, fault
from tests.fuzz.outside import STATES, wrong_outside
from tests.fuzz.readers import READERS, wrong_with
from tests.fuzz.subjects import SUBJECTS, emptied

GIBIBYTES = 8  # of address space: what a command may ask for
Wrong = Callable[[str, Random, Path], str]


def of_reader(name: str, chance: Random, folder: Path) -> str:
    return wrong_with(READERS[name], chance, folder)


def of_command(name: str, chance: Random, folder: Path) -> str:
    ask = SUBJECTS[name](chance, emptied(folder))
    wrong = fault(ask_inside(ask))
    return f"attnx {' '.join(map(repr, ask.arguments))}\n{wrong}" if wrong else ""


def of_process(name: str, chance: Random, folder: Path) -> str:
    return wrong_outside(STATES[name], chance, emptied(folder))


KINDS: Mapping[str, tuple[Wrong, Mapping[str, object]]] = {
    "readers": (of_reader, READERS),
    "commands": (of_command, SUBJECTS),
    "processes": (of_process, STATES),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("subject", nargs="*")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--count", type=int, default=10**7, help="inputs of each subject")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    chosen = parser.parse_args()
    wrong_of, subjects = KINDS[chosen.kind]
    end = time.monotonic() + 60 * chosen.minutes
    resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTES * 2**30, resource.RLIM_INFINITY))
    os.environ["HF_HUB_OFFLINE"] = "1"
    done: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    told: set[str] = set()
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        os.environ["HOME"] = place
        numbers = range(chosen.first, chosen.first + chosen.count)
        for number, name in ((number, name) for number in numbers for name in chosen.subject or subjects):
            if time.monotonic() > end:
                break
            chance = Random(zlib.crc32(name.encode()) + (number << 32))
            wrong = wrong_of(name, chance, Path(place))
            done[name] += 1
            failed[name] += bool(wrong)
            if (last := "".join(wrong.strip().splitlines()[-3:])) and last not in told:  # one of a kind
                told.add(last)
                print(f"{chosen.kind} {name} --first {number}: {wrong}", file=sys.stderr, flush=True)
    print(f"| {chosen.kind} | inputs | failures |\n|---|---|---|")
    for name in done:
        print(f"| {name} | {done[name]:,} | {failed[name]:,} |")
    print(f"| all | {done.total():,} | {failed.total():,} |")
    return 1 if failed.total() else 0


if __name__ == "__main__":
    sys.exit(main())
