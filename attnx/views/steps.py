"""The explanation, one titled step after another."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from attnx.trace import Attention, Token, Trace
from attnx.views.look import DIM, NUMBER, ROWS, TITLE, Look, label
from attnx.views.matrix import Matrix, draw
from attnx.views.piece import piece_of
from attnx.views.place import has_kinds, of_kind, place
from attnx.views.summary import summary
from attnx.views.visible import visible
from attnx.views.wrap import pack

NUMBERS = {"tokens": 1, "embedding": 2, "q": 3, "k": 3, "v": 3, "scores": 4, "scaled": 4, "masked": 4}
FACT = " · "  # between two facts about the model
NUMBERS |= {"weights": 5, "z": 6, "out": 6, "summary": 7}


def explanation(trace: Trace, steps: Collection[str], look: Look) -> Iterator[RenderableType]:
    """What the trace is of, and every chosen step that it holds, for each layer and head in it."""
    yield from opening(trace, look)
    yield from chosen_steps(trace, steps, look)


def chosen_steps(trace: Trace, steps: Collection[str], look: Look) -> Iterator[RenderableType]:
    """The steps themselves."""
    if "tokens" in steps:
        yield from tokens(trace, look)
    for number, attention in trace.attentions():
        if "embedding" in steps:
            yield from embedding(trace, number, attention, look)
        for head in (None,) if attention.averaged or not attention.arrays else attention.heads:
            yield from one_head(trace, number, attention, head, steps, look)


def opening(trace: Trace, look: Look) -> Iterator[RenderableType]:
    """The text, the model, and what has to be known about its numbers."""
    model = trace.model
    random = model.provenance == "random"
    provenance = look.say(f"provenance_{model.provenance}")
    yield Text.assemble((visible(model.name), TITLE), "  ", (provenance, "yellow" if random else ""))
    facts = look.say("facts", layers=model.n_layers, heads=model.n_heads, d_model=model.d_model, d_head=model.d_head)
    yield Text(pack(facts.split(FACT), FACT, look.width), style=DIM)
    if random:
        yield Text(look.say("random_warning", model=visible(model.name)), style="yellow")
    for fact in model.heads_known:
        if [(number, one.heads) for number, one in trace.attentions()] == [(fact.layer, (fact.head,))]:
            what, score = look.say(f"kind_{fact.kind}"), look.number(fact.score)
            yield Text(look.say("head_known", layer=fact.layer, head=fact.head, what=what, score=score))
    for note in trace.notes:
        yield Text(look.say(f"note_{note}"), style="yellow")


def title(look: Look, step: str, *formulas: str, about: str | None = None, **facts: object) -> Iterator[RenderableType]:
    """A step's number, name and formulas, and a line on what it does."""
    yield Text()
    number, name = f"{NUMBERS[step]} ", look.say(f"title_{step}")
    packed = pack(formulas, "  ", look.width, used=cell_len(number + name) + 2)
    yield Text.assemble((number, NUMBER), (name, TITLE), (f"  {packed}".rstrip(), "cyan"))
    yield Text(look.say(f"about_{about or step}", **facts), style=DIM)


def tokens(trace: Trace, look: Look) -> Iterator[RenderableType]:
    about = "tokens" if trace.model.embedding else "rows"
    yield from title(look, "tokens", about=about, count=len(trace.tokens))
    yield from token_table(trace.tokens, look)
    if trace.source:
        yield Text(look.say("source_tokens"), style=DIM)
        yield from token_table(trace.source, look)


def token_table(all_tokens: tuple[Token, ...], look: Look) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=DIM)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(look.say("column_text"), overflow="fold")
    table.add_column(look.say("column_piece"), overflow="fold")
    table.add_column("id", justify="right", no_wrap=True)
    table.add_column(look.say("column_span"), no_wrap=True)
    several = any(token.segment for token in all_tokens)
    if several:
        table.add_column(look.say("column_segment"), justify="right", no_wrap=True)
    shown = all_tokens if look.full else all_tokens[: 2 * ROWS]
    for token in shown:
        style = DIM if token.special else ""
        span = "" if token.special else f"{token.start}–{token.end}"
        cells = [str(token.index), "" if token.special else label(token), piece_of(token), str(token.id), span]
        cells += [str(token.segment)] if several else []
        table.add_row(*(Text(cell, style=style) for cell in cells))
    yield table
    if len(shown) < len(all_tokens):
        what = look.say("cut_rows", shown=len(shown), all=len(all_tokens))
        yield Text(look.say("cut", what=what), style="yellow")


