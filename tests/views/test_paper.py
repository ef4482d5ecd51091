"""Views as Markdown and LaTeX: against files that a person has read, and what no text may do to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from attnx.lessons import Lesson
from attnx.views import parts as parts_
from attnx.views import translation
from attnx.views.draw.paper import latex, markdown, signs
from attnx.views.draw.paper.blocks import WIDTH, Entry, Grid, Heading, Lines, Paragraph, blocks_of
from attnx.views.focus import focus_story
from attnx.views.look import Look
from attnx.views.parts import Either, Listing, Matrix, Part, Scene, SideBySide, Steps, Title
from attnx.views.steps import explanation
from attnx.views.visible import visible
from tests.views import exhibits
from tests.views.exhibits import ALL, look
from tests.views.test_goldens import VIEWS, compare, in_turn

FILES = Path(__file__).parent / "files"
PAGES: dict[str, Callable[[Look], Iterator[Part]]] = {
    "classic": lambda how: explanation(exhibits.classic(), ("tokens", "scores", "weights", "summary"), how),
    "mixed": lambda how: explanation(exhibits.mixed(causal=True), ("tokens", "q", "masked", "weights"), how),
    "focus": lambda how: focus_story(exhibits.mixed(), lambda _: 4, how),
    "translation": lambda how: in_turn(translation.paced(exhibits.translation(), how)),
}
HOSTILE = [
    r"\input{/etc/passwd} \end{tabular} $x^2$ 100% a_b #1 ~ & {}",
    "| a | b |\n|--|--|",
    "<script>alert(1)</script> <!-- x --> &amp; &#60;",
    "**bold** _it_ `code` ``` ~~~ [link](http://example.org) ![x](y)",
    "- item", "+ item", "1. item", "1) item", "# heading", "> quote", "====", "---", "***", "2026-11-24 10:00",
    "www.example.org http://example.org @name :smile: $a$ $$b$$", "\\", "\\\\[2em]", "*", "[x]",
    "-- --- `` '' ,, ?` !`",
    "\u200b\u202eabc", "a\tb\nc\x1b[31m", "爱 👩‍🚀 é", "|", "^", '"',
]  # fmt: skip


def markdown_of(name: str, language: str) -> str:
    how = Look(Lesson(language), WIDTH)
    return markdown.markdown(PAGES[name](how), how)


def latex_of(name: str, language: str) -> str:
    how = Look(Lesson(language), WIDTH)
    return latex.latex(PAGES[name](how), how, "Thinking Machines" if name == "classic" else "")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, language: str, request: pytest.FixtureRequest) -> None:
    compare(FILES / f"{name}.{language}.md", markdown_of(name, language), request)
    compare(FILES / f"{name}.{language}.tex", latex_of(name, language), request)


def test_every_file_is_of_a_page() -> None:
    found = {path.name for path in FILES.iterdir() if path.suffix in (".md", ".tex")}
    assert found == {f"{name}.{language}.{e}" for name in PAGES for language in ("en", "zh") for e in ("md", "tex")}


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_can_be_written(name: str) -> None:
    how = look(WIDTH)
    parts = list(blocks_of(VIEWS[name](how), how))
    assert markdown.markdown(VIEWS[name](how), how).count("\n\n\n") == 0
    body = latex.latex(VIEWS[name](how), how)
    assert body.count(r"\begin{table}") == body.count(r"\caption{") == sum(isinstance(p, Grid) for p in parts)
    for part in parts:
        if isinstance(part, Grid):
            assert {len(row) for row in (part.headers, *part.rows)} == {len(part.numbers)}


@pytest.mark.parametrize("name", VIEWS)
def test_a_title_is_a_heading_and_a_table_a_table(name: str) -> None:
    how = look(WIDTH)
    parts, blocks = list(VIEWS[name](how)), list(blocks_of(VIEWS[name](how), how))
    titles: list[object] = [part for part in parts if isinstance(part, Title | parts_.Heading | Scene)]
    for part in parts:
        titles += dict.fromkeys(step.heading for step in part.steps) if isinstance(part, Steps) else []
    assert len(titles) == sum(isinstance(block, Heading) for block in blocks)
    tables: list[object] = [part for part in parts if isinstance(part, Listing | Either | Matrix)]
    tables += [matrix for part in parts if isinstance(part, SideBySide) for matrix in part.matrices.values()]
    tables += [step.matrix for part in parts if isinstance(part, Steps) for step in part.steps]
    assert len(tables) == sum(isinstance(block, Grid) for block in blocks)


def test_every_step_has_a_heading() -> None:
    found = [part.text for part in blocks_of(explanation(exhibits.mixed(causal=True), ALL, look(WIDTH)), look(WIDTH))
             if isinstance(part, Heading)]  # fmt: skip
    assert [text[0] for text in found[1:]] == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "1"]
    assert found[0] == "toy — random weights"
    assert "4 scores — Q·Kᵀ" in found


def test_the_numbers_are_those_of_the_terminal() -> None:
    grid = next(part for part in blocks_of(explanation(exhibits.classic(), ("weights",), look(WIDTH)), look(WIDTH))
                if isinstance(part, Grid))  # fmt: skip
    assert [cell.text for cell in grid.headers] == ["", "0 Thinking", "1 Machines"]
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["0 Thinking", ".88", ".12"],
        ["1 Machines", "1.0", "·"],
    ]
    assert [[cell.strong for cell in row] for row in grid.rows] == [[False, True, False]] * 2


def test_what_is_cut_is_said() -> None:
    page = markdown.markdown(explanation(exhibits.long_text(), ("weights",), look(WIDTH)), look(WIDTH))
    assert "Shown: the 20 of 60 rows that matter most" in page
    assert "…" in markdown.markdown(explanation(exhibits.long_text(), ("weights",), look(60)), look(60))
    full = look(WIDTH, full=True)
    whole = markdown.markdown(explanation(exhibits.long_text(), ("weights",), full), full)
    assert "Shown" not in whole
    assert whole.count("\n| 59 word59 |") > 1  # in as many tables as it takes


# ── text is data ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Shown(HTMLParser):
    """What a reader sees of a page: the cells of its tables, its paragraphs and headings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag in ("td", "th", "p", "h1", "h2"):
            self.cells.append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "p", "h1", "h2"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(page: str) -> Shown:
    reader = Shown()
    reader.feed(GITHUB.render(page))
    return reader


