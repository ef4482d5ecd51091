"""attnx beside transformers on the same checkpoint, as ratios within one run.

    python -m tests.benchmarks.peers --reference PYTHON [--folder DIR]

The checkpoints are random, in the shapes of GPT-2 small and BERT base, and written by the script. Both sides read the
same tokens, keep all attentions and use two threads. Runs take turns, A B A B …; a pair is thrown away where another
program used the processors meanwhile. Printed are medians of the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.cold import quiet, run
from tests.benchmarks.kernels import introduce
from tests.benchmarks.shapes import BERT, GPT2, text_of, write

# In one process: prints the seconds of each forward pass, asked for by a line on stdin.
OURS = """
import sys, time, attnx, numpy as np
from attnx.model.record import Recorder
from attnx.model.transformer import forward
model = attnx.load(sys.argv[1])
ids = np.array([token.id for token in model.tokenizer(sys.argv[2])])
spec = model.spec
layers, heads = tuple(range(spec.n_layers)), tuple(range(spec.n_heads))
for line in sys.stdin:
    record = Recorder(("weights",), layers, heads, spec.n_heads, spec.n_kv_heads)
    begin = time.perf_counter()
    forward(ids, model.weights, spec, record)
    print(time.perf_counter() - begin, flush=True)
    assert len(record.recorded) == spec.n_layers
"""
THEIRS = """
import sys, time, torch
from transformers import AutoModel, PreTrainedTokenizerFast
torch.set_grad_enabled(False)
torch.set_num_threads(2)
model = AutoModel.from_pretrained(sys.argv[1], attn_implementation="eager").eval()
tokenizer = PreTrainedTokenizerFast(tokenizer_file=sys.argv[1] + "/tokenizer.json")
ids = torch.tensor([tokenizer(sys.argv[2])["input_ids"]])
for line in sys.stdin:
    begin = time.perf_counter()
    found = model(input_ids=ids, output_attentions=True)
    print(time.perf_counter() - begin, flush=True)
    assert len(found.attentions) == model.config.num_hidden_layers
"""
COLD_OURS = """
import sys, attnx
trace = attnx.explain(sys.argv[2], sys.argv[1], arrays=["weights"])
assert len(trace.layers) == trace.model.n_layers
"""
COLD_THEIRS = (
    THEIRS.partition("for line in sys.stdin:")[0]
    + """
found = model(input_ids=ids, output_attentions=True)
assert len(found.attentions) == model.config.num_hidden_layers
"""
)
BUSY = 0.15  # the share of both processors that others may use during a pair


@dataclass(frozen=True)
class Contest:
    """One model and length, and the bars of the issue: for time, and for memory where a whole process is measured."""

    name: str
    config: dict[str, object]
    tokens: int
    bar: float
    memory_bar: float | None = None


WARM = (
    Contest("GPT-2 small, 1,024 tokens, forward", GPT2, 1024, 0.28),
    Contest("GPT-2 small, 16 tokens, forward", GPT2, 16, 1.1),
    Contest("BERT base, 512 tokens, forward", BERT, 512, 0.6),
)
COLD = (
    Contest("GPT-2 small, 16 tokens, cold process", GPT2, 16, 0.08, 0.45),
    Contest("GPT-2 small, 1,024 tokens, cold process", GPT2, 1024, 0.35, 0.6),
)


def machine_seconds() -> float:
    """Seconds of work of all processors since the machine started."""
    fields = [int(one) for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Runner:
    """A process that waits for a line and answers with the seconds it took."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=quiet()
        )
        self.once()
        self.once()

    def once(self) -> float:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    @property
    def cpu(self) -> float:
        """Seconds of work of this process."""
        return cpu_seconds(self.process.pid)


def warm(contest: Contest, model: Path, reference: str, runs: int) -> tuple[list[tuple[float, float]], int]:
    """Pairs of seconds, and how many were thrown away."""
    text = text_of(contest.tokens)
    ours = Runner([sys.executable, "-c", OURS, str(model), text])
    theirs = Runner([reference, "-c", THEIRS, str(model), text])
    kept: list[tuple[float, float]] = []
    thrown = 0
    while len(kept) < runs and thrown < 10 * runs:
        begin, others = time.perf_counter(), machine_seconds() - ours.cpu - theirs.cpu
        pair = (ours.once(), theirs.once())
        others = machine_seconds() - ours.cpu - theirs.cpu - others
        if others > BUSY * (os.cpu_count() or 1) * (time.perf_counter() - begin):
            thrown += 1
        else:
            kept.append(pair)
    ours.process.kill()
    theirs.process.kill()
    return kept, thrown


def cold(contest: Contest, model: Path, reference: str, runs: int) -> list[tuple[float, float, float, float]]:
    """Seconds and MiB of whole processes, ours and theirs."""
    text = text_of(contest.tokens)
    ours, theirs = [sys.executable, "-c", COLD_OURS, str(model), text], [reference, "-c", COLD_THEIRS, str(model), text]
    run(ours)  # the page cache is warm
    run(theirs)
    found = []
    for _ in range(runs):
        one, other = run(ours), run(theirs)
        found.append((one.wall, other.wall, one.peak, other.peak))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", required=True, help="an interpreter that has torch and transformers")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "attnx-benchmarks")
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    introduce(quiet(), given.reference)
    models = {
        str(config["model_type"]): write(given.folder / str(config["model_type"]), config) for config in (GPT2, BERT)
    }
    print("| what | attnx | transformers | time | bar | memory | bar |\n|---|---|---|---|---|---|---|")
    for contest in WARM:
        pairs, thrown = warm(contest, models[str(contest.config["model_type"])], given.reference, given.runs)
        if not pairs:
            print(f"| {contest.name} | the machine was too busy for a single pair |")
            continue
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        ours, theirs = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
        print(
            f"| {contest.name} | {ours:,.0f} ms | {theirs:,.0f} ms | {ratio:.2f} × | ≤ {contest.bar} | | |", flush=True
        )
        print(json.dumps({"thrown away": thrown}), file=sys.stderr)
    for contest in COLD:
        found = cold(contest, models[str(contest.config["model_type"])], given.reference, max(given.runs // 2, 3))
        wall = statistics.median(ours / theirs for ours, theirs, _, _ in found)
        peak = statistics.median(ours / theirs for _, _, ours, theirs in found)
        ours, theirs = (statistics.median(side) * 1000 for side in list(zip(*found, strict=True))[:2])
        print(
            f"| {contest.name} | {ours:,.0f} ms | {theirs:,.0f} ms | {wall:.2f} × | ≤ {contest.bar} "
            f"| {peak:.2f} × | ≤ {contest.memory_bar} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
