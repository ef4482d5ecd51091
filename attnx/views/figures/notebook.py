"""Figures of a trace in a notebook: those of the head at which it opens."""

from __future__ import annotations

import os

from attnx.frozen import frozen
from attnx.lessons import Lesson, language_of
from attnx.measures.opening import opening
from attnx.reduce.narrow import narrow
from attnx.trace import Trace
from attnx.views.draw.pictures.svg import svg
from attnx.views.figures.arcs import arc_figure
from attnx.views.figures.maps import heat_maps
from attnx.views.figures.style import Style
from attnx.views.look import Look


@frozen
class Figure:
    """An SVG that a notebook shows when it is the last thing in a cell; `svg` is what goes to a file."""

    svg: str

    def __repr__(self) -> str:
        return "<SVG, drawn in a notebook>"

    def _repr_svg_(self) -> str:
        return self.svg


def arcs(trace: Trace) -> Figure:
    """The figure `.arcs.svg`, of the head at which the text opens. Raises UsageError where it reads another text."""
    return Figure(svg(arc_figure(opened(trace), Style(), Look(Lesson(language_of(os.environ))))))


def heatmap(trace: Trace) -> Figure:
    """The figure `.heatmap.svg`: the weights of the head at which the text opens."""
    return Figure(svg(heat_maps(opened(trace), ("weights",), Style(), Look(Lesson(language_of(os.environ))))))


def opened(trace: Trace) -> Trace:
    """The one head at which a trace opens, where it opens at one; the trace as it is where not."""
    chosen = opening(trace)
    return trace if chosen is None else narrow(trace, (chosen.layer,), (chosen.head,))
