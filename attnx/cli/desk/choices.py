"""What was asked for, as values that commands share: a text, a model, layers and heads, and what is shown of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from attnx.cli.desk import options as o
from attnx.cli.desk.signature import Options
from attnx.cli.desk.source import read_text
from attnx.cli.words import SAY
from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.inputs.named import picture_named

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint

Chosen = tuple[int, ...] | Literal["all"]  # layers or heads
ALIASES = {"qkv": ("q", "k", "v"), "z": ("z", "out"), "happened": ("summary",), "x": ("embedding",)}
FOCUS_ARRAYS = ("scores", "bias", "scaled", "masked", "mask", "weights", "v", "z")
CELL_ARRAYS = ("q", "k", "scores", "bias", "scaled", "masked", "mask", "weights")


@frozen
class Text(Options):
    """A sentence: as it was typed, from standard input, or from a file."""

    text: o.TextArgument = None
    file: Annotated[Path | None, o.option("--file", help="file", metavar="PATH")] = None

    @property
    def given(self) -> bool:
        return self.text is not None or self.file is not None

    def read(self, default: str | None = None) -> str:
        """Raises UsageError where there is none or two, InputError where it cannot be read."""
        return read_text(self.text, self.file, default)


@frozen
class ModelChoice(Options):
    """A model by its name, its directory, or its place on the Hub."""

    model: o.ModelOption = None
    revision: o.RevisionOption = None
    offline: o.OfflineOption = False

    @property
    def example(self) -> str | None:
        """The text that this model explains where none was given, if it has one."""
        return "Thinking Machines" if self.model == "classic" else None

    def load(self, text: str) -> Checkpoint:
        """The model, or the one that suits the text where none was named. Raises CheckpointError."""
        import attnx
        from attnx.checkpoint import default_model

        return attnx.load(self.model or default_model(text), revision=self.revision, offline=self.offline)

    def for_source(self, source: str | Path) -> Checkpoint | None:
        """The same for a text or a picture; None where the picture is to choose."""
        return None if isinstance(source, Path) and self.model is None else self.load(str(source))


@frozen
class Source(Text):
    """A sentence or a picture: a file that is one may stand where a sentence does."""

    image: Annotated[Path | None, o.option("--image", help="image", metavar="PICTURE")] = None

    def __post_init__(self) -> None:
        if self.image is not None and self.given_text:
            raise UsageError("two_sources")

    @property
    def given_text(self) -> bool:
        return self.text is not None or self.file is not None

    @property
    def given(self) -> bool:
        return self.given_text or self.image is not None

    @property
    def picture(self) -> Path | None:
        """The file of a picture, where one was named."""
        if self.image is not None:
            picture_named(self.image)  # what is there is opened, whatever it is
            return self.image
        named = self.text if self.file is None else self.file
        return None if named is None else picture_named(named)

    @property
    def source(self) -> str | Path:
        """The text, or the picture. Raises as both do."""
        return self.picture or self.read()

    def opened(self, model: ModelChoice) -> tuple[str, Checkpoint]:
        """What is explained, and the model that reads or sees it: of a picture its name.

        Raises as `read` and `attnx.doors.run.source_for` do.
        """
        from attnx.doors.run import source_for

        source = self.picture or self.read(model.example)
        return source_for(source, model.for_source(source))


@frozen
class HeadChoice(Options):
    """Layers and heads: their numbers, all of them, or their mean."""

    layer: o.LayerOption = None
    head: o.HeadOption = None

    words: ClassVar[tuple[str, ...]] = ("mean", "all")  # beside numbers

    def __post_init__(self) -> None:
        _ = self.layers, self.heads

    @property
    def given(self) -> bool:
        return self.layer is not None or self.head is not None

    @property
    def mean(self) -> bool:
        return "mean" in (self.layer, self.head)

    @property
    def layers(self) -> Chosen | None:
        """The layers to record, if any were named; averaging needs all of them."""
        return None if self.layer is None else chosen("--layer", self.layer, self.words)

    @property
    def heads(self) -> Chosen | None:
        """The heads to record, if any were named; averaging needs all of them."""
        return None if self.head is None else chosen("--head", self.head, self.words)

    def counted(self, layers: Sequence[int], heads: Sequence[int]) -> Self:
        """The same of these layers and heads, -1 being the last of them, as Python counts."""
        return replace(self, layer=from_the_end(self.layer, layers), head=from_the_end(self.head, heads))

    def of(self, checkpoint: Checkpoint) -> Self:
        """The same of the layers and heads of a model."""
        return self.counted(range(checkpoint.spec.n_layers), range(checkpoint.spec.n_heads))

    @property
    def reductions(self) -> list[str]:
        """The means that were asked for."""
        means = {"--layer mean": self.layer == "mean", "--head mean": self.head == "mean"}
        return [option for option, wanted in means.items() if wanted]


@frozen
class Shown(HeadChoice):
    """The layers and heads that are shown, each by itself."""

    layer: Annotated[str | None, o.option("--layer", help="layers_shown", metavar="N|all")] = None
    head: Annotated[str | None, o.option("--head", help="heads_shown", metavar="N|all")] = None

    words: ClassVar[tuple[str, ...]] = ("all",)


@frozen
class ViewChoice(Options):
    """What is shown of a trace: one row, one cell, or steps; in words, without the first key, the largest weights."""

    focus: Annotated[str | None, o.option("--focus", help="focus", metavar="WORD|INDEX")] = None
    cell: o.CellOption = None
    steps: Annotated[str | None, o.option("--steps", help="steps", metavar="STEP,STEP,…")] = None
    brief: Annotated[bool, o.option("--brief", help="brief")] = False
    merge: Annotated[str | None, o.option("--merge", help="merge", metavar="words", parser=o.words)] = None
    skip_first: Annotated[bool, o.option("--skip-first", help="skip_first")] = False
    top_k: Annotated[
        int | None, o.option("--top-k", help="top_k", metavar="K", parser=o.whole("--top-k", 1, 10_000))
    ] = None

    def __post_init__(self) -> None:
        if self.cell is not None and self.merge is not None:
            raise UsageError("cell_of_words", option="--cell", other="--merge")
        views = [name for name, value in self.rows.items() if value is not None]
        if len(views) > 1:
            raise UsageError("two_views", one=views[0], other=views[1])
        if views and self.steps is not None:
            raise UsageError("two_views", one=views[0], other="--steps")
        if self.brief and (self.cell is not None or self.steps is not None):
            raise UsageError("two_views", one="--brief", other="--cell" if self.steps is None else "--steps")
        if self.brief and self.skip_first:
            raise UsageError("two_views", one="--brief", other="--skip-first")
        if self.steps is not None:
            steps_of(self.steps)

    @property
    def rows(self) -> dict[str, str | None]:
        """The options that ask for one row or cell."""
        return {"--focus": self.focus, "--cell": self.cell}

    @property
    def reductions(self) -> list[str]:
        """What else makes the trace smaller."""
        merged = {"--merge words": self.merge is not None, "--skip-first": self.skip_first}
        return [option for option, wanted in merged.items() if wanted]


def chosen(option: str, value: str, words: Sequence[str]) -> Chosen:
    """`3`, `0,2`, or a word that stands for all. Raises UsageError."""
    if value in words:
        return "all"
    try:
        return tuple(dict.fromkeys(int(part) for part in value.split(",")))
    except ValueError as error:
        expected = SAY("expected_number_or", words=", ".join(words))
        raise UsageError("not_a_number", option=option, expected=expected, value=value) from error


def from_the_end(value: str | None, there: Sequence[int]) -> str | None:
    """0,-1 with the number that -1 stands for; what is not there stays as it was typed."""
    if value is None or "-" not in value:
        return value
    typed = [int(part) for part in value.split(",")]
    return ",".join(str(there[number] if -len(there) <= number < 0 else number) for number in typed)


def first(numbers: Chosen | None, default: int) -> int:
    """The first layer or head that was chosen, if one was."""
    return default if numbers is None or numbers == "all" else numbers[0]


def steps_of(value: str | None) -> tuple[str, ...]:
    """The chosen steps, in their order. Raises UsageError for one that does not exist."""
    from attnx.trace import STEPS

    if value is None:  # the answer says what happened
        return tuple(step for step in STEPS if step != "summary")
    if value == "all":
        return tuple(STEPS)
    named: list[str] = []
    for name in value.replace(" ", "").split(","):
        if name not in STEPS and name not in ALIASES:
            raise UsageError("unknown_step", name=name, choices=", ".join((*STEPS, "qkv")))
        named += ALIASES.get(name, (name,))
    return tuple(step for step in STEPS if step in named)


def arrays_of(steps: str | None, focus: str | None, cell: str | None) -> tuple[str, ...]:
    """What has to be recorded for these views: everything where nothing was chosen."""
    from attnx.trace import ARRAYS, STEPS

    if focus is not None:
        return FOCUS_ARRAYS
    if cell is not None:
        return CELL_ARRAYS
    if steps is None:
        return ARRAYS
    needed = {name for step in steps_of(steps) for name in STEPS[step]}
    if "summary" in steps_of(steps):  # how much there was to see
        needed |= {"masked", "mask"}
    return tuple(name for name in ARRAYS if name in needed)
