"""What each command loads: nothing that it does not need."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.processes import ATTNX, MODELS
from tests.environment import environment

NEEDED = {"numpy", "tokenizers", "safetensors", "orjson", "rich", "typer"}
HEAVY = NEEDED | {"torch", "transformers", "textual", "huggingface_hub", "PIL"}


def loaded(*program: str) -> set[str]:
    """The heavy packages among the modules that a program imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(),
        timeout=60,
        check=program[-1] != "explore",  # which ends where there is no terminal
    )
    names = re.findall(r"^import time: .*\| +([\w.]+)$", done.stderr.decode(), flags=re.MULTILINE)
    assert len(names) > 20
    return {name.partition(".")[0] for name in names} & HEAVY


@pytest.mark.parametrize(
    ("arguments", "packages"),
    [
        (["--help"], {"typer"}),
        (["explain", "--model", "toy", "--help"], {"typer"}),
        (["--complete", "explain", "--model", ""], {"typer"}),
        (["--complete", "explain", "--lens", ""], {"typer"}),
        (["--version"], {"typer"}),
        (["schema"], {"typer"}),
        (["models", "--json"], {"typer", "numpy", "orjson"}),
        (["models", str(MODELS / "bert-plain"), "--json"], {"typer", "numpy", "orjson", "safetensors"}),
        (["explain", "--model", "toy", "Love", "--json"], {"typer", "numpy", "orjson"}),
        (["explain", "--model", "toy", "Love", "--model", str(MODELS / "bert-plain"), "--json"], NEEDED - {"rich"}),
        (["compare", "--help"], {"typer"}),
        (["compare", "--model", "toy", "Love is", "Love was", "--json"], {"typer", "numpy", "orjson"}),
        (["explain", "--model", "toy", "Love is", "--ablate", "0.0", "--json"], {"typer", "numpy", "orjson"}),
        (["explain", "--model", "toy", "Love"], {"typer", "numpy", "rich"}),
        (["explain", "--model", "toy", "Love", "--focus", "0", "--full"], {"typer", "numpy", "rich"}),
        (["explain", "--model", "toy", "Love", "--lens", "norms", "--json"], {"typer", "numpy", "orjson"}),
        (["heads", "--model", "toy", "Love", "--json"], {"typer", "numpy", "orjson"}),
        (["heads", "--model", "toy", "Love"], {"typer", "numpy", "rich"}),
        (
            ["heads", "--sharing", "--model", str(MODELS / "llama-a"), "--json"],
            {"typer", "numpy", "orjson", "safetensors"},
        ),
        (["explain", "--model", "toy", "Love", "--out", "{folder}/love.csv"], {"typer", "numpy"}),
        (["explain", "--model", "toy", "Love", "--out", "{folder}/love.npz"], {"typer", "numpy"}),
        (["explain", "--model", "toy", "Love", "--out", "{folder}/love.md"], {"typer", "numpy", "rich"}),
        (["explain", "--model", "toy", "Love", "--out", "{folder}/love.svg"], {"typer", "numpy", "rich"}),
        (["explain", "--model", "toy", "Love", "--out", "{folder}/love.heatmap.svg"], {"typer", "numpy", "rich"}),
        (["lookup", "172", "a=1", "--json"], {"typer", "numpy", "orjson"}),
        (["tour"], NEEDED),
        (["explore"], {"typer"}),
        (["quiz", "--json"], {"typer", "numpy", "orjson"}),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else None,
)
def test_a_command_loads_no_more_than_it_needs(arguments: list[str], packages: set[str], tmp_path: Path) -> None:
    assert loaded(*ATTNX[1:], *(one.format(folder=tmp_path) for one in arguments)) <= packages


def test_a_picture_loads_pillow_and_no_more() -> None:
    pytest.importorskip("PIL", reason="pictures as input need the extra vision")
    picture = str(MODELS.parent / "pictures" / "scene.png")
    found = loaded(*ATTNX[1:], "explain", picture, "--model", str(MODELS / "vit-a"), "--json")
    assert found <= {"typer", "numpy", "orjson", "safetensors", "PIL"}


def test_the_library_loads_nothing_before_it_is_used() -> None:
    assert loaded("-c", "import attnx; dir(attnx), attnx.Trace, attnx.AttnxError, attnx.__version__") == set()
    assert loaded("-c", "import attnx; attnx.attend, attnx.lookup") == {"numpy"}
    assert loaded("-c", "import attnx; attnx.explain('Love', 'toy')") == {"numpy"}
    assert "torch" not in loaded("-c", f"import attnx; attnx.explain('Love', {str(MODELS / 'bert-plain')!r})")


def test_an_error_loads_little() -> None:
    program = (
        "import sys; sys.argv = ['attnx', 'explain', 'Love', '--nope']; from attnx.cli import run; run(sys.argv[1:])"
    )
    assert loaded("-c", program) == {"typer"}
