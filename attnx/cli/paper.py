"""A view on paper: as a file of text to read or to paste, or as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.cli.endings import ending_of
from attnx.cli.output import console, look, render, write_file
from attnx.cli.words import SAY
from attnx.frozen import frozen

if TYPE_CHECKING:
    from rich.console import RenderableType

    from attnx.views.look import Look

    View = Callable[[Look], Iterable[RenderableType]]


@frozen
class Paper:
    """How numbers are written there, and how wide it is: None is as wide as the terminal, or as tables need."""

    precision: int = 2
    full: bool = False
    width: int | None = None
    top: int | None = None


def write_page(path: Path, view: View, paper: Paper) -> None:
    """Writes what a view shows as .txt, .md, .tex, .svg or .png. Raises OutputError where that cannot be."""
    write_file(path, page(ending_of(path), view, paper).encode())


def page(ending: str, view: View, paper: Paper) -> str:
    """The text of such a file."""
    if ending == ".txt":
        terminal = console(paper.width, plain=True)
        return render(terminal, view(look(terminal, paper.precision, paper.full, paper.top)))
    from attnx.views.look import Look
    from attnx.views.paper.parts import WIDTH

    shown = view(Look(SAY, paper.width or WIDTH, paper.precision, paper.full, top=paper.top))
    if ending == ".md":
        from attnx.views.paper.markdown import markdown

        return markdown(shown)
    from attnx.views.paper.latex import latex

    return latex(shown, SAY)
