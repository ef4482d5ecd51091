"""Figures for slides and papers: where everything stands, what is marked, their colours, and every format."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attnx.errors import OutputError, UsageError
from attnx.measures.compare import Comparison, compare
from attnx.measures.opening import opening
from attnx.reduce.first import skip_first
from attnx.reduce.narrow import narrow
from attnx.trace import Array, Attention, Block, Trace
from attnx.views.draw.pictures.drawing import Box, Cells, Drawing, Frame, Label, Raster, Shape, Stroke
from attnx.views.draw.pictures.letters import reach
from attnx.views.draw.pictures.svg import svg
from attnx.views.figures import notebook
from attnx.views.figures.arcs import arc_figure
from attnx.views.figures.compare import compare_figure
from attnx.views.figures.heads import FINEST, heads_figure
from attnx.views.figures.heatmap import Map, Section
from attnx.views.figures.lines import line_figure
from attnx.views.figures.maps import MOST, heat_maps
from attnx.views.figures.model import model_figure
from attnx.views.figures.overlay import overlays
from attnx.views.figures.page import figure
from attnx.views.figures.scale import Scale, nice, scale_of, scale_of_shares
from attnx.views.figures.section import section_parts
from attnx.views.figures.style import INKS, Style
from tests.views import exhibits, sights
from tests.views.exhibits import look
from tests.views.test_goldens import compare as compare_with
from tests.views.test_paper import FILES, HOSTILE

LIGHT, DARK = Style(), Style("dark")
SENTENCE = ["[CLS]", "Love", "gives", "hope", "for", "it", "[SEP]"]


def sentence() -> Trace:
    """A text whose last word reads from its first."""
    weights = np.full((7, 7), 1 / 7)
    weights[5] = [0.02, 0.9, 0.02, 0.02, 0.02, 0.01, 0.01]
    trace = exhibits.weighed([weights.tolist()], SENTENCE)
    tokens = tuple(replace(token, special=token.text.startswith("[")) for token in trace.tokens)
    return replace(trace, tokens=tokens)


def steady(trace: Trace) -> Trace:
    """The same to three decimals: the last bits of a product, and a shade of them, differ between processors."""

    def rounded(attention: Attention) -> Attention:
        arrays = {name: replace(array, data=np.round(array.data, 3)) for name, array in attention.arrays.items()}
        return replace(attention, arrays=arrays)

    layers = (replace(layer, attention=tuple(map(rounded, layer.attention))) for layer in trace.layers)
    return replace(trace, layers=tuple(layers))


def crossing() -> Trace:
    """One head that reads another text."""
    trace = narrow(exhibits.translation(), None, (1,))
    (layer,) = trace.layers
    (attention,) = (attention for attention in layer.attention if attention.kind == "cross")
    return replace(trace, layers=(replace(layer, attention=(attention,)),))


def over(trace: Trace, style: Style, language: str) -> Drawing:
    """The overlay of a trace that has a picture."""
    assert trace.picture is not None
    return overlays(steady(trace), trace.picture, style, look(80, language))


def other_sentence() -> Trace:
    """The same with two other words, one of which its fifth now reads from."""
    trace = sentence()
    weights = trace.array("weights", head=0).copy()
    weights[5] = [0.05, 0.25, 0.03, 0.6, 0.03, 0.02, 0.02]
    other = exhibits.weighed([weights.tolist()], ["[CLS]", "Love", "gives", "<b>", "for", "它", "[SEP]"])
    tokens = tuple(replace(token, special=token.text.startswith("[")) for token in other.tokens)
    return replace(other, tokens=tokens)


def pair() -> Trace:
    """A translation, and how its two stacks are built."""
    block = Block("pre_norm", "rms_norm", d_ff=64, activation="relu", gated=True, n_layers=2)
    return replace(exhibits.translation(), block=block, encoder_block=replace(block, experts=8, chosen=2))


def compared(before: Trace, after: Trace, style: Style, language: str = "en", array: str = "weights") -> Drawing:
    return compare_figure(compare(before, after, (array,)), None, style, look(80, language))


FIGURES: dict[str, Callable[[str], Drawing]] = {
    "mixed.heatmap": lambda language: heat_maps(
        steady(exhibits.mixed(causal=True)), ("q", "masked", "weights"), LIGHT, look(80, language)
    ),
    "heads.heatmap": lambda language: heat_maps(exhibits.two_heads(), ("weights",), DARK, look(80, language)),
    "sentence.arcs": lambda language: arc_figure(sentence(), LIGHT, look(80, language)),
    "sentence.lines": lambda language: line_figure(sentence(), LIGHT, look(80, language)),
    "picture.heatmap": lambda language: over(sights.seen(), LIGHT, language),
    "caption.heatmap": lambda language: over(exhibits.captioned(), DARK, language),
    "heads.lines": lambda language: line_figure(exhibits.two_heads(), DARK, look(80, language)),
    "layers.heads": lambda language: heads_figure(steady(exhibits.three_layers()), LIGHT, look(80, language)),
    "texts.compare": lambda language: compared(sentence(), other_sentence(), LIGHT, language),
    "grouped.model": lambda language: model_figure(exhibits.whole("llama-b", 0), LIGHT, look(80, language)),
    "parallel.model": lambda language: model_figure(exhibits.whole("gptj-a", 0), LIGHT, look(80, language)),
    "pair.model": lambda language: model_figure(pair(), DARK, look(80, language)),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", FIGURES)
def test_svg(name: str, language: str, request: pytest.FixtureRequest) -> None:
    compare_with(FILES / f"{name}.{language}.svg", svg(FIGURES[name](language)), request)


# ── geometry ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def labels(drawing: Drawing) -> list[Label]:
    return [part for part in drawing.parts if isinstance(part, Label)]


def texts(drawing: Drawing) -> set[str]:
    return {label.text for label in labels(drawing)}


def apart(one: Label, other: Label) -> bool:
    """Whether a line can be drawn between two labels, however they are turned (the separating axis theorem)."""
    for first, second in zip(one.corners, one.corners[1:], strict=False):
        if beyond(first, second, one, other):
            return True
    return any(beyond(a, b, other, one) for a, b in zip(other.corners, other.corners[1:], strict=False))


def beyond(begin: Sequence[float], end: Sequence[float], one: Label, other: Label) -> bool:
    normal = begin[1] - end[1], end[0] - begin[0]
    spans = [[normal[0] * x + normal[1] * y for x, y in label.corners] for label in (one, other)]
    return max(spans[0]) <= min(spans[1]) + 1e-6 or max(spans[1]) <= min(spans[0]) + 1e-6


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """The texts of which one stands on another."""
    boxes = []
    for label in labels(drawing):
        if label.text.strip():
            across, down = zip(*label.corners, strict=True)
            boxes.append((min(across), min(down), max(across), max(down), label))
    boxes.sort(key=lambda box: box[0])
    held = []
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            if other[0] >= one[2]:
                break
            if other[1] < one[3] and one[1] < other[3] and not apart(one[4], other[4]):
                held.append((one[4].text, other[4].text))
    return held


def outside(drawing: Drawing) -> list[Shape]:
    """What is not wholly in the picture."""

    def ends(part: Shape) -> Iterator[tuple[float, float]]:
        match part:
            case Label():
                yield from part.corners
            case Stroke():
                yield part.points[0]
                yield part.points[-1]
            case Cells():
                rows, columns = part.colours.shape[:2]
                yield part.x, part.y
                yield part.x + columns * part.width, part.y + rows * part.height
            case Box() | Frame():
                yield part.x, part.y
                yield part.x + part.width, part.y + part.height

    def within(x: float, y: float) -> bool:
        return -1e-6 <= x <= drawing.width + 1e-6 and -1e-6 <= y <= drawing.height + 1e-6

    return [part for part in drawing.parts if not all(within(*end) for end in ends(part))]


NAMES = st.text("abcdefghW爱你é👩", max_size=20)
SIDES = st.integers(1, 30) | st.sampled_from([60, 120])
NUMBERS = st.floats(-1e4, 1e4, width=32) | st.just(float("-inf")) | st.just(float("nan"))


@settings(max_examples=40, deadline=None)
@given(
    shape=st.tuples(SIDES, SIDES),
    names=st.lists(NAMES, min_size=1, max_size=5),
    number=NUMBERS,
    maps=st.sampled_from([1, 2, 6]),
    precision=st.integers(0, 6),
)
@example(shape=(1, 1), names=[""], number=0.0, maps=1, precision=2)
@example(shape=(1, 1), names=["W" * 20], number=float("nan"), maps=6, precision=6)
@example(shape=(2, 64), names=["爱"], number=0.0, maps=1, precision=2)
def test_no_label_stands_on_another(
    shape: tuple[int, int], names: list[str], number: float, maps: int, precision: int
) -> None:
    data = np.linspace(-3, 5, shape[0] * shape[1], dtype=np.float32).reshape(shape)
    data[0, 0] = number
    rows, columns = ([f"{names[i % len(names)]} ({i})" for i in range(size)] for size in shape)
    all_maps = [Map((f"layer {place // 2}", f"head {place % 2}"), data, rows, columns) for place in range(maps)]
    inks = INKS["light"]
    section = Section("scores", ("query", "key"), "scores", scale_of(data, inks), all_maps)
    body = [section_parts(section, inks, look(80, precision=precision))] * 2
    drawing = figure("", "toy — random weights", body, ["A note. " * 30, "一句说明，" * 40], LIGHT)
    assert overlapping(drawing) == []
    assert outside(drawing) == []


@pytest.mark.parametrize("name", FIGURES)
def test_in_no_figure_does_a_label_stand_on_another(name: str) -> None:
    for language in ("en", "zh"):
        drawing = FIGURES[name](language)
        assert overlapping(drawing) == []
        assert outside(drawing) == []


def test_numbers_stand_in_their_cells() -> None:
    drawing = heat_maps(exhibits.mixed(causal=True), ("weights",), LIGHT, look(80))
    cells = next(part for part in drawing.parts if isinstance(part, Cells))
    weights = exhibits.mixed(causal=True).array("weights", head=0)
    for (row, column), weight in np.ndenumerate(weights):
        left, top = cells.x + column * cells.width, cells.y + row * cells.height
        held = [
            label.text
            for label in labels(drawing)
            if left < label.x < left + cells.width and top < label.y < top + cells.height
        ]
        written = f"{weight:.2f}"
        assert held == ([] if written == "0.00" else [written.removeprefix("0")])


def test_of_many_tokens_every_nth_has_its_name() -> None:
    trace = exhibits.weighed(np.full((1, 200, 200), 1 / 200).tolist(), [f"w{i}" for i in range(200)])
    drawing = heat_maps(trace, ("weights",), LIGHT, look(80))
    numbers = [int(label.text[1:]) for label in labels(drawing) if label.angle == 45]
    assert numbers == list(range(0, 200, numbers[1]))
    assert 4 < len(numbers) < 60
    assert max(drawing.width, drawing.height) < 1000
    assert overlapping(drawing) == []


def test_names_are_shortened_and_chinese_stands_upright() -> None:
    long = exhibits.weighed([[[0.5, 0.5], [0.5, 0.5]]], ["internationalisation", "国际"])
    drawing = heat_maps(long, ("weights",), LIGHT, look(80))
    assert {label.text for label in labels(drawing) if label.angle == 90} >= {"internationalis…"}
    upright = [label for label in labels(drawing) if label.text in ("国", "际")]
    assert [label.text for label in sorted(upright, key=lambda label: label.y)] == ["国", "际"]
    assert len({label.x for label in upright}) == 1


def test_layers_are_rows_and_heads_are_columns_on_one_scale() -> None:
    drawing = heat_maps(exhibits.two_heads(), ("weights",), LIGHT, look(80))
    maps = [part for part in drawing.parts if isinstance(part, Cells) and part.colours.shape[1] > 1]
    scale = Scale(0, 1, INKS["light"])
    for head, part in enumerate(maps):
        assert np.array_equal(part.colours, scale.colours(exhibits.two_heads().array("weights", head=head)))
    assert maps[0].y == maps[1].y
    assert {"layer 0", "head 0", "head 1"} <= texts(drawing)
    assert [label.text for label in labels(drawing)].count("1.0") == 1  # one bar
    bar = next(part for part in drawing.parts if isinstance(part, Cells) and part.colours.shape[1] == 1)
    assert bar.y == maps[0].y
    assert bar.height * len(bar.colours) == pytest.approx(maps[0].height * len(maps[0].colours))


def test_what_was_skipped_is_not_drawn_and_is_said() -> None:
    drawing = heat_maps(skip_first(exhibits.sink()), ("weights",), LIGHT, look(80))
    first = exhibits.sink().tokens[0].text
    assert first not in {label.text for label in labels(drawing) if label.angle == 45}
    assert any("first key is taken out" in text for text in texts(drawing))


def test_a_figure_that_would_be_too_large_is_refused() -> None:
    side = int(MOST**0.5) + 1
    trace = exhibits.weighed([[[0.0]]], ["a"])
    (layer,) = trace.layers
    (attention,) = layer.attention
    arrays = {"scores": Array(("head", "query", "key"), np.broadcast_to(np.float32(0), (1, side, side)))}
    tokens = exhibits.tokens_of(*["a"] * side)
    trace = replace(trace, tokens=tokens, layers=(replace(layer, attention=(replace(attention, arrays=arrays),)),))
    with pytest.raises(OutputError, match=r"at most 1,000,000: choose fewer layers"):
        heat_maps(trace, ("scores",), LIGHT, look(80))


def test_heads_that_do_something_are_framed_and_told_of() -> None:
    drawing = heads_figure(exhibits.three_layers(), LIGHT, look(80))
    told = [part for part in drawing.parts if isinstance(part, Frame) and part.colour == INKS["light"].query]
    named = {label.text for label in labels(drawing) if label.bold and label.fill == INKS["light"].query}
    assert drawing.title.startswith(f"{len(told)} of 6 heads")
    assert len(named) == len(told)
    marked = heads_figure(exhibits.three_layers(), Style(mark=(3, 1)), look(80))
    frames = [part for part in marked.parts if isinstance(part, Frame) and part.colour == INKS["light"].query]
    assert len(frames) == len(told) + 6


def test_a_long_text_is_drawn_in_blocks_that_keep_the_largest() -> None:
    weights = np.full((1, 150, 150), 0.1 / 149)
    weights[0, 97, 41] = 0.9
    drawing = heads_figure(exhibits.weighed(weights.tolist(), [f"w{i}" for i in range(150)]), LIGHT, look(80))
    cells = next(part for part in drawing.parts if isinstance(part, Cells) and part.colours.shape[1] > 1)
    assert cells.colours.shape[:2] == (FINEST, FINEST)
    dark = np.argwhere((cells.colours != cells.colours[0, 0]).any(axis=-1))
    assert dark.tolist() == [[97 * FINEST // 150, 41 * FINEST // 150]]
    assert any("150 × 150" in text for text in texts(drawing))


def test_a_comparison_has_one_scale_for_both_and_marks_what_each_reads() -> None:
    drawing = compared(sentence(), other_sentence(), LIGHT)
    maps = [part for part in drawing.parts if isinstance(part, Cells) and part.colours.shape[1] > 1]
    part = compare(sentence(), other_sentence(), ("weights",))[0]
    assert isinstance(part, Comparison)
    shared, change = Scale(0, 1, INKS["light"]), scale_of(part.difference, INKS["light"])
    for drawn, data, scale in zip(
        maps, (part.before, part.after, part.difference), (shared, shared, change), strict=True
    ):
        assert np.array_equal(drawn.colours, scale.colours(data))
        assert drawn.y == maps[0].y
    frames = [part for part in drawing.parts if isinstance(part, Frame) and part.colour == INKS["light"].query]
    cells = [
        (round((frame.y - drawn.y) / drawn.height), round((frame.x - drawn.x) / drawn.width))
        for frame, drawn in zip(frames, maps, strict=True)
    ]
    assert cells == [(5, 1), (5, 3), (5, 1)]


def test_only_matrices_are_compared_in_a_figure_and_only_a_known_build_is_drawn() -> None:
    trace = exhibits.mixed()
    with pytest.raises(UsageError, match="q is vectors"):
        compare_figure(compare(trace, trace, ("q",)), None, LIGHT, look(80))
    with pytest.raises(UsageError, match="block"):
        model_figure(sentence(), LIGHT, look(80))


# ── what it says, and what is marked ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "make", [arc_figure, line_figure, lambda *asked: heat_maps(asked[0], ("weights",), *asked[1:])]
)
def test_it_says_what_the_leading_word_reads_and_marks_it(make: Callable[..., Drawing]) -> None:
    drawing = make(sentence(), LIGHT, look(80))
    assert drawing.title == "“it” reads from “Love”: 0.90"
    inks = INKS["light"]
    coloured = {(label.text, label.fill) for label in labels(drawing) if label.bold}
    assert {("it", inks.query), ("Love", inks.key)} <= coloured
    named = make(sentence(), Style(title="Figure 1", mark=(2, 3)), look(80))
    assert named.title == "Figure 1"
    assert {label.text for label in labels(named) if label.bold and label.fill in (inks.query, inks.key)} >= {
        "gives",
        "hope",
    }


@pytest.mark.parametrize(
    "make", [arc_figure, line_figure, lambda *asked: heat_maps(asked[0], ("weights",), *asked[1:])]
)
def test_it_tells_of_the_word_that_was_named(make: Callable[..., Drawing]) -> None:
    drawing = make(sentence(), Style(focus=2), look(80))
    assert drawing.title.startswith("“gives”")
    assert "gives" in {label.text for label in labels(drawing) if label.fill == INKS["light"].query}


def test_over_a_picture_it_is_of_the_patch_or_the_word_that_was_named() -> None:
    patch, marked = (over(sights.seen(), style, "en") for style in (Style(focus=5), Style(mark=(5, 5))))
    assert patch.title == marked.title and patch.title.startswith("“1,1”")
    caption = exhibits.captioned()
    every, word = over(caption, LIGHT, "en"), over(caption, Style(focus=1), "en")
    named = caption.written()[1].name
    assert named in {label.text for label in labels(word) if label.bold}
    assert len([part for part in word.parts if isinstance(part, Raster)]) == 2  # the picture, and that word's map
    assert len([part for part in every.parts if isinstance(part, Raster)]) > 2


def test_a_row_that_reads_no_word_in_particular_marks_nothing() -> None:
    even = exhibits.weighed(np.full((1, 3, 3), 1 / 3).tolist(), ["a", "b", "c"])
    drawing = heat_maps(even, ("weights",), LIGHT, look(80))
    assert not [part for part in drawing.parts if isinstance(part, Frame) and part.colour == INKS["light"].query]
    assert "none in particular" in drawing.title
    assert not [part for part in arc_figure(even, LIGHT, look(80)).parts if isinstance(part, Box)]


def test_the_marked_cell_is_framed() -> None:
    drawing = heat_maps(sentence(), ("weights",), Style(mark=(2, 3)), look(80))
    cells = next(part for part in drawing.parts if isinstance(part, Cells))
    (frame,) = (part for part in drawing.parts if isinstance(part, Frame) and part.colour == INKS["light"].query)
    assert (frame.x, frame.y) == pytest.approx((cells.x + 3 * cells.width, cells.y + 2 * cells.height))


def test_an_arc_is_as_thick_as_its_weight_and_markers_have_none() -> None:
    drawing = arc_figure(sentence(), LIGHT, look(80))
    strokes = [part for part in drawing.parts if isinstance(part, Stroke)]
    told = [stroke for stroke in strokes if stroke.colour == INKS["light"].key]
    assert len(told) == 1
    assert told[0].thickness == pytest.approx(0.9 * 8)
    assert "0.90" in texts(drawing)
    assert not {"[CLS]", "[SEP]"} & texts(drawing)
    feet = {stroke.points[place][0] for stroke in strokes for place in (0, -1)}
    middles = {label.x + label.length / 2 for label in labels(drawing) if label.text in SENTENCE}
    assert feet <= middles


def test_what_a_figure_cannot_show_is_refused() -> None:
    with pytest.raises(UsageError, match="one head of one layer"):
        arc_figure(exhibits.two_heads(), LIGHT, look(80))
    with pytest.raises(UsageError, match=r"\.lines\.svg"):
        arc_figure(crossing(), LIGHT, look(80))


# ── colours ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def luminance(colour: Sequence[int]) -> float:
    """How light a colour is (WCAG 2.2)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (int(part) / 255 for part in colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: Sequence[int], second: Sequence[int]) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("background", ["light", "dark"])
