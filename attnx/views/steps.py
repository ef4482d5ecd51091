"""The explanation, one titled step after another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

import numpy as np

from attnx.trace import EMBEDDING_AXES, STEPS, Attention, Token, Trace
from attnx.views import formulas
from attnx.views.look import ROWS, Look, label
from attnx.views.opening import opening
from attnx.views.parts import Beside, Caption, Column, Gap, Heading, Listing, Matrix, Note, Notice, Part, word
from attnx.views.piece import piece_of
from attnx.views.place import has_kinds, of_kind, place
from attnx.views.summary import summary
from attnx.views.top import draw_top

FIRST = ("tokens", "embedding", "q", "scores", "weights", "z", "summary")  # the steps with which a new number begins
NUMBERS = dict(zip(STEPS, accumulate(int(step in FIRST) for step in STEPS), strict=True))


def explanation(trace: Trace, steps: Collection[str], look: Look) -> Iterator[Part]:
    """What the trace is of, and every chosen step that it holds, for each layer and head in it."""
    yield from opening(trace, look)
    yield from chosen_steps(trace, steps, look)


def chosen_steps(trace: Trace, steps: Collection[str], look: Look) -> Iterator[Part]:
    """The steps themselves."""
    if "tokens" in steps:
        yield from tokens(trace, look)
    for number, attention in trace.attentions():
        if "embedding" in steps:
            yield from embedding(trace, number, attention, look)
        for head in (None,) if attention.averaged or not attention.arrays else attention.heads:
            yield from one_head(trace, number, attention, head, steps, look)


def title(look: Look, step: str, *formulas: str, about: str | None = None, **facts: object) -> Iterator[Part]:
    """A step's number, name and formulas, and a line on what it does."""
    yield Gap()
    yield Heading(look.say(f"title_{step}"), str(NUMBERS[step]), tuple(part for part in formulas if part))
    yield Note(look.say(f"about_{about or step}", **facts))


def tokens(trace: Trace, look: Look) -> Iterator[Part]:
    about = "words" if "words_merged" in trace.notes else "tokens" if trace.model.embedding else "rows"
    yield from title(look, "tokens", about=about, count=len(trace.tokens))
    yield from token_table(trace.tokens, look)
    if trace.source:
        yield Note(look.say("source_tokens"))
        yield from token_table(trace.source, look)


def token_table(all_tokens: tuple[Token, ...], look: Look) -> Iterator[Part]:
    several = any(token.segment for token in all_tokens)
    headers = ["#", look.say("column_text"), look.say("column_piece"), "id", look.say("column_span")]
    headers += [look.say("column_segment")] if several else []
    shown = all_tokens if look.full else all_tokens[: 2 * ROWS]
    rows = []
    for token in shown:
        span = "" if token.special else f"{token.start}–{token.end}"
        cells = [str(token.index), "" if token.special else label(token), piece_of(token), str(token.id), span]
        cells += [str(token.segment)] if several else []
        rows.append([word(cell, "quiet" if token.special else "") for cell in cells])
    what = look.say("cut_rows", shown=len(shown), all=len(all_tokens))
    cut = look.say("cut", what=what) if len(shown) < len(all_tokens) else ""
    columns = [Column(header, at in (0, 3, 5), folds=at in (1, 2)) for at, header in enumerate(headers)]
    yield Listing(tuple(columns), rows, cut=cut)


def embedding(trace: Trace, number: int, attention: Attention, look: Look) -> Iterator[Part]:
    """What the layer reads: for the first one, what it is made of; for a deeper one, x itself."""
    x = attention.arrays.get("x")
    if number == 0 and trace.arrays.keys() & EMBEDDING_AXES.keys() and attention.kind == "self":
        yield from title(look, "embedding", f"x = {formulas.embedded(trace.model, look)}")
        yield from whose(trace, number, attention, look)
        parts = [name for name in trace.arrays if name in EMBEDDING_AXES and name != "embedded"]
        for name in parts if len(parts) > 1 else []:
            yield Caption(look.say(f"array_{name}"))
            yield Matrix(trace.arrays[name].data, trace.tokens)
    elif x is not None:
        yield from title(look, "embedding")
        yield from whose(trace, number, attention, look)
        if attention.kind == "cross":
            yield Note(look.say("input_cross"))
        elif number > 0:
            yield Note(look.say("input_deeper", layer=number))
        elif not trace.model.embedding:
            yield Note(look.say("input_given"))
    if x is not None:
        yield Caption(f"x  {shape(x.data)}")
        yield Matrix(x.data, trace.queries_of(attention))


def whose(trace: Trace, number: int, attention: Attention, look: Look) -> Iterator[Part]:
    """Which attention a table of no head belongs to, where there are several kinds."""
    if has_kinds(trace):
        where = of_kind(attention.kind, look.say("place_layer", layer=number), look.say)
        yield Note(look.say("whose", where=where))