def embedding(trace: Trace, number: int, attention: Attention, look: Look) -> Iterator[RenderableType]:
    """What the layer reads: for the first one, what it is made of; for a deeper one, x itself."""
    x = attention.arrays.get("x")
    if number == 0 and trace.embedding and attention.kind == "self":
        formula = " + ".join(look.say(f"part_{part}") for part in trace.model.embedding if part != "norm")
        formula = f"norm({formula})" if "norm" in trace.model.embedding else formula
        yield from title(look, "embedding", f"x = {formula}")
        yield from whose(trace, number, attention, look)
        parts = [name for name in trace.embedding if name != "embedded"]
        for name in parts if len(parts) > 1 else []:
            yield Text(look.say(f"array_{name}"), style="italic")
            yield from draw(Matrix(trace.embedding[name].data, trace.tokens), look)
    elif x is not None:
        yield from title(look, "embedding")
        yield from whose(trace, number, attention, look)
        if not trace.model.embedding:
            yield Text(look.say("input_given"), style=DIM)
        elif attention.kind == "cross":
            yield Text(look.say("input_cross"), style=DIM)
        elif number > 0:
            yield Text(look.say("input_deeper", layer=number), style=DIM)
    if x is not None:
        yield Text(f"x  {shape(x.data)}", style="italic")
        yield from draw(Matrix(x.data, trace.queries_of(attention)), look)


def whose(trace: Trace, number: int, attention: Attention, look: Look) -> Iterator[RenderableType]:
    """Which attention a table of no head belongs to, where there are several kinds."""
    if has_kinds(trace):
        where = of_kind(attention.kind, look.say("place_layer", layer=number), look.say)
        yield Text(look.say("whose", where=where), style=DIM)


def shape(array: np.ndarray) -> str:
    return " × ".join(map(str, array.shape))


def one_head(
    trace: Trace, number: int, attention: Attention, head: int | None, steps: Collection[str], look: Look
) -> Iterator[RenderableType]:
    """The steps of one head, from q to z."""
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    held = attention.arrays
    where = place(trace, number, attention, head, look.say)

    def matrix(name: str) -> np.ndarray:
        return held[name].data if head is None else attention.of_head(name, head).data

    projections = [name for name in ("q", "k", "v") if name in steps and name in held and head is not None]
    if projections:
        made = "x" in held or trace.model.embedding  # and not given
        bias = " + b_{0}" if trace.model.qkv_bias else ""
        formulas = [f"{{0}} = x·W_{{0}}{bias}".format(name.upper()) for name in projections] if made else []
        yield from title(look, "q", *formulas, about="q" if made else "q_given", where=where)
    for name in projections:
        yield Text(f"{name.upper()}  {shape(matrix(name))}  {look.say(f'array_{name}')}", style="italic")
        yield from draw(Matrix(matrix(name), queries if name == "q" else keys), look)
    added = "mask" in held and held["mask"].data.dtype != bool  # numbers, and not only where to look
    for name, formula, about in (
        ("scores", "Q·Kᵀ" if attention.similarity == "dot" else "−½‖Q − K‖²", "scores"),
        ("scaled", scaling(attention, trace), "scaled"),
        ("masked", "", "masked_added" if added else "masked"),
    ):
        if name in steps and name in held and head is not None:
            yield from title(look, name, formula, about=about, where=where)
            yield from draw(Matrix(matrix(name), queries, keys, largest=True), look)
    if "weights" in steps and "weights" in held:
        formula = "softmax" if head is not None else ""
        yield from title(look, "weights", formula, where=where)
        weights = matrix("weights")
        yield from draw(Matrix(weights, queries, keys, shaded=True, largest=True, sums=True), look)
    if "z" in steps and "z" in held and head is not None:
        yield from title(look, "z", "Z = weights·V", where=where)
        yield Text(f"z  {shape(matrix('z'))}", style="italic")
        yield from draw(Matrix(matrix("z"), queries), look)
    if "out" in steps and "out" in held and (head is None or head == attention.heads[-1]):
        bias = " + b_O" if trace.model.out_bias else ""
        yield from title(look, "out", f"z·W_O{bias}", heads=trace.model.n_heads)
        yield from whose(trace, number, attention, look)
        yield from draw(Matrix(held["out"].data, queries), look)
    if "summary" in steps and "weights" in held:
        yield from title(look, "summary", where=where)
        yield from summary(trace, number, attention, head, look)


def scaling(attention: Attention, trace: Trace) -> str:
    """÷ √d_head where that is the scale, and otherwise the factor itself."""
    d_head = trace.model.d_head
    return f"÷ √{d_head}" if np.isclose(attention.scale * d_head**0.5, 1.0) else f"× {attention.scale:g}"