def test_zero_is_the_ground_and_every_step_from_it_is_seen(background: str) -> None:
    inks = INKS[background]  # type: ignore[index]
    for scale in (Scale(0, 1, inks), Scale(-1, 1, inks)):
        assert tuple(scale.colours(np.zeros(1))[0]) == inks.ground
        lights = [luminance(colour) for colour in scale.colours(np.linspace(0, 1, 21))]
        assert lights == sorted(lights, reverse=background == "light")
        assert len(set(lights)) == 21  # in grey, too
        for share in np.linspace(scale.low, 1, 201):
            assert contrast(scale.ink(float(share)), scale.colours(np.array([share]))[0]) >= 4.5
        assert contrast(scale.ink(float("-inf")), inks.hidden) >= 4.5
    for ink in (inks.text, inks.quiet, inks.query, inks.key):
        assert contrast(ink, inks.ground) >= 4.5


def test_what_is_no_number_has_a_colour_of_its_own() -> None:
    inks = INKS["light"]
    colours = Scale(0, 1, inks).colours(np.array([1.0, -np.inf, np.nan, 2.0]))
    assert [tuple(colour) for colour in colours.tolist()] == [
        inks.weights[-1],
        inks.hidden,
        inks.ground,
        inks.weights[-1],
    ]


@given(st.floats(1e-30, 1e30))
def test_round_numbers(length: float) -> None:
    rounded = nice(length)
    assert length * (1 - 1e-6) <= rounded <= length * 2.5 * (1 + 1e-6)
    assert f"{rounded:.0e}"[0] in "125"


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=9))
def test_ticks_are_on_the_bar_and_say_where(values: list[float]) -> None:
    scale = scale_of(np.array(values, np.float32), INKS["light"])
    assert scale.low == -scale.high
    ticks = scale.ticks
    assert 1 <= len(ticks) <= 6
    for value, text in ticks:
        assert scale.low * (1 + 1e-6) <= value <= scale.high * (1 + 1e-6)
        assert abs(float(text.replace("−", "-")) - value) <= 1e-6 * max(scale.high, abs(value))
    assert len({text for _, text in ticks}) == len(ticks)


