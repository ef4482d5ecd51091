"""Where output goes: files that are whole or not there, full disks, closed pipes, Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import numpy as np
import pytest

import attnx
from attnx import saved
from tests.cli.processes import ATTNX, SENTENCE, Done, printed, refused, under_shell
from tests.conftest import Run
from tests.environment import environment

LONG = " ".join(f"word{i}" for i in range(90))


def wrote(done: Done, file: Path, remark: str = "") -> bytes:
    """The bytes of a file that a run says it wrote, printing nothing else but a remark (a pattern) where one is due."""
    data = file.read_bytes()
    assert done.stdout == b""
    said = f"wrote {file} ({len(data):,} bytes)\n"
    assert re.fullmatch(re.escape(said) + remark, done.stderr.decode())
    assert done.returncode == 0
    assert list(file.parent.iterdir()) == [file]  # nothing beside it
    return data


# Files.


@pytest.mark.parametrize(
    "options", [(), ("--head", "mean"), ("--causal", "--steps", "masked,weights", "--head", "all")]
)
def test_a_file_holds_what_is_printed(quick: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    for ending, view in ((".json", "--json"), (".txt", "--full"), (".JSON", "--json")):
        file = tmp_path / ending / f"love{ending}"
        file.parent.mkdir()
        data = wrote(quick("explain", "--model", "toy", SENTENCE, *options, "--full", "--out", str(file)), file)
        assert data == quick("explain", "--model", "toy", SENTENCE, *options, view).stdout


def test_a_safetensors_file_holds_the_trace(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "love.safetensors"
    data = wrote(quick("explain", "--model", "toy", SENTENCE, "--head", "all", "--causal", "--out", str(file)), file)
    held = saved.from_bytes(data, "love")
    trace = attnx.explain(SENTENCE, "toy", causal=True)
    for name in ("x", "q", "k", "v", "scores", "masked", "weights", "z", "out", "embedded"):
        assert np.array_equal(held.array(name), trace.array(name))
    assert (held.text, held.tokens, held.model, held.notes) == (trace.text, trace.tokens, trace.model, trace.notes)


WRITERS = (
    ["explain", "--model", "toy", "Love"],
    ["explain", "--model", "toy", "Love", "--focus", "Love"],
    ["explain", "--model", "toy", "Love", "--lens", "norms"],
    ["compare", "--model", "toy", "Love is", "Hope is"],
    ["heads", "--model", "toy", "Love"],
    ["predict", "Once"],
    ["translate", "我爱你。"],
)


@pytest.mark.parametrize("arguments", WRITERS, ids=" ".join)
def test_json_is_printed_beside_the_file_that_is_written(quick: Run, tmp_path: Path, arguments: list[str]) -> None:
    printed = quick(*arguments, "--json").stdout
    for ending in (".json", ".txt"):
        both, alone = tmp_path / f"both{ending}", tmp_path / ending / f"alone{ending}"
        alone.parent.mkdir()
        done = quick(*arguments, "--json", "--out", str(both))
        assert (done.returncode, done.stdout) == (0, printed)
        wrote(quick(*arguments, "--out", str(alone)), alone)
        assert both.read_bytes() == alone.read_bytes()
        assert (alone.read_bytes() == printed) is (ending == ".json")


def test_json_is_printed_beside_arrays_and_heat_maps(quick: Run, tmp_path: Path) -> None:
    printed = quick("explain", "--model", "toy", "Love", "--json").stdout
    for name in ("love.npz", "love.safetensors", "love.heatmap.svg"):
        both = tmp_path / name / name
        both.parent.mkdir()
        assert quick("explain", "--model", "toy", "Love", "--json", "--out", str(both)).stdout == printed
        data = both.read_bytes()
        wrote(quick("explain", "--model", "toy", "Love", "--out", str(both)), both)
        assert both.read_bytes() == data


def test_the_other_commands_write_files_too(quick: Run, tmp_path: Path) -> None:
    for name in ("in", "show", "attend", "again"):
        (tmp_path / name).mkdir()
    trace, matrices = tmp_path / "in" / "love.json", tmp_path / "in" / "m.json"
    trace.write_bytes(saved.to_json(attnx.explain("Love", "toy")))
    matrices.write_text('{"q": [[1, 0]], "k": [[1, 0]], "v": [[1, 0]]}')
    for place, source in (("show", trace), ("attend", matrices)):
        file = tmp_path / place / "out.txt"
        assert wrote(quick(place, str(source), "--out", str(file)), file) == quick(place, str(source)).stdout
    file = tmp_path / "again" / "out.json"
    assert wrote(quick("show", str(trace), "--out", str(file)), file) == trace.read_bytes()


def test_a_text_file_has_no_colours_and_the_width_asked_for(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "love.txt"
    quick(
        "explain",
        "--model",
        "toy",
        SENTENCE,
        "--out",
        str(file),
        "--width",
        "100",
        FORCE_COLOR="1",
        TERM="xterm-256color",
    )
    assert file.read_text(encoding="utf-8") == printed(quick("explain", "--model", "toy", SENTENCE, "--width", "100"))


def test_a_file_is_replaced(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "love.json"
    file.write_bytes(b"x" * 100_000)
    wrote(run("explain", "--model", "toy", "Love", "--out", str(file)), file)
    assert file.read_bytes() == run("explain", "--model", "toy", "Love", "--json").stdout


def test_a_name_as_long_as_names_may_be(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / ("x" * 250 + ".json")
    wrote(quick("explain", "--model", "toy", "Love", "--out", str(file)), file)


def test_the_message_of_a_written_file_in_chinese(quick: Run, tmp_path: Path) -> None:
    done = quick("explain", "--model", "toy", "爱", "--out", str(tmp_path / "爱.json"), LANG="zh_CN.UTF-8")
    assert "已写入" in done.stderr.decode()
    assert (done.stdout, done.returncode) == (b"", 0)


# What cannot be written.


def test_an_unwritable_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "directory.json").mkdir()
    (tmp_path / "file").write_text("not a directory")
    for name, reason in (
        ("missing/love.json", "No such file"),
        ("file/love.json", "Not a directory"),
        ("directory.json", "directory"),
        ("x" * 300 + ".json", "too long"),
    ):
        refused(run("explain", "--model", "toy", "Love", "--out", str(tmp_path / name)), 1, "cannot be written", reason)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["directory.json", "file"]
    assert list((tmp_path / "directory.json").iterdir()) == []


def test_no_file_is_left_where_something_was_wrong(quick: Run, tmp_path: Path) -> None:
    for ending in (".json", ".safetensors", ".txt"):
        out = ("--out", str(tmp_path / f"love{ending}"))
        for arguments in (
            ["explain", "--model", "toy", " "],
            ["explain", "--model", "toy", "word " * 513],
            ["explain", "--model", "toy", "Love", "--layer", "3"],
        ):
            done = quick(*arguments, *out)
            refused(done, done.returncode)
            assert done.returncode in (1, 2)
        refused(quick("show", "-", *out, stdin=b"{}"), 1, "not a saved trace")
    refused(
        quick("explain", "--model", "toy", "Love", "--focus", "hate", "--out", str(tmp_path / "love.txt")), 2, "hate"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_without_permission(quick: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    refused(quick("explain", "--model", "toy", "Love", "--out", str(tmp_path / "love.json")), 1, "Permission denied")
    tmp_path.chmod(0o700)


# Writes a file, and is told to stop while it does.
STOPPED = """
import os, sys
from pathlib import Path
from attnx.cli.desk.files import put
replace = Path.replace
Path.replace = lambda self, path: (os.kill(os.getpid(), int(sys.argv[2])), replace(self, path))
put(Path(sys.argv[1]), b"new")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_file_is_finished_before_a_signal_is_heard(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "made.json").write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, str(tmp_path / "made.json"), str(int(number))],
        env=environment(),
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == -number
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"made.json": b"new"}


