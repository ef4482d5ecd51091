"""Pictures: the geometry of heat maps, their colours, and SVG and PNG that show all of it and obey no text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attnx.cli.desk.terminal import laid_out
from attnx.errors import OutputError
from attnx.reduce.first import skip_first
from attnx.trace import Array
from attnx.views.draw.palette import rgb
from attnx.views.draw.pictures.drawing import Box, Cells, Drawing, Words, runs
from attnx.views.draw.pictures.heatmap import Map, Section, heatmap
from attnx.views.draw.pictures.maps import MOST, heat_maps
from attnx.views.draw.pictures.scale import BLACK, HIDDEN, LEVELS, WHITE, Scale, nice, scale_of, scale_of_shares
from attnx.views.draw.pictures.screen import screen
from attnx.views.draw.pictures.svg import svg
from attnx.views.look import Look
from attnx.views.parts import Lines, Part, word
from attnx.views.steps import explanation
from attnx.views.visible import visible
from tests.views import exhibits
from tests.views.exhibits import look, paper
from tests.views.test_goldens import VIEWS, compare
from tests.views.test_paper import FILES, HOSTILE, examples

XML = "{http://www.w3.org/2000/svg}"


def shot(view: Callable[[Look], Iterable[Part]], width: int = 80, language: str = "en") -> Drawing:
    """What a view looks like on a terminal with every colour."""
    how = look(width, language, colour=True)
    return screen(laid_out(paper(width), view(how), how))


def mapped(*steps: str, **facts: int) -> Drawing:
    return heat_maps(exhibits.mixed(causal=True), steps, look(80, **facts))  # type: ignore[arg-type]


DRAWINGS: dict[str, Callable[[str], Drawing]] = {
    "classic": lambda language: shot(
        lambda how: explanation(exhibits.classic(), ("scores", "weights", "summary"), how), 80, language
    ),
    "mixed": lambda language: shot(VIEWS["focus"], 60, language),
    "mixed.heatmap": lambda language: heat_maps(
        exhibits.mixed(causal=True), ("q", "masked", "weights"), look(80, language)
    ),
    "heads.heatmap": lambda language: heat_maps(exhibits.two_heads(), ("weights",), look(80, language)),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_svg(name: str, language: str, request: pytest.FixtureRequest) -> None:
    compare(FILES / f"{name}.{language}.svg", svg(DRAWINGS[name](language)), request)


def test_every_picture_is_of_a_drawing() -> None:
    found = {path.name for path in FILES.iterdir() if path.suffix == ".svg"}
    assert found == {f"{name}.{language}.svg" for name in DRAWINGS for language in ("en", "zh")}


# ── geometry ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """The texts of which one stands on another."""
    words = [part for part in drawing.parts if isinstance(part, Words)]
    left, top, right, bottom = np.array([part.bounds for part in words]).T
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    found = np.argwhere(np.triu((across > 1e-6) & (down > 1e-6), 1))
    return [(words[one].text, words[other].text) for one, other in found]


def meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(min(one[i + 2], other[i + 2]) - max(one[i], other[i]) > 1e-6 for i in (0, 1))


def outside(drawing: Drawing) -> list[str]:
    """The texts and cells that are not wholly in the picture."""
    found = []
    for part in drawing.parts:
        if isinstance(part, Words):
            left, top, right, bottom = part.bounds
        else:
            rows, columns = part.colours.shape[:2] if isinstance(part, Cells) else (1, 1)
            left, top, right, bottom = part.x, part.y, part.x + columns * part.width, part.y + rows * part.height
        if left < 0 or top < 0 or right > drawing.width + 1e-6 or bottom > drawing.height + 1e-6:
            found.append(str(part))
    return found


LABELS = st.text("abcdefghW爱你é👩", max_size=20)
SIDES = st.integers(1, 30) | st.sampled_from([60, 200])
NUMBERS = st.floats(-1e4, 1e4, width=32) | st.just(float("-inf")) | st.just(float("nan"))


@settings(max_examples=40, deadline=None)
@given(
    shape=st.tuples(SIDES, SIDES),
    labels=st.lists(LABELS, min_size=1, max_size=5),
    number=NUMBERS,
    maps=st.sampled_from([1, 2, 6]),
    precision=st.integers(0, 6),
)
@example(shape=(1, 1), labels=[""], number=0.0, maps=1, precision=2)
@example(shape=(1, 1), labels=["W" * 20], number=float("nan"), maps=6, precision=6)
def test_no_label_stands_on_another(
    shape: tuple[int, int], labels: list[str], number: float, maps: int, precision: int
) -> None:
    data = np.linspace(-3, 5, shape[0] * shape[1], dtype=np.float32).reshape(shape)
    data[0, 0] = number
    rows, columns = ([f"{i} {labels[i % len(labels)]}" for i in range(size)] for size in shape)
    one = Map("layer 0, head 0", data, rows, columns)
    section = Section("scores", ("queries", "keys"), scale_of(data), [one] * maps)
    drawing = heatmap(
        "toy — random weights", [section] * 2, ["A note. " * 30, "一句说明，" * 40], look(80, precision=precision)
    )
    assert overlapping(drawing) == []
    assert outside(drawing) == []


def test_labels_stand_beside_the_cells_and_numbers_in_them() -> None:
    drawing = mapped("weights")
    cells = next(part for part in drawing.parts if isinstance(part, Cells) and part.colours.shape[1] > 1)
    rows, columns = cells.colours.shape[:2]
    inside = (cells.x, cells.y, cells.x + columns * cells.width, cells.y + rows * cells.height)
    found = [part for part in drawing.parts if isinstance(part, Words) and meet(part.bounds, inside)]
    assert [part.text for part in found] == [
        f"{one:.2f}" for one in exhibits.mixed(causal=True).array("weights", head=0).ravel()
    ]
    for place, part in enumerate(found):
        row, column = divmod(place, columns)
        left, top, right, bottom = part.bounds
        assert cells.x + column * cells.width < left < right < cells.x + (column + 1) * cells.width
        assert cells.y + row * cells.height < top < bottom < cells.y + (row + 1) * cells.height


def test_of_many_tokens_every_nth_has_its_label() -> None:
    trace = exhibits.weighed(np.full((1, 200, 200), 1 / 200).tolist(), [f"w{i}" for i in range(200)])
    drawing = heat_maps(trace, ("weights",), look(80))
    numbers = [
        int(part.text.split()[0])
        for part in drawing.parts
        if isinstance(part, Words) and " w" in part.text and part.turned
    ]
    assert numbers == list(range(0, 200, numbers[1]))
    assert 4 < len(numbers) < 60
    assert max(drawing.width, drawing.height) < 1000
    assert overlapping(drawing) == []


def test_names_are_shortened_and_turned_only_where_columns_are_narrow() -> None:
    long = exhibits.weighed([[[0.5, 0.5], [0.5, 0.5]]], ["internationalisation", "国际化国际化国际化"])
    texts = [part for part in heat_maps(long, ("weights",), look(80)).parts if isinstance(part, Words)]
    assert {part.text for part in texts if part.turned} == {"0 internation…", "1 国际化国际…", "queries"}
    assert {part.text for part in mapped("q").parts if isinstance(part, Words) and part.turned} == {"queries"}


def test_a_map_for_each_head_on_one_scale() -> None:
    drawing = heat_maps(exhibits.two_heads(), ("weights",), look(80))
    maps = [part for part in drawing.parts if isinstance(part, Cells) and part.width > 14]
    assert len(maps) == 2
    scale = Scale(0, 1)
    for head, one in enumerate(maps):
        assert np.array_equal(one.colours, scale.colours(exhibits.two_heads().array("weights", head=head)))
    texts = [part.text for part in drawing.parts if isinstance(part, Words)]
    assert texts.count("0.0") == texts.count("1.0") == 1  # one colour bar
    assert {"layer 0, head 0", "layer 0, head 1"} <= set(texts)


def test_what_was_skipped_is_not_drawn_and_is_said() -> None:
    drawing = heat_maps(skip_first(exhibits.sink()), ("weights",), look(80))
    texts = [part.text for part in drawing.parts if isinstance(part, Words)]
    assert not any(part.turned and part.text.startswith("0 ") for part in drawing.parts if isinstance(part, Words))
    assert any("first key is taken out" in text for text in texts)


def test_a_picture_that_would_be_too_large_is_refused() -> None:
    side = int(MOST**0.5) + 1
    trace = exhibits.weighed([[[0.0]]], ["a"])
    (layer,) = trace.layers
    big = Map("", np.broadcast_to(np.float32(0), (side, side)), ["a"] * side, ["a"] * side)
    assert big.data.size > MOST
    (one,) = layer.attention
    arrays = {"weights": Array(("head", "query", "key"), big.data[None])}
    tokens = exhibits.tokens_of(*["a"] * side)
    trace = replace(trace, tokens=tokens, layers=(replace(layer, attention=(replace(one, arrays=arrays),)),))
    with pytest.raises(OutputError, match=r"at most 1,000,000: choose fewer layers"):
        heat_maps(trace, ("weights",), look(80))


# ── colours ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def luminance(colour: Sequence[int]) -> float:
    """How light a colour is (WCAG 2.2)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (int(one) / 255 for one in colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen_without(kind: str, colour: Sequence[int]) -> np.ndarray:
    """A colour as protanopes or deuteranopes see it (Viénot, Brettel & Mollon 1999)."""
    linear = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.array(colour) / 255])
    red = {"protan": (0.11238, 0.88762), "deutan": (0.29275, 0.70725)}[kind]
    both = red[0] * linear[0] + red[1] * linear[1]
    return np.array([both, both, linear[2]])


