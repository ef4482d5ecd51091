"""Pictures of what a terminal shows: where its letters and bars stand, in SVG and PNG that obey no text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnx.cli.desk.terminal import laid_out
from attnx.errors import OutputError
from attnx.views.draw.pictures.drawing import Box, Drawing, Words, runs
from attnx.views.draw.pictures.screen import screen
from attnx.views.draw.pictures.svg import svg
from attnx.views.look import Look
from attnx.views.parts import Lines, Part, word
from attnx.views.steps import explanation
from attnx.views.visible import visible
from tests.views import exhibits
from tests.views.exhibits import look, paper
from tests.views.test_figures import FIGURES
from tests.views.test_goldens import VIEWS, compare
from tests.views.test_paper import FILES, HOSTILE, examples

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
XML = "{http://www.w3.org/2000/svg}"


def shot(view: Callable[[Look], Iterable[Part]], width: int = 80, language: str = "en") -> Drawing:
    """What a view looks like on a terminal with every colour."""
    how = look(width, language, colour=True)
    return screen(laid_out(paper(width), view(how), how))


DRAWINGS: dict[str, Callable[[str], Drawing]] = {
    "classic": lambda language: shot(
        lambda how: explanation(exhibits.classic(), ("scores", "weights", "summary"), how), 80, language
    ),
    "mixed": lambda language: shot(VIEWS["focus"], 60, language),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_svg(name: str, language: str, request: pytest.FixtureRequest) -> None:
    compare(FILES / f"{name}.{language}.svg", svg(DRAWINGS[name](language)), request)


def test_every_picture_is_of_a_drawing() -> None:
    found = {path.name for path in FILES.iterdir() if path.suffix == ".svg"}
    assert found == {f"{name}.{language}.svg" for name in (*DRAWINGS, *FIGURES) for language in ("en", "zh")}


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """The texts of which one stands on another."""
    words = [part for part in drawing.parts if isinstance(part, Words)]
    left, top, right, bottom = np.array([part.bounds for part in words]).T
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    found = np.argwhere(np.triu((across > 1e-6) & (down > 1e-6), 1))
    return [(words[one].text, words[other].text) for one, other in found]


def outside(drawing: Drawing) -> list[str]:
    """The texts that are not wholly in the picture."""
    found = []
    for part in drawing.parts:
        if isinstance(part, Words):
            left, top, right, bottom = part.bounds
            if left < 0 or top < 0 or right > drawing.width + 1e-6 or bottom > drawing.height + 1e-6:
                found.append(part.text)
    return found


# ── what the terminal shows ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [name for name in VIEWS if "long" not in name and name != "full"])
def test_a_picture_shows_what_the_terminal_shows(name: str) -> None:
    shown = "".join(exhibits.paint(VIEWS[name], look(80, colour=True), colour=False))
    drawing = shot(VIEWS[name])
    assert outside(drawing) == []
    assert overlapping(drawing) == []
    letters = re.sub(r"[\s▁▂▃▄▅▆▇█▏▎▍▌▋▊▉▀]", "", shown)
    places = sorted((part.y, part.x, part.text) for part in drawing.parts if isinstance(part, Words))
    assert re.sub(r"\s", "", "".join(text for _, _, text in places)) == letters


def test_bars_are_boxes_as_long_as_they_say() -> None:
    drawing = screen(laid_out(paper(80), [Lines((word("█▌ ▀"),))], look(80)))
    assert [(part.x, part.width) for part in drawing.parts if isinstance(part, Box)] == [(14, 9), (23, 4.5), (41, 9)]


def test_runs_begin_where_a_terminal_puts_them() -> None:
    found = [(run.begin, run.length, run.text, run.wide) for run in runs("ab 爱c👩‍🚀é d")]
    assert found == [
        (0, 2, "ab", False), (3, 2, "爱", True), (5, 1, "c", False),
        (6, 2, "👩‍🚀", True), (8, 1, "é", False), (10, 1, "d", False),
    ]  # fmt: skip


# ── SVG ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_svg_asks_for_nothing_else() -> None:
    for make in DRAWINGS.values():
        text = svg(make("en"))
        assert re.findall(r"https?:|url\(|@import|@font-face|href|<script|<style|<image|<foreignObject", text) == [
            "http:"
        ]  # the name of the format


@examples
@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20) | st.text("<>&\"'=/a爱 ", max_size=9))
def test_an_svg_shows_any_text_and_obeys_none(text: str) -> None:
    for name in (visible(text), text):  # what the views hand on, and what would be worse
        root = ET.fromstring(svg(Drawing(9, 9, WHITE, name, (Words(0, 0, name, 10, BLACK),))))
        assert {child.tag.removeprefix(XML) for child in root.iter()} <= {"svg", "title", "rect", "text"}
        if name == visible(text):
            found = "".join(child.text or "" for child in root.iter(f"{XML}text"))
            assert re.sub(r"\s", "", found) == re.sub(r"\s", "", name)


def test_hostile_tokens_are_labels() -> None:
    weights = np.eye(len(HOSTILE), dtype=np.float32)[None].tolist()
    trace = exhibits.weighed(weights, HOSTILE)
    ET.fromstring(svg(shot(lambda how: explanation(trace, ("tokens",), how))))


# ── PNG ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_letters_are_drawn_and_what_cannot_be_is_said() -> None:
    pytest.importorskip("PIL", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures.png import png

    for text, missing in (("Love", ""), ("a\U0010fffe", "\U0010fffe"), (" ", "")):
        data, found = png(Drawing(60, 60, WHITE, "", (Words(10, 40, text, 12, BLACK),)))
        assert found == missing
        assert (len(data) > len(png(Drawing(60, 60, WHITE, "", ()))[0])) == (text != " ")


def test_without_any_font_english_is_drawn_and_the_rest_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("PIL", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures import fonts
    from attnx.views.draw.pictures.png import png

    monkeypatch.setattr(fonts, "LETTERS", {"mono": ()})
    monkeypatch.setattr(fonts, "OTHERS", ())
    fonts.font_for.cache_clear()
    for text, missing in (("Love [0.40, −1.02] — “it”", ""), ("1 爱 a爱", "爱")):
        assert png(Drawing(300, 40, WHITE, "", (Words(9, 20, text, 12, BLACK),)))[1] == missing
    fonts.font_for.cache_clear()


def test_a_png_of_a_terminal() -> None:
    image_module = pytest.importorskip("PIL.Image", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures.png import png

    drawing = DRAWINGS["classic"]("en")
    with image_module.open(BytesIO(png(drawing)[0])) as image:
        assert image.getpixel((0, 0)) == drawing.ground
        box = next(part for part in drawing.parts if isinstance(part, Box))
        assert image.getpixel((round(box.x * 2) + 1, round(box.y * 2) + 1)) == tuple(box.fill)


def test_a_png_that_would_not_fit_into_memory_is_refused() -> None:
    pytest.importorskip("PIL", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures.png import png

    with pytest.raises(OutputError, match=r"400,000 pixels.*or write \.svg"):
        png(Drawing(800, 200_000, WHITE, "", ()))


def test_no_file_of_this_room_draws_on_a_display() -> None:
    room = Path(__file__).parents[2] / "attnx" / "views" / "pictures"
    assert not re.search(r"\.show\(|webbrowser|tkinter", "".join(file.read_text("utf-8") for file in room.glob("*.py")))
