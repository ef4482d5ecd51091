"""The explanation, one titled step after another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import accumulate

from attnx.measures.experts import routed
from attnx.trace import EMBEDDING_AXES, STEPS, Attention, Trace
from attnx.views import formulas
from attnx.views.look import Look, label
from attnx.views.one_head import OneHead, shape
from attnx.views.opening import opening
from attnx.views.parts import Heading, Matrix, Note, Part, Side, Step, Steps, listing
from attnx.views.picture import picture_lines
from attnx.views.place import has_kinds, of_kind
from attnx.views.reads import signs
from attnx.views.relevance import Relevance, relevance
from attnx.views.tokens import token_lines, token_table

EVERY = frozenset(STEPS) - {"summary"}


def explanation(trace: Trace, steps: Collection[str], look: Look) -> Iterator[Part]:
    """What the trace is of, and every chosen step that it holds, for each layer and head in it."""
    yield from opening(trace, look)
    yield from chosen_steps(trace, steps, look)


def chosen_steps(trace: Trace, steps: Collection[str], look: Look, matters: Relevance | None = None) -> Iterator[Part]:
    """The steps themselves; `matters` says what they are looked at for, where that is known."""
    numbers = numbered(trace)
    if "tokens" in steps:
        yield from tokens(trace, numbers["tokens"], look)
    for number, attention in trace.attentions():
        heads: tuple[int | None, ...] = attention.heads
        if attention.averaged or not attention.arrays:
            heads = (None,)
        told = [
            OneHead(trace, number, attention, head, numbers, look, matters or matter(attention, head)) for head in heads
        ]
        alone = told[0] if len(told) == 1 else None
        where = "" if alone and not has_kinds(trace) else whole_place(trace, number, attention, look)
        read: list[Step] = []
        if "embedding" in steps:
            down = alone.matters.queries if alone else Side()
            read = embedding(
                trace, number, attention, steps, Heading("", str(numbers["embedding"]), (), where), down, look
            )
        if read and not alone:
            yield Steps(tuple(read))
        for head in told:
            yield from head.told(steps, read if alone else ())
        if "experts" in steps and attention.kind != "cross":
            yield from experts(trace, number, numbers["experts"], look)


def matter(attention: Attention, head: int | None) -> Relevance:
    """What is read most and what reads most sharply, where the weights are held."""
    if "weights" not in attention.arrays:
        return Relevance()
    return relevance(attention.of_head("weights", head).data)


def numbered(trace: Trace) -> dict[str, int]:
    """The steps that happen in the model of this trace, counted; one that is not told keeps its number."""
    attentions = [attention for _, attention in trace.attentions()]
    held = {name for attention in attentions for name in attention.arrays}
    hidden = any(attention.pattern != "bidirectional" for attention in attentions) or held & {"mask", "masked"}
    happens = {
        "embedding": bool(trace.model.embedding) or "x" in held,
        **dict.fromkeys("kv", False),  # told with q
        "masked": bool(hidden),
        "out": bool(trace.model.embedding) or "out" in held,
        "experts": any("experts" in layer.arrays for layer in trace.layers),
    }
    return dict(zip(STEPS, accumulate(int(happens.get(step, True)) for step in STEPS), strict=True))


def whole_place(trace: Trace, number: int, attention: Attention, look: Look) -> str:
    """Which attention numbers of no head belong to."""
    where = look.say("place_layer", layer=number)
    return of_kind(attention.kind, where, look.say) if has_kinds(trace) else where


def experts(trace: Trace, layer: int, number: int, look: Look) -> Iterator[Part]:
    """Which networks the router of a layer sends each token to, the largest share first."""
    held = next(one.arrays for one in trace.layers if one.layer == layer)
    if "experts" not in held:
        return
    shares = held["experts"].data  # (token, expert)
    sent = routed(shares)
    chosen = max(map(len, sent), default=0)
    yield Heading(look.say("title_experts"), str(number), place=look.say("place_layer", layer=layer))
    yield Note(look.say("about_experts", chosen=chosen, count=shares.shape[1]))
    rows = [
        (label(token), " · ".join(f"{expert} ({look.number(share)})" for expert, share in asked))
        for token, asked in zip(trace.tokens, sent, strict=True)
    ]
    yield listing((look.say("column_query"), look.say("column_experts")), rows)


def tokens(trace: Trace, number: int, look: Look) -> Iterator[Part]:
    about = "words" if "words_merged" in trace.notes else "tokens" if trace.model.embedding else "rows"
    of_picture = trace.picture is not None and not trace.source
    about = "patches" if of_picture else about
    yield Heading(look.say("title_tokens"), str(number), place=look.say(f"about_{about}", count=len(trace.tokens)))
    table = token_table if look.full else token_lines
    if trace.picture is not None and of_picture:
        yield from picture_lines(trace, trace.picture, look)
    if not of_picture or look.full:
        yield from table(trace.tokens, look)
        if said := list(signs(trace.tokens, look)):
            yield Note(" · ".join((*said, look.say("signs_more"))))
    if trace.source:
        yield Note(look.say("source_tokens"))
        if trace.picture is not None:
            yield from picture_lines(trace, trace.picture, look)
        if trace.picture is None or look.full:
            yield from table(trace.source, look)


def embedding(
    trace: Trace, number: int, attention: Attention, steps: Collection[str], heading: Heading, down: Side, look: Look
) -> list[Step]:
    """What the layer reads: for the first one, what it is made of; for a deeper one, what the layers before it made.

    Where the embedding is asked for and not every step, it is shown above a deeper layer too.
    """
    x, say, model = attention.arrays.get("x"), look.say, trace.model
    parts = [name for name in trace.arrays if name in EMBEDDING_AXES and name != "embedded"]
    deeper = number > 0 or attention.kind == "cross"
    shown = bool(parts) and not (deeper and set(steps) >= EVERY)
    stream = say("title_stream", layer=number - 1)
    title, formula, about = say("title_embedding"), "", say("about_embedding")
    if shown:
        made = formulas.embedded(replace(model, input_norm=False) if deeper else model, look)
        formula = f"{say('array_embedded') if deeper else 'x'} = {made}"
    elif attention.kind == "cross":
        title, about = say("title_cross"), say("input_written" if trace.writes else "input_cross")
    elif deeper:
        title, formula, about = (
            stream,
            "x = norm(stream)" if model.input_norm else "",
            say("about_stream", layer=number),
        )
    elif not model.embedding:
        normed = "_normed" if model.input_norm else ""
        title, about = say(f"title_given{normed}"), say(f"input_given{normed}")
    heading = replace(heading, text=title, formulas=(formula,) if formula else ())
    told: list[Step] = []
    for name in [*parts, "embedded"] if shown and deeper else parts if shown and len(parts) > 1 else ():
        named = say(f"array_{name}")
        plus = "+ " if told and name in parts else ""
        told.append(Step(heading, Matrix(trace.arrays[name].data, trace.tokens, down=down), about, (f"{plus}{named}",)))
    if x is None:
        return told
    below = shown and deeper  # the embedding, which has the formula
    name = stream if below and attention.kind != "cross" else "x" if below or not formula else formula
    names = tuple(dict.fromkeys((f"{name}  {shape(x.data)}", name, "x")))
    matrix = Matrix(x.data, trace.queries_of(attention), down=down)
    return [*told, Step(heading, matrix, about, names, size=shape(x.data))]