def test_the_scale_of_shares_begins_at_nothing() -> None:
    for largest, high in ((1.0, 1.0), (0.88, 1.0), (0.5, 0.5), (0.03, 0.05), (0.0, 1.0)):
        scale = scale_of_shares(np.array([largest, 0.0], np.float32), INKS["light"])
        assert (scale.low, round(scale.high, 9)) == (0.0, high)


# ── formats ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hostile_tokens_are_labels() -> None:
    trace = exhibits.weighed(np.eye(len(HOSTILE), dtype=np.float32)[None].tolist(), HOSTILE)
    for drawing in (heat_maps(trace, ("weights",), LIGHT, look(80)), line_figure(trace, LIGHT, look(80))):
        ET.fromstring(svg(drawing))


def test_letters_reach_as_far_as_their_font_says() -> None:
    assert reach("Love") == pytest.approx(0.556 + 0.556 + 0.5 + 0.556)
    assert reach("爱") == 1.0
    assert reach("Love", bold=True) > reach("Love")


def test_in_a_notebook_a_figure_is_of_the_head_at_which_the_text_opens() -> None:
    trace = exhibits.two_heads()
    chosen = opening(trace)
    assert chosen is not None
    for shown in (trace.arcs(), trace.heatmap()):
        words = " ".join(ET.fromstring(shown._repr_svg_()).itertext())
        assert re.search(rf"layer\s0,\s+head\s{chosen.head}\b", words)
        assert repr(shown) == "<SVG, drawn in a notebook>"
    with pytest.raises(UsageError, match="arcs stand over one text"):
        crossing().arcs()


