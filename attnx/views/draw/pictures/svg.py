"""A drawing as SVG: one file that asks for nothing else, its letters any monospaced ones there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import numpy as np

from attnx.views.draw.pictures.drawing import ADVANCE, BASELINE, RGB, Box, Cells, Drawing, Words, runs

FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace"
UNHELD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(drawing: Drawing) -> str:
    """The whole document. Text in it is text: nothing is read as markup."""
    size = f'width="{drawing.width}" height="{drawing.height}" viewBox="0 0 {drawing.width} {drawing.height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="{FONTS}">',
            f"<title>{harmless(drawing.title)}</title>",
            box(Box(0, 0, drawing.width, drawing.height, drawing.ground)),
            *(line for part in drawing.parts for line in lines(part)),
            "</svg>\n",
        ]
    )


def lines(part: Box | Cells | Words) -> Iterator[str]:
    match part:
        case Box():
            yield box(part)
        case Cells():
            yield from cells(part)
        case Words():
            yield from words(part)


def box(area: Box) -> str:
    place = f'x="{short(area.x)}" y="{short(area.y)}" width="{short(area.width)}" height="{short(area.height)}"'
    return f'<rect {place} fill="{colour(area.fill)}" shape-rendering="crispEdges"/>'


def cells(area: Cells) -> Iterator[str]:
    """One path for each colour; cells of a colour that stand side by side are one rectangle."""
    codes = area.colours.astype(np.int64) @ np.array([65536, 256, 1])  # (row, column)
    shapes: dict[int, list[str]] = {}
    for row, line in enumerate(codes.tolist()):
        begin = 0
        for column in range(1, len(line) + 1):
            if column == len(line) or line[column] != line[begin]:
                x, y = area.x + begin * area.width, area.y + row * area.height
                width = short((column - begin) * area.width)
                path = f"M{short(x)} {short(y)}h{width}v{short(area.height)}h-{width}z"
                shapes.setdefault(line[begin], []).append(path)
                begin = column
    for code, paths in sorted(shapes.items()):
        yield f'<path fill="#{code:06x}" shape-rendering="crispEdges" d="{"".join(paths)}"/>'


def words(label: Words) -> Iterator[str]:
    """Every run at its own place and as long as it should be, whatever letters it is drawn with."""
    advance = ADVANCE * label.size
    style = f'font-size="{short(label.size)}" fill="{colour(label.fill)}"'
    style += ' font-weight="bold"' if label.bold else ""
    style += ' font-style="italic"' if label.italic else ""
    if label.turned:
        style += f' transform="rotate(-90 {short(label.x)} {short(label.y)})"'
    y = short(label.y + BASELINE * label.size)
    for run in runs(label.text):
        x, length = label.x + run.begin * advance, run.length * advance
        if run.wide:
            fitted = f'x="{short(x + length / 2)}" text-anchor="middle"'
        else:
            fitted = f'x="{short(x)}" textLength="{short(length)}"'
        yield f'<text {fitted} y="{y}" {style}>{harmless(run.text)}</text>'


def harmless(text: str) -> str:
    """The text as XML shows it; what XML cannot hold is shown as missing."""
    return escape(UNHELD.sub("\ufffd", text), quote=False)


def colour(fill: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*fill)


def short(number: float) -> str:
    """A number with two decimals at most."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