TEXTS = st.text(min_size=1, max_size=30) | st.text("|\\`*_{}[]()<>#+-.!~$&@:='\",^% a1爱", min_size=1, max_size=12)


def examples(test: Callable[..., None]) -> Callable[..., None]:
    for text in HOSTILE:
        test = example(text)(test)
    return test


@examples
@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_markdown_shows_any_text_and_obeys_none(text: str) -> None:
    name = " ".join(visible(text).split())
    if not name:
        return
    grid = Grid([Entry(""), Entry(name)], [[Entry(name), Entry(name, True)]], [False, True])
    for part, tags in (
        (grid, ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td", "strong"]),
        (Paragraph(name), ["p"]),
        (Paragraph(name, caption=True), ["p", "em"]),
        (Heading(name, 2), ["h2"]),
        (Lines([name, f"  {name}"]), ["pre", "code"]),
    ):
        found = shown(markdown.written(part))
        if isinstance(part, Paragraph) and part.caption and "em" not in found.tags:
            tags = ["p"]  # an emphasis that ends in a blank sign is none, and shows its two stars
            found.cells = [cell.strip("*") for cell in found.cells]
            name = name.strip("*")
        assert found.tags == tags, markdown.written(part)
        assert {" ".join(cell.split()) for cell in found.cells if cell} <= {name}


TOKEN = re.compile(
    "|".join(map(re.escape, sorted(signs.WRITTEN.values(), key=len, reverse=True))) + r"|[^\\{}$&#%_~^<>|`\"\[\]*]"
)
BACK = {written: sign for sign, written in signs.WRITTEN.items()}


@examples
@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_latex_shows_any_text_and_obeys_none(text: str) -> None:
    """What is written is made of known commands for one sign each, and of signs that LaTeX does not obey."""
    name = visible(text)
    written = signs.escape(name)
    tokens = TOKEN.findall(written)
    assert "".join(tokens) == written
    assert "".join(BACK.get(token, token) for token in tokens) == name
    for pair in ("--", ",,", "''", "``"):
        assert pair not in written


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_row_of_latex_is_one_row(text: str) -> None:
    name = visible(text).replace("\n", " ")
    row = latex.line([Entry(name), Entry(name, True), Entry(name)])
    assert row.endswith(r" \\")
    assert len(re.findall(r"(?<!\\)&", row)) == 2
    assert len(re.findall(r"\\\\", row.removesuffix(r"\\"))) == 0
