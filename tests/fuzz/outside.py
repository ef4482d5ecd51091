"""Commands in processes of their own, in every state a process can be in: closed streams, a full disk, signals."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.environment import environment
from tests.fuzz.subjects import SUBJECTS

ATTNX = (sys.executable, "-m", "attnx")
SECONDS = 120
ENDED = (0, 1, 2, -signal.SIGPIPE, 128 + signal.SIGPIPE)  # how a command may end by itself
STOPPED = (*ENDED, -signal.SIGINT, -signal.SIGTERM)


@dataclass(frozen=True)
class State:
    """What surrounds a process: its environment, the shell it is in ("$@" is attnx), limits, signals, a second one."""

    environment: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    shell: str = ""
    bytes: int | None = None  # the largest file it may write
    signal: signal.Signals | None = None  # sent while it runs
    writes: bool = False  # whether it writes a file, over one that is there
    twice: bool = False  # whether another writes the same file


STATES: Mapping[str, State] = {
    "head": State(shell='"$@" | head -n 1'),
    "stdout closed": State(shell='"$@" >&-'),
    "all closed": State(shell='"$@" <&- >&- 2>&-'),
    "full device": State(shell='"$@" > /dev/full'),
    "full disk": State(bytes=512, writes=True),
    "interrupted": State(signal=signal.SIGINT, writes=True),
    "terminated": State(signal=signal.SIGTERM, writes=True),
    "two at once": State(writes=True, twice=True),
    "no home": State({"HOME": "/nonexistent"}),
    "home that is a file": State({"HOME": "/dev/null"}),
    "LANG=C": State({"LANG": "C", "LC_ALL": "C"}),
    "warnings": State({"PYTHONWARNINGS": "error"}),
    "no TERM": State(without=("TERM",)),
    **{f"COLUMNS={columns}": State({"COLUMNS": columns}) for columns in ("0", "1", "-5", "abc", "100000")},
}
SURE: tuple[tuple[str, ...], ...] = (  # what works, so that it is the state that is tried
    ("explain", "it is hope", "--model", "toy"),
    ("explain", "it is", "--model", "toy", "--json"),
    ("heads", "it is hope", "--model", "toy"),
    ("lookup", "172", "张三=165", "李四=170"),
    ("models",),
    ("predict", "Once upon"),
    ("glossary",),
    ("schema", "trace"),
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
    elif chance.random() < 0.3:
        words = SUBJECTS["options"](chance, folder).arguments
    before = {file: digest(file) for file in folder.iterdir()}
    processes = [started(state, words, folder) for _ in range(2 if state.twice else 1)]
    if state.signal:
        time.sleep(chance.random() * 1.5)
        processes[0].send_signal(state.signal)
    told = f"attnx {' '.join(map(repr, words))}\n"
    for process in processes:
        try:
            _, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return f"{told}longer than {SECONDS} seconds"
        if process.returncode not in (STOPPED if state.signal else ENDED):
            return f"{told}exit code {process.returncode}: {err.decode(errors='replace')[-500:]}"
        if b"Traceback" in err or b"Warning" in err:
            return told + err.decode(errors="replace")
    return told + left if (left := left_behind(state, folder, before)) else ""


def started(state: State, words: tuple[str, ...], folder: Path) -> subprocess.Popen[bytes]:
    def limit() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if state.bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (state.bytes, state.bytes))

    around = {name: value for name, value in environment(**state.environment).items() if name not in state.without}
    around |= {"PYTHONPATH": str(Path(__file__).parents[2]), "HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["sh", "-c", state.shell, "sh", *ATTNX, *words] if state.shell else [*ATTNX, *words]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={"OMP_NUM_THREADS": "1", **around},
        preexec_fn=limit,
    )


def left_behind(state: State, folder: Path, before: Mapping[Path, str]) -> str:
    """A file that is neither what was there nor whole."""
    for file in folder.iterdir():
        if file.name.endswith(".part"):
            return f"{file.name} was left behind"
        if file in before and not state.writes and digest(file) != before[file]:
            return f"{file.name} was changed"
        if file in before and state.writes and not whole(file):
            return f"{file.name} is neither the old file nor the new one"
    return ""


ENDINGS: Mapping[str, bytes] = {".json": b"}\n", ".svg": b"</svg>", ".html": b"</html>"}


def whole(file: Path) -> bool:
    data = file.read_bytes()
    return data == OLD or (len(data) > len(OLD) and data.rstrip().endswith(ENDINGS.get(file.suffix, b"").rstrip()))


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() and os.access(file, os.R_OK) else ""
