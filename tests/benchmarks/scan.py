"""How fast a corpus is scanned, beside a batched loop of transformers, and what two workers and long corpora cost.

    python -m tests.benchmarks.scan --reference PYTHON [--folder DIR] [--only NAME]
    python -m tests.benchmarks.scan --rates docs/scan-rates.json

Ratios within one run. The reference tokenizes the same sentences, sorts them by length, and takes the entropy of every
row of every head of batches of 32, with `output_attentions`. Each side is one process and one thread, which does some
sentences first and is then timed by its processor time: what another program on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from attnx.checkpoint.installed import find_minilm
from attnx.measures.heads import MEASURES as KINDS
from attnx.scan.corpus import parts_of
from tests.benchmarks.cold import quiet
from tests.benchmarks.kernels import introduce
from tests.benchmarks.shapes import GPT2, WORDS, write

OURS = """
import sys, time
from attnx.measures.heads import MEASURES as KINDS
from attnx.scan.corpus import parts_of
from attnx.scan.job import Asked, Job, model_of
from attnx.scan.work import Work
model, few, many, out, measures, aggregate = sys.argv[1:]
job = Job(Asked(model), tuple(measures.split(",")), aggregate=aggregate == "True", lines=10**6)
work = Work(job.checked(model_of(job.asked)), out)
work(next(parts_of([few], job.lines)))
begin = time.process_time()
work(next(parts_of([many], job.lines)))
print(time.process_time() - begin)
"""
REFERENCE = """
import sys, time, torch
from transformers import AutoModel, PreTrainedTokenizerFast
torch.set_grad_enabled(False)
torch.set_num_threads(1)
model = AutoModel.from_pretrained(sys.argv[1], attn_implementation="eager").eval()
tokenizer = PreTrainedTokenizerFast(tokenizer_file=sys.argv[1] + "/tokenizer.json")
tokenizer.pad_token = tokenizer.pad_token or tokenizer.decode([0])
def work(file):
    texts = sorted(open(file).read().splitlines(), key=len)
    for begin in range(0, len(texts), 32):
        batch = tokenizer(texts[begin : begin + 32], return_tensors="pt", padding=True, return_token_type_ids=False)
        kept = batch["attention_mask"].bool()
        for w in model(**batch, output_attentions=True).attentions:
            rows = -torch.special.xlogy(w, w).sum(-1) * kept[:, None]
            means = rows.sum(-1) / kept.sum(-1)[:, None, None]
work(sys.argv[2])
begin = time.process_time()
work(sys.argv[3])
print(time.process_time() - begin)
"""


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds on the clock, seconds of all its processes, and the largest of them in MiB."""

    wall: float
    user: float
    peak: float


