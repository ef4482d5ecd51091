"""What SECURITY.md promises: that each proof is there, and the two that are about the process itself."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.processes import MODELS, SENTENCE
from tests.conftest import ROOT
from tests.environment import environment

# Runs the commands one after another in one process, and prints what each event of the interpreter was about.
WATCHED = """
import json, sys
seen = []
names = {"socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request", "pickle.find_class", "open"}
names |= {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn"}
def hook(event, arguments):
    if event in names:
        seen.append([event, str(arguments[0])])
sys.addaudithook(hook)
from attnx.cli import main
for line in json.loads(sys.stdin.read()):
    sys.argv = ["attnx", *line]
    try:
        main()
    except SystemExit as end:
        assert not end.code, line
print("\\n" + json.dumps(seen))
"""


def watched(*commands: list[str]) -> list[list[str]]:
    """[event, first argument] of each watched event, while the commands ran."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED],
        input=json.dumps(commands).encode(),
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    events: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return events


def test_nobody_is_asked_and_nothing_is_started(tmp_path: Path) -> None:
    events = watched(
        ["explain", SENTENCE],
        ["explain", SENTENCE, "--html", str(tmp_path / "page.html")],
        ["heads", SENTENCE, "--json"],
        ["predict", "Once upon a time"],
        ["translate", "我爱你。"],
        ["models"],
        ["explain", "hope", "--model", str(MODELS / "bert-plain")],
    )
    assert {event for event, _ in events} == {"open"}


def test_no_code_of_a_checkpoint_is_read(tmp_path: Path) -> None:
    folder = shutil.copytree(MODELS / "bert-plain", tmp_path / "model")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["auto_map"] = {"AutoModel": "modeling_bad.Bad", "AutoConfig": "modeling_bad.Config"}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    for name in ("modeling_bad.py", "sitecustomize.py", "conftest.py"):
        (folder / name).write_text("raise SystemExit('obeyed')", encoding="utf-8")
    events = watched(["explain", "hope", "--model", str(folder)], ["models", str(folder)])
    opened = [Path(name).name for event, name in events if event == "open" and name.startswith(str(folder))]
    assert "config.json" in opened
    assert not [name for name in opened if name.endswith((".py", ".pyc"))]


PROOFS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "name"), PROOFS)
def test_every_proof_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promise_has_a_proof() -> None:
    rows = [line for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(rows) > 5
    assert all("::test_" in row for row in rows[1:])
