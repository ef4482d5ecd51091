"""attnx explain --lens: the trace that a lens needs, what it finds there, and where that goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, Protocol

from attnx.cli.choices import find
from attnx.cli.deliver import Delivery
from attnx.cli.endings import PAGES, ending_of
from attnx.cli.present import Wish
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from attnx.checkpoint import Checkpoint
    from attnx.measures.contributions import Contributions
    from attnx.trace import Trace
    from attnx.views.look import Look


def refuse(lens: str, views: Mapping[str, object], layer: str | None, head: str | None, out: Path | None) -> None:
    """Raises UsageError, before any work is done, for what was given and the lens has no use for."""
    given = {option: value for option, value in views.items() if option != "--pair" or lens == "logit"}
    given |= {"--head": head} if lens != "norms" else {"--head mean": head == "mean"}
    given |= {"--layer": layer} if lens == "logit" else {"--layer mean": layer == "mean"}
    given |= {f"--out {out}": out is not None and ending_of(out) not in (".json", *PAGES)}
    for option, value in given.items():
        if value is not None and value is not False:
            raise UsageError("lens_without", lens=lens, option=option)


class Finding(Protocol):
    """What a lens finds: a value with a document of plain values and float32 arrays."""

    def document(self) -> dict[str, object]: ...


@frozen
class Glass:
    """One lens of one text. `read` is `attnx.explain` of it; `layers` are those that were asked for, if any."""

    lens: str
    checkpoint: Checkpoint
    text: str
    causal: bool
    read: Callable[..., Trace]
    layers: tuple[int, ...] | Literal["all"] | None
    focus: str | None
    token: str | None
    wish: Wish

    def show(self) -> None:
        """Runs the model, measures, and prints or writes what was found."""
        match self.lens:
            case "norms":
                self.norms()
            case "logit":
                self.logit()
            case _:
                self.through_layers()

    def norms(self) -> None:
        from attnx.measures.contributions import norms

        trace = self.read(arrays=("weights", "v_out"))
        self.present(norms(trace, self.row_of(trace)), trace)

    def through_layers(self) -> None:
        from attnx.measures.flow import flow
        from attnx.measures.rollout import rollout

        count = self.checkpoint.spec.n_layers
        chosen = range(count) if self.layers == "all" else self.layers or (count - 1,)
        below = range(min(max(chosen) + 1, count))
        trace = self.read(layers=(*below, *chosen), heads="all", arrays=("weights",), queries="all")
        measure = rollout if self.lens == "rollout" else flow
        self.present(measure(trace, chosen, self.row_of(trace)), trace)

    def logit(self) -> None:
        import attnx
        from attnx.measures.logit_parts import logit_parts

        query = -1 if self.focus is None else find(self.checkpoint.tokenizer(self.text), self.focus)
        token = None if self.token is None else self.number_of(self.token)
        trace = attnx.attribute(self.text, self.checkpoint, query=query, token=token, causal=self.causal)
        parts = logit_parts(trace)

        def view(how: Look) -> Iterable[RenderableType]:
            from attnx.views.logit_parts import logit_story

            return logit_story(trace, parts, how)

        self.deliver(parts, view)

    def deliver(self, found: Finding, view: Callable[[Look], Iterable[RenderableType]]) -> None:
        """Prints or writes what was found, as JSON or as the view draws it."""
        wish = self.wish
        Delivery(wish.precision, wish.full, wish.width, wish.json, wish.out)(found.document, view)

    def number_of(self, word: str) -> int | None:
        """The id of a word. Raises UsageError where it is not one token; a model without a vocabulary refuses later."""
        from attnx.inputs.pieces import Pieces

        tokenizer = self.checkpoint.tokenizer
        if not isinstance(tokenizer, Pieces):
            return None
        number = tokenizer.number_of(word)
        if number is None:
            pieces = " ".join(one.piece for one in tokenizer(word) if not one.special)
            raise UsageError("token_absent", word=word, model=self.checkpoint.name, pieces=pieces)
        return number

    def row_of(self, trace: Trace) -> Collection[int] | None:
        """The row that was asked for."""
        return None if self.focus is None else (find(trace.tokens, self.focus),)

    def present(self, found: Contributions, trace: Trace) -> None:
        def view(how: Look) -> Iterable[RenderableType]:
            from attnx.views.contributions import contribution_row, contribution_tables

            return (contribution_tables if self.focus is None else contribution_row)(trace, found, how)

        self.deliver(found, view)
