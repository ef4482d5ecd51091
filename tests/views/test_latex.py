"""What is written for LaTeX compiles, with no more than the packages that it names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from attnx.views.draw.paper import latex
from attnx.views.draw.paper.blocks import WIDTH, Block, Entry, Grid, Heading, Lines, Paragraph
from attnx.views.draw.paper.signs import UNKNOWN
from attnx.views.visible import visible
from tests.views.exhibits import look
from tests.views.test_goldens import VIEWS
from tests.views.test_paper import HOSTILE

ENGLISH = ("classic", "heads", "compare-heads", "what-if-row", "block-experts", "way", "learnt", "every-head-short")
CHINESE = ("explanation", "tour", "models", "learnt", "picture-compare")
HARMLESS = [text for text in map(visible, HOSTILE) if not UNKNOWN.search(text)]
OVERFULL = re.compile(r"Overfull \\hbox \((\d+)")


def compiled(program: str, pages: list[str], folder: Path) -> str:
    """What a program says of pages one after another. Skips where it is not installed, unless that is asked for."""
    if shutil.which(program) is None and "tex" not in os.environ.get("ATTNX_REQUIRE", ""):
        pytest.skip(f"needs {program}: apt-get install texlive-xetex texlive-lang-chinese")
    packages = dict.fromkeys(line[2:] for page in pages for line in page.splitlines() if line.startswith("% \\use"))
    body = "\n\\clearpage\n".join(pages)
    document = "\n".join([r"\documentclass{article}", *packages, r"\begin{document}", body, r"\end{document}"])
    (folder / "it.tex").write_text(document, encoding="utf-8")
    fast = {"pdflatex": "-draftmode", "xelatex": "-no-pdf"}[program]
    done = subprocess.run(
        [program, fast, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "it.tex"],
        cwd=folder, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    log = (folder / "it.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, [line for line in log.splitlines() if line.startswith("!")]
    return log


def test_english_compiles_with_pdflatex_and_fits(tmp_path: Path) -> None:
    how = look(WIDTH)
    pages = [latex.latex(VIEWS[name](how), how, "Love & 100%") for name in ENGLISH]
    grid = Grid([Entry(""), Entry("x_y")], [[Entry(name), Entry(name, True, -0.5)] for name in HARMLESS], [False, True])
    blocks: list[Block] = [Heading("#", 1), Heading("%", 2), grid, *map(Paragraph, HARMLESS), Lines(HARMLESS)]
    pages.append("\n\n".join(latex.written(blocks, "$")))
    log = compiled("pdflatex", pages, tmp_path)
    assert not [size for size in OVERFULL.findall(log) if int(size) > 9]


def test_chinese_compiles_with_xelatex_and_fits(tmp_path: Path) -> None:
    how = look(WIDTH, "zh")
    pages = [latex.latex(VIEWS[name](how), how, "我爱你 👩‍🚀") for name in CHINESE]
    assert pages[0].splitlines()[1] == f"% {latex.CHINESE}"
    log = compiled("xelatex", pages, tmp_path)
    assert not [size for size in OVERFULL.findall(log) if int(size) > 1]
