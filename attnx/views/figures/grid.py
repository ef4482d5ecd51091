"""Maps of many heads: layers as rows and heads as columns, named on the outer edge."""

from __future__ import annotations

from collections.abc import Sequence

from attnx.views.draw.pictures.drawing import HEIGHT, Label, Shape
from attnx.views.draw.pictures.letters import reach
from attnx.views.figures.heatmap import BESIDE, Section, bare_side, cells
from attnx.views.figures.placed import Placed, moved
from attnx.views.figures.style import GAP, TEXT, Inks
from attnx.views.look import Look


def grid(section: Section, most: float, inks: Inks, look: Look) -> Placed:
    """The maps of a section where their layers and heads place them, the longest side of each `most`."""
    down = list(dict.fromkeys(map_.place[0] for map_ in section.maps))
    across = list(dict.fromkeys(map_.place[1] for map_ in section.maps))
    side = min(bare_side(map_, most) for map_ in section.maps)
    line = TEXT * HEIGHT
    # Room for the names at the edge, however few cells a map has.
    widths = [max(*(m.data.shape[1] * side for m in section.maps if m.place[1] == name), 2 * line) for name in across]
    heights = [max(*(m.data.shape[0] * side for m in section.maps if m.place[0] == name), line) for name in down]
    left = max(reach(name) * TEXT for name in down) + BESIDE
    top = max(line, *(reach(name) * TEXT for name in across)) if narrow(across, widths) else line + BESIDE / 2
    parts: list[Shape] = []
    x = left
    for name, width in zip(across, widths, strict=True):
        if narrow(across, widths):
            parts.append(Label(x + width / 2, top - line / 3, name, TEXT, inks.quiet, angle=45))
        else:
            parts.append(Label(x + width / 2, line / 2, name, TEXT, inks.quiet, anchor="middle"))
        x += width + GAP / 2
    y = top
    for name, height in zip(down, heights, strict=True):
        parts.append(Label(left - BESIDE, y + height / 2, name, TEXT, inks.quiet, anchor="end"))
        y += height + GAP / 2
    for map_ in section.maps:
        column, row = across.index(map_.place[1]), down.index(map_.place[0])
        x = left + sum(widths[:column]) + column * GAP / 2
        y = top + sum(heights[:row]) + row * GAP / 2
        parts += moved(cells(map_, side, section.scale, inks, look), x, y)
    right = left + sum(widths) + (len(widths) - 1) * GAP / 2
    bottom = top + sum(heights) + (len(heights) - 1) * GAP / 2
    reached = max((corner[0] for part in parts if isinstance(part, Label) for corner in part.corners), default=right)
    return Placed(max(right, reached), bottom, tuple(parts), top, bottom)


def narrow(names: Sequence[str], widths: Sequence[float]) -> bool:
    """Whether a name is wider than what it stands above."""
    return any(reach(name) * TEXT > width + GAP / 4 for name, width in zip(names, widths, strict=True))