def test_a_notebook_keeps_a_picture_beside_its_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = exhibits.two_heads()
    monkeypatch.setattr(notebook, "find_spec", lambda name: None)  # without Pillow it is the same as SVG
    bundle = trace._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "text/html", "image/svg+xml"}
    drawn = ET.fromstring(bundle["image/svg+xml"])
    assert re.search(r"layer\s0,\s+head", " ".join(drawn.itertext()))
    before, _, frame = bundle["text/html"].partition("<iframe")
    assert "data:image/svg+xml;base64," in before and "sandbox" in frame
    assert not [kind for kind in trace.table()._repr_mimebundle_() if kind.startswith("image")]
    for odd in (crossing(), sights.seen(), exhibits.captioned(), exhibits.translation()):
        assert notebook.still(odd) is not None
    assert notebook.still(replace(trace, layers=())) is None


def test_as_wide_on_paper_as_was_asked() -> None:
    image_module = pytest.importorskip("PIL.Image", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures.png import png

    drawing = arc_figure(sentence(), Style(width_mm=85), look(80))
    assert ET.fromstring(svg(drawing)).attrib["width"] == "85mm"
    with image_module.open(BytesIO(png(drawing)[0])) as image:
        assert image.width == round(85 / 25.4 * 300)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


def test_a_png_has_the_colours_of_the_drawing() -> None:
    image_module = pytest.importorskip("PIL.Image", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures.png import TIMES, png

    drawing = heat_maps(exhibits.two_heads(), ("weights",), LIGHT, look(80))
    data, missing = png(drawing)
    assert missing == ""
    with image_module.open(BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (drawing.width * TIMES, drawing.height * TIMES))
        for part in drawing.parts:
            if isinstance(part, Cells) and part.colours.shape[1] > 1:
                for row, column in np.ndindex(part.colours.shape[:2]):
                    x, y = part.x + (column + 0.2) * part.width, part.y + (row + 0.2) * part.height
                    assert image.getpixel((round(x * TIMES), round(y * TIMES))) == tuple(part.colours[row, column])


def test_letters_are_drawn_however_they_are_turned() -> None:
    pytest.importorskip("PIL", reason="pictures as .png need the extra png")
    from attnx.views.draw.pictures.png import png

    blank = len(png(Drawing(60, 60, (255, 255, 255), "", ()))[0])
    for text, missing in (("Love", ""), ("a\U0010fffe", "\U0010fffe"), (" ", "")):
        for angle in (0, 45, 90):
            label = Label(20, 40, text, 12, (0, 0, 0), angle=angle)
            data, absent = png(Drawing(60, 60, (255, 255, 255), "", (label,)))
            assert absent == missing
            assert (len(data) > blank) == (text != " ")


def test_a_pdf_holds_its_text_and_nothing_that_acts() -> None:
    pytest.importorskip("reportlab", reason="pictures as .pdf need the extra pdf")
    from attnx.views.draw.pictures.pdf import pdf

    drawing = line_figure(sentence(), Style(width_mm=85), look(80))
    data, missing = pdf(drawing)
    assert missing == ""
    assert data.startswith(b"%PDF-")
    assert data == pdf(drawing)[0]  # the same bytes each time
    width = 85 / 25.4 * 72
    assert f"/MediaBox [ 0 0 {width:.2f}"[:16].encode() in data
    for action in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/OpenAction"):
        assert action not in data
