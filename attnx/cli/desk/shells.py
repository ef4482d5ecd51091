"""Completion in a shell: the script that it reads, and where that is put."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote

from attnx.cli.desk.files import write_file
from attnx.cli.desk.streams import tell
from attnx.cli.words import SAY
from attnx.errors import OutputError, UsageError, reason_of_system

SHELLS = ("bash", "zsh", "fish")


def script(shell: str) -> bytes:
    """What this shell has to read to complete attnx."""
    return (Path(__file__).parents[1] / "shells" / f"attnx.{shell}").read_bytes()


def known(shell: str) -> str:
    """The same shell. Raises UsageError for one that no script is for."""
    if shell not in SHELLS:
        raise UsageError("no_such_shell", name=shell, choices=", ".join(SHELLS))
    return shell


def asking(option: str) -> str:
    """The shell that attnx was called from. Raises UsageError where it is none of SHELLS."""
    import shellingham

    try:
        name: str = shellingham.detect_shell()[0]
    except (shellingham.ShellDetectionFailure, RuntimeError):
        name = ""
    if name not in SHELLS:
        raise UsageError("which_shell", option=option, choices=", ".join(SHELLS))
    return name


def install(shell: str) -> None:
    """Puts the script where this shell reads it by itself, or has its start-up file read it. Raises OutputError."""
    place, start = places(shell)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError("cannot_write", path=place, reason=reason_of_system(error)) from error
    write_file(place, script(shell))
    if start is not None:
        append_line(start, f"source {quote(str(place))}")
    tell(SAY("completes", shell=shell))


def places(shell: str) -> tuple[Path, Path | None]:
    """The file of the script, and the start-up file that must name it; fish looks for scripts by itself."""
    home = Path.home()
    if shell == "fish":
        return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "completions" / "attnx.fish", None
    start = home / ".bashrc" if shell == "bash" else Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "attnx" / f"attnx.{shell}", start


def append_line(path: Path, line: str) -> None:
    """Adds a line to a file that does not have it, and says so; the file stays where it is, for it may be a link."""
    try:
        before = path.read_bytes() if path.exists() else b""
        if line.encode() in before.splitlines():
            return
        with path.open("ab") as file:
            file.write(f"\n{line}\n".encode() if before and not before.endswith(b"\n") else f"{line}\n".encode())
    except OSError as error:
        raise OutputError("cannot_write", path=path, reason=reason_of_system(error)) from error
    tell(SAY("appended", path=path, line=line))
