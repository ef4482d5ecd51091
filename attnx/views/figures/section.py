"""Maps of one kind with their title, and at their right the bar of the scale they share."""

from __future__ import annotations

from math import sqrt

import numpy as np

from attnx.views.draw.pictures.drawing import HEIGHT, Label
from attnx.views.figures.grid import grid
from attnx.views.figures.heatmap import MOST, Section, bar_parts, bare_side, numbered_side, whole
from attnx.views.figures.placed import Placed, abreast, below, moved
from attnx.views.figures.style import GAP, TEXT, Inks
from attnx.views.look import Look

SMALL_MAP = 150.0  # the longest side of a map where there are many


def section_parts(section: Section, inks: Inks, look: Look) -> Placed:
    """The title, the maps where their layers and heads place them, and the bar, as high as they are."""
    if len(section.maps) > 1:
        body = grid(section, max(SMALL_MAP, MOST / sqrt(len(section.maps))), inks, look)
    else:
        (map_,) = section.maps
        body = whole(map_, section, numbered_side(map_, section.scale, look) or bare_side(map_, MOST), inks, look)
    return titled(with_bar(body, section, inks, look), section.title, inks)


def titled(body: Placed, title: str, inks: Inks) -> Placed:
    """Maps under their title, where they have one."""
    if not title:
        return body
    heading = Label(0, TEXT * HEIGHT / 2, title, TEXT, inks.text, bold=True)
    return below(Placed(heading.length, TEXT * HEIGHT, (heading,)), body, GAP / 3)


def with_bar(body: Placed, section: Section, inks: Inks, look: Look) -> Placed:
    """Maps, and at their right the bar of their scale."""
    hidden = any(np.isneginf(map_.data).any() for map_ in section.maps)
    bar = bar_parts(section.scale, section.measures, body.bottom - body.top, inks, look, hidden)
    return abreast(body, Placed(bar.width, bar.height, tuple(moved(bar.parts, 0, body.top))), GAP)
