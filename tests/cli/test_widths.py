"""No line is longer than the page, and no number is cut, at any width in either language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from rich.cells import cell_len

import attnx
from attnx.checkpoint.describe import available, opened
from attnx.cli.commands.tour import exhibits
from attnx.cli.desk.choices import ViewChoice
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.terminal import console, render
from attnx.lessons import Lesson
from attnx.measures.verify import verify
from attnx.reduce.mean import mean_of_heads
from attnx.trace import Array, Trace
from attnx.views.look import Look
from attnx.views.lookup import lookup_story
from attnx.views.models import ModelLine, model_table
from attnx.views.parts import Part
from attnx.views.tour import scenes
from attnx.views.verdict import verdict
from tests.cli.processes import MODELS, SENTENCE, on_terminal, printed
from tests.conftest import Run

Page = Callable[[Look], Iterable[Part]]

MIXED = "我爱 attention 👩‍💻🇨🇳 naïve\u200bzero \x1b[31mred café — ok? हिन्दी ไทย 한국어"
LONG = " ".join(f"word{i}" for i in range(45))
ENDLESS = "a" * 200 + " b " + "字" * 3
explain = cache(attnx.explain)


def view(trace: Trace, focus: str | None = None, cell: str | None = None, steps: str | None = None) -> Page:
    """What explain, attend and show print of a trace."""
    showing = Showing(ViewChoice(focus, cell, steps), TraceOutput())
    return lambda look: showing.chosen(trace, look)


def matrices() -> Trace:
    labels = ["a very long label indeed", "日本語の長いラベル", "x"]
    k = [[1, 2], [3, 4], [5, 6]]
    mask = np.array([[0, -np.inf, 0], [-1e30, 0, 0]])
    return attnx.attend(
        [[1, -200], [3, 4]], k, k, mask=mask, labels=labels[:2], key_labels=labels, name="long name " * 12
    )


def broken() -> Trace:
    """A trace of which no step holds."""
    trace = explain(SENTENCE, "toy", causal=True)
    (attention,) = trace.layers[0].attention
    wrong = {
        name: array if name in ("q", "mask") else Array(array.axes, array.data * 3)
        for name, array in attention.arrays.items()
    }
    return replace(trace, layers=(replace(trace.layers[0], attention=(replace(attention, arrays=wrong),)),))


def lookup(query: Sequence[float], **keys: Sequence[float]) -> Page:
    trace = attnx.lookup(query, {name.replace("_", " "): key for name, key in keys.items()})
    return lambda look: lookup_story(trace, look)


def models(look: Look) -> Iterable[Part]:
    return model_table(
        [
            ModelLine(one.name, one.spec.family, one.parameters, 6, 12, 384, one.provenance, how_to_get)
            for one in available()
            for how_to_get in ("", one.how_to_get)
        ],
        opened(),
        look,
    )


PAGES: dict[str, Callable[[], Page]] = {
    "sentence": lambda: view(explain(SENTENCE, "toy", causal=True)),
    "mixed": lambda: view(explain(MIXED, "toy")),
    "long": lambda: view(explain(LONG, "toy")),
    "endless": lambda: view(explain(ENDLESS, "toy")),
    "mean": lambda: view(mean_of_heads(explain(SENTENCE, "toy"))),
    "bert": lambda: view(explain("Love gives hope.", MODELS / "bert-plain")),
    "classic": lambda: view(explain("Thinking Machines", "classic")),
    "focus": lambda: view(explain(SENTENCE, "toy"), focus="it"),
    "focus of a mean": lambda: view(mean_of_heads(explain(SENTENCE, "toy")), focus="it"),
    "focus where masked": lambda: view(explain(SENTENCE, "toy", causal=True), focus="it"),
    "focus among many": lambda: view(explain(LONG, "toy"), focus="3"),
    "focus on mixed": lambda: view(explain(MIXED, "toy"), focus="0"),
    "focus on endless": lambda: view(explain(ENDLESS, "toy"), focus="0"),
    "cell": lambda: view(explain(SENTENCE, "toy"), cell="it,Love"),
    "cell of many": lambda: view(explain(LONG, "toy", causal=True), cell="9,4"),
    "cell of classic": lambda: view(explain("Thinking Machines", "classic"), cell="0,1"),
    "cell of endless": lambda: view(explain(ENDLESS, "toy"), cell="0,1"),
    "attend": lambda: view(matrices()),
    "attend, focus": lambda: view(matrices(), focus="0"),
    "attend, cell": lambda: view(matrices(), cell="0,2"),
    "lookup": lambda: lookup([172], 张三=[165], 李四=[170], 王五=[195]),
    "lookup of vectors": lambda: lookup([1, 0, 2], b=[0, 0, 0], **{"long_name_" * 12: [1, 0, 1]}),
    "lookup of long vectors": lambda: lookup([float(i) for i in range(50)], a=[float(i) for i in range(50)]),
    "verify": lambda: lambda look: verdict(verify(explain(SENTENCE, "toy", causal=True)), look),
    "verify, broken": lambda: lambda look: verdict(verify(broken()), look),
    "models": lambda: models,
    "tour": lambda: lambda look: (part for scene in scenes(exhibits(look.say.language), look) for part in scene),
}
MINILM: dict[str, Callable[[], Page]] = {
    "minilm": lambda: view(explain(SENTENCE, "minilm", layers=(3,), heads=(1,))),
    "minilm, focus": lambda: view(explain(SENTENCE, "minilm", layers=(3,), heads=(1,)), focus="it"),
    "minilm, cell": lambda: view(explain(SENTENCE, "minilm", layers=(3,), heads=(1,)), cell="it,Love"),
    "minilm, mixed": lambda: view(explain(MIXED, "minilm", layers=(3,), heads=(1,)), steps="tokens,summary"),
}


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, id=name) for name, page in PAGES.items()]
    + [pytest.param(page, id=name, marks=pytest.mark.minilm) for name, page in MINILM.items()],
)
def test_every_line_fits(page: Callable[[], Page]) -> None:
    draw = page()
    for width in (40, 60, 80, 120):
        for language in ("en", "zh"):
            how = Look(Lesson(language), width)
            text = render(console(width), draw(how), how)
            assert text.strip()
            for line in text.splitlines():
                assert cell_len(line) <= width, (width, language, line)
                # A number that is cut says nothing; a row or column that is cut says so.
                assert not re.search(r"\d…", re.sub("⟨U.*…", "", line)), (width, language, line)


def test_a_process_prints_lines_that_fit(quick: Run) -> None:
    for language in ("en", "zh"):
        for arguments in (
            ["explain", "--model", "toy", SENTENCE],
            ["models"],
            ["lookup", "172", "张三=165", "李四=170"],
            ["tour"],
        ):
            for line in printed(quick(*arguments, "--width", "40", "--lang", language)).splitlines():
                assert cell_len(line) <= 40
                assert line == line.rstrip()
    for line in printed(
        quick("explain", "--model", "toy", LONG, "--full", "--steps", "tokens,scores,weights,summary")
    ).splitlines():
        assert cell_len(line) <= 80


def test_columns_of_wide_characters_stand_below_each_other(quick: Run) -> None:
    text = printed(quick("explain", "--model", "toy", "我爱 AI 🙂 👩‍💻 é", "--steps", "weights", "--width", "120"))
    rows = [line for line in text.splitlines() if re.match(r"\d +\S+ +[.·]", line)]
    assert len(rows) == 6
    assert len({cell_len(row) for row in rows}) == 1
    tokens = printed(
        quick("explain", "--model", "toy", "我爱 AI 🙂 👩‍💻 é", "--steps", "tokens", "--full")
    ).splitlines()
    table = tokens[next(i for i, line in enumerate(tokens) if line.startswith("#")) :][1:]
    assert len({cell_len(line.rpartition("  ")[0]) for line in table}) == 1


def test_the_width_is_that_of_the_terminal_or_of_columns(quick: Run) -> None:
    narrow = printed(quick("explain", "--model", "toy", SENTENCE, "--width", "40"))
    assert printed(quick("explain", "--model", "toy", SENTENCE, COLUMNS="40")) == narrow
    wide = printed(quick("explain", "--model", "toy", SENTENCE, "--width", "80"))
    assert printed(quick("explain", "--model", "toy", SENTENCE)) == wide
    assert printed(quick("explain", "--model", "toy", SENTENCE, COLUMNS="0")) == wide  # nobody said
    for columns, more in ((40, {}), (100, {"COLUMNS": "40"})):
        assert on_terminal("explain", "--model", "toy", SENTENCE, columns=columns, TERM="dumb", **more) == narrow
    assert on_terminal("explain", "--model", "toy", SENTENCE, "--width", "40", TERM="dumb") == narrow
    for line in re.sub(
        "\x1b\\[[0-9;]*m", "", on_terminal("explain", "--model", "toy", SENTENCE, columns=40)
    ).splitlines():
        assert cell_len(line) <= 40
