"""A drawing as PDF, by ReportLab: shapes and letters stay shapes and letters, and fonts go with it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.ImageFont import FreeTypeFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from rich.cells import split_graphemes

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
    Stroke,
    Words,
    rectangles,
    runs,
)
from attnx.views.draw.pictures.fonts import Face, font_for

POINTS = 72 / 25.4  # to a millimetre
PIXEL = 0.75  # points to a pixel of a drawing, where it is not said how wide it is on paper
CHINESE = "STSong-Light"  # of readers of PDF themselves: for signs of a font that cannot go with the file
ASKED = 16  # the size at which the machine's fonts are asked for a sign


def pdf(drawing: Drawing) -> tuple[bytes, str]:
    """The file, and the signs that no font here has: a question mark stands for each."""
    times = PIXEL if drawing.width_mm is None else drawing.width_mm * POINTS / drawing.width
    file = BytesIO()
    canvas = Canvas(file, (drawing.width * times, drawing.height * times), invariant=True)
    canvas.setTitle(drawing.title)
    canvas.scale(times, times)
    sheet = Sheet(canvas, drawing.height)
    sheet.box(Box(0, 0, drawing.width, drawing.height, drawing.ground))
    for part in drawing.parts:
        match part:
            case Box():
                sheet.box(part)
            case Cells():
                for fill, x, y, width, height in rectangles(part):
                    sheet.box(Box(x, y, width, height, fill))
            case Raster():
                sheet.raster(part)
            case Words():
                sheet.words(part)
            case Label():
                sheet.label(part)
            case Stroke():
                sheet.stroke(part)
            case Frame():
                sheet.frame(part)
    canvas.save()
    return file.getvalue(), "".join(sheet.missing)


class Sheet:
    """A page that a drawing goes onto, part by part; its y grows upwards."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self.canvas, self.height = canvas, height
        self.missing: dict[str, None] = {}

    def box(self, area: Box) -> None:
        self.canvas.setFillColorRGB(*shares(area.fill))
        self.canvas.rect(area.x, self.height - area.y - area.height, area.width, area.height, stroke=0, fill=1)

    def raster(self, area: Raster) -> None:
        drawn = ImageReader(Image.fromarray(np.ascontiguousarray(area.pixels)))
        self.canvas.drawImage(drawn, area.x, self.height - area.y - area.height, area.width, area.height)

    def frame(self, area: Frame) -> None:
        self.canvas.setStrokeColorRGB(*shares(area.colour))
        self.canvas.setLineWidth(area.thickness)
        self.canvas.rect(area.x, self.height - area.y - area.height, area.width, area.height, stroke=1, fill=0)

    def stroke(self, line: Stroke) -> None:
        self.canvas.setStrokeColorRGB(*shares(line.colour), alpha=line.opacity)
        self.canvas.setLineWidth(line.thickness)
        places = [place for x, y in line.points for place in (x, self.height - y)]
        (self.canvas.bezier if len(line.points) == 4 else self.canvas.line)(*places)
        self.canvas.setStrokeAlpha(1)

    def words(self, line: Words) -> None:
        """Every run in the middle of its place."""
        advance = ADVANCE * line.size
        for run in runs(line.text):
            middle = line.x + (run.begin + run.length / 2) * advance
            self.write(run.text, "mono", line.size, line.fill, (middle, line.y), run.length * advance, 0.5, 0.0)

    def label(self, line: Label) -> None:
        """The line as long as it should be."""
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[line.anchor]
        face: Face = "bold" if line.bold else "sans"
        self.write(line.text, face, line.size, line.fill, (line.x, line.y), line.length, share, line.angle)

    def write(
        self,
        text: str,
        face: Face,
        size: float,
        fill: RGB,
        place: tuple[float, float],
        room: float,
        share: float,
        angle: float,
    ) -> None:
        """A line no longer than its room; this share of it stands before its place, about which it is turned."""
        pieces = list(self.pieces(text, face))
        natural = sum(pdfmetrics.stringWidth(piece, font, size) for piece, font in pieces)
        fitted = size * min(room / natural, 1.0) if natural else size
        x = -sum(pdfmetrics.stringWidth(piece, font, fitted) for piece, font in pieces) * share
        self.canvas.saveState()
        self.canvas.translate(place[0], self.height - place[1])
        self.canvas.rotate(angle)
        self.canvas.setFillColorRGB(*shares(fill))
        for piece, font in pieces:
            self.canvas.setFont(font, fitted)
            self.canvas.drawString(x, -BASELINE * size, piece)
            x += pdfmetrics.stringWidth(piece, font, fitted)
        self.canvas.restoreState()

    def pieces(self, text: str, face: Face) -> Iterator[tuple[str, str]]:
        """The text in pieces of one font each; a question mark stands for a sign that no font has, which is noted."""
        held, letters = "", ""
        for start, end, cells in split_graphemes(text)[0]:
            sign = text[start:end]
            font = font_of(sign, face, cells > 1)
            if font is None:
                self.missing[sign] = None
                sign, font = "?", held or font_of("?", face, False) or "Helvetica"
            if font != held and letters:
                yield letters, held
                letters = ""
            held, letters = font, letters + sign
        if letters:
            yield letters, held


@cache
def font_of(sign: str, face: Face, wide: bool) -> str | None:
    """The name of the font that a sign is written with: one of this machine, which goes with the file, where it can."""
    font = font_for(sign, ASKED, face)
    held = embedded(font.path, font.index) if isinstance(font, FreeTypeFont) and isinstance(font.path, str) else None
    if held is not None:
        return held
    if wide:
        if CHINESE not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
        return CHINESE if ord(sign[0]) < 0x10000 else None
    return {"mono": "Courier", "sans": "Helvetica", "bold": "Helvetica-Bold"}[face] if sign.isascii() else None


@cache
def embedded(path: str, index: int) -> str | None:
    """The name of a font of this machine, once it goes with the file; None where its outlines are of another kind."""
    name = f"{Path(path).stem}-{index}"
    try:
        pdfmetrics.registerFont(TTFont(name, path, subfontIndex=index))
    except TTFError:
        return None
    return name


def shares(colour: RGB) -> tuple[float, float, float]:
    red, green, blue = (part / 255 for part in colour)
    return red, green, blue
