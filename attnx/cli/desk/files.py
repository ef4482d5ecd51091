"""A file: what it is to be, by how its name ends, and how it is written, beside its place and then renamed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree

from attnx.cli.desk.streams import tell
from attnx.cli.words import SAY
from attnx.errors import OutputError, UsageError, reason_of_system

DATA = (".json", ".safetensors", ".npz", ".csv")  # the numbers themselves
DRAWN = (".svg", ".png", ".pdf")
PAGES = (".txt", ".md", ".tex", *DRAWN)  # what would be printed
DELIVERED = (".json", *PAGES)  # of what is no trace
# The module that writes it, what its package is called, and the extra that brings it.
NEEDED = {".png": ("PIL", "Pillow", "png"), ".pdf": ("reportlab", "ReportLab", "pdf")}


def figures(*kinds: str) -> tuple[str, ...]:
    """The endings of figures of these kinds."""
    return tuple(f".{kind}{ending}" for kind in kinds for ending in DRAWN)


FIGURES = figures("heatmap", "arcs", "lines", "heads", "compare", "model")


def ending_of(path: Path) -> str:
    """The end of a name that says what the file is, in small letters: .svg, or .heatmap.svg."""
    name = path.name.lower()
    return next((ending for ending in FIGURES if name.endswith(ending)), path.suffix.lower())


def listed(endings: Sequence[str]) -> str:
    """These endings, of figures only the first of each kind."""
    return ", ".join(ending for ending in endings if ending not in FIGURES or ending.endswith(DRAWN[0]))


def check_extension(path: Path | None, endings: Sequence[str]) -> None:
    """Raises, before any work is done, UsageError for a file attnx cannot write, OutputError for one it cannot here."""
    if path is None:
        return
    if ending_of(path) not in endings:
        raise UsageError("unknown_extension", path=path, choices=listed(endings))
    module, package, extra = NEEDED.get(path.suffix.lower(), ("", "", ""))
    if module and find_spec(module) is None:
        raise OutputError("no_package", path=path, package=package, extra=extra)


def write_file(path: Path, data: bytes) -> None:
    """Writes a file and says so on stderr. Raises OutputError."""
    put(path, data)
    tell(SAY("wrote", path=path, size=f"{len(data):,}"))


def check_new(path: Path | None) -> None:
    """Raises, before any work is done, OutputError for a directory that is not empty, or cannot be made there."""
    if path is None:
        return
    try:
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise OutputError("not_empty", path=path)
        beside = beside_of(path)
        beside.mkdir()
        beside.rmdir()
    except OSError as error:
        raise OutputError("cannot_write", path=path, reason=reason_of_system(error)) from error


def beside_of(path: Path) -> Path:
    """Where a file or a directory is written before it takes the name it was asked to have, which may be `.`."""
    return path.absolute().with_name(f".attnx-{os.getpid()}.part")


def write_directory(path: Path, files: Mapping[str, bytes]) -> None:
    """Writes a directory of files and says so on stderr: it is whole or it is not there. Raises OutputError."""
    beside = beside_of(path)
    try:
        with uncut():
            try:
                beside.mkdir()
                for name, data in files.items():
                    (beside / name).write_bytes(data)
                beside.replace(path.absolute())
            finally:
                rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise OutputError("cannot_write", path=path, reason=reason_of_system(error)) from error
    tell(SAY("wrote", path=path, size=f"{sum(map(len, files.values())):,}"))


@contextmanager
def uncut() -> Iterator[None]:
    """Within it SIGTERM and Ctrl-C wait, which would leave behind what is being written, or break what writes it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def put(path: Path, data: bytes) -> None:
    """Writes beside the path, then renames: the file is whole or it is not there. Raises OutputError."""
    beside = beside_of(path)
    try:
        with uncut():
            try:
                with beside.open("xb") as file:
                    file.write(data)
                beside.replace(path.absolute())
            finally:
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError("cannot_write", path=path, reason=reason_of_system(error)) from error
