"""attnx explain TEXT"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from attnx.cli import options as o
from attnx.cli.choices import find, heads, layers
from attnx.cli.present import Wish, present, reduced
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
    causal: o.CausalOption = False,
    untrained: o.UntrainedOption = False,
    before_after: o.BeforeAfterOption = False,
    without_scale: o.WithoutScaleOption = False,
    temperature: o.SharpnessOption = None,
    mask: o.MaskOption = None,
    ablate: o.AblateOption = None,
    swap: o.SwapOption = None,
    no_position: o.NoPositionOption = False,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
) -> None:
    wish = Wish(focus, cell, steps, precision, full, width, json, out, merge is not None, skip_first, top_k)
    chosen_layers = None if layer is None else layers(layer)
    chosen_heads = ("all" if layer == "mean" else None) if head is None else heads(head)
    if before_after and focus is None:
        raise UsageError("before_after_of", option="--before-after")
    asked = WhatIf(without_scale, temperature, tuple(mask or ()), tuple(ablate or ()), swap, no_position)
    asked.refuse(before_after, wish)
    text = read_text(text, file, default="Thinking Machines" if model == "classic" else None)
    pair = None if pair is None else as_typed(pair, "--pair")

    import attnx
    from attnx.checkpoint import default_model

    checkpoint = attnx.load(model or default_model(text), revision=revision, offline=offline)
    chosen = layer is not None or head is not None or asked.first_ablated is not None
    opened = checkpoint.card.head_for(text) if checkpoint.card and not chosen else None
    start_layer, start_head = asked.first_ablated or opened or (0, 0)

    row: tuple[int, ...] | Literal["all"] = "all"
    if focus is not None and len(text) > LONG:
        row = (find(checkpoint.tokenizer(text), focus),)

    def run(one: Checkpoint, changes: Sequence[Change] = (), more: tuple[str, ...] = ()) -> Trace:
        trace = attnx.explain(
            text,
            one,
            pair=pair,
            layers=chosen_layers or (start_layer,),
            heads=chosen_heads or (start_head,),
            arrays=(*wish.arrays, *more),
            causal=causal,
            queries=row,
            change=changes,
        )
        trace = reduced(trace, layer, head, wish)
        return replace(trace, notes=(*trace.notes, *(("pronoun_head",) if opened else ())))

    if before_after:
        from attnx.cli.before_after import compare

        compare(run(checkpoint.untrained()), run(checkpoint), wish)
        return
    checkpoint = checkpoint.untrained() if untrained else checkpoint
    if asked.option is not None:
        changes, more = asked.changes(text, pair, checkpoint), ("final", *(("logits",) if checkpoint.writes else ()))
        after = run(checkpoint, changes, more)  # first, for it says what cannot be changed
        present_what_if(run(checkpoint, more=more), after, checkpoint, wish)
        return
    present(run(checkpoint), wish)
