"""What every page keeps to, whatever the trace, the width and the language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from rich.cells import cell_len
from rich.text import Text

import attnx
from attnx.reduce.mean import mean_of_heads
from attnx.views.cell import cell_story
from attnx.views.draw.grid import pixels
from attnx.views.draw.palette import INK, bar, rgb, tick
from attnx.views.draw.terminal.drawn import drawn
from attnx.views.draw.theme import theme
from attnx.views.draw.wrap import pack, wrap
from attnx.views.focus import focus_story
from attnx.views.look import Background, Depth, Look, shorten
from attnx.views.parts import Matrix, Part, Side, Steps
from attnx.views.steps import explanation
from tests.views import exhibits
from tests.views.exhibits import ALL, look, paint, paper, plain, tokens_of, weighed
from tests.views.test_goldens import VIEWS

ANSI = re.compile(r"\x1b\[[0-9;]*m")
NUMBER = re.compile(r"−∞|−?\d+\.\d+(?:e[+-]\d+)?")
TICKS = "▁▂▃▄▅▆▇█"
ROUNDED = "Numbers are rounded for display only"


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=100, deadline=None)
@given(
    name=st.sampled_from(sorted(VIEWS)),
    width=st.integers(30, 130),
    language=st.sampled_from(["en", "zh"]),
    colour=st.booleans(),
    precision=st.integers(0, 6),
    full=st.booleans(),
)
def test_no_line_is_wider_than_the_page(
    name: str, width: int, language: str, colour: bool, precision: int, full: bool
) -> None:
    how = look(width, language, colour, precision, full=full and not name.startswith("long"))
    lines = ANSI.sub("", paint(VIEWS[name], how, colour=colour)).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []


@pytest.mark.parametrize("name", ["explanation", "focus-causal", "cell", "verdict-broken", "models", "lookup"])
def test_every_width(name: str) -> None:
    for width in range(30, 131, 4 if name == "explanation" else 1):
        lines = paint(VIEWS[name], look(width)).splitlines()
        assert [line for line in lines if cell_len(line) > width] == []


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", VIEWS)
def test_colours_change_nothing_but_colours(name: str, language: str, width: int) -> None:
    if name == "long":
        return  # thousands of cells, drawn as in the other views
    coloured = paint(VIEWS[name], look(width, language, colour=True))
    without = paint(VIEWS[name], look(width, language, colour=True), colour=False)
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == without.splitlines()
    assert ANSI.search(coloured)
    assert not ANSI.search(without)


def test_no_color_keeps_bold_and_leaves_colours_out() -> None:
    page = paper(80, colour=True)
    page.no_color = True
    with page.capture() as captured:
        page.print(*drawn(explanation(exhibits.mixed(), ("weights",), look(80)), look(80)))
    codes = {code for found in ANSI.findall(captured.get()) for code in found[2:-1].split(";")}
    assert codes <= {"0", "1", "2", "3", ""}
    assert "1" in codes


@pytest.mark.parametrize("width", [30, 33, 40, 55, 80])
@pytest.mark.parametrize("precision", [0, 2, 5])
def test_no_number_of_a_story_is_cut(width: int, precision: int) -> None:
    long_names = weighed([[[0.25] * 4] * 4], ["internationalisation"] * 3 + ["国际化国际化国际化"])
    for trace in (long_names, exhibits.mixed(causal=True), exhibits.heights(), exhibits.bert()):
        how = look(width, precision=precision)
        pages: list[Callable[[Look], Iterable[Part]]] = [
            partial(focus_story, trace, lambda _: 0),
            partial(explanation, trace, ("summary",)),
        ]
        if trace is not long_names:
            pages.append(partial(cell_story, trace, 0, 0))
        for page in pages:
            for line in paint(page, how).splitlines():
                if re.match(r"\d+ ", line):  # a row of the table: its name may be shortened, its numbers may not
                    assert not re.search(r"[\d.]…|…[\d.]", line), line


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_in(page: str) -> dict[int, list[str]]:
    """The numbers of each row of a matrix, the blocks of it put together; the names are letters."""
    rows: dict[int, list[str]] = {}
    for line in page.splitlines():
        if (found := re.match(r"(\d+) +[a-z]+ +([−·.\d].*)", line)) and "keys" not in line:
            rows.setdefault(int(found[1]), []).extend(cell for cell in found[2].split(" ") if cell)
    return rows


def read(cell: str) -> float:
    return 0.0 if cell == "·" else float(cell.replace("−", "-").replace("∞", "inf"))


MATRICES = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9),
    elements=st.floats(-1000, 1000, width=32) | st.just(-np.inf),
)


@settings(max_examples=60, deadline=None)
@given(data=MATRICES, width=st.integers(40, 130), precision=st.integers(0, 6))
def test_what_is_printed_is_the_rounded_number(data: np.ndarray, width: int, precision: int) -> None:
    rows, columns = (tokens_of(*"abcdefghi"[:n]) for n in data.shape)
    page = paint(lambda how: [Matrix(data, rows, columns)], look(width, precision=precision, full=True))
    found = rows_in(page)
    assert sorted(found) == list(range(len(data)))
    for row, numbers in enumerate(data.tolist()):
        printed = [read(cell) for cell in found[row] if cell != "…"]
        assert printed == [float(f"{number:.{precision}f}") for number in numbers]


@pytest.mark.parametrize("value", [0.0, -0.0, -0.001, 1e9, -3.5e30, 123456.789])
def test_one_number(value: float) -> None:
    text = look(80).number(value)
    assert read(text) == pytest.approx(value, rel=1e-2, abs=0.005)
    assert len(text) <= 10
    assert "-" not in text.replace("e-", "")
    assert read(text) != 0 or not text.startswith("−")


CELL = re.compile(r"[^\s…]+")


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_columns_stand_below_each_other(language: str, width: int) -> None:
    how = look(width, language)
    steps = [step for part in explanation(exhibits.mixed(), ALL, how) if isinstance(part, Steps) for step in part.steps]
    assert len(steps) == 11
    for step in steps:
        lines = paint(lambda how, one=step: [one.matrix], how).splitlines()  # type: ignore[misc]
        first = next(place for place, line in enumerate(lines) if re.match("(0 )?Love", line))
        header, rows = lines[first - 1], lines[first : first + len(step.matrix.rows)]
        columns = len(CELL.findall(header))
        ends = [[cell_len(line[: found.end()]) for found in CELL.finditer(line)][-columns:] for line in (header, *rows)]
        assert all(one == ends[0] for one in ends)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_tables_side_by_side_are_those_tables(width: int) -> None:
    """What stands in a row is what each table alone would be, in as many cells as it has there."""
    trace = attnx.explain("Thinking Machines", "classic")
    page = paint(lambda how: explanation(trace, ("scores", "scaled", "weights"), how), look(width))
    numbers = [line.split()[2:] for line in page.splitlines() if re.match(r"\d (Thin|Mach)", line)]
    assert [number for row in numbers[::2] for number in row] == ["112", "96", "14.00", "12.00", ".88", ".12"]
    assert [number for row in numbers[1::2] for number in row] == ["37", "−14", "4.62", "−1.75", "1.0", "·"]
    assert len(numbers) == {40: 4, 80: 2, 120: 2}[width]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_columns_of_a_story_stand_below_each_other(width: int) -> None:
    page = paint(lambda how: focus_story(exhibits.mixed(causal=True), lambda _: 3, how), look(width)).splitlines()
    start = next(place for place, line in enumerate(page) if line.startswith("key"))
    header, rows, total = page[start], page[start + 1 : start + 8], page[start + 8]
    right = cell_len(header)
    masked = [line for line in rows if "∞" in line]  # they end there
    assert len(masked) == 3
    assert {cell_len(line) for line in (*rows, total) if line not in masked} == {right}
    ends = [[cell_len(line[: number.end()]) for number in NUMBER.finditer(line)] for line in rows]
    assert all(one == ends[0][: len(one)] for one in ends)


@given(st.text(st.sampled_from("ab国际👩é"), max_size=20), st.integers(2, 12))
def test_a_shortened_name_fits_and_says_that_it_is_shortened(name: str, cells: int) -> None:
    short = shorten(name, cells)
    assert cell_len(short) <= cells
    if cell_len(name) <= cells:
        assert short == name
    else:
        assert short.endswith("…") and name.startswith(short[:-1].rstrip())
        assert cell_len(short) >= cells - 1  # half of a wide character is left out


def test_every_sum_is_the_sum_of_its_row() -> None:
    weights = [[0.2, 0.3, 0.5], [0.0, 0.0, 0.0], [0.5, 0.25, 0.125]]  # the last does not sum to 1, and says so
    page = plain(weighed([weights], "abc"), "weights")
    assert [row[-1] for row in rows_in(page).values()] == ["1.00", "0.00", "0.88"]
    assert "each row sums to 1" not in page


def test_where_every_row_sums_to_1_that_is_said_once() -> None:
    page = plain(weighed([[[0.2, 0.3, 0.5], [0.0, 1.0, 0.0], [0.5, 0.25, 0.25]]], "abc"), "weights")
    assert page.count("each row sums to 1") == 1
    assert "=" not in page


def test_blocks_show_the_sum_once_at_the_end_of_a_row() -> None:
    trace = weighed([[[0.1] * 10] * 3], "abcdefghij"[:10]).layers[0].attention[0].arrays["weights"].data[0]
    matrix = Matrix(trace, tokens_of(*"abc"), tokens_of(*"abcdefghij"), shaded=True, sums=True)
    page = paint(lambda how: [matrix], look(30, full=True))
    assert page.count("= 1.00") == 3
    assert page.count("Σ") == 1
    first, second, third = (line for line in page.splitlines() if line.startswith("0 a"))
    assert first.endswith("…") and second.endswith("…") and third.endswith("= 1.00")
    assert (first + second + third).count(".10") == 10


def test_what_is_cut_is_counted() -> None:
    page = plain(exhibits.long_text(), "weights", width=80)
    rows = [line for line in page.splitlines() if re.match(r"\d+ +word", line)]
    columns = len(rows[0].split()) - 3
    assert len(rows) == 20
    assert (
        f"Shown: the 20 of 60 rows that matter most and the {columns} of 60 keys that are read most. "
        "--full shows all." in " ".join(page.split())
    )
    assert all(row.endswith(" …") for row in rows)
    whole = plain(exhibits.long_text(), "weights", width=80, full=True)
    assert "Shown" not in whole
    assert (
        sum(len(row.split()) - 2 - row.endswith("…") for row in whole.splitlines() if re.match(r"\d+ +word", row))
        == 3600
    )


def test_fewer_digits_come_before_fewer_tokens() -> None:
    data = np.array([[29.46, -13.15, 1.03, 0.0, 4.11, -8.68, 9.78, 2.0, -2.5]] * 2)
    tokens = tokens_of(*"abcdefghi")
    matrix = Matrix(data, tokens[:2], tokens)
    pages = {width: paint(lambda how: [matrix], look(width)).splitlines() for width in (70, 60, 44, 30, 16)}
    assert [page[1].split()[2] for page in pages.values()] == ["29.46", "29.5", "29", "█", "29.46"]
    said = {width: page[-1] for width, page in pages.items()}
    assert said[60] == "9 of 9 keys · decimals: 1"
    assert said[44] == "9 of 9 keys · decimals: 0"
    assert pages[30][-2] == "9 of 9 keys · by shade alone"
    assert " ".join(pages[16]).count("Shown: the 1 of 9 keys that are read most.") == 1


def test_what_is_cut_goes_by_what_matters() -> None:
    """Of sixty keys the few are shown that are read at all, and the row of the one that reads another."""
    weights = np.zeros((1, 60, 60))
    weights[0, :, 0] = 1.0
    weights[0, 47] = 0.0
    weights[0, 47, [31, 52]] = 0.5
    page = plain(weighed(weights.tolist(), [f"w{number}" for number in range(60)]), "weights", width=40)
    header = next(line for line in page.splitlines() if "w31" in line).split()
    assert {"w0", "w31", "w52"} <= set(header)


def test_a_story_that_is_cut_says_how_much_of_the_weight_it_leaves_out() -> None:
    trace = exhibits.long_text()
    page = paint(lambda how: focus_story(trace, lambda _: 30, how), look(120))
    weights = np.sort(trace.array("weights", head=0)[30])[::-1]
    assert f"Shown: the 20 largest of 60 keys; the others have {weights[20:].sum():.2f} of the weight." in page
    assert len(re.findall(r"^\d+ +word", page, re.MULTILINE)) == 20
    whole = paint(lambda how: focus_story(trace, lambda _: 30, how), look(120, full=True))
    assert len(re.findall(r"^\d+ +word", whole, re.MULTILINE)) == 60


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_article_s_sentence_is_told_in_130_lines_with_no_token_cut(language: str) -> None:
    page = paint(lambda how: exhibits.told(exhibits.love, how), look(80, language)).splitlines()
    assert len(page) <= 130
    assert not any("read most" in line or "读得最多" in line for line in page)
    headers = [line.split() for line in page if re.match(r" +\[CLS? ", line)]
    assert [len(header) for header in headers] == [13] * 4  # scores, scaled, weights, and the weights of the answer


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_words_fit_a_screen_with_their_answer(language: str) -> None:
    page = paint(lambda how: exhibits.told(exhibits.thinking, how), look(80, language)).splitlines()
    assert len(page) <= 23  # and a line to type the next command in


@given(side=st.integers(5, 24), count=st.integers(24, 70), data=st.data())
def test_a_sharp_weight_never_vanishes_from_a_map(side: int, count: int, data: st.DataObject) -> None:
    query, key = (data.draw(st.integers(0, count - 1)) for _ in range(2))
    weights = np.full((1, count, count), 0.01, dtype=np.float32)
    weights[0, query, key] = 1.0
    rows, columns = np.nonzero(pixels(weights, None, side)[0] == 1.0)
    for found, place in ((rows, query), (columns, key)):
        assert all(block * count // side <= place < -(-(block + 1) * count // side) for block in found)
    assert len(rows) >= 1


def test_wide_names_have_room_in_a_map_by_shade_alone() -> None:
    tokens = tokens_of(*"爱很强大因为它给了我们希望活下去")
    matrix = Matrix(np.full((2, 16), 125.5), tokens[:2], tokens)
    page = paint(lambda how: [matrix], look(54)).splitlines()
    header = page[0].split()
    assert header == [token.name for token in tokens]
    assert all(cell_len(line) <= 54 for line in page)
    assert "by shade alone" in page[-2]


# ── bold, shades and ticks ────────────────────────────────────────────────────────────────────────────────────────────


def bold_in(page: str) -> list[list[str]]:
    """The bold words of each row of a matrix."""
    text = Text.from_ansi(page)
    rows = []
    for line in text.split("\n"):
        if re.match(r"\d+ \S+ +\S", line.plain) and "keys" not in line.plain:
            spans = [span for span in line.spans if not isinstance(span.style, str) and span.style.bold]
            rows.append([word for span in spans for word in line.plain[span.start : span.end].split()])
    return rows


@pytest.mark.parametrize("colour", [True, False])
@settings(max_examples=40, deadline=None)
@given(
    weights=hnp.arrays(
        np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(0, 1, width=16)
    )
)
@example(weights=np.zeros((2, 3), np.float32))
@example(weights=np.array([[0.5, 0.5, 0.0], [0.25, 0.75, 0.0]], np.float32))
def test_bold_is_the_largest_of_its_row(colour: bool, weights: np.ndarray) -> None:
    rows, columns = (tokens_of(*"abcdef"[:n]) for n in weights.shape)
    matrix = Matrix(weights, rows, columns, shaded=True, largest=True)
    found = bold_in(paint(lambda how: [matrix], look(80, colour=colour, precision=4), colour=True))
    expected = [[value for value in row if value == max(row) > 0] for row in weights.astype(np.float64).tolist()]
    assert [list(map(read, row)) for row in found] == [pytest.approx(row, abs=0.51e-4) for row in expected]


SHARES = [number / 1000 for number in range(1001)]


def luminance(colour: tuple[int, int, int]) -> float:
    """The relative luminance of an sRGB colour (WCAG 2.1)."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in (c / 255 for c in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_shades_grow_lighter_step_by_step() -> None:
    light = [luminance(rgb(share)) for share in SHARES[::10]]
    assert all(a < b for a, b in pairwise(light))
    assert light[0] < 0.02
    assert light[-1] > 0.75