def cost(command: list[str]) -> Cost:
    """Raises CalledProcessError where it fails."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, env=quiet(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024)


def corpus(folder: Path, count: int) -> Path:
    """Sentences of 4 to 40 words, 15 at the middle."""
    path = folder / f"{count}.txt"
    lots = random.Random(0)
    lengths = (round(min(max(lots.gauss(15, 6), 4), 40)) for _ in range(count))
    path.write_text("\n".join(" ".join(lots.choices(WORDS, k=length)) for length in lengths), encoding="utf-8")
    return path


def scan(file: Path, model: str, folder: Path, *options: str) -> Cost:
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "attnx", "scan", str(file), "--out", str(out), "--model", model, *options]
    return cost(command)


def seconds(command: list[str]) -> float:
    """What a script prints of its own processor time."""
    return float(subprocess.run(command, check=True, env=single(), stdout=subprocess.PIPE).stdout)


def single() -> dict[str, str]:
    """One thread for each process."""
    return quiet() | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def ours(
    model: str, counts: tuple[int, int], folder: Path, measures: str = "entropy", aggregate: bool = False
) -> float:
    """Sentences a second of processor time."""
    few, many = (str(corpus(folder, count)) for count in counts)
    script = [sys.executable, "-c", OURS, model, few, many, str(folder / "out"), measures, str(aggregate)]
    return counts[1] / seconds(script)


def beside(name: str, model: str, counts: tuple[int, int], reference: str, folder: Path, runs: int) -> None:
    """The scan and the loop in turn."""
    few, many = (str(corpus(folder, count)) for count in counts)
    pairs = []
    for _ in range(runs):
        loop = counts[1] / seconds([reference, "-c", REFERENCE, model, few, many])
        pairs.append((ours(model, counts, folder), loop))
        print(json.dumps({"what": name, "pair": pairs[-1]}), file=sys.stderr, flush=True)
    ratio = statistics.median(scanned / looped for scanned, looped in pairs)
    scanned, looped = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"| {name} | {scanned:,.0f} | {looped:,.0f} | {ratio:.2f} × | ≥ 1.0 |", flush=True)


def workers(model: str, count: int, folder: Path, runs: int) -> None:
    """How much sooner two workers are done than one, the start included; and how much more of a processor they took."""
    file, options = corpus(folder, count), ("--measure", "entropy", "--part", "256", "--workers")
    sooner, dearer = [], []
    for _ in range(runs):
        one, two = (scan(file, model, folder, *options, number) for number in ("1", "2"))
        sooner.append(one.wall / two.wall)
        dearer.append(two.user / one.user)
        print(json.dumps({"workers": [one.wall, two.wall], "user": [one.user, two.user]}), file=sys.stderr, flush=True)
    told = (
        f"{statistics.median(sooner):.2f} × on the clock, for {statistics.median(dearer):.2f} × of a processor's time"
    )
    print(f"two workers beside one, {count:,} sentences: {told}", flush=True)


KEPT = {
    "rows of entropy": ("entropy", False),
    "rows of all kinds of key": (",".join(KINDS), False),
    "sums of all kinds of key": (",".join(KINDS), True),
}


def rates(file: Path, models: dict[str, tuple[str, tuple[int, int]]], alike: float | None, folder: Path) -> None:
    """What docs/make_billion.py computes with: sentences a second of processor time, and bytes."""
    scans = []
    for name, (model, counts) in models.items():
        for kept, (measures, aggregate) in KEPT.items():
            shutil.rmtree(folder / "out", ignore_errors=True)
            rate = ours(model, counts, folder, measures, aggregate)
            (written,) = (path.stat().st_size for path in (folder / "out").glob("*-000000.parquet"))
            scans.append({"model": name, "sentences": counts[1], "kept": kept, "rate": rate, "sums": aggregate})
            scans[-1] |= {"bytes": written if aggregate else written / counts[1]}
            print(json.dumps(scans[-1]), file=sys.stderr, flush=True)
    lines = str(corpus(folder, 100_000))
    begin = time.process_time()
    parts = sum(1 for _ in parts_of([lines], 100))
    planning = 100 * parts / (time.process_time() - begin)
    machine = f"{os.cpu_count()} cores of an x86-64 processor"
    told = {"machine": machine, "words": 15, "workers": alike, "planning": planning, "scans": scans}
    file.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


TINY = str(Path(__file__).parent.parent / "fixtures" / "models" / "bert-plain")


def memory(folder: Path) -> None:
    """The largest process for 10³, 10⁴ and 10⁵ sentences."""
    peaks = []
    for count in (1_000, 10_000, 100_000):
        peak = scan(corpus(folder, count), TINY, folder, "--measure", "entropy", "--workers", "1").peak
        peaks.append(f"{count:,}: {peak:.0f} MiB")
    print("; ".join(peaks), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", help="an interpreter that has torch and transformers")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "attnx-benchmarks")
    parser.add_argument("--only", choices=("minilm", "gpt2", "workers", "memory"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--alike", type=float, help="how much more two workers do than one")
    parser.add_argument("--rates", type=Path, help="where to write what docs/make_billion.py computes with")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    minilm = str(find_minilm())
    gpt2 = str(write(given.folder / "gpt2", GPT2))
    if given.rates:
        models = {"minilm": (minilm, (32, 256)), "GPT-2 small": (gpt2, (8, 64))}
        rates(given.rates, models, given.alike, given.folder)
        return
    if given.only in (None, "minilm", "gpt2"):
        introduce(quiet(), given.reference)
        print("| what | scan, sentences a second of a core | the loop | ratio | bar |\n|---|---|---|---|---|")
    if given.only in (None, "minilm"):
        beside("minilm", minilm, (32, 512), given.reference, given.folder, given.runs)
    if given.only in (None, "gpt2"):
        beside("GPT-2 small", gpt2, (8, 96), given.reference, given.folder, given.runs)
    if given.only in (None, "workers"):
        workers(minilm, 8192, given.folder, given.runs)
    if given.only in (None, "memory"):
        memory(given.folder)


if __name__ == "__main__":
    main()
