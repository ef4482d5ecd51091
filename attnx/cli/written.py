"""What the commands share that have something written by a decoder: which of its attentions, and after which step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk import options as o
from attnx.errors import Phrase, UsageError

if TYPE_CHECKING:
    from attnx.trace import Kind, Trace

KINDS = ("self", "cross", "encoder")


def kind(value: str) -> str:
    if value not in KINDS:
        raise UsageError("not_a_number", option="--attention", expected=", ".join(KINDS), value=value)
    return value


BeamOption = Annotated[int, o.option("--beam", help="beam", metavar="K", parser=o.whole("--beam", 1, 16))]
StepOption = Annotated[int | None, o.option("--step", help="step", metavar="N", parser=o.whole("--step", 1, 999))]
AttentionOption = Annotated[str | None, o.option("--attention", help="attention", metavar="|".join(KINDS), parser=kind)]


def at_step(trace: Trace, step: int | None, attention: str | None) -> Trace:
    """The attentions of this kind, or those of the decoder, up to this step. Raises UsageError where there is none."""
    from attnx.reduce.until import until

    if step is not None and step > len(trace.steps):
        there = f"1–{len(trace.steps)}"
        raise UsageError("not_there", what=Phrase("step"), name=step, owner=trace.output, there=there)
    kinds: tuple[Kind, ...] = ("self", "cross") if attention is None else (attention,)  # type: ignore[assignment]
    return until(trace, step or len(trace.tokens), kinds)