def test_the_scale_grows_lighter_for_every_eye() -> None:
    lights = [luminance(colour) for colour in LEVELS]
    assert lights == sorted(lights)
    assert len(set(lights)) > 200
    for kind in ("protan", "deutan"):
        seen = [seen_without(kind, colour) for colour in LEVELS[::16]]
        steps = [float(np.abs(b - a).sum()) for a, b in pairwise(seen)]
        assert min(steps) > 0.005
        assert [one[0] for one in seen] == sorted(one[0] for one in seen)


def test_every_number_can_be_read_on_its_colour() -> None:
    scale = Scale(0, 1)
    for share in np.linspace(0, 1, 1001):
        colour = scale.colours(np.array([share]))[0]
        assert contrast(scale.ink(float(share)), colour) >= 4.5
        assert np.abs(colour.astype(int) - rgb(float(share))).max() <= 1
    assert contrast(scale.ink(float("-inf")), HIDDEN) >= 4.5


def test_what_is_no_number_has_colours_of_its_own() -> None:
    colours = Scale(0, 1).colours(np.array([0.0, 1.0, -np.inf, np.nan, 2.0, -1.0]))
    assert [tuple(one) for one in colours.tolist()] == [
        tuple(LEVELS[0]), tuple(LEVELS[255]), HIDDEN, WHITE, tuple(LEVELS[255]), tuple(LEVELS[0]),
    ]  # fmt: skip


