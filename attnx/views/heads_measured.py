"""The measures of heads as a table, of one text or of many: those that clearly do something first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from attnx.measures.heads import MEASURES, Heads
from attnx.measures.known import heads_known
from attnx.views.known import known_head
from attnx.views.look import Look
from attnx.views.opening import FACT, model_lines
from attnx.views.parts import Cell, Column, Gap, Heading, Listing, Note, Notice, Paragraph, Part, Share, Title, word
from attnx.views.visible import visible

GAP = 1  # cells between two numbers


def heads_over_page(measured: Heads, look: Look) -> Iterator[Part]:
    """The table of many texts."""
    names = [name for layer in measured.names for name in layer]
    clear = sum(name not in ("", "broad") for name in names)
    yield Title(look.say("heads_over_verdict" if clear else "heads_none", shown=clear, all=len(names)))
    yield from model_lines(measured.model, look)
    for note in measured.notes:
        yield Notice(look.say(f"note_{note}"))
    yield Gap()
    yield Heading(look.say("heads_over_title", texts=f"{measured.texts:,}", tokens=f"{measured.rows:,}"))
    yield from table(measured, look)
    places = heads_shown(measured, look)
    yield from flat(measured, {(measured.layers[i], measured.heads[j]) for i, j in places}, look)
    yield from known(measured, look)
    yield Note(look.say("honest"))


def table(measured: Heads, look: Look) -> Iterator[Part]:
    """A line for each head, then what even weights would give and how many tokens were asked."""
    held = [i for i in range(len(MEASURES)) if measured.queries[i].any()]
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
    yield from absent(measured, look)


def heads_shown(measured: Heads, look: Look) -> list[tuple[int, int]]:
    """The places of the heads that clearly do something; with --full the others after them."""
    places = [(i, j) for i in range(len(measured.layers)) for j in range(len(measured.heads))]
    named = [(i, j) for i, j in places if measured.names[i][j] not in ("", "broad")]
    return [*named, *(place for place in places if place not in named)] if look.full else named


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


def absent(measured: Heads, look: Look) -> Iterator[Note]:
    """The kinds of which no token has such a key."""
    names = [
        look.say(f"head_{name}") for name, asked in zip(MEASURES, measured.queries, strict=True) if not asked.any()
    ]
    if names:
        yield Note(look.say("heads_absent", kinds=look.say("comma").join(names)))


def known(measured: Heads, look: Look) -> Iterator[Part]:
    """What is known of these heads beside this."""
    facts = [
        fact
        for fact in heads_known(measured.model, measured.notes).values()
        if fact.kind != "broad" and fact.layer in measured.layers and fact.head in measured.heads
    ]
    if facts:
        yield Paragraph(look.say("heads_known_title", model=visible(measured.model.name)))
        for fact in facts:
            yield Paragraph(known_head(fact, look))


def flat(measured: Heads, told: Collection[tuple[int, int]], look: Look) -> Iterator[Part]:
    """The heads of which there is nothing to tell, in one line."""
    places = [(layer, head) for layer in measured.layers for head in measured.heads if (layer, head) not in told]
    if places:
        key = "heads_flat" if len(places) > 1 else "heads_flat_one"
        yield Note(look.say(key, count=len(places), heads=listed(places)))


def listed(places: Sequence[tuple[int, int]]) -> str:
    """Layers and heads, in their order: 0·2–7 · 1·3."""
    layers: dict[int, list[int]] = {}
    for layer, head in places:
        layers.setdefault(layer, []).append(head)
    return FACT.join(f"{layer}·{ranges(heads)}" for layer, heads in layers.items())


def ranges(numbers: Sequence[int]) -> str:
    """0–2, 5: numbers in their order, those next to one another as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
