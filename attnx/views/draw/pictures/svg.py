"""A drawing as SVG: one file that asks for nothing else, its letters any of their kind that there are."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from struct import pack
from zlib import adler32, crc32

import numpy as np

from attnx.views.draw.pictures.drawing import (
    ADVANCE,
    BASELINE,
    RGB,
    Box,
    Cells,
    Drawing,
    Frame,
    Label,
    Raster,
    Shape,
    Stroke,
    Words,
    rectangles,
    runs,
)

FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace"
SANS = "Helvetica, Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', sans-serif"
BLOCK = 0xFFFF  # bytes that one block of a PNG holds
UNHELD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(drawing: Drawing) -> str:
    """The whole document. Text in it is text: nothing is read as markup."""
    size = f'{paper(drawing)} viewBox="0 0 {drawing.width} {drawing.height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="{FONTS}">',
            f"<title>{harmless(drawing.title)}</title>",
            box(Box(0, 0, drawing.width, drawing.height, drawing.ground)),
            *(line for sans, parts in groupby(drawing.parts, is_label) for line in grouped(sans, parts)),
            "</svg>\n",
        ]
    )


def is_label(part: Shape) -> bool:
    return isinstance(part, Label)


def grouped(sans: bool, parts: Iterable[Shape]) -> Iterator[str]:
    """Lines of sans serif letters that stand together say so once."""
    if sans:
        yield f'<g font-family="{SANS}">'
    for part in parts:
        yield from lines(part)
    if sans:
        yield "</g>"


def paper(drawing: Drawing) -> str:
    """How large it is: in pixels, or in millimetres where that was asked for."""
    if drawing.width_mm is None:
        return f'width="{drawing.width}" height="{drawing.height}"'
    height = drawing.width_mm * drawing.height / drawing.width
    return f'width="{short(drawing.width_mm)}mm" height="{short(height)}mm"'


def lines(part: Shape) -> Iterator[str]:
    match part:
        case Box():
            yield box(part)
        case Cells():
            yield from cells(part)
        case Raster():
            yield image(part)
        case Words():
            yield from words(part)
        case Label():
            yield label(part)
        case Stroke():
            yield stroke(part)
        case Frame():
            yield frame(part)


def box(area: Box) -> str:
    place = f'x="{short(area.x)}" y="{short(area.y)}" width="{short(area.width)}" height="{short(area.height)}"'
    return f'<rect {place} fill="{colour(area.fill)}" shape-rendering="crispEdges"/>'


def cells(area: Cells) -> Iterator[str]:
    """One path for each colour."""
    shapes: dict[RGB, list[str]] = {}
    for fill, x, y, width, height in rectangles(area):
        path = f"M{short(x)} {short(y)}h{short(width)}v{short(height)}h-{short(width)}z"
        shapes.setdefault(fill, []).append(path)
    for fill, paths in sorted(shapes.items()):
        yield f'<path fill="{colour(fill)}" shape-rendering="crispEdges" d="{"".join(paths)}"/>'


def image(area: Raster) -> str:
    place = f'x="{short(area.x)}" y="{short(area.y)}" width="{short(area.width)}" height="{short(area.height)}"'
    data = b64encode(stored(area.pixels)).decode()
    return f'<image {place} preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'


def stored(pixels: np.ndarray) -> bytes:
    """A PNG whose pixels are not compressed, so that it is the same wherever it is written (RFC 1950, 1951, 2083)."""
    height, width = pixels.shape[:2]
    filtered = np.concatenate((np.zeros((height, 1), np.uint8), pixels.reshape(height, width * 3)), axis=1).tobytes()
    blocks = [filtered[begin : begin + BLOCK] for begin in range(0, len(filtered), BLOCK)]
    framed = (
        pack("<BHH", number == len(blocks), len(block), len(block) ^ BLOCK) + block
        for number, block in enumerate(blocks, 1)
    )
    data = b"\x78\x01" + b"".join(framed) + pack(">I", adler32(filtered))
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


def words(line: Words) -> Iterator[str]:
    """Every run at its own place and as long as it should be, whatever letters it is drawn with."""
    advance = ADVANCE * line.size
    style = f'font-size="{short(line.size)}" fill="{colour(line.fill)}"'
    style += ' font-weight="bold"' if line.bold else ""
    style += ' font-style="italic"' if line.italic else ""
    y = short(line.y + BASELINE * line.size)
    for run in runs(line.text):
        x, length = line.x + run.begin * advance, run.length * advance
        if run.wide:
            fitted = f'x="{short(x + length / 2)}" text-anchor="middle"'
        else:
            fitted = f'x="{short(x)}" textLength="{short(length)}"'
        yield f'<text {fitted} y="{y}" {style}>{harmless(run.text)}</text>'


def label(line: Label) -> str:
    """As long as it should be, whatever letters it is drawn with."""
    x, y = short(line.x + line.begin), short(line.y + BASELINE * line.size)
    style = f'font-size="{short(line.size)}" fill="{colour(line.fill)}"'
    style += ' font-weight="bold"' if line.bold else ""
    if line.angle:
        style += f' transform="rotate({short(-line.angle)} {short(line.x)} {short(line.y)})"'
    fitted = f'x="{x}" y="{y}" textLength="{short(line.length)}"'
    return f"<text {fitted} {style}>{harmless(line.text)}</text>"


def stroke(line: Stroke) -> str:
    (x, y), *others = line.points
    path = f"M{short(x)} {short(y)}{'C' if len(others) == 3 else 'L'}"
    path += " ".join(f"{short(x)} {short(y)}" for x, y in others)
    faint = f' stroke-opacity="{short(line.opacity)}"' if line.opacity < 1 else ""
    style = f'stroke="{colour(line.colour)}" stroke-width="{short(line.thickness)}"{faint}'
    return f'<path d="{path}" fill="none" {style}/>'


def frame(area: Frame) -> str:
    place = f'x="{short(area.x)}" y="{short(area.y)}" width="{short(area.width)}" height="{short(area.height)}"'
    return f'<rect {place} fill="none" stroke="{colour(area.colour)}" stroke-width="{short(area.thickness)}"/>'


def harmless(text: str) -> str:
    """The text as XML shows it; what XML cannot hold is shown as missing."""
    return escape(UNHELD.sub("\ufffd", text), quote=False)


def colour(fill: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*fill)


def short(number: float) -> str:
    """A number with two decimals at most."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
