"""attnx explain TEXT"""

from __future__ import annotations

from attnx.cli import options as o
from attnx.cli.choices import heads, layers
from attnx.cli.present import Wish, present
from attnx.cli.source import read_text


def explain(
    text: o.TextArgument = None,
    file: o.FileOption = None,
    model: o.ModelOption = "toy",
    layer: o.LayerOption = "0",
    head: o.HeadOption = "0",
    focus: o.FocusOption = None,
    cell: o.CellOption = None,
    steps: o.StepsOption = None,
    causal: o.CausalOption = False,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
) -> None:
    wish = Wish(focus, cell, steps, precision, full, width, json, out)
    chosen_layers, chosen_heads = layers("0" if layer is None else layer), heads("0" if head is None else head)
    text = read_text(text, file, default="Thinking Machines" if model == "classic" else None)

    import attnx

    trace = attnx.explain(text, model, layers=chosen_layers, heads=chosen_heads, arrays=wish.arrays, causal=causal)
    if head == "mean":
        from attnx.measures.select import mean_of_heads

        trace = mean_of_heads(trace)
    present(trace, wish)
