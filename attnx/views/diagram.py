"""A layer as a diagram: what happens in it, in order, with the sizes of this model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rich.cells import cell_len

from attnx.measures.side import Side
from attnx.trace import Block, Model, Trace
from attnx.views.look import Look
from attnx.views.parts import Line, Lines, line

BESIDE = 7  # cells for the arrows


def diagram(model: Model, block: Block, layer: int, cross: bool, tokens: int, look: Look) -> Lines:
    """The residual stream from top to bottom, and beside it what each sublayer makes of it."""
    rows: list[tuple[str, str, str]] = [("", look.say("diagram_enters"), f"{tokens} × {model.d_model}")]
    parallel = block.arrangement == "parallel"
    order, inside = block.order(layer, cross), ""  # the sublayer that has left the stream, and not yet come back
    for at, (step, part) in enumerate(order):
        opens = order[at + 1 : at + 2] == (("run", part),) and block.norm_first
        if step == "add":
            come = "⊕◄┴─╯" if parallel and not block.one_norm else "⊕ ◄─╯"
            rows.append((come, "", look.say("diagram_add_both" if parallel else "diagram_add")))
            inside = ""
        elif step == "norm" and not (opens or inside):
            rows.append(("│", look.say("block_norm"), norm_formula(block)))
        else:
            name = look.say(f"block_{part}") if step == "run" else look.say("block_norm")
            size = sizes(part, model, block) if step == "run" else norm_formula(block)
            rows.append((rail(block, part, inside, step), name, size))
            inside = part
    rows.append(("▼", look.say("diagram_leaves" if layer + 1 < model.n_layers else "diagram_last"), ""))
    return Lines(tuple(told(rows, look.width)))


def rail(block: Block, part: str, inside: str, step: str) -> str:
    """The stream and the way beside it: where a sublayer leaves it, and while it is away."""
    if block.arrangement != "parallel":
        return "│   │" if inside == part else "├───╮"
    if block.one_norm:
        return "├───╮" if not inside else "│   ├"
    if part == "mlp":
        return "│ │ │" if inside == part else "├─╮ │"
    return "│   │" if inside else "├───╮"


def told(rows: list[tuple[str, str, str]], width: int) -> Iterator[Line]:
    """A line for each; a formula that has no room is left out."""
    wide = max(cell_len(name) for _, name, _ in rows) + 2
    for arrows, name, size in rows:
        if 2 + BESIDE + wide + cell_len(size) > width:
            size = size.partition(", ")[0]
        gaps = " " * (BESIDE - cell_len(arrows)), " " * (wide - cell_len(name))
        yield line("  ", (arrows, "arc"), gaps[0], (name, "strong"), gaps[1], (size, "quiet")).rstrip()


def norm_formula(block: Block) -> str:
    """What a norm does."""
    if block.norm == "layer_norm":
        return "(x − mean) / deviation · gain + shift"
    return "x / rms · gain" if block.norm else ""


def mlp_formula(block: Block) -> str:
    """What makes the hidden units."""
    if block.limit is not None:
        return f"gate·sigmoid({block.slope:g}·gate)·(up + 1)"
    name = block.activation
    return f"{name}(x·W_gate) · x·W_up" if block.gated else f"{name}(x·W_up)"


def sizes(part: str, model: Model, block: Block) -> str:
    """How large a sublayer is."""
    if part != "mlp":
        heads = f"{model.n_heads} × {model.d_head}"
        return heads if model.n_kv_heads == model.n_heads else f"{heads} (K, V: {model.n_kv_heads} × {model.d_head})"
    return ", ".join(mlp_sizes(model, block))


def mlp_sizes(model: Model, block: Block) -> tuple[str, str]:
    """How large a feed-forward network is, or how many of how many there are, and what makes its hidden units."""
    network = f"{model.d_model} → {block.d_ff} → {model.d_model}"
    return f"{block.chosen} / {block.experts} × {network}" if block.experts else network, mlp_formula(block)


def of_side(trace: Trace, side: Side, layer: int) -> Model:
    """The sizes of one stack: an encoder beside a decoder may have heads of its own."""
    model = replace(trace.model, n_layers=side.n_layers)
    if side.kind != "encoder":
        return model
    read = side.attentions[layer][0]
    return replace(model, n_heads=len(read.heads), n_kv_heads=len(read.kv_heads))
