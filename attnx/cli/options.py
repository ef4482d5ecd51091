"""The options, each written once and shared by the commands that take it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Annotated, Any

import typer

from attnx.cli.words import SAY
from attnx.errors import UsageError
from attnx.lessons import LANGUAGES
from attnx.measures.lenses import LENSES


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


def positive(value: str) -> float:
    """Reads a temperature."""
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < inf:
        raise UsageError("not_a_number", option="--temperature", expected=SAY("expected_positive"), value=value)
    return number


def seconds(value: str) -> float:
    """Reads how long a scene lasts."""
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 3600:
        raise UsageError("not_a_number", option="--pace", expected=SAY("expected_seconds"), value=value)
    return number


def language(value: str) -> str:
    if value not in LANGUAGES:
        raise UsageError("language", value=value)
    return value


def words(value: str) -> str:
    """What pieces are merged into: there is one such thing."""
    if value != "words":
        raise UsageError("not_a_number", option="--merge", expected="words", value=value)
    return value


MEASURED = ("weights", *LENSES)


def lens(value: str) -> str:
    if value not in MEASURED:
        raise UsageError("not_a_number", option="--lens", expected=", ".join(MEASURED), value=value)
    return value


def option(*names: str, help: str, **settings: Any) -> Any:
    return typer.Option(*names, help=SAY(f"help_{help}"), show_default=False, **settings)


TextArgument = Annotated[str | None, typer.Argument(metavar="TEXT", help=SAY("help_text"), show_default=False)]
FileOption = Annotated[Path | None, option("--file", help="file", metavar="PATH")]
PairOption = Annotated[str | None, option("--pair", help="pair", metavar="TEXT")]
ModelOption = Annotated[str | None, option("--model", help="model", metavar="NAME|DIR|ID")]
RevisionOption = Annotated[str | None, option("--revision", help="revision", metavar="REV")]
OfflineOption = Annotated[bool, option("--offline", help="offline")]
LayerOption = Annotated[str | None, option("--layer", help="layer", metavar="N|mean|all")]
HeadOption = Annotated[str | None, option("--head", help="head", metavar="N|mean|all")]
FocusOption = Annotated[str | None, option("--focus", help="focus", metavar="WORD|INDEX")]
CellOption = Annotated[str | None, option("--cell", help="cell", metavar="QUERY,KEY")]
StepsOption = Annotated[str | None, option("--steps", help="steps", metavar="STEP,STEP,…")]
UntrainedOption = Annotated[bool, option("--untrained", help="untrained")]
BeforeAfterOption = Annotated[bool, option("--before-after", help="before_after")]
MergeOption = Annotated[str | None, option("--merge", help="merge", metavar="words", parser=words)]
SkipFirstOption = Annotated[bool, option("--skip-first", help="skip_first")]
TopKOption = Annotated[int | None, option("--top-k", help="top_k", metavar="K", parser=whole("--top-k", 1, 10_000))]
LensOption = Annotated[str | None, option("--lens", help="lens", metavar="LENS", parser=lens)]
TokenOption = Annotated[str | None, option("--token", help="token", metavar="WORD")]
CausalOption = Annotated[bool, option("--causal", help="causal")]
WithoutScaleOption = Annotated[bool, option("--without-scale", help="without_scale")]
SharpnessOption = Annotated[float | None, option("--temperature", help="sharpness", metavar="T", parser=positive)]
MaskOption = Annotated[list[str] | None, option("--mask", help="mask", metavar="QUERY,KEY")]
AblateOption = Annotated[list[str] | None, option("--ablate", help="ablate", metavar="LAYER.HEAD")]
ScaleHeadOption = Annotated[list[str] | None, option("--scale-head", help="scale_head", metavar="LAYER.HEAD=FACTOR")]
SwapOption = Annotated[str | None, option("--swap", help="swap", metavar="WORD=OTHER")]
NoPositionOption = Annotated[bool, option("--no-position", help="no_position")]
PrecisionOption = Annotated[
    int, option("--precision", help="precision", metavar="N", parser=whole("--precision", 0, 9))
]
FullOption = Annotated[bool, option("--full", help="full")]
WidthOption = Annotated[int | None, option("--width", help="width", metavar="N", parser=whole("--width", 20, 10_000))]
LangOption = Annotated[str | None, option("--lang", help="lang", metavar="en|zh", parser=language)]
PaceOption = Annotated[float | None, option("--pace", help="pace", metavar="SECONDS", parser=seconds)]
JsonOption = Annotated[bool, option("--json", help="json")]
HtmlOption = Annotated[Path | None, option("--html", help="html", metavar="FILE")]
OutOption = Annotated[Path | None, option("--out", help="out", metavar="FILE")]
