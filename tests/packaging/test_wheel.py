"""The wheel as a user installs it: what is in it, and that it works with no network and far from the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.processes import SENTENCE, Done, printed
from tests.conftest import ROOT
from tests.environment import environment

LIMIT = 20_000_000  # bytes
NO_ANSWER = "http://127.0.0.1:9"  # a proxy that is not there
NO_NETWORK = {"HF_HUB_OFFLINE": "1", "http_proxy": NO_ANSWER, "https_proxy": NO_ANSWER, "all_proxy": NO_ANSWER}
UNSHARE = ("unshare", "--map-root-user", "--net")  # a network with nothing in it, where that is permitted


def pip(python: str | Path, *arguments: str | Path) -> Done:
    """Runs pip with what this machine says of its package index, and nothing of this checkout."""
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [python, "-m", "pip", "-q", "--disable-pip-version-check", "--retries", "1", *arguments]
    return subprocess.run(command, capture_output=True, env=settings, cwd="/", timeout=300, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built; skipped where there is no package index, unless ATTNX_REQUIRE asks for it."""
    folder = tmp_path_factory.mktemp("wheel")
    if "wheel" not in os.environ.get("ATTNX_REQUIRE", ""):
        asked = pip(sys.executable, "download", "--no-deps", "-d", folder / "asked", "hatchling")
        if asked.returncode:
            pytest.skip("needs a package index: what builds the wheel and what it depends on come from there")
    return build(folder)


def build(folder: Path) -> Path:
    """The wheel of this checkout, written into the folder."""
    built = pip(sys.executable, "wheel", "--no-deps", "-w", folder, ROOT)
    assert built.returncode == 0, built.stderr.decode()
    [path] = folder.glob("*.whl")
    return path


def test_it_is_the_same_twice(wheel: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_what_is_in_it(wheel: Path) -> None:
    assert wheel.stat().st_size <= LIMIT
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    for model in ("reader", "reader-zh", "writer", "zh-en", "sketch"):
        files = sorted((ROOT / "attnx" / "bundled" / model).iterdir())
        assert {"NOTICE", "card.json", "config.json", "model.safetensors"} <= {file.name for file in files}
        for file in files:
            assert held[f"attnx/bundled/{model}/{file.name}"] == file.read_bytes()
    assert "attnx/py.typed" in held
    for file in (ROOT / "attnx").rglob("*.*"):  # what the page and the screen are made of, beside Python
        if file.suffix in (".js", ".css", ".tcss"):
            assert held[str(file.relative_to(ROOT))] == file.read_bytes()
    for schema in (ROOT / "attnx" / "schemas").glob("*.json"):
        assert held[f"attnx/schemas/{schema.name}"] == schema.read_bytes()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in held)
    assert not [name for name in held if name.startswith("tests/")]


@dataclass(frozen=True)
class Installed:
    """A virtual environment with nothing in it but the wheel and what that depends on."""

    folder: Path

    def __call__(self, program: str, *arguments: str) -> Done:
        """Runs a program of it without a network, from a directory of its own."""
        alone = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0
        elsewhere = self.folder.parent / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        return subprocess.run(
            [*(UNSHARE if alone else ()), self.folder / "bin" / program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(**NO_NETWORK),
            cwd=elsewhere,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    done = pip(sys.executable, "--python", folder, "install", "--no-compile", wheel)
    assert done.returncode == 0, done.stderr.decode()
    return Installed(folder)


def test_it_is_the_installed_package_that_runs(installed: Installed) -> None:
    where = printed(installed("python", "-c", "import attnx; print(attnx.__file__)"))
    assert Path(where.strip()).is_relative_to(installed.folder)


def test_explain_without_a_network(installed: Installed) -> None:
    shown = printed(installed("attnx", "explain", SENTENCE, "--focus", "it"))
    assert "reader  trained weights" in shown
    assert "finds what a pronoun stands for" in shown
    assert "reads from “Love”" in printed(installed("attnx", "explain", SENTENCE))


def test_translate_without_a_network(installed: Installed) -> None:
    shown = printed(installed("attnx", "translate", "我爱你。"))
    assert "I love you." in shown
    assert "→ 爱" in shown
