"""A trace as the figure that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attnx.cli.desk.choices import steps_of
from attnx.cli.desk.output import FigureOutput
from attnx.cli.desk.tokens import find, find_cell
from attnx.cli.words import SAY
from attnx.errors import Phrase, UsageError
from attnx.trace import MATRICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attnx.trace import Token, Trace
    from attnx.views.draw.pictures.drawing import Drawing
    from attnx.views.figures.style import Style
    from attnx.views.look import Look


def figure_of(trace: Trace, steps: str | None, output: FigureOutput, focus: str | None = None) -> Drawing:
    """The figure, told of the word `focus` where there is one.

    Raises UsageError for a step or a word that the trace does not hold, and for what the kind cannot show.
    """
    from attnx.views.look import Look

    look = Look(SAY, precision=output.precision)
    if output.figure == "model":
        from attnx.views.figures.model import model_figure

        return model_figure(trace, style_of(output), look)
    style = style_of(output, spoken_tokens(trace), focus)
    if output.figure == "heatmap":
        return maps_of(trace, steps, style, look) if steps else over_picture(trace, style, look)
    held(trace, "weights")
    if output.figure == "heads":
        from attnx.views.figures.heads import heads_figure

        return heads_figure(trace, style, look)
    from attnx.reduce.narrow import aligned

    trace = aligned(trace)
    if output.figure == "arcs":
        from attnx.views.figures.arcs import arc_figure

        return arc_figure(trace, style, look)
    from attnx.views.figures.lines import line_figure

    return line_figure(trace, style, look)


def spoken_tokens(trace: Trace) -> tuple[Sequence[Token], Sequence[Token]]:
    """The queries and keys that --mark and --focus name."""
    from attnx.views.figures.told import spoken_of

    attention = spoken_of(trace)
    return trace.queries_of(attention), trace.keys_of(attention)


def style_of(
    output: FigureOutput, tokens: tuple[Sequence[Token], Sequence[Token]] = ((), ()), focus: str | None = None
) -> Style:
    """What was asked of the figure: on paper the ground is light until another is asked for."""
    from attnx.views.figures.style import Style

    mark = None if output.mark is None else find_cell(*tokens, output.mark, "--mark")
    query = None if focus is None else find(tokens[0], focus)
    return Style("dark" if output.theme == "dark" else "light", output.title, mark, query, output.width_mm)


def maps_of(trace: Trace, steps: str | None, style: Style, look: Look) -> Drawing:
    """The steps that were asked for as heat maps."""
    from attnx.views.figures.maps import heat_maps

    chosen = ("weights",) if steps is None else steps_of(steps)
    for step in chosen:
        held(trace, step)
    return heat_maps(trace, chosen, style, look)


def over_picture(trace: Trace, style: Style, look: Look) -> Drawing:
    """The weights over the picture; where they are between written words, as they are."""
    from attnx.views.figures.overlay import looks_at_patches, overlays

    if trace.picture is None or not looks_at_patches(trace):
        return maps_of(trace, None, style, look)
    held(trace, "weights")
    return overlays(trace, trace.picture, style, look)


def held(trace: Trace, step: str) -> None:
    """Raises UsageError for a matrix that no attention of the trace holds."""
    if not any(MATRICES[step] in attention.arrays for _, attention in trace.attentions()):
        arrays = {array for _, attention in trace.attentions() for array in attention.arrays}
        there = ", ".join(name for name, array in MATRICES.items() if array in arrays)
        raise UsageError("not_recorded", what=Phrase("step"), name=step, there=there or "0")
