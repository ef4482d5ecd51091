"""attnx compare TEXT [OTHER]"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from attnx.cli import options as o
from attnx.cli.choices import find, heads, layers, steps_of
from attnx.cli.present import Wish, less
from attnx.cli.source import as_typed, read_text
from attnx.cli.words import SAY
from attnx.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from attnx.checkpoint import Checkpoint
    from attnx.measures.compare import Comparison, Shift
    from attnx.trace import Trace
    from attnx.views.look import Look


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
    focus: o.FocusOption = None,
    steps: Annotated[str | None, o.option("--steps", help="compare_steps", metavar="STEP,STEP,…")] = None,
    merge: o.MergeOption = None,
    skip_first: o.SkipFirstOption = False,
    causal: o.CausalOption = False,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
) -> None:
    wish = Wish(focus, None, steps, precision, full, width, json, out, merge is not None, skip_first)
    arrays = arrays_of(steps)
    differing = (other, with_model, with_layer, with_head)
    if all(one is None for one in differing) and not untrained:
        raise UsageError("compare_what")
    if untrained and with_model is not None:
        raise UsageError("two_views", one="--untrained", other="--with-model")
    text = read_text(text, None)
    texts = (text, text if other is None else as_typed(other, SAY("the_text")))

    import attnx
    from attnx.checkpoint import default_model

    first = attnx.load(model or default_model(text), offline=offline)
    second = attnx.load(with_model, offline=offline) if with_model is not None else first
    opened = next((found for one in texts if (found := opening_head(first, one))), None)
    start = (opened if layer is None and head is None else None) or (0, 0)

    def run(side: int, checkpoint: Checkpoint, layer: str | None, head: str | None) -> Trace:
        start_layer, start_head = start if checkpoint.name == first.name else (0, 0)
        trace = attnx.explain(
            texts[side],
            checkpoint,
            layers=(start_layer,) if layer is None else layers(layer),
            heads=("all" if layer == "mean" else (start_head,)) if head is None else heads(head),
            arrays=(*arrays, "mask"),
            causal=causal,
        )
        return less(trace, layer, head, wish)

    before = run(0, first.untrained() if untrained else first, layer, head)
    after = run(1, second, layer if with_layer is None else with_layer, head if with_head is None else with_head)
    present(before, after, arrays, wish)


def opening_head(checkpoint: Checkpoint, text: str) -> tuple[int, int] | None:
    """The layer and head that a text opens on."""
    return checkpoint.card.head_for(text) if checkpoint.card else None


def arrays_of(steps: str | None) -> tuple[str, ...]:
    """What is compared: weights where nothing was said. Raises UsageError for what cannot be."""
    if steps is None:
        return ("weights",)
    from attnx.trace import STEPS

    able = ("embedding", "q", "k", "v", "scores", "scaled", "masked", "weights", "z", "out")
    chosen = steps_of(steps)
    for name in chosen:
        if name not in able:
            raise UsageError("unknown_step", name=name, choices=", ".join(able))
    return tuple("x" if name == "embedding" else name for name in STEPS if name in chosen)


def present(before: Trace, after: Trace, arrays: Sequence[str], wish: Wish) -> None:
    """Prints or writes what differs. Raises UsageError for a word that is not in both."""
    from attnx.measures.compare import compare

    parts = compare(before, after, arrays)
    row = None if wish.focus is None or wish.delivery.as_data else row_of(parts, wish.focus)

    def page(how: Look) -> Iterable[RenderableType]:
        from attnx.views.compare import comparison

        return comparison(parts, before, after, how, row)

    wish.delivery(lambda: document(before, after, parts), page)


def row_of(parts: Sequence[Comparison | Shift], wanted: str) -> int:
    """The row of a word in every part. Raises UsageError for a word that is not on both sides."""
    from attnx.measures.compare import Comparison

    part = parts[0]
    if not isinstance(part, Comparison) or part.moved is None:
        raise UsageError("focus_weights", option="--focus")
    try:
        found = part.one.labels()[find(part.one.labels(), wanted)]
    except UsageError:
        found = part.other.labels()[find(part.other.labels(), wanted)]
    for row, pair in enumerate(part.queries):
        if found in (pair.before, pair.after):
            return row
    raise UsageError("focus_alone", word=wanted)


def document(before: Trace, after: Trace, parts: Sequence[Comparison | Shift]) -> dict[str, object]:
    """The comparison as one document."""
    from attnx import document as head

    sides = {"before": head.of_text(before), "after": head.of_text(after)}
    return head.document("comparison") | sides | {"parts": [part.document() for part in parts]}
