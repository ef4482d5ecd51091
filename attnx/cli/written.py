"""What the commands share that have something written by a decoder: which of its attentions, and after which step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from attnx.cli.desk import options as o
from attnx.cli.desk.choices import HeadChoice
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.showing import Showing
from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen

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


@frozen
class Written:
    """What is asked of something that was written: tables of one step, a page, the numbers, or how it came about."""

    step: int | None
    attention: str | None
    heads: HeadChoice
    showing: Showing

    @property
    def tables(self) -> bool:
        """Whether it is tables."""
        view = self.showing.view
        changed = view.merge is not None or view.skip_first or view.top_k is not None or self.heads.mean
        return self.step is not None or self.attention is not None or changed or any(view.rows.values())

    @property
    def recorded(self) -> dict[str, Any]:
        """The layers and heads that were chosen; else tables are of the first, and all the others of every one."""
        tables = self.tables and not self.showing.output.figure
        layers = (0,) if tables else "all"
        heads = (0,) if tables and self.heads.layer != "mean" else "all"
        return {"layers": self.heads.layers or layers, "heads": self.heads.heads or heads}

    def show(self, trace: Trace, tell: Callable[[TraceOutput], None]) -> None:
        """Prints or writes it; `tell` says how it came about. Raises UsageError for a step that is not there."""
        showing = self.showing
        if self.tables:
            trace = showing.reduced(at_step(trace, self.step, self.attention), self.heads)
        if self.tables or showing.output.html is not None:
            showing.show(trace)
            return
        for output in showing.output.each:
            if output.as_data:
                Showing(showing.view, output).show(trace)
            else:
                tell(output)


def at_step(trace: Trace, step: int | None, attention: str | None) -> Trace:
    """The attentions of this kind, or those of the decoder, up to this step. Raises UsageError where there is none."""
    from attnx.reduce.until import until

    if step is not None and step > len(trace.steps):
        there = f"1–{len(trace.steps)}"
        raise UsageError("not_there", what=Phrase("step"), name=step, owner=trace.output, there=there)
    kinds: tuple[Kind, ...] = ("self", "cross") if attention is None else (attention,)  # type: ignore[assignment]
    return until(trace, step or len(trace.tokens), kinds)
