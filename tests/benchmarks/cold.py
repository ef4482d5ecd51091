"""How long attnx takes from a cold process, as ratios within one run.

    python -m tests.benchmarks.cold                       beside the import of its own libraries
    python -m tests.benchmarks.cold --reference PYTHON    also beside transformers, installed for that interpreter

Each command is paired with its yardstick, A B A B …, and the median of the ratios is printed, so that a machine that
is busy for a while slows both. Times are of whole processes; memory is the largest resident set.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from attnx.checkpoint.installed import find_minilm
from tests.benchmarks.kernels import introduce, unforced

SENTENCE = "Love is powerful because it gives us hope to live."
TWELVE = "The old sailor told his grandson that the sea never forgets anyone."
TRANSFORMERS = """
import sys, torch
from transformers import AutoModel, AutoTokenizer
torch.set_grad_enabled(False)
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
model = AutoModel.from_pretrained(sys.argv[1], attn_implementation="eager")
found = model(**tokenizer(sys.argv[2], return_tensors="pt"), output_attentions=True)
assert len(found.attentions) == model.config.num_hidden_layers
"""


@dataclass(frozen=True)
class Figure:
    """One whole process: seconds on the clock, and its largest resident set in MiB."""

    wall: float
    peak: float


@dataclass(frozen=True)
class Contest:
    """A command, its yardstick, and the bars for time and memory."""

    name: str
    command: list[str]
    yardstick: list[str]
    time_bar: float
    memory_bar: float | None = None


def run(command: list[str]) -> Figure:
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=quiet())
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed: {complaint.decode()[-400:]}")
    return Figure(time.perf_counter() - begin, usage.ru_maxrss / 1024)


def quiet() -> dict[str, str]:
    """An environment in which the reference says nothing and asks nobody, and no kernel is forced on either side."""
    silent = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    return unforced(os.environ) | silent


def contests(reference: str | None) -> list[Contest]:
    python = sys.executable
    attnx = str(Path(python).with_name("attnx"))
    libraries = [python, "-c", "import numpy, tokenizers"]
    found = [
        Contest("--help", [attnx, "--help"], [python, "-c", "import typer"], 1.5),
        Contest("explain --json, toy", [attnx, "explain", SENTENCE, "--model", "toy", "--json"], libraries, 2.0),
        Contest("explain, tables, toy", [attnx, "explain", SENTENCE, "--model", "toy"], libraries, 2.5),
        Contest("explain --json, reader", [attnx, "explain", SENTENCE, "--json"], libraries, 1.9),
        Contest("explain, tables, reader", [attnx, "explain", SENTENCE], libraries, 2.6),
    ]
    if reference is not None:
        model = find_minilm()
        if model is None:
            raise SystemExit("minilm is not installed: see attnx models")
        everything = [attnx, "explain", TWELVE, "--model", "minilm", "--layer", "all", "--head", "all", "--json"]
        yardstick = [reference, "-c", TRANSFORMERS, str(model), TWELVE]
        found.append(Contest("explain --json, minilm, all layers and heads", everything, yardstick, 0.15, 0.5))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", help="an interpreter that has torch and transformers")
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    introduce(quiet(), arguments.reference)
    print("| command | yardstick | time | bar | memory | bar |\n|---|---|---|---|---|---|")
    for contest in contests(arguments.reference):
        run(contest.command), run(contest.yardstick)  # the page cache is warm
        pairs = [(run(contest.command), run(contest.yardstick)) for _ in range(arguments.runs)]
        wall = statistics.median(ours.wall / theirs.wall for ours, theirs in pairs)
        peak = statistics.median(ours.peak / theirs.peak for ours, theirs in pairs)
        yardstick = "transformers, output_attentions" if contest.memory_bar else contest.yardstick[-1]
        memory = f"{peak:.2f} × | ≤ {contest.memory_bar}" if contest.memory_bar else "|"
        print(f"| {contest.name} | `{yardstick}` | {wall:.2f} × | ≤ {contest.time_bar} | {memory} |", flush=True)


if __name__ == "__main__":
    main()
