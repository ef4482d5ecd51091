"""attnx explain TEXT"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from attnx.cli import options as o
from attnx.cli.choices import find, first, heads, layers
from attnx.cli.lens import refuse
from attnx.cli.present import Wish, alone, less, present
from attnx.cli.source import as_typed, read_text
from attnx.cli.what_if import WhatIf
from attnx.cli.what_if import present as present_what_if
from attnx.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attnx.change import Change
    from attnx.checkpoint import Checkpoint
    from attnx.trace import Trace

LONG = 4096  # characters: of a longer text only the row that is shown is kept


def explain(
    text: o.TextArgument = None,
    file: o.FileOption = None,
    pair: o.PairOption = None,
    model: o.ModelOption = None,
    revision: o.RevisionOption = None,
    offline: o.OfflineOption = False,
    layer: o.LayerOption = None,
    head: o.HeadOption = None,
    focus: o.FocusOption = None,
    cell: o.CellOption = None,
    steps: o.StepsOption = None,
    merge: o.MergeOption = None,
    skip_first: o.SkipFirstOption = False,
    top_k: o.TopKOption = None,
    lens: o.LensOption = None,
    token: o.TokenOption = None,
    causal: o.CausalOption = False,
    untrained: o.UntrainedOption = False,
    before_after: o.BeforeAfterOption = False,
    without_scale: o.WithoutScaleOption = False,
    temperature: o.SharpnessOption = None,
    mask: o.MaskOption = None,
    ablate: o.AblateOption = None,
    scale_head: o.ScaleHeadOption = None,
    swap: o.SwapOption = None,
    no_position: o.NoPositionOption = False,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
    html: o.HtmlOption = None,
) -> None:
    lens = None if lens == "weights" else lens
    if lens is not None:
        views = {"--cell": cell, "--steps": steps, "--merge": merge, "--skip-first": skip_first, "--top-k": top_k}
        refuse(lens, views | {"--before-after": before_after, "--pair": pair, "--html": html}, layer, head, out)
    if token is not None and lens != "logit":
        raise UsageError("token_of_logit")
    row_wished, reduces = None if lens else focus, merge is not None
    wish = Wish(row_wished, cell, steps, precision, full, width, json, out, reduces, skip_first, top_k, html)
    chosen_layers = None if layer is None else layers(layer)
    chosen_heads = ("all" if layer == "mean" else None) if head is None else heads(head)
    if before_after and focus is None:
        raise UsageError("before_after_of", option="--before-after")
    if html is not None:
        alone(html, {"--before-after": before_after})
    scaled = tuple(scale_head or ())
    asked = WhatIf(without_scale, temperature, tuple(mask or ()), tuple(ablate or ()), scaled, swap, no_position)
    asked.refuse({"--before-after": before_after, "--lens": lens, "--html": html}, wish)
    text = read_text(text, file, default="Thinking Machines" if model == "classic" else None)
    pair = None if pair is None else as_typed(pair, "--pair")

    import attnx
    from attnx.checkpoint import default_model

    checkpoint = attnx.load(model or default_model(text), revision=revision, offline=offline)
    chosen = layer is not None or head is not None or asked.first_head is not None
    opened = checkpoint.card.head_for(text) if checkpoint.card and not chosen else None
    start_layer, start_head = asked.first_head or opened or (0, 0)

    row: tuple[int, ...] | Literal["all"] = "all"
    kept = chosen_layers or (start_layer,), chosen_heads or (start_head,)
    if html is not None:
        from attnx.cli.page import needed

        kept = needed(checkpoint, text, pair, layer, head)
    elif focus is not None and len(text) > LONG:
        row = (find(checkpoint.tokenizer(text), focus),)

    def read(one: Checkpoint, **other: Any) -> Trace:
        """The trace of this layer, head and row, or of what else is asked for."""
        one_of_each = {"layers": kept[0], "heads": kept[1], "queries": row}
        trace = attnx.explain(text, one, pair=pair, causal=causal, **(one_of_each | other))
        return replace(trace, notes=(*trace.notes, "pronoun_head")) if opened and not other.get("heads") else trace

    def run(one: Checkpoint, changes: Sequence[Change] = (), more: tuple[str, ...] = ()) -> Trace:
        return less(read(one, arrays=(*wish.arrays, *more), change=changes), layer, head, wish)

    if before_after:
        from attnx.cli.before_after import compare

        compare(run(checkpoint.untrained()), run(checkpoint), wish)
        return
    checkpoint = checkpoint.untrained() if untrained else checkpoint
    if lens is not None:
        from attnx.cli.lens import Glass

        reading = partial(read, checkpoint)
        Glass(lens, checkpoint, text, causal, reading, chosen_layers, focus, token, wish.delivery).show()
        return
    if asked.option is not None:
        changes, more = asked.changes(text, pair, checkpoint), ("final", *(("logits",) if checkpoint.writes else ()))
        after = run(checkpoint, changes, more)  # first, for it says what cannot be changed
        present_what_if(run(checkpoint, more=more), after, checkpoint, wish)
        return
    present(run(checkpoint), wish, first(chosen_layers, start_layer), first(chosen_heads, start_head))
