"""Commands in processes of their own, in every state a process can be in: closed streams, a full disk, signals."""

from __future__ import annotations

import gc
import hashlib
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, NoReturn

from tests.environment import environment
from tests.fuzz.inside import Ask, ask_inside
from tests.fuzz.options import FIXTURES
from tests.fuzz.subjects import SUBJECTS
from tests.fuzz.written import wrong_in

SECONDS = 20  # of a processor
AWAKE = 900  # seconds on the clock, which on a busy machine are many: longer is a hang
ENDED = (0, 1, 2, -signal.SIGPIPE)  # how a command may end by itself
STOPPED = (*ENDED, -signal.SIGINT, -signal.SIGTERM)
AWAITED = (signal.SIGINT, signal.SIGTERM)  # wait until a process is what it is to be
FRESH = 0.03  # the share of inputs for which Python itself starts anew


@dataclass(frozen=True)
class State:
    """What surrounds a process: its environment, its streams, limits, signals, a second process.

    What Python looks at only while it starts is `early`.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    early: bool = False
    out: str = ""  # where its output goes: nowhere if "closed", to a reader of one line if "head", or to a file
    closed: bool = False  # whether it has no other stream either
    bytes: int | None = None  # the largest file it may write
    signal: signal.Signals | None = None  # sent while it runs
    inside: bool = False  # whether the signal comes while a file is being written
    writes: bool = False  # whether it writes a file, over one that is there
    twice: bool = False  # whether another writes the same file


STATES: Mapping[str, State] = {
    "head": State(out="head"),
    "stdout closed": State(out="closed"),
    "all closed": State(out="closed", closed=True),
    "full device": State(out="/dev/full"),
    "full disk": State(bytes=512, writes=True),
    "interrupted": State(signal=signal.SIGINT, writes=True),
    "terminated": State(signal=signal.SIGTERM, writes=True),
    "interrupted while it writes": State(signal=signal.SIGINT, inside=True, writes=True),
    "terminated while it writes": State(signal=signal.SIGTERM, inside=True, writes=True),
    "two at once": State(writes=True, twice=True),
    "no home": State({"HOME": "/nonexistent"}),
    "home that is a file": State({"HOME": "/dev/null"}),
    "home that is read only": State({"HOME": "/proc"}),
    "no HOME": State(without=("HOME",)),
    "LANG=C": State({"LANG": "C", "LC_ALL": "C"}, early=True),
    "LANG=zh_CN": State({"LANG": "zh_CN.UTF-8"}, early=True),
    "warnings": State({"PYTHONWARNINGS": "error"}, early=True),
    "no TERM": State(without=("TERM",)),
    **{f"COLUMNS={columns}": State({"COLUMNS": columns}) for columns in ("0", "1", "-5", "abc", "100000")},
}
SURE: tuple[tuple[str, ...], ...] = (  # what works, and at once, so that it is the state that is tried
    ("explain", "it", "--model", "toy", "--full"),
    ("explain", "it", "--model", "toy", "--brief"),
    ("explain", "it", "--model", "toy", "--json"),
    ("predict", "I", "--model", str(FIXTURES / "models" / "gpt2-a"), "--json"),
    ("heads", "it is", "--model", "toy"),
    ("lookup", "172", "张三=165", "李四=170"),
    ("glossary", "softmax"),
    ("schema", "models"),
)
FILES = ("made.json", "made.svg", "made.html", "made.csv", "made.md", "made.npz")
OLD = b"what was there before"


def wrong_outside(state: State, chance: Random, folder: Path) -> str:
    """What is wrong with how a command ends in this state, or nothing."""
    words = chance.choice(SURE)
    if state.writes:
        name = chance.choice(FILES)
        words = (*SURE[0], "--html" if name.endswith("html") else "--out", name)
        (folder / name).write_bytes(OLD)
    elif chance.random() < 0.15:
        words = SUBJECTS["options"](chance, folder).arguments
    before = {file: digest(file) for file in folder.iterdir()}
    forked = state.inside or state.signal is signal.SIGINT  # which, while Python itself starts, is Python's to answer
    fresh = state.early or (chance.random() < FRESH and not forked)
    line = chance.randrange(250)
    processes = [Process(state, words, folder, fresh, line) for _ in range(2 if state.twice else 1)]
    if state.signal and not state.inside:
        time.sleep(chance.random() * (0.8 if fresh else 0.15))
        os.kill(processes[0].number, state.signal)
    told = f"attnx {' '.join(map(repr, words))}\n"
    for process in processes:
        try:
            code, said = process.end()
        except TimeoutError:
            return f"{told}longer than {AWAKE} seconds"
        if code not in (STOPPED if state.signal else ENDED):
            return f"{told}exit code {code}: {said.decode(errors='replace')[-500:]}"
        if b"Traceback" in said or b"Warning" in said:
            return told + said.decode(errors="replace")
    return told + left if (left := left_behind(state, folder, before)) else ""


class Process:
    """attnx in a process of its own: a fork of this one, in which Python starts anew where it is to be fresh."""

    def __init__(self, state: State, words: tuple[str, ...], folder: Path, fresh: bool, line: int) -> None:
        self.head = state.out == "head"
        self.out, out = os.pipe()
        self.err, err = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)
        self.number = os.fork()
        if self.number == 0:
            try:
                lead(state, out, err)
                os.chdir(folder)
                if fresh:
                    signal.pthread_sigmask(signal.SIG_UNBLOCK, AWAITED)
                    os.execve(sys.executable, [sys.executable, "-m", "attnx", *words], around(state))
                become(state, words, line)
            finally:
                os._exit(99)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, AWAITED)
        os.close(out)
        os.close(err)

    def end(self) -> tuple[int, bytes]:
        """Its exit code and what it said on stderr. Raises TimeoutError, once it is killed."""
        deadline, said, streams = time.monotonic() + AWAKE, b"", {self.out, self.err}
        while streams and time.monotonic() < deadline:
            for stream in select.select(streams, [], [], 1)[0]:
                data = os.read(stream, 65_536)
                said += data if stream == self.err else b""
                if not data or (self.head and stream == self.out and b"\n" in data):
                    os.close(stream)
                    streams.remove(stream)
        while time.monotonic() < deadline:
            number, status = os.waitpid(self.number, os.WNOHANG)
            if number:
                return os.waitstatus_to_exitcode(status), said
            time.sleep(0.001)
        os.kill(self.number, signal.SIGKILL)
        os.waitpid(self.number, 0)
        raise TimeoutError


def around(state: State) -> dict[str, str]:
    """The environment of a process in this state."""
    settled = {"HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    whole = environment(PYTHONPATH=str(Path(__file__).parents[2]), **settled) | dict(state.environment)
    return {name: value for name, value in whole.items() if name not in state.without}


def lead(state: State, out: int, err: int) -> None:
    """Leads the streams of this process where the state has them, and limits what it may write."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    to = os.open(state.out, os.O_WRONLY) if state.out.startswith("/") else out
    for stream, target in enumerate((nothing, to, err)):
        os.dup2(target, stream)
    os.closerange(3, 256)
    for stream in range(3):
        if state.closed or (stream == 1 and state.out == "closed"):
            os.close(stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if state.bytes is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (state.bytes, state.bytes))


