"""Every view that can be written as text to paste: its title and its sections are headings, and no table is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import attnx
from attnx import saved
from attnx.cli.app import COMMANDS
from tests.cli.processes import SENTENCE, printed
from tests.conftest import Run

TOY = ("--model", "toy")
LOOKS = ("--from", "it", "--to", "Love")
# Everything that a command can show, and how many tables it has at least.
SHOWN: dict[str, tuple[tuple[str, ...], int]] = {
    "explain": (("explain", SENTENCE, *TOY), 8),
    "glossary": (("glossary", "softmax"), 0),
    "explain, one row": (("explain", SENTENCE, *TOY, "--focus", "it"), 1),
    "explain, one cell": (("explain", SENTENCE, *TOY, "--cell", "it,Love"), 1),
    "explain, the largest": (("explain", SENTENCE, *TOY, "--steps", "weights,summary", "--top-k", "2"), 1),
    "explain, before and after": (("explain", SENTENCE, "--focus", "it", "--before-after"), 1),
    "explain, norms": (("explain", SENTENCE, *TOY, "--lens", "norms"), 3),
    "explain, rollout": (("explain", SENTENCE, *TOY, "--lens", "rollout"), 3),
    "explain, what if": (("explain", SENTENCE, *TOY, "--without-scale"), 3),
    "explain, one row of a what-if": (("explain", SENTENCE, *TOY, "--temperature", "2", "--focus", "it"), 2),
    "heads": (("heads", SENTENCE), 1),
    "heads, from a word to another": (("heads", SENTENCE, *TOY, *LOOKS), 1),
    "heads, over a file": (("heads", "--over", "FILE"), 1),
    "heads, sharing": (("heads", "--sharing", *TOY), 0),
    "compare, two texts": (("compare", SENTENCE, "Love gives us it", *TOY), 1),
    "compare, two models": (("compare", SENTENCE, *TOY, "--with-model", "reader"), 1),
    "compare, one row": (("compare", SENTENCE, *TOY, "--with-head", "1", "--focus", "it"), 1),
    "predict": (("predict", "Once upon a time"), 1),
    "predict, writing": (("predict", "Once upon a time", "--generate", "2"), 0),
    "translate": (("translate", "爱。"), 1),
    "attend": (("attend", "MATRICES"), 4),
    "show": (("show", "TRACE"), 8),
    "show, one row": (("show", "TRACE", "--focus", "it"), 1),
}


def test_every_command_that_writes_is_here(quick: Run) -> None:
    writing = {name for name in COMMANDS if "--out" in printed(quick(name, "--help"))}
    others = {"draw", "scan", "caption"}  # which make a picture, tables of numbers, and begin with a picture
    assert writing - others == {arguments[0] for arguments, _ in SHOWN.values()}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SHOWN)
def test_titles_are_headings_and_tables_are_tables(quick: Run, tmp_path: Path, name: str, language: str) -> None:
    for file, data in (
        ("FILE", SENTENCE.encode()),
        ("MATRICES", b'{"q": [[1, 0]], "k": [[1, 0]], "v": [[1, 0]]}'),
        ("TRACE", saved.to_json(attnx.explain(SENTENCE, "toy"))),
    ):
        (tmp_path / f"{file}.json").write_bytes(data)
    arguments, least = SHOWN[name]
    given = [str(tmp_path / f"{one}.json") if one in ("FILE", "MATRICES", "TRACE") else one for one in arguments]
    pages = {}
    for ending in (".md", ".tex"):
        page = tmp_path / f"page{ending}"
        done = quick(*given, "--lang", language, "--out", str(page))
        assert done.returncode == 0, done.stderr.decode()
        pages[ending] = page.read_text(encoding="utf-8")
    markdown, (_, *latex) = pages[".md"].splitlines(), pages[".tex"].split("\n\n")
    assert markdown[0].startswith("# ")
    assert latex[0].startswith(r"\subsection*{")
    assert sum(line.startswith("# ") for line in markdown) == sum(part.startswith(r"\subsection*{") for part in latex)
    sections = [line for line in markdown if line.startswith("## ")]
    assert len(sections) == sum(part.startswith(r"\paragraph{") for part in latex)
    assert sections or least  # where a page has one title and no sections, it has a table
    # What stands behind a mark on a terminal is one of them.
    shown = printed(quick(*given, "--lang", language, "--width", "180"))
    marked = [line.removeprefix("## ").replace("\\", "") for line in sections if line.startswith("## ▸")]
    assert re.findall(r"^(▸ .*?)(?: ─+)?$", shown, re.MULTILINE) == marked
    tables = sum(bool(re.fullmatch(r"\|(:--|--:)(\|(:--|--:))*\|", line)) for line in markdown)
    assert tables == pages[".tex"].count(r"\begin{table}") >= least
