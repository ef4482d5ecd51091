"""A drawing as PNG, by Pillow: no browser, no display, and twice as many pixels as a drawing has."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from attnx.errors import OutputError
from attnx.views.pictures.drawing import ADVANCE, BASELINE, HEIGHT, RGB, Box, Cells, Drawing, Words, runs
from attnx.views.pictures.fonts import font_for

TIMES = 2
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


def box(image: Image.Image, one: Box) -> None:
    left, top = round(one.x * TIMES), round(one.y * TIMES)
    right, bottom = round((one.x + one.width) * TIMES), round((one.y + one.height) * TIMES)
    image.paste(one.fill, (left, top, max(right, left), max(bottom, top)))


def cells(image: Image.Image, one: Cells) -> None:
    rows, columns = one.colours.shape[:2]
    size = (round(columns * one.width * TIMES), round(rows * one.height * TIMES))
    drawn = Image.fromarray(np.ascontiguousarray(one.colours)).resize(size, Image.Resampling.NEAREST)
    image.paste(drawn, (round(one.x * TIMES), round(one.y * TIMES)))


def words(image: Image.Image, one: Words, missing: dict[str, None]) -> None:
    """Every run where it belongs; one that its font would draw longer is drawn letter by letter."""
    pen = ImageDraw.Draw(image)
    size, advance = round(one.size * TIMES), ADVANCE * one.size * TIMES
    y = (one.y + BASELINE * one.size) * TIMES
    for run in runs(one.text):
        x = one.x * TIMES + run.begin * advance
        font = font_for(run.text, size)
        if font is not None and (run.wide or abs(pen.textlength(run.text, font) - run.length * advance) <= advance / 4):
            spare = run.length * advance - pen.textlength(run.text, font) if run.wide else 0.0
            write(pen, (x + spare / 2, y), run.text, one, size)
            continue
        for place, sign in enumerate([run.text] if run.wide else run.text):
            if not write(pen, (x + place * advance, y), sign, one, size):
                missing[sign] = None
                hollow(pen, x + place * advance, one, run.length if run.wide else 1)


def write(pen: ImageDraw.ImageDraw, place: tuple[float, float], text: str, one: Words, size: int) -> bool:
    """Draws the text, bold twice, a pixel apart; False where no font has it."""
    font = font_for(text, size)
    if font is None:
        return False
    for shift in range(1 + one.bold):
        pen.text((place[0] + shift, place[1]), text, one.fill, font, anchor="ls")
    return True


def hollow(pen: ImageDraw.ImageDraw, x: float, one: Words, letters: int) -> None:
    """An empty box as large as a letter."""
    width, middle = letters * ADVANCE * one.size * TIMES, one.y * TIMES
    half = 0.35 * one.size * TIMES
    pen.rectangle((x + 2, middle - half, x + width - 2, middle + half), outline=one.fill, width=TIMES)


def turned(image: Image.Image, one: Words, missing: dict[str, None]) -> None:
    """Draws the words lying, on the ground they will stand on, and turns them."""
    left, top, right, bottom = (round(edge * TIMES) for edge in one.bounds)
    ground: RGB = image.getpixel((left, top))  # type: ignore[assignment]
    lying = Image.new("RGB", (bottom - top, right - left), ground)
    words(lying, Words(0, HEIGHT * one.size / 2, one.text, one.size, one.fill, one.bold), missing)
    image.paste(lying.transpose(Image.Transpose.ROTATE_90), (left, top))
