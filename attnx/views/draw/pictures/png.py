"""A drawing as PNG, by Pillow: no browser, no display, and twice as many pixels as a drawing has."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from math import ceil

import numpy as np
from PIL import Image, ImageDraw
from rich.cells import split_graphemes

from attnx.errors import OutputError
from attnx.views.draw.pictures.drawing import (
    ADVANCE,
    BASELINE,
    HEIGHT,
    Box,
    Cells,
    Drawing,
    Frame,
    Label,
    Raster,
    Stroke,
    Words,
    runs,
)
from attnx.views.draw.pictures.fonts import Face, Font, font_for, own

TIMES = 2  # pixels of a drawing for each of its own
DOTS = 300  # to an inch, where it is said how wide the drawing is on paper
FINER = 4  # how much finer a curve is drawn than it is shown, in each direction
STAND_INS = {"−": "-", "–": "-", "—": "-", "“": '"', "”": '"', "·": "."}  # where no font has the right one
MOST = 100_000_000  # pixels, three bytes each


def png(drawing: Drawing) -> tuple[bytes, str]:
    """The file, and the signs that no font here has: a hollow box stands for each.

    Raises OutputError for a drawing that is larger than memory should have to hold.
    """
    times = TIMES if drawing.width_mm is None else drawing.width_mm / 25.4 * DOTS / drawing.width
    size = (max(round(drawing.width * times), 1), max(round(drawing.height * times), 1))
    if size[0] * size[1] > MOST:
        raise OutputError("png_large", width=f"{size[0]:,}", height=f"{size[1]:,}")
    canvas = Canvas(Image.new("RGB", size, drawing.ground), times)
    for part in drawing.parts:
        match part:
            case Box():
                canvas.box(part)
            case Cells():
                canvas.cells(part)
            case Raster():
                canvas.raster(part)
            case Words():
                canvas.words(part)
            case Label():
                canvas.label(part)
            case Stroke():
                canvas.stroke(part)
            case Frame():
                canvas.frame(part)
    file = BytesIO()
    canvas.image.save(file, "PNG", **({} if drawing.width_mm is None else {"dpi": (DOTS, DOTS)}))
    return file.getvalue(), "".join(canvas.missing)


def lighter(data: bytes) -> bytes:
    """The same PNG in 256 colours, which is a quarter of the file: for where it is kept among text."""
    file = BytesIO()
    with Image.open(BytesIO(data)) as image:
        image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


class Canvas:
    """An image that a drawing goes onto, part by part; it has `times` as many pixels as the drawing."""

    def __init__(self, image: Image.Image, times: float) -> None:
        self.image, self.times = image, times
        self.pen = ImageDraw.Draw(image)
        self.missing: dict[str, None] = {}

    def scaled(self, *lengths: float) -> Iterator[int]:
        return (round(length * self.times) for length in lengths)

    def box(self, area: Box) -> None:
        left, top, right, bottom = self.scaled(area.x, area.y, area.x + area.width, area.y + area.height)
        self.image.paste(area.fill, (left, top, max(right, left), max(bottom, top)))

    def cells(self, area: Cells) -> None:
        rows, columns = area.colours.shape[:2]
        right, bottom = area.x + columns * area.width, area.y + rows * area.height
        left, top, right, bottom = self.scaled(area.x, area.y, right, bottom)
        drawn = Image.fromarray(np.ascontiguousarray(area.colours))
        self.image.paste(drawn.resize((right - left, bottom - top), Image.Resampling.NEAREST), (left, top))

    def raster(self, area: Raster) -> None:
        left, top, right, bottom = self.scaled(area.x, area.y, area.x + area.width, area.y + area.height)
        drawn = Image.fromarray(np.ascontiguousarray(area.pixels))
        self.image.paste(drawn.resize((right - left, bottom - top), Image.Resampling.BILINEAR), (left, top))

    def words(self, line: Words) -> None:
        """Every run in the middle of its place; one that its font would draw longer than that, sign by sign."""
        size, advance = round(line.size * self.times), ADVANCE * line.size * self.times
        for run in runs(line.text):
            x, width = line.x * self.times + run.begin * advance, run.length * advance
            font = font_for(run.text, size)
            if font is not None and self.pen.textlength(run.text, font) < width + advance / 4:
                self.write(x, width, run.text, font, line)
                continue
            width = width if run.wide else advance
            for place, sign in enumerate([run.text] if run.wide else run.text):
                drawn = sign if font_for(sign, size) else STAND_INS.get(sign, sign)
                font = font_for(drawn, size)
                if font is not None:
                    self.write(x + place * advance, width, drawn, font, line)
                else:
                    self.missing[sign] = None
                    self.hollow(x + place * advance, width, line)

    def write(self, x: float, width: float, text: str, font: Font, line: Words) -> None:
        """Draws the text in the middle of so many pixels, bold twice, a pixel apart."""
        begin, y = x + (width - self.pen.textlength(text, font)) / 2, (line.y + BASELINE * line.size) * self.times
        for shift in range(1 + line.bold):
            self.pen.text((begin + shift, y), text, line.fill, font, anchor="ls")

    def hollow(self, x: float, width: float, line: Words) -> None:
        """An empty box as large as a sign."""
        middle, half = line.y * self.times, 0.35 * line.size * self.times
        corners = (x + 2, middle - half, x + width - 2, middle + half)
        self.pen.rectangle(corners, outline=line.fill, width=round(self.times))

    def label(self, line: Label) -> None:
        """The line on a mask of its own, turned about its point, in letters small enough for its length."""
        mask = self.written(line)
        width, height = mask.size
        half, foot = height / 2, -line.begin * self.times  # where its point is on the mask
        if line.angle:
            side = 2 * ceil(max(foot, width - foot) + half)
            square = Image.new("L", (side, side))
            square.paste(mask, (round(side / 2 - foot), round(side / 2 - half)))
            mask, foot, half = square.rotate(line.angle, Image.Resampling.BICUBIC), side / 2, side / 2
        left, top = round(line.x * self.times - foot), round(line.y * self.times - half)
        self.image.paste(line.fill, (left, top), mask)

    def written(self, line: Label) -> Image.Image:
        """A line of letters as a mask, as long as the label and as high."""
        size, room = line.size * self.times, line.length * self.times
        face: Face = "bold" if line.bold else "sans"
        mask = Image.new("L", (max(ceil(room), 1), ceil(HEIGHT * size)))
        pen = ImageDraw.Draw(mask)
        natural = sum(pen.textlength(text, font) for text, font in self.pieces(line.text, round(size), face))
        fitted = max(round(size * min(room / natural, 1.0)), 1) if natural else 1
        pieces = list(self.pieces(line.text, fitted, face))
        spare = room - sum(pen.textlength(text, font) for text, font in pieces)
        x = max({"start": 0.0, "middle": spare / 2, "end": spare}[line.anchor], 0.0)
        for text, font in pieces:
            pen.text((x, mask.height / 2 + BASELINE * size), text, 255, font, anchor="ls")
            x += pen.textlength(text, font)
        return mask

    def pieces(self, text: str, size: int, face: Face) -> Iterator[tuple[str, Font]]:
        """The text in pieces of one font each; □ stands for a sign that no font has, which is noted."""
        held: tuple[str, Font] | None = None
        for start, end, _ in split_graphemes(text)[0]:
            sign = text[start:end]
            drawn = sign if font_for(sign, size, face) else STAND_INS.get(sign, sign)
            font = font_for(drawn, size, face)
            if font is None:
                self.missing[sign] = None
                drawn, font = "?", own(size)
            if held is not None and held[1] is font:
                held = held[0] + drawn, font
                continue
            if held is not None:
                yield held
            held = drawn, font
        if held is not None:
            yield held

    def stroke(self, line: Stroke) -> None:
        """Drawn finer than it is shown, so that its edges are smooth."""
        points = [(x * self.times, y * self.times) for x, y in line.points]
        if len(points) == 4:
            share = np.linspace(0, 1, 64)[:, None]
            weights = np.hstack(
                [(1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3]
            )  # (64, 4): Bernstein's polynomials
            points = [(x, y) for x, y in (weights @ np.array(points)).tolist()]
        thickness = line.thickness * self.times
        left, top = (int(min(place) - thickness) for place in zip(*points, strict=True))
        right, bottom = (ceil(max(place) + thickness) for place in zip(*points, strict=True))
        mask = Image.new("L", ((right - left) * FINER, (bottom - top) * FINER))
        path = [((x - left) * FINER, (y - top) * FINER) for x, y in points]
        ink = round(255 * line.opacity)
        ImageDraw.Draw(mask).line(path, ink, max(round(thickness * FINER), 1), joint="curve")
        self.image.paste(line.colour, (left, top), mask.resize((right - left, bottom - top), Image.Resampling.BOX))

    def frame(self, area: Frame) -> None:
        half = area.thickness / 2
        corners = (area.x - half, area.y - half, area.x + area.width + half, area.y + area.height + half)
        left, top, right, bottom = self.scaled(*corners)
        thickness = max(round(area.thickness * self.times), 1)
        self.pen.rectangle((left, top, right - 1, bottom - 1), outline=area.colour, width=thickness)
