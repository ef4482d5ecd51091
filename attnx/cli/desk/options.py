"""The options, each written once and shared by the commands that take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Annotated, Any

import typer

from attnx.cli.words import SAY, WHEN
from attnx.errors import UsageError
from attnx.lessons import LANGUAGES


def given(options: Mapping[str, object]) -> str | None:
    """The first of these options that was typed, if any."""
    return next((name for name, value in options.items() if value is not None and value is not False), None)


def whole(option: str, low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number between low and high."""

    def read(value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            expected = SAY("expected_whole", low=low, high=high)
            raise UsageError("not_a_number", option=option, expected=expected, value=value)
        return number

    return read


def positive(option: str) -> Callable[[str], float]:
    """Reads a number above 0."""

    def read(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not 0 < number < inf:
            raise UsageError("not_a_number", option=option, expected=SAY("expected_positive"), value=value)
        return number

    return read


def language(value: str) -> str:
    if value not in LANGUAGES:
        raise UsageError("language", value=value, choices=", ".join(LANGUAGES))
    return value


def words(value: str) -> str:
    """What pieces are merged into: there is one such thing."""
    if value != "words":
        raise UsageError("not_a_number", option="--merge", expected="words", value=value)
    return value


def one_of(option: str, *choices: str) -> Callable[[str], str]:
    """Reads one of a few words."""

    def read(value: str) -> str:
        if value not in choices:
            raise UsageError("not_a_number", option=option, expected=", ".join(choices), value=value)
        return value

    return read


def option(*names: str, help: str, **settings: Any) -> Any:
    return typer.Option(*names, help=SAY(f"help_{help}"), show_default=False, **settings)


TextArgument = Annotated[str | None, typer.Argument(metavar="TEXT", help=SAY("help_text"), show_default=False)]
ModelOption = Annotated[str | None, option("--model", help="model", metavar="NAME|DIR|ID")]
RevisionOption = Annotated[str | None, option("--revision", help="revision", metavar="REV")]
OfflineOption = Annotated[bool, option("--offline", help="offline")]
CellOption = Annotated[str | None, option("--cell", help="cell", metavar="QUERY,KEY")]
LayerOption = Annotated[str | None, option("--layer", help="layer", metavar="N|mean|all")]
HeadOption = Annotated[str | None, option("--head", help="head", metavar="N|mean|all")]
UntrainedOption = Annotated[bool, option("--untrained", help="untrained")]
ColorOption = Annotated[str, option("--color", help="color", metavar="WHEN", parser=one_of("--color", *WHEN))]
CausalOption = Annotated[bool, option("--causal", help="causal")]
LangOption = Annotated[str | None, option("--lang", help="lang", metavar="en|zh", parser=language)]
