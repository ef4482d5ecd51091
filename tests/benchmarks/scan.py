"""How fast a corpus is scanned, beside a batched loop of transformers, and what two workers and long corpora cost.

    python -m tests.benchmarks.scan --reference PYTHON [--folder DIR] [--only NAME]

Ratios within one run. The reference tokenizes the same sentences, sorts them by length, and takes the entropy of every
row of every head of batches of 32, with `output_attentions` and as many threads as there are cores. Of both sides the
sentences a second of processor time and of the clock are counted between a short run and a long one, so that no start
is in them. Processor time is what another program on the machine disturbs least.
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
from attnx.scan.corpus import parts_of
from tests.benchmarks.cold import quiet
from tests.benchmarks.kernels import introduce
from tests.benchmarks.shapes import GPT2, WORDS, write

REFERENCE = """
import sys, torch
from transformers import AutoModel, PreTrainedTokenizerFast
torch.set_grad_enabled(False)
torch.set_num_threads(int(sys.argv[3]))
model = AutoModel.from_pretrained(sys.argv[1], attn_implementation="eager").eval()
tokenizer = PreTrainedTokenizerFast(tokenizer_file=sys.argv[1] + "/tokenizer.json")
tokenizer.pad_token = tokenizer.pad_token or tokenizer.decode([0])
texts = sorted(open(sys.argv[2]).read().splitlines(), key=len)
for begin in range(0, len(texts), 32):
    batch = tokenizer(texts[begin : begin + 32], return_tensors="pt", padding=True, return_token_type_ids=False)
    kept = batch["attention_mask"].bool()
    for w in model(**batch, output_attentions=True).attentions:
        rows = -torch.special.xlogy(w, w).sum(-1) * kept[:, None]
        means = rows.sum(-1) / kept.sum(-1)[:, None]
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


def rate(short: Cost, long: Cost, count: int) -> tuple[float, float]:
    """Sentences a second, of the clock and of processor time, without the start."""
    return count / max(long.wall - short.wall, 1e-9), count / max(long.user - short.user, 1e-9)


def beside(name: str, model: str, counts: tuple[int, int], reference: str, folder: Path, runs: int) -> None:
    """The scan and the loop in turn."""
    few, many = (corpus(folder, count) for count in counts)
    between = counts[1] - counts[0]
    ratios: list[tuple[float, float]] = []
    for _ in range(runs):
        short, long = (scan(file, model, folder, "--measure", "entropy") for file in (few, many))
        ours = rate(short, long, between)
        loop = [reference, "-c", REFERENCE, model]
        short, long = (cost([*loop, str(file), str(os.cpu_count())]) for file in (few, many))
        theirs = rate(short, long, between)
        ratios.append((ours[0] / theirs[0], ours[1] / theirs[1]))
        print(json.dumps({"what": name, "ours": ours, "theirs": theirs}), file=sys.stderr, flush=True)
    wall, user = (statistics.median(side) for side in zip(*ratios, strict=True))
    print(f"| {name} | {ours[1]:,.0f} | {theirs[1]:,.0f} | {user:.2f} × | {wall:.2f} × | ≥ 1.0 |", flush=True)


def workers(model: str, counts: tuple[int, int], folder: Path) -> float:
    """How much more two workers do than one, for each second of processor time that the machine has for them."""
    few, many = (corpus(folder, count) for count in counts)
    options = ("--measure", "entropy", "--part", "128", "--workers")
    between = counts[1] - counts[0]
    one, two = (
        rate(scan(few, model, folder, *options, number), scan(many, model, folder, *options, number), between)
        for number in ("1", "2")
    )
    told = f"{two[0] / one[0]:.2f} × on the clock, {two[1] / one[1]:.2f} × a second of processor time"
    print(f"two workers beside one: {told}", flush=True)
    return 2 * two[1] / one[1]


KEPT = {
    "rows of entropy": ("--measure", "entropy"),
    "rows of all kinds of key": ("--measure", "heads"),
    "sums of all kinds of key": ("--measure", "heads", "--aggregate"),
}


def rates(file: Path, models: dict[str, tuple[str, tuple[int, int]]], alike: float, folder: Path) -> None:
    """What docs/make_billion.py computes with: sentences a second of processor time, and bytes a sentence."""
    scans = []
    for name, (model, counts) in models.items():
        few, many = (corpus(folder, count) for count in counts)
        for kept, options in KEPT.items():
            options = (*options, "--workers", "1", "--part", str(counts[1]))
            short = scan(few, model, folder, *options)
            long = scan(many, model, folder, *options)
            fixed = "--aggregate" in options
            written = sum(path.stat().st_size for path in (folder / "out").glob("*-*.parquet"))
            each = written * (10**9 // 100_000) if fixed else written / counts[1]
            found = {"model": name, "kept": kept, "rate": rate(short, long, counts[1] - counts[0])[1]}
            scans.append(found | {"bytes": each, "fixed": fixed})
            print(json.dumps(scans[-1]), file=sys.stderr, flush=True)
    whole = corpus(folder, 100_000)
    begin = time.process_time()
    count = sum(1 for _ in parts_of([str(whole)], 1024)) * 1024
    told = {
        "machine": f"{os.cpu_count()} cores of an x86-64 processor",
        "sentences": max(counts[1] for _, counts in models.values()),
        "words": 15,
        "workers": alike,
        "planning": count / (time.process_time() - begin),
        "scans": scans,
    }
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
    parser.add_argument("--reference", required=True, help="an interpreter that has torch and transformers")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "attnx-benchmarks")
    parser.add_argument("--only", choices=("minilm", "gpt2", "workers", "memory"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rates", type=Path, help="where to write what docs/make_billion.py computes with")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    minilm = str(find_minilm())
    if given.only in (None, "minilm", "gpt2"):
        introduce(quiet(), given.reference)
        print("| what | scan, sentences a second of processor time | the loop | ratio | on the clock | bar |")
        print("|---|---|---|---|---|---|")
    if given.only in (None, "minilm"):
        beside("minilm", minilm, (128, 1024), given.reference, given.folder, given.runs)
    if given.only in (None, "gpt2"):
        gpt2 = str(write(given.folder / "gpt2", GPT2))
        beside("GPT-2 small", gpt2, (16, 144), given.reference, given.folder, given.runs)
    alike = workers(minilm, (128, 1024), given.folder) if given.rates or given.only in (None, "workers") else 2.0
    if given.rates:
        gpt2 = str(write(given.folder / "gpt2", GPT2))
        models = {"minilm": (minilm, (64, 576)), "GPT-2 small": (gpt2, (16, 144))}
        rates(given.rates, models, alike, given.folder)
    if given.only in (None, "memory"):
        memory(given.folder)


if __name__ == "__main__":
    main()
