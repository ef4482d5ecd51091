"""Figures of a trace in a notebook: those of the head at which it opens."""

from __future__ import annotations

import os
from base64 import b64encode
from html import escape
from importlib.util import find_spec

from attnx.frozen import frozen
from attnx.lessons import Lesson, language_of
from attnx.measures.opening import opening
from attnx.reduce.narrow import aligned, narrow
from attnx.trace import Trace
from attnx.views.draw.pictures.drawing import Drawing
from attnx.views.draw.pictures.svg import svg
from attnx.views.figures.arcs import arc_figure, sentence
from attnx.views.figures.lines import line_figure
from attnx.views.figures.maps import heat_maps, sections
from attnx.views.figures.overlay import looks_at_patches, overlays
from attnx.views.figures.page import figure, known_of, named
from attnx.views.figures.section import section_parts
from attnx.views.figures.style import Style
from attnx.views.figures.told import told
from attnx.views.look import Look

WIDEST = 1600.0  # of a sentence with its arcs: a longer one has its heat map alone
MOST = 8  # heads whose lines are told apart


@frozen
class Figure:
    """An SVG that a notebook shows when it is the last thing in a cell; `svg` is what goes to a file."""

    svg: str

    def __repr__(self) -> str:
        return "<SVG, drawn in a notebook>"

    def _repr_svg_(self) -> str:
        return self.svg


@frozen
class Still:
    """A figure as a notebook keeps it: PNG, which every viewer shows, or SVG where Pillow or a font is missing."""

    mime: str
    data: str  # base64, or the SVG itself
    title: str

    def tag(self, height: int) -> str:
        """As an element of HTML that holds it, no higher than so many pixels."""
        held = self.data if self.mime == "image/png" else b64encode(self.data.encode()).decode("ascii")
        style = f"max-width:100%;max-height:{height}px"
        return f'<img src="data:{self.mime};base64,{held}" alt="{escape(self.title)}" style="{style}">'


def arcs(trace: Trace) -> Figure:
    """The figure `.arcs.svg`, of the head at which the text opens. Raises UsageError where it reads another text."""
    return Figure(svg(arc_figure(opened(trace), Style(), spoken())))


def heatmap(trace: Trace) -> Figure:
    """The figure `.heatmap.svg`: the weights of the head at which the text opens."""
    return Figure(svg(heat_maps(opened(trace), ("weights",), Style(), spoken())))


def still(trace: Trace, view: str | None = None) -> Still | None:
    """What stands for the page of a trace where no page is shown; None where no weights were recorded.

    Of the view `lines` it is lines, of any other what `glance` draws.
    """
    kept = [attention for _, attention in trace.attentions() if "weights" in attention.arrays]
    if not kept:
        return None
    few = sum(len(attention.heads) for attention in kept) <= MOST
    drawing = line_figure(aligned(trace), Style(), spoken()) if view == "lines" and few else glance(trace)
    if find_spec("PIL") is not None:
        from attnx.views.draw.pictures.png import lighter, png

        data, missing = png(drawing)
        if not missing:
            return Still("image/png", b64encode(lighter(data)).decode("ascii"), drawing.title)
    return Still("image/svg+xml", svg(drawing), drawing.title)


def glance(trace: Trace) -> Drawing:
    """The sentence with its arcs and below it the heat map, of the head at which the text opens; or over a picture."""
    shown, style, look = opened(trace), Style(), spoken()
    if shown.picture is not None and looks_at_patches(shown):
        return overlays(shown, shown.picture, style, look)
    row = told(shown, style)
    body = [section_parts(section, style.inks, look) for section in sections(shown, ("weights",), style, row, look)]
    if row is not None and row.attention.kind != "cross":
        words = sentence(row, style.inks)
        body = [words, *body] if words.width <= WIDEST else body
    return figure(row.sentence(shown, look) if row else "", named(shown, look), body, known_of(shown, look), style)


def opened(trace: Trace) -> Trace:
    """The one head at which a trace opens, of a translation the one that aligns; the trace as it is where neither."""
    part = aligned(trace)
    chosen = opening(trace) if part is trace else None
    return part if chosen is None else narrow(trace, (chosen.layer,), (chosen.head,))


def spoken() -> Look:
    """How it is said: in the language of the machine."""
    return Look(Lesson(language_of(os.environ)))
