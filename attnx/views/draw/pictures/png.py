"""A drawing as PNG, by Pillow: no browser, no display, and twice as many pixels as a drawing has."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from attnx.errors import OutputError
from attnx.views.draw.pictures.drawing import ADVANCE, BASELINE, HEIGHT, RGB, Box, Cells, Drawing, Words, runs
from attnx.views.draw.pictures.fonts import Font, font_for

TIMES = 2
STAND_INS = {"−": "-", "–": "-", "—": "-", "“": '"', "”": '"', "·": "."}  # where no font has the right one
MOST = 100_000_000  # pixels, three bytes each


def png(drawing: Drawing) -> tuple[bytes, str]:
    """The file, and the signs that no font here has: a hollow box stands for each.

    Raises OutputError for a drawing that is larger than memory should have to hold.
    """
    size = (drawing.width * TIMES, drawing.height * TIMES)
    if size[0] * size[1] > MOST:
        raise OutputError("png_large", width=f"{size[0]:,}", height=f"{size[1]:,}")
    image = Image.new("RGB", size, drawing.ground)
    missing: dict[str, None] = {}
    for part in drawing.parts:
        match part:
            case Box():
                box(image, part)
            case Cells():
                cells(image, part)
            case Words(turned=True):
                turned(image, part, missing)
            case Words():
                words(image, part, missing)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue(), "".join(missing)


def box(image: Image.Image, area: Box) -> None:
    left, top = round(area.x * TIMES), round(area.y * TIMES)
    right, bottom = round((area.x + area.width) * TIMES), round((area.y + area.height) * TIMES)
    image.paste(area.fill, (left, top, max(right, left), max(bottom, top)))


def cells(image: Image.Image, area: Cells) -> None:
    rows, columns = area.colours.shape[:2]
    size = (round(columns * area.width * TIMES), round(rows * area.height * TIMES))
    drawn = Image.fromarray(np.ascontiguousarray(area.colours)).resize(size, Image.Resampling.NEAREST)
    image.paste(drawn, (round(area.x * TIMES), round(area.y * TIMES)))


def words(image: Image.Image, label: Words, missing: dict[str, None]) -> None:
    """Every run in the middle of its place; one that its font would draw longer than that, sign by sign."""
    pen = ImageDraw.Draw(image)
    size, advance = round(label.size * TIMES), ADVANCE * label.size * TIMES
    for run in runs(label.text):
        x, width = label.x * TIMES + run.begin * advance, run.length * advance
        font = font_for(run.text, size)
        if font is not None and pen.textlength(run.text, font) < width + advance / 4:
            write(pen, x, width, run.text, font, label)
            continue
        width = width if run.wide else advance
        for place, sign in enumerate([run.text] if run.wide else run.text):
            drawn = sign if font_for(sign, size) else STAND_INS.get(sign, sign)
            font = font_for(drawn, size)
            if font is not None:
                write(pen, x + place * advance, width, drawn, font, label)
            else:
                missing[sign] = None
                hollow(pen, x + place * advance, width, label)


def write(pen: ImageDraw.ImageDraw, x: float, width: float, text: str, font: Font, label: Words) -> None:
    """Draws the text in the middle of so many pixels, bold twice, a pixel apart."""
    begin, y = x + (width - pen.textlength(text, font)) / 2, (label.y + BASELINE * label.size) * TIMES
    for shift in range(1 + label.bold):
        pen.text((begin + shift, y), text, label.fill, font, anchor="ls")


def hollow(pen: ImageDraw.ImageDraw, x: float, width: float, label: Words) -> None:
    """An empty box as large as a sign."""
    middle, half = label.y * TIMES, 0.35 * label.size * TIMES
    pen.rectangle((x + 2, middle - half, x + width - 2, middle + half), outline=label.fill, width=TIMES)


def turned(image: Image.Image, label: Words, missing: dict[str, None]) -> None:
    """Draws the words lying, on the ground they will stand on, and turns them."""
    left, top, right, bottom = (round(edge * TIMES) for edge in label.bounds)
    ground: RGB = image.getpixel((left, top))  # type: ignore[assignment]
    lying = Image.new("RGB", (bottom - top, right - left), ground)
    words(lying, Words(0, HEIGHT * label.size / 2, label.text, label.size, label.fill, label.bold), missing)
    image.paste(lying.transpose(Image.Transpose.ROTATE_90), (left, top))