def shape(array: np.ndarray) -> str:
    return " × ".join(map(str, array.shape))


def one_head(
    trace: Trace, number: int, attention: Attention, head: int | None, steps: Collection[str], look: Look
) -> Iterator[Part]:
    """The steps of one head, from q to z."""
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    held = attention.arrays
    where = place(trace, number, attention, head, look.say)

    def matrix(name: str) -> np.ndarray:
        return attention.of_head(name, head).data

    projections = [name for name in ("q", "k", "v") if name in steps and name in held and head is not None]
    if projections:
        made = "x" in held or trace.model.embedding  # and not given
        lines = [formulas.projection(name, number, attention, trace.model) for name in projections] if made else []
        yield from title(look, "q", *lines, about="q" if made else "q_given", where=where)
    for name in projections:
        before = f"{name}_projected"
        if before in held:
            done = "_".join(formulas.changes(number, attention, trace.model)) or "changed"
            later = look.say(f"before_{done}")
            yield Caption(f"{before}  {shape(matrix(before))}  {later}")
            yield Matrix(matrix(before), queries if name == "q" else keys)
        yield Caption(f"{name.upper()}  {shape(matrix(name))}  {look.say(f'array_{name}')}")
        yield Matrix(matrix(name), queries if name == "q" else keys)
    added = "mask" in held and held["mask"].data.dtype != bool  # numbers, and not only where to look
    for name, parts in (
        ("scores", ("Q·Kᵀ" if attention.similarity == "dot" else "−½‖Q − K‖²",)),
        ("scaled", formulas.scaled(attention, trace.model)),
        ("masked", ()),
    ):
        if name in steps and name in held and head is not None:
            window = hiding(matrix(name), attention.pattern) if name == "masked" and not added else {}
            about = "masked_added" if name == "masked" and added else name
            yield from title(look, name, *parts, about=str(window.pop("about", about)), where=where, **window)
            if name == "scaled" and "bias" in held:
                yield Caption(f"bias  {look.say('array_bias')}")
                yield Matrix(matrix("bias"), queries, keys)
                yield Caption(f"scaled  {shape(matrix(name))}")
            yield Matrix(matrix(name), queries, keys, largest=True)
    if "weights" in steps and "weights" in held:
        made_here = head is not None and "words_merged" not in trace.notes
        about = "weights" if look.top is None else "weights_top"
        yield from title(look, "weights", "softmax" if made_here else "", about=about, where=where)
        skipped = matrix("skipped") if "skipped" in held else None
        yield from weights_of(matrix("weights"), skipped, queries, keys, look)
    if "z" in steps and "z" in held and head is not None:
        yield from title(look, "z", "Z = weights·V", where=where)
        yield Caption(f"z  {shape(matrix('z'))}")
        yield Matrix(matrix("z"), queries)
    if "out" in steps and "out" in held and (head is None or head == attention.heads[-1]):
        bias = " + b_O" if trace.model.out_bias else ""
        yield from title(look, "out", f"z·W_O{bias}", heads=trace.model.n_heads)
        yield from whose(trace, number, attention, look)
        yield Matrix(held["out"].data, queries)
    if "summary" in steps and "weights" in held:
        yield from title(look, "summary", where=where)
        yield from summary(trace, number, attention, head, look)


def hiding(masked: np.ndarray, pattern: str) -> dict[str, object]:
    """What there is to say of a window: how far it reaches, or that the text does not fill it."""
    seen = np.isfinite(masked)
    if pattern == "sliding":
        size = int(seen.sum(axis=-1).max(initial=0))
        return {"about": "masked_sliding", "size": size} if size < len(seen) else {"about": "masked_sliding_wide"}
    if pattern == "neighbourhood":
        reach = int(np.abs(np.subtract(*np.nonzero(seen))).max(initial=0))
        return {"about": "masked_near", "reach": reach} if not seen.all() else {"about": "masked_near_wide"}
    return {}


def weights_of(
    weights: np.ndarray, skipped: np.ndarray | None, queries: Sequence[Token], keys: Sequence[Token], look: Look
) -> Iterator[Part]:
    """The weights as a matrix, or the largest of each row; without the first key where that was taken out."""
    if skipped is not None:
        low, mean, high = (look.number(float(share)) for share in (skipped.min(), skipped.mean(), skipped.max()))
        yield Notice(look.say("skipped", key=label(keys[0]), mean=mean, low=low, high=high))
        if len(keys) > 1:
            weights, keys = weights[:, 1:], keys[1:]
    if look.top is not None:
        yield from draw_top(weights, queries, keys, look.top, look)
        return
    beside = None if skipped is None else Beside(look.say("column_skipped"), skipped)
    yield Matrix(weights, queries, keys, shaded=True, largest=True, sums=True, beside=beside)
