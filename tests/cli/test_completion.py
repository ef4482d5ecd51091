"""The Tab key: what is offered, and that bash, zsh and fish offer it once they are told to."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from attnx.checkpoint.describe import describe
from attnx.checkpoint.resolve import NAMES
from attnx.cli.app import COMMANDS, HELP, options_of
from attnx.cli.completion import FILES, MODELS, complete
from tests.cli.processes import printed, refused
from tests.conftest import Run
from tests.environment import environment

# The start-up file of each, and how a prompt is set there.
SHELLS = {
    "bash": (".bashrc", "PS1='ready> '"),
    "zsh": (".zshrc", "PS1='ready> '"),
    "fish": (".config/fish/config.fish", "function fish_prompt; echo 'ready> '; end"),
}


def offered(*words: str) -> list[str]:
    return [line.partition("\t")[0] for line in complete(words).splitlines()]


def test_commands_are_offered_as_they_are_listed() -> None:
    assert offered("") == [*COMMANDS, HELP]
    assert offered("ex") == ["explain", "explore"]
    assert offered(HELP, "") == list(COMMANDS)
    assert offered("--lang", "zh", "tr") == ["translate"]
    assert offered("--lang", "") == ["en", "zh"]
    assert {"--version", "--lang", "--help", "--install-completion"} <= set(offered("-"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_offered_with_what_it_means(command: str) -> None:
    lines = dict(line.split("\t") for line in complete([command, "-"]).splitlines())
    assert set(lines) == options_of(command)
    assert all(lines.values())


def test_an_option_is_offered_once_unless_it_may_be_repeated() -> None:
    assert "--layer" not in offered("explain", "--layer", "0", "--la")
    assert "--ablate" in offered("explain", "--ablate", "0.0", "--ab")


def test_values_are_offered_where_they_are_known() -> None:
    assert MODELS == NAMES
    for words in (("explain", "--model", ""), ("heads", "Love", "--model", ""), ("models", "")):
        assert offered(*words) == [*NAMES, FILES]
    assert offered("explain", "--layer", "") == ["mean", "all"]  # there is no text yet, so no model
    assert offered("explain", "--lens", "r") == ["rollout"]
    assert offered("translate", "--attention", "") == ["self", "cross", "encoder"]
    assert "weights" in offered("explain", "--steps", "")
    assert offered("schema", "mod") == ["models", "model"]
    assert offered("glossary", "soft") == ["softmax"]
    assert offered("show", "") == offered("explain", "--file", "") == offered("explain", "--html", "") == [FILES]
    assert offered("explain", "") == offered("explain", "--focus", "") == []


def test_layers_and_heads_are_those_of_the_model_that_is_meant() -> None:
    def there(model: str) -> tuple[list[str], list[str]]:
        stack = describe(model).stack
        return [str(layer) for layer in range(stack.n_layers)], [str(head) for head in range(stack.n_heads)]

    layers, heads = there("reader")
    assert offered("explain", "Love is.", "--layer", "") == [*layers, "mean", "all"]
    assert offered("heads", "Love is.", "--head", "") == [*heads, "all"]
    assert offered("explain", "--model", "toy", "--block", "") == [*there("toy")[0], "all"]
    assert offered("explain", "我爱你", "--layer", "0", "--head", "")[:-2] == there("reader-zh")[1]
    assert offered("predict", "--head", "")[:-2] == there("writer")[1]
    compared = ("compare", "Love is.", "--model", "reader", "--with-model", "toy")
    assert offered(*compared, "--with-head", "")[:-2] == there("toy")[1]
    for unknown in (("--model", "nobody/knows"), ("--file", "text.txt"), ("--image", "photo.png")):
        assert offered("explain", *unknown, "--layer", "") == ["mean", "all"]
    assert offered("show", "trace.json", "--layer", "") == ["mean", "all"]


def test_what_is_offered_is_said_in_the_language_that_is_asked_for(quick: Run) -> None:
    assert "显示版本" in printed(quick("--complete", "--lang", "zh", "--v"))


def test_a_shell_that_is_not_known_is_refused(quick: Run, tmp_path: Path) -> None:
    refused(quick("--show-completion", "tcsh"), 2, "tcsh", "bash, zsh, fish")
    refused(quick("--install-completion", "tcsh", "--lang", "zh"), 2, "tcsh", "bash, zsh, fish")
    refused(quick("--install-completion", "bash", HOME="/dev/null", XDG_DATA_HOME=""), 1, "/dev/null")


def test_it_is_installed_once_and_what_was_there_stays(quick: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"export LIKES=\xff")  # a file is not always UTF-8, nor always ended by a line break
    (tmp_path / ".bashrc").symlink_to(kept)
    for _ in range(2):
        assert quick("--install-completion", "bash", HOME=str(tmp_path), XDG_DATA_HOME="").returncode == 0
    script = tmp_path / ".local/share/attnx/attnx.bash"
    assert kept.read_bytes() == f"export LIKES=\udcff\nsource {script}\n".encode(errors="surrogateescape")
    assert script.read_bytes() == quick("--show-completion", "bash").stdout


class Shell:
    """A shell at a terminal, with a home of its own and attnx on its path."""

    def __init__(self, name: str, home: Path) -> None:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        places = {"HOME": str(home), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "ZDOTDIR": str(home)}
        self.environment = environment(TERM="xterm" if name == "fish" else "dumb", PATH=path, **places)
        self.name, self.home, self.shown = name, home, ""

    def install(self) -> bytes:
        """Lets the shell ask for its own completion, which is told from which shell it was."""
        start, prompt = SHELLS[self.name]
        (self.home / start).parent.mkdir(parents=True, exist_ok=True)
        (self.home / start).write_text(f"{prompt}\n")
        done = subprocess.run(
            [self.name, "-c", "attnx --install-completion; true"],  # no last command, in whose place the shell would go
            env=self.environment,
            capture_output=True,
            timeout=60,
            check=True,
        )
        return done.stderr

    def __enter__(self) -> Shell:
        self.process, self.master = pty.fork()
        if not self.process:
            os.chdir(self.home)
            os.execvpe(self.name, [self.name, "-i"], self.environment)
        termios.tcsetwinsize(self.master, (50, 120))
        self.read("ready> ")
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.master)

    def read(self, until: str) -> None:
        begin, deadline = len(self.shown), time.monotonic() + 60
        while until not in self.shown[begin:]:
            assert select.select([self.master], [], [], max(deadline - time.monotonic(), 0))[0], self.shown
            self.shown += os.read(self.master, 65536).decode(errors="replace")

    def completes(self, begun: str, word: str) -> None:
        """Types what has been begun and, once it is there, the Tab key, until the word is shown."""
        os.write(self.master, begun.encode())
        self.read(begun[-1])
        os.write(self.master, b"\t")
        self.read(word.removeprefix(begun.split(" ")[-1]))


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shell]:
    name = request.param
    if shutil.which(name) is None and name not in os.environ.get("ATTNX_REQUIRE", ""):
        pytest.skip(f"{name} is not on this machine")
    shell = Shell(name, tmp_path)
    assert f"new {name} completes".encode() in shell.install()
    (tmp_path / "trace-of-mine.json").touch()
    with shell:
        yield shell


def test_a_real_shell_completes(shell: Shell) -> None:
    shell.completes("attnx expla", "explain")
    shell.completes(" --before", "--before-after")
    shell.completes(" --model rea", "reader")
    shell.completes(" --lens rol", "rollout")
    shell.completes(" --out trace-of", "trace-of-mine.json")
