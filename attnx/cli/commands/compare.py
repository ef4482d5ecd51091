"""attnx compare TEXT [OTHER]"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.choices import HeadChoice, ModelChoice, Source, ViewChoice, steps_of
from attnx.cli.desk.output import ComparisonOutput
from attnx.cli.desk.signature import Without
from attnx.cli.desk.tokens import row_of
from attnx.cli.words import SAY
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attnx.checkpoint import Checkpoint
    from attnx.measures.opening import Opening
    from attnx.trace import Trace
    from attnx.views.draw.pictures.drawing import Drawing
    from attnx.views.look import Look
    from attnx.views.parts import Part


@frozen
class Compared(ViewChoice):
    """What is compared of two traces."""

    steps: Annotated[str | None, o.option("--steps", help="compare_steps", metavar="STEP,STEP,…")] = None


def compare(
    text: o.TextArgument = None,
    other: Annotated[str | None, typer.Argument(metavar="OTHER", help=SAY("help_other"), show_default=False)] = None,
    model: o.ModelOption = None,
    with_model: Annotated[str | None, o.option("--with-model", help="with_model", metavar="NAME|DIR|ID")] = None,
    layer: o.LayerOption = None,
    with_layer: Annotated[str | None, o.option("--with-layer", help="with_layer", metavar="N|mean|all")] = None,
    head: o.HeadOption = None,
    with_head: Annotated[str | None, o.option("--with-head", help="with_head", metavar="N|mean|all")] = None,
    untrained: Annotated[bool, o.option("--untrained", help="with_untrained")] = False,
    offline: o.OfflineOption = False,
    *,
    view: Annotated[Compared, Without("cell", "top_k", "brief")],
    causal: o.CausalOption = False,
    output: ComparisonOutput,
) -> None:
    output.alone({})
    arrays = arrays_of(view.steps)
    sides = (other, with_model, with_layer, with_head)
    if all(value is None for value in sides) and not untrained:
        raise UsageError("compare_what")
    if untrained and with_model is not None:
        raise UsageError("two_views", one="--untrained", other="--with-model")
    heads = (
        HeadChoice(layer, head),
        HeadChoice(layer if with_layer is None else with_layer, head if with_head is None else with_head),
    )
    typed = Source(text).source
    sources = typed, typed if other is None else Source(other).source
    if type(sources[0]) is not type(sources[1]):
        raise UsageError("compare_mixed")

    import attnx
    from attnx.doors.run import source_for
    from attnx.reduce import reduced

    named = ModelChoice(model, offline=offline).for_source(typed)
    with_named = named if with_model is None else ModelChoice(with_model, offline=offline).for_source(typed)
    (text, first), (other, second) = source_for(sources[0], named), source_for(sources[1], with_named)
    texts = text, other
    start = None if heads[0].given else opening_of(texts, first, causal)
    other_start = start if heads[0].given or with_model is None else opening_of(texts, second, causal)

    def run(side: int, checkpoint: Checkpoint, start: Opening | None) -> Trace:
        chosen = heads[side].of(checkpoint)
        trace = attnx.explain(
            texts[side],
            checkpoint,
            layers=chosen.layers or (start.layer if start else 0,),
            heads=chosen.heads or ("all" if chosen.layer == "mean" else (start.head if start else 0,)),
            arrays=(*arrays, "mask"),
            causal=causal,
        )
        return reduced(trace, [*chosen.reductions, *view.reductions])

    before = run(0, first.untrained() if untrained else first, start)
    present(before, run(1, second, other_start), arrays, view.focus, start, output)


def opening_of(texts: Sequence[str], checkpoint: Checkpoint, causal: bool) -> Opening:
    """The layer and head at which two texts open side by side: where one with a pronoun does, or else the first."""
    from attnx.doors.opening import opened

    openings = [opened(text, checkpoint, causal=causal) for text in dict.fromkeys(texts)]
    return next((opening for opening in openings if opening.reason == "pronoun"), openings[0])


def arrays_of(steps: str | None) -> tuple[str, ...]:
    """What is compared: weights where nothing was said. Raises UsageError for what cannot be."""
    if steps is None:
        return ("weights",)
    from attnx.trace import MATRICES

    chosen = steps_of(steps)
    for name in chosen:
        if name not in MATRICES:
            raise UsageError("unknown_step", name=name, choices=", ".join(MATRICES))
    return tuple(array for step, array in MATRICES.items() if step in chosen)


def present(
    before: Trace,
    after: Trace,
    arrays: Sequence[str],
    focus: str | None,
    opening: Opening | None,
    output: ComparisonOutput,
) -> None:
    """Prints or writes what differs. Raises UsageError for a word that is not in both."""
    from attnx.cli.desk.documents import of_comparison
    from attnx.measures.compare import Comparison, compare

    parts = compare(before, after, arrays)
    row = None if focus is None else row_of(parts, focus)
    if output.html is not None:
        from attnx.cli.desk.html import write_comparison

        write_comparison(output.html, parts, before, after, row, output.precision)
        return

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.compare import comparison

        return comparison(parts, before, after, look, row, opening)

    def figure() -> Drawing:
        from attnx.cli.desk.figures import style_of
        from attnx.views.figures.compare import compare_figure
        from attnx.views.look import Look

        side = parts[0].after_place if isinstance(parts[0], Comparison) else None
        tokens = ((), ()) if side is None else (side.labels("query"), side.labels("key"))
        return compare_figure(parts, row, style_of(output, tokens), Look(SAY, precision=output.precision))

    text = " / ".join(dict.fromkeys((before.text, after.text)))
    output.deliver(lambda: of_comparison(before, after, parts, row), view, figure, text)
