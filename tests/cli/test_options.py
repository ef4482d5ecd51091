"""One desk for options: each declared once, gathered into values that check themselves before any work is done."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from attnx import cli
from attnx.cli.app import COMMANDS, command_of
from attnx.cli.desk.choices import HeadChoice, Shown, ViewChoice
from attnx.cli.desk.options import option
from attnx.cli.desk.output import Output, TraceOutput
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.signature import Options, Without, flat
from attnx.cli.lens import LensChoice
from attnx.errors import AttnxError, UsageError
from attnx.frozen import frozen

HOUSE = Path(cli.__file__).parent


@frozen
class Weather(Options):
    """Two options that do not go together."""

    sun: Annotated[bool, option("--sun", help="json")] = False
    rain: Annotated[str | None, option("--rain", help="out", metavar="MM")] = None

    def __post_init__(self) -> None:
        if self.sun and self.rain:
            raise UsageError("two_views", one="--sun", other="--rain")


def walked(place: str, *, weather: Weather, fast: bool = False) -> None:
    WALKS.append((place, weather, fast))


def sheltered(weather: Annotated[Weather, Without("rain")]) -> None:
    WALKS.append(weather)


WALKS: list[Any] = []


def options_of(command: str) -> set[str]:
    """Every parameter of a command as Typer reads it."""
    return set(inspect.signature(command_of(command)).parameters)


def test_a_value_in_a_signature_is_its_options() -> None:
    spread = flat(walked)
    assert list(inspect.signature(spread).parameters) == ["place", "sun", "rain", "fast"]
    WALKS.clear()
    spread(place="here", sun=True, rain=None, fast=True)
    assert [("here", Weather(sun=True), True)] == WALKS
    with pytest.raises(UsageError, match="--sun"):
        spread(place="here", sun=True, rain="3", fast=True)
    assert len(WALKS) == 1  # it was refused before the command began


def test_an_option_that_is_left_out_has_its_default() -> None:
    spread = flat(sheltered)
    assert list(inspect.signature(spread).parameters) == ["sun"]
    WALKS.clear()
    spread(sun=True)
    assert [Weather(sun=True)] == WALKS


def test_every_option_is_declared_once() -> None:
    """The same flag with the same help stands in one place, however many commands take it."""
    declared = Counter(
        tuple(
            value.value
            for value in (*call.args, *(word.value for word in call.keywords if word.arg == "help"))
            if isinstance(value, ast.Constant)
        )
        for file in HOUSE.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "option"
    )
    assert len(declared) > 40
    assert not [names for names, count in declared.items() if count > 1]


def test_every_command_takes_the_language() -> None:
    assert all("lang" in options_of(command) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_typer_reads_every_command(command: str) -> None:
    app = typer.Typer()
    app.command(command)(command_of(command))
    names = [parameter.name for parameter in typer.main.get_command(app).params]
    assert options_of(command) <= set(names)


@pytest.mark.parametrize(
    ("value", "options", "key"),
    [
        (Output, {"out": Path("a.npz")}, "unknown_extension"),
        (Output, {"html": Path("a.htm")}, "unknown_extension"),
        (TraceOutput, {"out": Path("a.docx")}, "unknown_extension"),
        (HeadChoice, {"layer": "first"}, "not_a_number"),
        (HeadChoice, {"head": "1,x"}, "not_a_number"),
        (Shown, {"head": "mean"}, "not_a_number"),
        (ViewChoice, {"focus": "it", "cell": "0,1"}, "two_views"),
        (ViewChoice, {"focus": "it", "steps": "weights"}, "two_views"),
        (ViewChoice, {"cell": "0,1", "merge": "words"}, "cell_of_words"),
        (ViewChoice, {"steps": "nothing"}, "unknown_step"),
        (LensChoice, {"lens": "norms", "token": "it"}, "token_of_logit"),
        (Showing, {"view": ViewChoice("it"), "output": TraceOutput(out=Path("a.npz"), json=True)}, "file_and_view"),
        (Showing, {"view": ViewChoice(top_k=2), "output": TraceOutput(out=Path("a.csv"))}, "file_and_view"),
        (Showing, {"view": ViewChoice(cell="0,1"), "output": TraceOutput(html=Path("a.html"))}, "two_views"),
        (Showing, {"view": ViewChoice(steps="tokens"), "output": TraceOutput(out=Path("a.heatmap.svg"))}, "no_matrix"),
    ],
)
def test_what_contradicts_itself_is_never_born(value: type[Any], options: dict[str, Any], key: str) -> None:
    with pytest.raises(AttnxError) as refused:
        value(**options)
    assert refused.value.key == key


def test_what_goes_together_is_born() -> None:
    assert HeadChoice("0,2", "mean").layers == (0, 2)
    assert LensChoice("logit", "it").name == "logit"
    assert LensChoice("weights").name is None
    showing = Showing(ViewChoice("it"), TraceOutput(html=Path("a.html")))  # a page opens on a row
    assert set(showing.arrays) > {"x", "q", "z"}
    assert Showing(ViewChoice(), TraceOutput(out=Path("a.heatmap.svg"))).arrays == ("weights",)


def test_a_result_has_one_ending() -> None:
    assert [TraceOutput(out=Path(name)).ending for name in ("A.JSON", "a.svg", "a.heatmap.svg")] == [
        ".json",
        ".svg",
        ".heatmap.svg",
    ]
    assert (Output().ending, Output(json=True).ending) == ("", ".json")
    assert [TraceOutput(out=Path(name)).as_data for name in ("a.npz", "a.md", "a.heatmap.svg")] == [True, False, True]