@pytest.mark.parametrize("ending", [".json", ".safetensors", ".txt"])
def test_a_disk_that_fills_while_a_file_is_written(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"love{ending}"
    # A file of more than one block does not fit; Python's own must not be halved by it.
    script = 'export PYTHONDONTWRITEBYTECODE=1; ulimit -f 1; exec "$@"'
    refused(
        under_shell(script, "explain", "--model", "toy", LONG, "--full", "--out", str(file)),
        1,
        str(file),
        "cannot be written",
        "large",
    )
    assert list(tmp_path.iterdir()) == []
    file.write_text("what was there before")
    refused(
        under_shell(script, "explain", "--model", "toy", LONG, "--full", "--out", str(file)),
        1,
        str(file),
        "cannot be written",
    )
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_text() == "what was there before"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "--model", "toy", "Love"],
        ["explain", "--model", "toy", LONG, "--full"],
        ["explain", "--model", "toy", "Love", "--json"],
        ["explain", "--model", "toy", LONG, "--json"],
        ["lookup", "172", "a=1"],
        ["models"],
        ["schema"],
        ["tour"],
        ["--help"],
        ["explain", "--model", "toy", "--help"],
        ["--version"],
        [],
    ],
    ids=lambda arguments: " ".join(arguments)[:30] or "nothing",
)
def test_a_full_disk(arguments: list[str]) -> None:
    refused(under_shell('exec "$@" > /dev/full', *arguments), 1, "could not be written", "No space left")


def test_a_closed_stdout() -> None:
    for arguments in (
        ["explain", "--model", "toy", "Love"],
        ["explain", "--model", "toy", "Love", "--json"],
        ["--version"],
    ):
        refused(under_shell('exec "$@" >&-', *arguments), 1, "could not be written")


def test_where_nobody_reads_errors() -> None:
    for script in ('exec "$@" 2>&-', 'exec "$@" 2>/dev/full'):
        done = under_shell(script, "explain", "--model", "toy", "Love", "--nope")
        assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 2)


# Who stops listening.


@pytest.mark.parametrize("options", [("--full",), ("--json",)])
def test_a_pipe_that_closes(options: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [*ATTNX, "explain", "--model", "toy", LONG, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert len(os.read(process.stdout.fileno(), 10)) == 10
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == -signal.SIGPIPE
    process.stderr.close()


def test_head_ends_quietly() -> None:
    done = under_shell('"$@" | head -1', "explain", "--model", "toy", LONG, "--full")
    assert (done.stdout, done.stderr, done.returncode) == (
        "toy  random weights  layers 1 · heads 2 · d_model 8 · d_head 4\n".encode(),
        b"",
        0,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["explain", "--model", "toy", "-"], "attnx: stopped\n"),
        (["explain", "--model", "toy", "-", "--json"], "attnx: stopped\n"),
        (["show", "-"], "attnx: stopped\n"),
        (["explain", "--model", "toy", "-", "--lang", "zh"], "attnx: 已停止\n"),
    ],
)
def test_ctrl_c(arguments: list[str], said: str) -> None:
    process = subprocess.Popen(
        [*ATTNX, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    process.stdin.write(b"Love")
    process.stdin.flush()
    deadline = time.monotonic() + 60
    while unread(process.stdin.fileno()):  # until it has taken what was written, and waits for more
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (out, err.decode(), process.returncode) == (b"", said, 1)


def unread(pipe: int) -> int:
    """How many bytes are waiting in a pipe."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), "little")