def become(state: State, words: tuple[str, ...], line: int) -> NoReturn:
    """What `python -m attnx` does once Python has started."""
    from attnx.cli import main

    surroundings = around(state)
    os.environ.clear()
    os.environ.update(surroundings)
    sys.argv = ["attnx", *words]
    sys.stdin, sys.stdout, sys.stderr = (stream_of(number) for number in range(3))
    if state.inside and state.signal:
        sys.settrace(signal_at(line, state.signal))
    code = 0
    with suppress(KeyboardInterrupt):  # one that came before there was anything to interrupt
        signal.pthread_sigmask(signal.SIG_UNBLOCK, AWAITED)
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # noqa: BLE001 - as Python would tell it
        sys.excepthook(*sys.exc_info())
        code = 1
    with suppress(KeyboardInterrupt):  # one that came when there was nothing more to interrupt
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                try:
                    stream.flush()
                except OSError:
                    code = 120
    os._exit(code)


def stream_of(number: int) -> Any:
    """A stream as Python makes it, which is none where it is closed."""
    try:
        return TextIOWrapper(
            open(number, "rb" if number == 0 else "wb", closefd=False), "utf-8", write_through=number == 2
        )
    except OSError:
        return None


def signal_at(line: int, chosen: signal.Signals) -> Any:
    """A tracer that sends this process a signal before so many lines of Python have run while a file is written."""
    left = line

    def within(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left == -1:
                os.kill(os.getpid(), chosen)
        return within

    def calls(frame: FrameType, event: str, argument: object) -> Any:
        writes = frame.f_code.co_name == "write_file" or (frame.f_back and frame.f_back.f_trace is not None)
        return within(frame, event, argument) if writes else None

    return calls


def warm() -> None:
    """Loads once what a command needs, so that a fork need not."""
    for words in SURE:
        ask_inside(Ask(words))
    gc.freeze()


def left_behind(state: State, folder: Path, before: Mapping[Path, str]) -> str:
    """A file that is neither what was there nor whole."""
    for file in folder.iterdir():
        if file.name.endswith(".part"):
            return f"{file.name} was left behind"
        if file in before and digest(file) != before[file] and not state.writes:
            return f"{file.name} was changed"
        if state.writes and file.read_bytes() == OLD:
            return ""
    return wrong_in(folder)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() and os.access(file, os.R_OK) else ""
