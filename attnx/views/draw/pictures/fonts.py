"""The fonts of this machine that a PNG or PDF is drawn with, one after another until one has the sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Face = Literal["mono", "sans", "bold"]

# Each with its number in the file. Pillow knows the folders.
LETTERS: Mapping[Face, tuple[tuple[str, int], ...]] = MappingProxyType(
    {
        "mono": (
            ("DejaVuSansMono.ttf", 0),
            ("Menlo.ttc", 0),
            ("consola.ttf", 0),
            ("NotoSansMono-Regular.ttf", 0),
            ("LiberationMono-Regular.ttf", 0),
        ),
        "sans": (
            ("LiberationSans-Regular.ttf", 0),
            ("arial.ttf", 0),
            ("Helvetica.ttc", 0),
            ("Arial.ttf", 0),
            ("NotoSans-Regular.ttf", 0),
            ("DejaVuSans.ttf", 0),
        ),
        "bold": (
            ("LiberationSans-Bold.ttf", 0),
            ("arialbd.ttf", 0),
            ("Helvetica.ttc", 1),
            ("Arial Bold.ttf", 0),
            ("NotoSans-Bold.ttf", 0),
            ("DejaVuSans-Bold.ttf", 0),
        ),
    }
)
# What those have not: Chinese, then signs.
OTHERS = (
    ("NotoSansCJK-Regular.ttc", 2),  # its third is simplified Chinese
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("NotoSerifCJK-Regular.ttc", 2),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("PingFang.ttc", 0),
    ("Hiragino Sans GB.ttc", 0),
    ("STHeiti Light.ttc", 0),
    ("msyh.ttc", 0),
    ("simsun.ttc", 0),
    ("DejaVuSans.ttf", 0),
    ("Apple Symbols.ttf", 0),
    ("seguisym.ttf", 0),
    ("NotoEmoji-Regular.ttf", 0),
    ("Symbola.ttf", 0),
)
NOTHING = "\U0010ffff"  # no font has it, so every font draws it as what it has not


@cache
def font_of(name: str, index: int, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(name, size, index=index)
    except OSError:
        return None


def fonts(size: int, face: Face) -> Iterator[Font]:
    """The fonts there are, opened when asked for; the last is Pillow's own, which has the letters of English."""
    for name, index in (*LETTERS[face], *OTHERS):
        font = font_of(name, index, size)
        if font is not None:
            yield font
    yield own(size)


@cache
def own(size: int) -> Font:
    return ImageFont.load_default(size)


@cache
def font_for(sign: str, size: int, face: Face = "mono") -> Font | None:
    """The first font that has every character of a sign; None where there is none."""
    return next((font for font in fonts(size, face) if all(has(font, character) for character in sign)), None)


def has(font: Font, character: str) -> bool:
    """Whether a font draws a character as something else than what it has not."""
    drawn, nothing = font.getmask(character), font.getmask(NOTHING)
    return drawn.size != nothing.size or bytes(drawn) != bytes(nothing)