def test_shades_keep_their_order_for_those_who_see_no_red_or_no_green() -> None:
    # Machado, Oliveira & Fernandes 2009, severity 1, on linear light.
    kinds = {
        "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    }
    srgb = np.array([rgb(share) for share in SHARES[::10]]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    for matrix in kinds.values():
        light = np.clip(linear @ np.array(matrix).T, 0, 1) @ [0.2126, 0.7152, 0.0722]
        assert (np.diff(light) > 0).all()


@pytest.mark.parametrize("background", get_args(Background))
@pytest.mark.parametrize("depth", get_args(Depth))
def test_letters_can_be_read_on_every_ground(background: Background, depth: Depth) -> None:
    chosen = theme(background, depth)
    grounds = [style for scale in (chosen.weights, chosen.less, chosen.more) for style in scale.styles if style.bgcolor]
    for style in grounds:
        assert style.color is not None and style.bgcolor is not None
        ink, ground = luminance(style.color.get_truecolor()), luminance(style.bgcolor.get_truecolor())
        contrast = (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05)
        # WCAG 2.1, AA; what the sixteen colours of a terminal are is for its user to say.
        assert contrast >= (4.5 if depth != "standard" else 3.5), (style, contrast)


@pytest.mark.parametrize("background", get_args(Background))
@pytest.mark.parametrize("depth", ["truecolor", "256"])
def test_grounds_leave_that_of_the_terminal_step_by_step(background: Background, depth: Depth) -> None:
    chosen = theme(background, depth)
    for scale in (chosen.weights, chosen.less, chosen.more):
        nothing, *grounds = scale.styles
        assert nothing.bgcolor is None  # zero is the background itself
        light = [luminance(style.bgcolor.get_truecolor()) for style in grounds if style.bgcolor]
        assert len(light) == len(grounds)
        assert light == sorted(light, reverse=background == "light")


def test_the_colours_of_a_number_say_its_sign_and_size() -> None:
    chosen = theme()
    assert chosen.signed(0.0) == chosen.weights(0.0) == chosen.signed(-0.0)
    assert chosen.signed(0.7) == chosen.more(0.7) != chosen.less(0.7) == chosen.signed(-0.7)
    assert chosen.signed(-9.0) == chosen.less(1.0)


def test_shades_ticks_and_bars_grow_with_the_share() -> None:
    blocks = " ▁▂▃▄▅▆▇█"
    heights = [blocks.index(tick(share)) for share in SHARES]
    assert heights == sorted(heights)
    assert (heights[0], heights[-1]) == (0, 8)
    assert tick(0.0) == " "
    for cells in (10, 16):
        eighths = [
            8 * bar(share, cells).count("█") + " ▏▎▍▌▋▊▉".find(bar(share, cells)[-1:] or " ") for share in SHARES
        ]
        lengths = [cell_len(bar(share, cells)) for share in SHARES]
        assert lengths == sorted(lengths)
        assert (lengths[0], lengths[-1]) == (0, cells)
        partial = [
            value for value, share in zip(eighths, SHARES, strict=True) if bar(share, cells)[-1:] not in ("█", "")
        ]
        assert partial == sorted(partial)
    assert bar(2.0, 10) == bar(1.0, 10)
    assert (rgb(-1.0), rgb(2.0)) == (rgb(0.0), rgb(1.0))
    assert 0 < INK < 1


# ── the note on rounding ──────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=100, deadline=None)
@given(scores=hnp.arrays(np.float64, (3, 4), elements=st.floats(-3, 3)), precision=st.integers(0, 4))
@example(scores=np.zeros((3, 4)), precision=2)
@example(scores=np.log([[1.0, 1.0, 1.0, 1e-30]] * 3), precision=2)
def test_rounding_is_mentioned_exactly_where_a_sum_visibly_disagrees(scores: np.ndarray, precision: int) -> None:
    weights = (np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)).astype(np.float32)
    matrix = Matrix(weights, tokens_of(*"abc"), tokens_of(*"abcd"), shaded=True, sums=True)
    page = paint(lambda how: [matrix], look(120, precision=precision))
    rows = [[read(cell) for cell in row if cell not in "=…"] for row in rows_in(page).values()]
    disagree = any(abs(sum(row[:-1]) - row[-1]) > 0.5 * 10.0**-precision for row in rows)
    assert (ROUNDED in page) == disagree


def test_rounding_is_not_mentioned_for_rows_and_columns_that_are_cut() -> None:
    thirds = np.array([[1 / 3, 1 / 3, 1 / 3] + [0.0] * 22] * 25)
    exact = np.array([[0.5, 0.5, 0.0] + [0.0] * 22] * 25)
    names = tokens_of(*(f"w{number}" for number in range(25)))

    def page(data: np.ndarray, **how: Any) -> str:
        order = Side(range(25))
        return paint(lambda _: [Matrix(data, names, names, shaded=True, sums=True, down=order)], look(**how))

    assert ROUNDED in page(thirds, width=200)
    assert ROUNDED not in page(thirds, width=40)  # no row is whole
    assert ROUNDED in page(thirds, width=40, full=True)
    last = np.concatenate([exact[:20], thirds[:5]])
    assert ROUNDED not in page(last, width=200)  # the fives are cut
    assert ROUNDED in page(last, width=200, full=True)


def test_a_story_mentions_rounding_only_where_its_sums_disagree() -> None:
    thirds, halves = weighed([[[1 / 3] * 3] * 3], "abc"), weighed([[[0.5, 0.5, 0.0]] * 3], "abc")
    assert ROUNDED in paint(lambda how: focus_story(mean_of_heads(thirds), lambda _: 0, how), look(80))
    assert ROUNDED not in paint(lambda how: focus_story(mean_of_heads(halves), lambda _: 0, how), look(80))


def test_a_cell_mentions_rounding_only_where_its_arithmetic_disagrees() -> None:
    whole = attnx.attend([[2.0, 4.0]], [[1.0, 3.0]], [[1.0]], scale=0.5)  # 2·1 + 4·3 = 14, × 0.5 = 7, one key
    assert ROUNDED not in paint(lambda how: cell_story(whole, 0, 0, how), look(80))
    ragged = attnx.attend(
        [[0.333, 0.333]], [[3.0, 3.0]], [[1.0]], scale=0.5
    )  # 0.33 × 3.00 = 0.99, and 1.00 stands there
    assert ROUNDED in paint(lambda how: cell_story(ragged, 0, 0, how), look(80))


# ── line breaks ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(st.sampled_from("每个键 a1，。（）；“”word－👩 ")), st.integers(4, 40))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    folded = wrap(Text(text), width)
    assert folded.plain.replace("\n", "") == text


@given(st.lists(st.text("ab键", min_size=1, max_size=12), max_size=6), st.integers(12 * 2, 60), st.integers(0, 20))
def test_packing_breaks_only_between_parts(parts: list[str], width: int, used: int) -> None:
    packed = pack(parts, " · ", width, used)
    assert [part for line in packed.split("\n") if line for part in line.split(" · ")] == parts
    first, *rest = packed.split("\n")
    assert cell_len(first) + used <= width or not first or used == 0
    assert all(cell_len(line) <= width for line in rest)
