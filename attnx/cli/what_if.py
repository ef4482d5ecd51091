"""What if: the options of explain that change a run, and what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from inspect import Parameter
from typing import TYPE_CHECKING, Annotated, Any, cast

from attnx.change import CHANGES, Ablate, Asked, Change, Hide, ScaleHead, Swap
from attnx.cli.desk import options as o
from attnx.cli.desk.documents import parts_of
from attnx.cli.desk.files import DELIVERED, check_extension
from attnx.cli.desk.options import given
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.signature import Options
from attnx.cli.desk.tokens import find_cell, row_of
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.trace import Token, Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part

STEPS = ("scores", "scaled", "masked", "weights", "z", "out")  # shown where nothing was chosen


@frozen
class Wish:
    """One what-if that was asked for: by which option and how, and the change, where it is known without the text."""

    option: str
    written: str
    change: Change | None


@frozen
class WhatIf(Options):
    """All that were asked for, in the order in which help lists them; each option follows from its type of change."""

    wishes: tuple[Wish, ...] = ()

    @classmethod
    def declared(cls) -> list[Parameter]:
        return [parameter_of(name, kind.asked) for name, kind in CHANGES.items()]

    @classmethod
    def typed(cls, values: Mapping[str, Any]) -> WhatIf:
        return cls(tuple(wish(kind, value) for name, kind in CHANGES.items() for value in each(values[name])))

    @property
    def option(self) -> str | None:
        """The first option that was given, if any."""
        return self.wishes[0].option if self.wishes else None

    @property
    def swaps(self) -> bool:
        """Whether a word is to be another, for which there have to be words."""
        return any(isinstance(wish.change, Swap) for wish in self.wishes)

    def refuse(self, views: Mapping[str, object], showing: Showing) -> None:
        """Raises UsageError for what does not go with a what-if."""
        if self.option is None:
            return
        if other := given({**views, "--cell": showing.view.cell}):
            raise UsageError("two_views", one=other, other=self.option)
        check_extension(showing.output.out, DELIVERED)

    @property
    def first_head(self) -> tuple[int, int] | None:
        """The head to show where none was chosen: the first that is taken out, or made louder or softer."""
        heads = (wish.change for wish in self.wishes if isinstance(wish.change, Ablate | ScaleHead))
        return next(((change.layer, change.head) for change in heads), None)

    def changes(self, text: str, pair: str | None, checkpoint: Checkpoint) -> tuple[Change, ...]:
        """What they mean for a text. Raises UsageError for what cannot be meant."""
        tokens = self.tokens(text, pair, checkpoint) if any(wish.change is None for wish in self.wishes) else ()
        return tuple(
            Hide(*find_cell(tokens, tokens, wish.written, wish.option)) if wish.change is None else wish.change
            for wish in self.wishes
        )

    def tokens(self, text: str, pair: str | None, checkpoint: Checkpoint) -> tuple[Token, ...]:
        """The tokens of the text, as it is after every swap."""
        from attnx.inputs.swap import swap
        from attnx.inputs.text import tokenize

        for change in (wish.change for wish in self.wishes if isinstance(wish.change, Swap)):
            text = swap(text, change.word, change.other)
        spec = checkpoint.spec
        return tokenize(text, checkpoint.tokenizer, spec.n_positions, spec.vocab_size, checkpoint.name, pair)


def parameter_of(name: str, asked: Asked) -> Parameter:
    """The option of a what-if: a flag, or with a value, or with several."""
    kind: Any = bool if not asked.written else list[str] | None if asked.repeated else str | None
    declared = o.option(asked.option, help=f"what_if_{name}", **({"metavar": asked.written} if asked.written else {}))
    default = None if asked.written else False
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, declared])


def each(value: Any) -> tuple[str, ...]:
    """What was written with each use of an option; a flag stands alone."""
    if isinstance(value, bool):
        return ("",) if value else ()
    return (value,) if isinstance(value, str) else tuple(value or ())


def wish(kind: type[Change], written: str) -> Wish:
    """What one use of an option asks for. Raises UsageError where it is not written as it should be."""
    asked, made = kind.asked, cast("Callable[..., Change]", kind)
    try:
        return Wish(asked.option, written, None if asked.read is None else made(*asked.read(written)))
    except ValueError:
        expected = asked.expected or asked.written
        raise UsageError("not_a_number", option=asked.option, expected=expected, value=written) from None


def present(before: Trace, after: Trace, checkpoint: Checkpoint, showing: Showing) -> None:
    """Prints or writes what the change did. Raises UsageError for a word that is not in both."""
    from attnx.measures.compare import ARRAYS, Comparison, compare
    from attnx.measures.outcome import outcome

    old, new = ({name for _, attention in trace.attentions() for name in attention.arrays} for trace in (before, after))
    shown = STEPS if showing.view.steps is None else ARRAYS
    arrays = [name for name in shown if name in old & new] if showing.view.focus is None else ["weights"]
    parts = compare(before, after, arrays)
    came = outcome(before, after, checkpoint.called)
    row = None if showing.view.focus is None else row_of(parts, showing.view.focus)

    def page(how: Look) -> Iterable[Part]:
        from attnx.views.what_if import what_if, what_if_row

        if row is None:
            return what_if(after, parts, [name for name in shown if name in new - old], came, how)
        return what_if_row(after, [part for part in parts if isinstance(part, Comparison)], row, came, how)

    def data() -> dict[str, object]:
        return document(before, after) | {"parts": parts_of(parts, row), "outcome": came.document()}

    showing.output.deliver(data, page, text=after.text)


def document(before: Trace, after: Trace) -> dict[str, object]:
    """Both traces, without their logits, which are as large as the vocabulary."""
    from attnx import saved
    from attnx.document import document as headed
    from attnx.trace import LOGITS

    def without_logits(trace: Trace) -> Trace:
        return replace(trace, arrays={name: array for name, array in trace.arrays.items() if name != LOGITS})

    traces = {
        name: saved.describe(without_logits(trace), saved.in_place)
        for name, trace in (("before", before), ("after", after))
    }
    return headed("what_if") | traces
