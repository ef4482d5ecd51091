"""Where a result goes, and how it looks there: the options that every command shares, and what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Self

from attnx.cli.desk import options as o
from attnx.cli.desk.files import (
    DATA,
    DELIVERED,
    DRAWN,
    FIGURES,
    PAGES,
    check_extension,
    ending_of,
    figures,
    listed,
    write_file,
)
from attnx.cli.desk.signature import Options
from attnx.cli.desk.streams import emit, tell
from attnx.cli.words import SAY
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from rich.console import Console

    from attnx.views.draw.pictures.drawing import Drawing
    from attnx.views.look import Look
    from attnx.views.parts import Part

    View = Callable[[Look], Iterable[Part]]  # what is printed, for a page that looks like this


@frozen
class Output(Options):
    """A view to the terminal or to a file, a document to stdout or to a .json, or both; what cannot be is refused."""

    precision: Annotated[
        int, o.option("--precision", help="precision", metavar="N", parser=o.whole("--precision", 0, 9))
    ] = 2
    full: Annotated[bool, o.option("--full", help="full")] = False
    width: Annotated[
        int | None, o.option("--width", help="width", metavar="N", parser=o.whole("--width", 20, 10_000))
    ] = None
    color: o.ColorOption = "auto"
    theme: Annotated[
        str | None, o.option("--theme", help="theme", metavar="NAME", parser=o.one_of("--theme", "dark", "light"))
    ] = None
    lang: o.LangOption = None
    json: Annotated[bool, o.option("--json", help="json")] = False
    out: Annotated[Path | None, o.option("--out", help="out", metavar="FILE")] = None
    html: Annotated[Path | None, o.option("--html", help="html", metavar="FILE")] = None

    endings: ClassVar[tuple[str, ...]] = DELIVERED

    def __post_init__(self) -> None:
        check_extension(self.html, (".html",))
        check_extension(self.out, self.endings)

    @property
    def each(self) -> tuple[Self, ...]:
        """One for each place that the result goes to: --json prints beside what --out writes."""
        return (replace(self, out=None), replace(self, json=False)) if self.json and self.out else (self,)

    @property
    def ending(self) -> str:
        """What goes to one place: the ending of a file, .json for a document on stdout, nothing for the terminal."""
        return ending_of(self.out) if self.out else ".json" if self.json else ""

    @property
    def figure(self) -> str | None:
        """Which kind of figure was asked for, if one was."""
        return self.ending.split(".")[1] if self.ending in FIGURES else None

    @property
    def as_data(self) -> bool:
        """Whether the numbers were asked for, as they are or as a figure, and not what is made of them to be read."""
        return self.json or self.ending not in ("", *PAGES)

    def alone(self, others: dict[str, object]) -> None:
        """Raises UsageError for what was asked for beside a page of HTML."""
        if self.html is not None:
            other = o.given({**others, "--json": self.json, "--out": self.out})
            if other is not None:
                raise UsageError("two_views", one="--html", other=other)

    def refuse_arrays(self, option: str) -> None:
        """Raises UsageError where a file is to hold whole arrays, which this option has no say in."""
        if self.out is not None and self.ending not in DELIVERED:
            raise UsageError("file_and_view", ending=self.ending, option=option)

    def deliver(
        self,
        document: Callable[[], object],
        view: View,
        figure: Callable[[], Drawing] | None = None,
        text: str = "",
    ) -> None:
        """Prints or writes what was asked for of these; the others are not made. `text` is what they are about."""
        for output in self.each:
            if output.figure and figure is not None:
                output.draw(figure())
            elif output.as_data:
                output.put(json_of(document()))
            else:
                output.show(view, text)

    def put(self, data: bytes) -> None:
        """Writes the result to its file, or to stdout where there is none. Raises OutputError."""
        write_file(self.out, data) if self.out else emit(data)

    def show(self, view: View, text: str = "") -> None:
        """Prints what a view shows of a text, or writes it as text or as a picture. Raises OutputError."""
        if self.out is None:
            from attnx.cli.desk.terminal import print_parts

            terminal = self.terminal()
            look = self.look(terminal)
            print_parts(terminal, view(look), look)
        elif self.ending in DRAWN:
            self.draw(self.pictured(view))
        else:
            self.put(self.page_of(view, text).encode())

    def terminal(self, plain: bool = False) -> Console:
        """The terminal, or paper without colours, as wide as was asked for."""
        from attnx.cli.desk.terminal import console, plain_page

        return plain_page(self.width) if plain else console(self.width, self.color)

    def look(self, terminal: Console) -> Look:
        """How a view is to look on this terminal."""
        from attnx.cli.desk.terminal import depth_of

        coloured = terminal.color_system is not None and not terminal.no_color
        return replace(self.look_of(terminal.width, colour=coloured), depth=depth_of(terminal))

    def look_of(self, width: int, colour: bool = False) -> Look:
        from attnx.cli.desk.terminal import background
        from attnx.views.look import Look

        return Look(SAY, width, self.precision, self.full, colour, background=background(self.theme))

    def page_of(self, view: View, text: str) -> str:
        """What a view shows of a text as a page of text, by the ending of its file."""
        if self.ending == ".txt":
            from attnx.cli.desk.terminal import render

            terminal = self.terminal(plain=True)
            look = self.look(terminal)
            return render(terminal, view(look), look)
        from attnx.views.draw.paper.blocks import WIDTH

        look = self.look_of(self.width or WIDTH)
        if self.ending == ".md":
            from attnx.views.draw.paper.markdown import markdown

            return markdown(view(look), look)
        from attnx.views.draw.paper.latex import latex

        return latex(view(look), look, text)

    def pictured(self, view: View) -> Drawing:
        """What a view shows on a terminal of this width with every colour."""
        from attnx.cli.desk.terminal import laid_out
        from attnx.views.draw.pictures.screen import screen

        terminal = self.terminal(plain=True)
        look = self.look_of(terminal.width, colour=True)
        return screen(laid_out(terminal, view(look), look), look.background)

    def draw(self, drawing: Drawing) -> None:
        """Writes a drawing as .svg, .png or .pdf; what no letters were found for is said. Raises OutputError."""
        if self.ending.endswith(".svg"):
            from attnx.views.draw.pictures.svg import svg

            self.put(svg(drawing).encode())
            return
        if self.ending.endswith(".pdf"):
            from attnx.views.draw.pictures.pdf import pdf

            data, missing = pdf(drawing)
        else:
            from attnx.views.draw.pictures.png import png

            data, missing = png(drawing)
        self.put(data)
        if missing:
            tell(SAY("letters_missing", letters=missing))


def json_of(document: object) -> bytes:
    """A document as one line of JSON in UTF-8."""
    from attnx.document import written

    return written(document)


@frozen
class FigureOutput(Output):
    """The same where the result is also drawn as figures for slides and papers, of the kinds in `drawn`."""

    title: Annotated[str | None, o.option("--title", help="title", metavar="TEXT")] = None
    mark: Annotated[str | None, o.option("--mark", help="mark", metavar="QUERY,KEY")] = None
    width_mm: Annotated[
        int | None, o.option("--width-mm", help="width_mm", metavar="MM", parser=o.whole("--width-mm", 20, 2_000))
    ] = None

    drawn: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        option = o.given({"--title": self.title, "--mark": self.mark, "--width-mm": self.width_mm})
        if option and not self.figure:
            raise UsageError("figure_option", option=option, choices=listed(self.drawn))
        if self.mark and self.figure == "model":
            marked = [ending for ending in self.drawn if ending not in figures("model")]
            raise UsageError("figure_option", option="--mark", choices=listed(marked))


@frozen
class TraceOutput(FigureOutput):
    """The same for a trace, which is also written as arrays."""

    out: Annotated[Path | None, o.option("--out", help="out_trace", metavar="FILE")] = None

    drawn: ClassVar[tuple[str, ...]] = figures("heatmap", "arcs", "lines", "heads", "model")
    endings: ClassVar[tuple[str, ...]] = (*DATA, *PAGES, *drawn)


@frozen
class HeadsOutput(FigureOutput):
    """The same for what all heads do."""

    out: Annotated[Path | None, o.option("--out", help="out_heads", metavar="FILE")] = None

    drawn: ClassVar[tuple[str, ...]] = figures("heads")
    endings: ClassVar[tuple[str, ...]] = (*DELIVERED, *drawn)


@frozen
class ComparisonOutput(FigureOutput):
    """The same for two of anything side by side."""

    out: Annotated[Path | None, o.option("--out", help="out_compare", metavar="FILE")] = None

    drawn: ClassVar[tuple[str, ...]] = figures("compare")
    endings: ClassVar[tuple[str, ...]] = (*DELIVERED, *drawn)
