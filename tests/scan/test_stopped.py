"""A scan that is stopped goes on where it was: killed again and again, it ends as one that never was."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from attnx.scan.job import Asked, Job, model_of
from attnx.scan.run import Scan
from tests.environment import environment

KILLS = 20
JOB = Job(Asked("toy"), ("entropy", "previous"), lines=4)


def begin(job: Job, file: str, folder: str) -> None:
    Scan(job.checked(model_of(job.asked)), [file], None, lambda progress: None).into(folder)


def corpus(folder: Path, count: int) -> str:
    words = ["the", "cat", "dog", "sailor", "captain", "saw", "told", "found", "a", "storm", "ship", "love", "hope"]
    lots = random.Random(0)
    lines = [" ".join(lots.choices(words, k=lots.randint(3, 30))) for _ in range(count)]
    lines[5] = "\x00caf\udce9"  # not UTF-8
    path = folder / "corpus.txt"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    return str(path)


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_killed_twenty_times_it_ends_as_if_it_never_was(tmp_path: Path) -> None:
    file = corpus(tmp_path, 4 * 3 * KILLS)
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    begin(JOB, file, str(whole))
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])  # so that a process is there at once
    lots = random.Random(0)
    partial = 0
    for _ in range(KILLS):
        before = len(list(stopped.glob("rows-*"))) if stopped.exists() else 0
        process = context.Process(target=begin, args=(JOB, file, str(stopped)))
        process.start()
        while process.is_alive() and len(list(stopped.glob("rows-*"))) == before:
            time.sleep(0.001)
        time.sleep(lots.uniform(0, 0.01))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        partial += before < len(list(stopped.glob("rows-*"))) < 3 * KILLS
    assert partial == KILLS
    assert not (stopped / "errors.ndjson").exists()
    begin(JOB, file, str(stopped))
    assert held(stopped) == held(whole)


def test_a_worker_of_dask_is_killed_and_the_others_do_its_work(tmp_path: Path) -> None:
    file, folder = corpus(tmp_path, 160), tmp_path / "out"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"

    def process(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=environment(PATH=os.environ["PATH"]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
        )

    port = re.findall(r"\d+$", address)[0]
    scheduler = process("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    flags = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path))
    workers = [process("distributed.cli.dask_worker", address, *flags) for _ in range(2)]
    options = ("--model", "toy", "--part", "4", "--measure", "entropy,previous")
    run = process("attnx", "scan", file, "--out", str(folder), *options, "--dask", address)
    try:
        while run.poll() is None and len(list(folder.glob("rows-*"))) < 5:
            time.sleep(0.02)
        workers[0].kill()
        _, told = run.communicate(timeout=60)
        assert run.returncode == 0, told.decode()
    finally:
        for started in (scheduler, *workers, run):
            started.kill()
            started.communicate()
    begin(JOB, file, str(tmp_path / "alone"))
    assert held(folder) == held(tmp_path / "alone")


def test_a_scheduler_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from attnx.errors import OutputError
    from attnx.scan import workers

    monkeypatch.setattr(workers, "PATIENCE", "0.1s")
    with (
        pytest.raises(OutputError, match=r"there is no scheduler of Dask at tcp://127\.0\.0\.1:1"),
        workers.dask("tcp://127.0.0.1:1", None),
    ):
        raise AssertionError("there was one")
