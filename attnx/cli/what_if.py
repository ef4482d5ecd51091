"""What if: the options of explain that change a run, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk import options as o
from attnx.cli.desk.files import DELIVERED, check_extension
from attnx.cli.desk.options import given
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.signature import Options
from attnx.cli.desk.tokens import find_cell, row_of
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from attnx.change import Change, Swap
    from attnx.checkpoint import Checkpoint
    from attnx.trace import Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part

STEPS = ("scores", "scaled", "masked", "weights", "z", "out")  # shown where nothing was chosen
ABLE = ("x", "q", "k", "v", *STEPS)


@frozen
class WhatIf(Options):
    """The options as they were typed."""

    without_scale: Annotated[bool, o.option("--without-scale", help="without_scale")] = False
    temperature: Annotated[
        float | None, o.option("--temperature", help="sharpness", metavar="T", parser=o.positive)
    ] = None
    mask: Annotated[list[str] | None, o.option("--mask", help="mask", metavar="QUERY,KEY")] = None
    ablate: Annotated[list[str] | None, o.option("--ablate", help="ablate", metavar="LAYER.HEAD")] = None
    scale_head: Annotated[
        list[str] | None, o.option("--scale-head", help="scale_head", metavar="LAYER.HEAD=FACTOR")
    ] = None
    swap: Annotated[str | None, o.option("--swap", help="swap", metavar="WORD=OTHER")] = None
    no_position: Annotated[bool, o.option("--no-position", help="no_position")] = False

    @property
    def option(self) -> str | None:
        """The first option that was given, if any."""
        options = {
            "--without-scale": self.without_scale,
            "--temperature": self.temperature,
            "--mask": self.mask or None,
            "--ablate": self.ablate or None,
            "--scale-head": self.scale_head or None,
            "--swap": self.swap,
            "--no-position": self.no_position,
        }
        return given(options)

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
        heads = (*map(head_of, self.ablate or ()), *(scaled_of(value)[:2] for value in self.scale_head or ()))
        return next(iter(heads), None)

    def changes(self, text: str, pair: str | None, checkpoint: Checkpoint) -> tuple[Change, ...]:
        """What they mean for a text. Raises UsageError for what cannot be meant."""
        from attnx.change import Ablate, Hide, ScaleHead, Temperature, WithoutPosition, WithoutScale

        swapped = () if self.swap is None else (swap_of(self.swap),)
        return (
            *swapped,
            *((WithoutPosition(),) if self.no_position else ()),
            *((WithoutScale(),) if self.without_scale else ()),
            *(() if self.temperature is None else (Temperature(self.temperature),)),
            *(Hide(*cell) for cell in self.cells(text, pair, checkpoint, swapped)),
            *(Ablate(*head_of(value)) for value in self.ablate or ()),
            *(ScaleHead(*scaled_of(value)) for value in self.scale_head or ()),
        )

    def cells(
        self, text: str, pair: str | None, checkpoint: Checkpoint, swapped: Sequence[Swap]
    ) -> list[tuple[int, int]]:
        """The tokens that --mask means, by their numbers."""
        if not self.mask:
            return []
        from attnx.inputs.swap import swap
        from attnx.inputs.text import tokenize

        for change in swapped:
            text = swap(text, change.word, change.other)
        spec = checkpoint.spec
        tokens = tokenize(text, checkpoint.tokenizer, spec.n_positions, spec.vocab_size, checkpoint.name, pair)
        return [find_cell(tokens, tokens, cell, "--mask") for cell in self.mask]


def head_of(value: str) -> tuple[int, int]:
    """LAYER.HEAD"""
    layer, dot, head = value.partition(".")
    if not (dot and all(part.isascii() and part.isdigit() and len(part) < 6 for part in (layer, head))):
        raise UsageError("not_a_number", option="--ablate", expected="LAYER.HEAD", value=value)
    return int(layer), int(head)


def scaled_of(value: str) -> tuple[int, int, float]:
    """LAYER.HEAD=FACTOR"""
    place, _, factor = value.partition("=")
    try:
        return *head_of(place), float(factor)
    except (ValueError, UsageError):
        raise UsageError("not_a_number", option="--scale-head", expected="LAYER.HEAD=FACTOR", value=value) from None


def swap_of(value: str) -> Swap:
    """WORD=OTHER"""
    from attnx.change import Swap

    word, equals, other = value.partition("=")
    if not (equals and word.strip() and other.strip()):
        raise UsageError("not_a_number", option="--swap", expected="WORD=OTHER", value=value)
    return Swap(word.strip(), other.strip())


def present(before: Trace, after: Trace, checkpoint: Checkpoint, showing: Showing) -> None:
    """Prints or writes what the change did. Raises UsageError for a word that is not in both."""
    from attnx.measures.compare import Comparison, compare
    from attnx.measures.outcome import outcome

    old, new = ({name for _, attention in trace.attentions() for name in attention.arrays} for trace in (before, after))
    shown = STEPS if showing.view.steps is None else ABLE
    arrays = [name for name in shown if name in old & new] if showing.view.focus is None else ["weights"]
    parts = compare(before, after, arrays)
    came = outcome(before, after, checkpoint.called)
    row = None if showing.view.focus is None or showing.output.as_data else row_of(parts, showing.view.focus)

    def page(how: Look) -> Iterable[Part]:
        from attnx.views.what_if import what_if, what_if_row

        if row is None:
            return what_if(after, parts, [name for name in shown if name in new - old], came, how)
        return what_if_row(after, [part for part in parts if isinstance(part, Comparison)], row, came, how)

    def data() -> dict[str, object]:
        return document(before, after) | {"parts": [part.document() for part in parts], "outcome": came.document()}

    showing.output.deliver(data, page)


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