@given(st.floats(1e-30, 1e30))
def test_round_numbers(length: float) -> None:
    found = nice(length)
    assert length * (1 - 1e-6) <= found <= length * 2.5 * (1 + 1e-6)
    assert f"{found:.0e}"[0] in "125"


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=9))
def test_ticks_are_on_the_bar_and_say_where(values: list[float]) -> None:
    scale = scale_of(np.array(values, np.float32))
    ticks = scale.ticks
    assert 1 <= len(ticks) <= 6
    reach = scale.high - scale.low
    for value, text in ticks:
        assert scale.low - 1e-6 * reach <= value <= scale.high + 1e-6 * reach
        assert abs(float(text.replace("−", "-")) - value) <= 1e-6 * max(reach, abs(value))
    assert len({text for _, text in ticks}) == len(ticks)


def test_the_scale_of_shares_begins_at_nothing() -> None:
    for largest, high in ((1.0, 1.0), (0.88, 1.0), (0.5, 0.5), (0.03, 0.05), (0.0, 1.0)):
        scale = scale_of_shares(np.array([largest, 0.0], np.float32))
        assert (scale.low, round(scale.high, 9)) == (0.0, high)


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


def test_the_cells_of_an_svg_are_the_cells_of_the_matrix() -> None:
    drawing = mapped("weights")
    cells = next(part for part in drawing.parts if isinstance(part, Cells) and part.colours.shape[1] > 1)
    found: np.ndarray = np.zeros(cells.colours.shape, np.uint8)
    for path in ET.fromstring(svg(drawing)).iter(f"{XML}path"):
        fill = np.array([int(path.attrib["fill"][i : i + 2], 16) for i in (1, 3, 5)], np.uint8)
        for x, y, width, height in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", path.attrib["d"]):
            row, column = (float(y) - cells.y) / cells.height, (float(x) - cells.x) / cells.width
            if float(height) == cells.height and 0 <= row < len(found) and column < found.shape[1]:
                found[round(row), round(column) : round(column + float(width) / cells.width)] = fill
    assert np.array_equal(found, cells.colours)


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
    for drawing in (heat_maps(trace, ("weights",), look(80)), shot(lambda how: explanation(trace, ("tokens",), how))):
        ET.fromstring(svg(drawing))


# ── PNG ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_png_has_the_size_and_the_colours_of_the_drawing() -> None:
    image_module = pytest.importorskip("PIL.Image", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures.png import TIMES, png

    trace = exhibits.two_heads()
    drawing = heat_maps(trace, ("weights",), look(80))
    data, missing = png(drawing)
    assert missing == ""
    with image_module.open(BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (drawing.width * TIMES, drawing.height * TIMES))
        assert image.getpixel((0, 0)) == WHITE
        maps = [part for part in drawing.parts if isinstance(part, Cells) and part.width > 14]
        for head, part in enumerate(maps):
            weights = trace.array("weights", head=head)
            for (row, column), weight in np.ndenumerate(weights):
                corner = (part.x + column * part.width + 1, part.y + row * part.height + 1)
                found = image.getpixel(tuple(round(place * TIMES) for place in corner))
                assert np.abs(np.array(found) - rgb(float(weight))).max() <= 1
        bar = next(part for part in drawing.parts if isinstance(part, Cells) and part.colours.shape[1] == 1)
        x = round((bar.x + 2) * TIMES)
        assert image.getpixel((x, round(bar.y * TIMES) + 1)) == tuple(LEVELS[255])


def test_letters_are_drawn_and_what_cannot_be_is_said() -> None:
    pytest.importorskip("PIL", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures.png import png

    for text, missing in (("Love", ""), ("a\U0010fffe", "\U0010fffe"), (" ", "")):
        for turned in (False, True):
            drawing = Drawing(60, 60, WHITE, "", (Words(10, 40, text, 12, BLACK, turned=turned),))
            data, found = png(drawing)
            assert found == missing
            assert (len(data) > len(png(Drawing(60, 60, WHITE, "", ()))[0])) == (text != " ")


def test_without_any_font_english_is_drawn_and_the_rest_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("PIL", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures import fonts
    from attnx.views.draw.pictures.png import png

    monkeypatch.setattr(fonts, "NAMES", ())
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
