"""Who does the work: as many processes as this machine has cores, or a scheduler of Dask and its workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread

from attnx.errors import OutputError, Phrase

Workers = tuple[Executor, int]  # and how many they are
PATIENCE = "5s"  # for a scheduler to answer
# Workers begun here: memory that is free is not given back at once, which costs arrays that come and go half as much
# again as their arithmetic, and nobody looks every 10 ms at what they are doing.
LOCAL = {
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    "distributed.worker.profile.enabled": False,
}


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processes(count: int) -> Iterator[Workers | None]:
    """So many processes of this machine, None for this one alone. Raises OutputError where one of them ends."""
    if count == 1:
        yield None
        return
    try:
        with ProcessPoolExecutor(count, get_context("spawn"), at_work) as pool:
            try:
                yield pool, count
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
    except BrokenProcessPool as error:
        raise OutputError("worker_ended") from error


def at_work() -> None:
    """What a process does first: it leaves Ctrl-C to the one that began it, and ends with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:

        def follow() -> None:
            parent.join()
            os._exit(1)

        Thread(target=follow, daemon=True).start()


@contextmanager
def dask(address: str | None, count: int | None) -> Iterator[Workers]:
    """The workers of the scheduler at an address, or so many begun here. Raises OutputError where it is not there."""
    from dask import config
    from distributed import Client, LocalCluster
    from distributed.scheduler import KilledWorker

    try:
        if address is None:
            with config.set(LOCAL):
                cluster = LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=50)
        client = Client(address if address is not None else cluster, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        reason = Phrase("library", library="Dask", words=error)
        raise OutputError("no_scheduler", address=address, reason=reason) from error
    try:
        threads = sum(client.nthreads().values())
        yield client.get_executor(), max(threads, 1)
    except KilledWorker as error:
        raise OutputError("worker_ended") from error
    finally:
        client.close()
        if address is None:
            cluster.close()
