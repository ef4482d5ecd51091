"""A view on paper: as a file of text to read or to paste, or as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.cli import tell
from attnx.cli.endings import ending_of
from attnx.cli.output import console, laid_out, look, print_parts, render, write_file
from attnx.cli.words import SAY
from attnx.frozen import frozen

if TYPE_CHECKING:
    from attnx.views.draw.pictures.drawing import Drawing
    from attnx.views.look import Look
    from attnx.views.parts import Part

    View = Callable[[Look], Iterable[Part]]


@frozen
class Paper:
    """How numbers are written there, and how wide it is: None is as wide as the terminal, or as tables need."""

    precision: int = 2
    full: bool = False
    width: int | None = None
    top: int | None = None


def show(view: View, out: Path | None, paper: Paper) -> None:
    """Writes what a view shows to a file, or prints it where there is none."""
    if out:
        write_page(out, view, paper)
        return
    terminal = console(paper.width)
    how = look(terminal, paper.precision, paper.full, paper.top)
    print_parts(terminal, view(how), how)


def write_page(path: Path, view: View, paper: Paper) -> None:
    """Writes what a view shows as .txt, .md, .tex, .svg or .png. Raises OutputError where that cannot be."""
    ending = ending_of(path)
    if ending in (".svg", ".png"):
        write_picture(path, pictured(view, paper))
    else:
        write_file(path, page(ending, view, paper).encode())


def write_picture(path: Path, drawing: Drawing) -> None:
    """Writes a drawing as .svg or .png; what no letters were found for is said. Raises OutputError."""
    if ending_of(path).endswith(".svg"):
        from attnx.views.draw.pictures.svg import svg

        write_file(path, svg(drawing).encode())
        return
    from attnx.views.draw.pictures.png import png

    data, missing = png(drawing)
    write_file(path, data)
    if missing:
        tell(SAY("letters_missing", letters=missing))


def pictured(view: View, paper: Paper) -> Drawing:
    """What a view shows on a terminal of this width with every colour."""
    from attnx.views.draw.pictures.screen import screen
    from attnx.views.look import Look

    terminal = console(paper.width, plain=True)
    look = Look(SAY, terminal.width, paper.precision, paper.full, colour=True, top=paper.top)
    return screen(laid_out(terminal, view(look), look))


def page(ending: str, view: View, paper: Paper) -> str:
    """What a view shows as text."""
    if ending == ".txt":
        terminal = console(paper.width, plain=True)
        how = look(terminal, paper.precision, paper.full, paper.top)
        return render(terminal, view(how), how)
    from attnx.views.draw.paper.blocks import WIDTH
    from attnx.views.look import Look

    how = Look(SAY, paper.width or WIDTH, paper.precision, paper.full, top=paper.top)
    if ending == ".md":
        from attnx.views.draw.paper.markdown import markdown

        return markdown(view(how), how)
    from attnx.views.draw.paper.latex import latex

    return latex(view(how), how)
