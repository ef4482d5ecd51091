"""What tells stands apart from what draws: views yield values, and only what draws them knows a style."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

from attnx.views import parts
from attnx.views.draw.fit import Cards, fitted, natural_width
from attnx.views.draw.terminal.drawn import drawn
from attnx.views.draw.theme import theme
from attnx.views.look import Background, Depth
from attnx.views.parts import Bar, Cell, Column, Either, Listing, Meaning, Notice, line, listing, word
from tests.views.exhibits import look, paint
from tests.views.test_goldens import VIEWS

ROOM = Path(parts.__file__).parent
TELLING = sorted(path for path in ROOM.glob("*.py"))
DRAWING = ("attnx.views.draw.terminal", "attnx.views.draw.paper", "attnx.views.draw.pictures")


def imported(path: Path) -> set[str]:
    """The modules that a file imports by name."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return names | {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}


@pytest.mark.parametrize("path", TELLING, ids=[path.stem for path in TELLING])
def test_what_tells_knows_no_style(path: Path) -> None:
    names = imported(path)
    assert {name for name in names if name.split(".")[0] == "rich"} <= {"rich.cells"}  # how wide a letter is
    assert not [name for name in names if name.startswith(DRAWING)]


@pytest.mark.parametrize("name", VIEWS)
def test_every_part_is_drawn(name: str) -> None:
    how = look(80)
    for part in VIEWS[name](how):
        assert isinstance(part, parts.Part)
        assert list(drawn([part], how))


def test_every_meaning_has_a_style() -> None:
    for background in get_args(Background):
        for depth in get_args(Depth):
            assert set(theme(background, depth).meanings) == set(get_args(Meaning))


ROWS: list[list[Cell]] = [
    ["one", "1.00", Bar(1.0, 8)],
    [line("t", ("wo", "strong")), word("2.00", "quiet"), Bar(0.5, 8)],
]


def test_columns_of_the_lowest_rank_go_first_and_are_named() -> None:
    columns = (Column("name"), Column("size", True, rank=2), Column("share", rank=1))
    whole = Listing(columns, ROWS, cut="more there")
    assert list(fitted([whole], look(natural_width(whole)))) == [whole, Notice("more there")]
    narrow, cut, dropped = fitted([whole], look(natural_width(whole) - 1))
    assert isinstance(narrow, Listing) and [column.header for column in narrow.columns] == ["name", "size"]
    assert cut == Notice("more there") and isinstance(dropped, Notice) and "share" in dropped.text


def test_a_listing_that_may_lose_no_column_becomes_cards() -> None:
    table = listing(["name", "size", ""], ROWS, numbers=(1,))
    assert [type(part) for part in fitted([table], look(natural_width(table) - 1))] == [Cards]
    assert "  size  1.00\n" in paint(lambda how: [table], look(natural_width(table) - 1))


def test_texts_that_fold_lose_no_letter() -> None:
    columns = (Column("#", True), Column("text", folds=True), Column("piece", folds=True))
    table = Listing(
        columns, [["0", "abcdefghijklmnopqrstuvwxyz", "un ##believ ##able"], ["1", "爱爱爱爱爱爱爱爱", "爱"]]
    )
    for width in range(14, 60):
        (part,) = fitted([table], look(width))
        assert isinstance(part, Listing) and natural_width(part) <= width
        letters = [
            "".join(parts.line_of(cell).plain for row in part.rows if not isinstance(cell := row[at], Bar))
            for at in (1, 2)
        ]
        assert letters[0] == "abcdefghijklmnopqrstuvwxyz爱爱爱爱爱爱爱爱"
        assert letters[1].replace(" ", "") == "un##believ##able爱"


def test_of_two_listings_the_one_that_fits_is_shown() -> None:
    long, short = listing(["a long name", "n"], [["x", "1"]]), listing(["a name", "n"], [["x", "1"]])
    assert list(fitted([Either(long, short)], look(14))) == [long]
    assert list(fitted([Either(long, short)], look(13))) == [short]
