"""attnx explain --lens: the trace that a lens needs, what it finds there, and where that goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from attnx.cli.desk.choices import Chosen, HeadChoice
from attnx.cli.desk.files import DELIVERED, ending_of
from attnx.cli.desk.options import given, option
from attnx.cli.desk.output import Output
from attnx.cli.desk.signature import Options
from attnx.cli.desk.tokens import entry_of, find
from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.measures.lenses import LENSES

if TYPE_CHECKING:
    from pathlib import Path

    from attnx.checkpoint import Checkpoint
    from attnx.measures.contributions import Contributions
    from attnx.trace import Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part


def lens(value: str) -> str:
    if value not in ("weights", *LENSES):
        raise UsageError("not_a_number", option="--lens", expected=", ".join(("weights", *LENSES)), value=value)
    return value


@frozen
class LensChoice(Options):
    """What is looked at in place of the weights; only the logit lens asks about a token."""

    lens: Annotated[str | None, option("--lens", help="lens", metavar="LENS", parser=lens)] = None
    token: Annotated[str | None, option("--token", help="token", metavar="WORD")] = None

    def __post_init__(self) -> None:
        if self.token is not None and self.lens != "logit":
            raise UsageError("token_of_logit")

    @property
    def name(self) -> str | None:
        """The lens, if it is not the weights themselves."""
        return None if self.lens == "weights" else self.lens


def refuse(lens: str, views: Mapping[str, object], heads: HeadChoice, out: Path | None) -> None:
    """Raises UsageError, before any work is done, for what was given and the lens has no use for."""
    useless = {option: value for option, value in views.items() if option != "--pair" or lens == "logit"}
    useless |= {"--head": heads.head} if lens != "norms" else {"--head mean": heads.head == "mean"}
    useless |= {"--layer": heads.layer} if lens == "logit" else {"--layer mean": heads.layer == "mean"}
    useless |= {f"--out {out}": out is not None and ending_of(out) not in DELIVERED}
    if refused := given(useless):
        raise UsageError("lens_without", lens=lens, option=refused)


@frozen
class Glass:
    """One lens of one text. `read` is `attnx.explain` of it; `layers` are those that were asked for, if any."""

    lens: str
    checkpoint: Checkpoint
    text: str
    causal: bool
    read: Callable[..., Trace]
    layers: Chosen | None
    focus: str | None
    token: str | None
    output: Output

    def show(self) -> None:
        """Runs the model, measures, and prints or writes what was found."""
        match self.lens:
            case "norms":
                self.norms()
            case "logit":
                self.logit()
            case _:
                self.through_layers()

    @property
    def measure(self) -> Callable[..., Any]:
        return LENSES[self.lens].measure

    def headed(self, trace: Trace) -> dict[str, Any]:
        """What its document begins with."""
        from attnx.document import document, of_text

        return document(LENSES[self.lens].schema) | of_text(trace)

    def norms(self) -> None:
        trace = self.read(arrays=("weights", "v_out"))
        self.present(self.measure(trace, self.row_of(trace)), trace)

    def through_layers(self) -> None:
        count = self.checkpoint.spec.n_layers
        chosen = range(count) if self.layers == "all" else self.layers or (count - 1,)
        below = range(min(max(chosen) + 1, count))
        trace = self.read(layers=(*below, *chosen), heads="all", arrays=("weights",), queries="all")
        self.present(self.measure(trace, chosen, self.row_of(trace)), trace)

    def logit(self) -> None:
        import attnx

        query = -1 if self.focus is None else find(self.checkpoint.tokenizer(self.text), self.focus)
        token = None if self.token is None else entry_of(self.checkpoint, self.token)
        trace = attnx.attribute(self.text, self.checkpoint, query=query, token=token, causal=self.causal)
        parts = self.measure(trace)

        def view(look: Look) -> Iterable[Part]:
            from attnx.views.logit_parts import logit_story

            return logit_story(trace, parts, look)

        self.output.deliver(lambda: self.headed(trace) | parts.document(), view, text=self.text)

    def row_of(self, trace: Trace) -> Collection[int] | None:
        """The row that was asked for."""
        return None if self.focus is None else (find(trace.tokens, self.focus),)

    def present(self, contributions: Contributions, trace: Trace) -> None:
        def view(look: Look) -> Iterable[Part]:
            from attnx.views.contributions import contribution_row, contribution_tables

            return (contribution_tables if self.focus is None else contribution_row)(trace, contributions, look)

        self.output.deliver(lambda: self.headed(trace) | contributions.document(), view, text=self.text)


def in_place_of_weights(lens: str, read: Callable[..., Trace], layers: Chosen, heads: Chosen) -> Trace:
    """The trace of these layers and heads in which what the lens finds stands in place of the weights."""
    from attnx.measures.contributions import as_weights

    measure = LENSES[lens].measure
    if lens == "norms":
        trace = read(layers=layers, heads=heads, arrays=("mask", "weights", "v_out"))
        return as_weights(trace, measure(trace))
    trace = read(arrays=("mask", "weights"))
    return as_weights(trace, measure(trace, None if layers == "all" else layers))
