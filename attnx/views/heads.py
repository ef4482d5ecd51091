"""What every head does on a text: a map of each, and a table of measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnx.measures.heads import MEASURES, Heads
from attnx.measures.known import heads_known
from attnx.trace import Model, Trace
from attnx.trace.sight import may_look
from attnx.views.known import known_head
from attnx.views.look import ROWS, Look
from attnx.views.opening import model_lines, opening
from attnx.views.parts import Cell, Column, Gap, Heading, Listing, Maps, Note, Notice, Paragraph, Part, Share, word
from attnx.views.visible import visible

GAP = 1  # cells between two numbers


def heads_page(trace: Trace, measured: Heads, look: Look) -> Iterator[Part]:
    """The maps and the table of one text."""
    yield from opening(trace, look)
    if trace.model.n_kv_heads < trace.model.n_heads:
        yield Paragraph(shared(trace.model, look))
    yield Gap()
    yield Heading(look.say("grid_title"))
    yield Note(look.say("grid_about"))
    yield maps(trace)
    yield Gap()
    yield Heading(look.say("heads_measured_title"))
    yield from table(measured, look)


def heads_over_page(measured: Heads, look: Look) -> Iterator[Part]:
    """The table of many texts."""
    yield from model_lines(measured.model, look)
    for note in measured.notes:
        yield Notice(look.say(f"note_{note}"))
    yield Gap()
    yield Heading(look.say("heads_over_title", texts=f"{measured.texts:,}", tokens=f"{measured.rows:,}"))
    yield from table(measured, look)


def shared(model: Model, look: Look) -> str:
    """That heads share keys and values, in one line."""
    each = model.n_heads // model.n_kv_heads
    return look.say("heads_shared", heads=model.n_heads, kv_heads=model.n_kv_heads, each=each)


def maps(trace: Trace) -> Maps:
    """The weights of every head."""
    attentions = [(number, attention) for number, attention in trace.attentions() if attention.kind == "self"]
    layers = [(number, attention.arrays["weights"].data, may_look(attention)) for number, attention in attentions]
    return Maps(attentions[0][1].heads, tuple(layers))


def table(measured: Heads, look: Look) -> Iterator[Part]:
    """A line for each head, then what even weights would give and how many tokens were asked."""
    held = [i for i in range(len(MEASURES)) if measured.queries[i].any()]
    if not held:
        yield Paragraph(look.say("heads_nothing"))
        return
    yield Note(look.say("heads_about"))
    shown = heads_shown(measured, look)
    rows = [row_of(measured, layer, head, held, look) for layer, head in shown]
    columns = [Column(look.say(f"measure_{MEASURES[i]}"), True, rank=-i, gap=GAP) for i in held]
    even, asked = mean_of(measured), measured.queries.max(axis=-1).tolist()
    totals = [
        [look.say("heads_even"), "", *(number(even[i], look) for i in held)],
        [look.say("heads_queries"), "", *(f"{asked[i]:,}" for i in held)],
    ]
    if rows:
        yield Listing((Column(look.say("column_head")), Column(look.say("column_name")), *columns), rows, totals=totals)
    yield from notices(measured, len(rows), measured.scores[0].size, look)


def heads_shown(measured: Heads, look: Look) -> list[tuple[int, int]]:
    """The places of the heads that are shown: of very many only those that clearly do something."""
    places = [(i, j) for i in range(len(measured.layers)) for j in range(len(measured.heads))]
    if look.full or len(places) <= 2 * ROWS:
        return places
    return [(i, j) for i, j in places if measured.names[i][j] not in ("", "broad")]


def row_of(measured: Heads, layer: int, head: int, held: Sequence[int], look: Look) -> list[Cell]:
    """A head, its name and its measures; a share of attention has its shade, which how broad a head looks has not."""
    name = measured.names[layer][head]
    row: list[Cell] = [
        word(f"{measured.layers[layer]}, {measured.heads[head]}", "quiet"),
        word(look.say(f"head_{name}") if name else "", "strong"),
    ]
    for i in held:
        score = float(measured.scores[i, layer, head])
        shaded = score == score and MEASURES[i] != "broad"
        row.append(word(number(score, look), Share(score)) if shaded else number(score, look))
    return row


def number(score: float, look: Look) -> str:
    """A score, or nothing where there is none."""
    return look.number(score) if score == score else ""


def mean_of(measured: Heads) -> list[float]:
    """What even weights would give each measure, the mean of the layers; NaN where no token was asked."""
    asked = measured.queries > 0  # (measure, layer)
    sums = np.where(asked, measured.even, 0.0).sum(axis=-1)
    counts = asked.sum(axis=-1)
    return [float(mean) for mean in np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)]


def notices(measured: Heads, shown: int, total: int, look: Look) -> Iterator[Part]:
    """What is not shown and why; what is known of the heads beside this; and what attention does not say."""
    absent = [
        look.say(f"head_{name}") for name, asked in zip(MEASURES, measured.queries, strict=True) if not asked.any()
    ]
    if absent:
        yield Note(look.say("heads_absent", kinds=look.say("comma").join(absent)))
    if shown < total:
        yield Notice(look.say("heads_cut" if shown else "heads_none", shown=shown, all=total))
    known = [
        fact
        for fact in heads_known(measured.model, measured.notes).values()
        if fact.kind != "broad" and fact.layer in measured.layers and fact.head in measured.heads
    ]
    if known:
        yield Paragraph(look.say("heads_known_title", model=visible(measured.model.name)))
        for fact in known:
            yield Paragraph(known_head(fact, look))
    yield Note(look.say("honest"))
