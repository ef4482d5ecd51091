"""attnx show FILE"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from attnx.cli import options as o
from attnx.cli.choices import heads, layers
from attnx.cli.present import Wish, less, present
from attnx.cli.source import name_of, read_bytes
from attnx.cli.words import SAY
from attnx.errors import Phrase, UsageError

if TYPE_CHECKING:
    from attnx.trace import Trace


def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help=SAY("help_trace"), show_default=False)],
    layer: o.LayerOption = None,
    head: o.HeadOption = None,
    focus: o.FocusOption = None,
    cell: o.CellOption = None,
    steps: o.StepsOption = None,
    merge: o.MergeOption = None,
    skip_first: o.SkipFirstOption = False,
    top_k: o.TopKOption = None,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
    html: o.HtmlOption = None,
) -> None:
    wish = Wish(focus, cell, steps, precision, full, width, json, out, merge is not None, skip_first, top_k, html)

    from attnx import saved

    trace = saved.from_bytes(read_bytes(file), name_of(file))
    present(part_of(trace, layer, head, wish), wish)


def part_of(trace: Trace, layer: str | None, head: str | None, wish: Wish) -> Trace:
    """The layers, heads and arrays of a trace that were asked for; all it holds where nothing was said."""
    from attnx.reduce.narrow import narrow

    chosen_layers = "all" if layer is None else layers(layer)
    chosen_heads = "all" if head is None else heads(head)
    if chosen_heads != "all" and any(attention.averaged for _, attention in trace.attentions()):
        raise UsageError("not_recorded", what=Phrase("head"), name=head, there="mean")
    part = narrow(
        trace,
        None if chosen_layers == "all" else chosen_layers,
        None if chosen_heads == "all" else chosen_heads,
        wish.arrays if wish.steps is not None and not wish.maps else None,
    )
    return less(part, layer, head, wish)
