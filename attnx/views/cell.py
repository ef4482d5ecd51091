"""The full arithmetic of one cell, as one would write it by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.cell import Workings, cell
from attnx.trace import Attention, Trace
from attnx.views.formulas import biased, scaling
from attnx.views.look import Look, label
from attnx.views.opening import opening
from attnx.views.parts import Cell, Gap, Heading, Line, Note, Paragraph, Part, listing, word
from attnx.views.place import place


def cell_story(trace: Trace, query: int, key: int, look: Look) -> Iterator[Part]:
    """The arithmetic of one query and one key, in every layer and head of the trace."""
    yield from opening(trace, look)
    for number, attention in trace.attentions():
        for head in attention.heads:
            yield Gap()
            yield from one_cell(trace, number, attention, head, query, key, look)


def one_cell(
    trace: Trace, number: int, attention: Attention, head: int, query: int, key: int, look: Look
) -> Iterator[Part]:
    """The arithmetic in one head."""
    workings = cell(attention, query, key, head)
    yield heading(workings, trace, number, attention, head, look)
    yield from products(workings, attention, look)
    yield Gap()
    yield from arithmetic(workings, attention, trace, look)


def heading(workings: Workings, trace: Trace, number: int, attention: Attention, head: int, look: Look) -> Heading:
    """Which query, key and head it is about."""
    row, column = workings.query, workings.key
    names = {"query": label(trace.queries_of(attention)[row]), "key": label(trace.keys_of(attention)[column])}
    where = place(trace, number, attention, head, look.say)
    return Heading(look.say("cell_title", **names, row=row, column=column, where=where), "▸")


def products(workings: Workings, attention: Attention, look: Look, begin: int = 0) -> Iterator[Part]:
    """A row for each product, and their running sum; `begin` is the number of the first."""
    each = "q·k" if attention.similarity == "dot" else "−½(q−k)²"
    headers = ("i", "qᵢ", "kᵢ", each, look.say("column_running") if look.roomy else "Σ")
    columns = (workings.q, workings.k, workings.products, np.cumsum(workings.products))
    rows: list[tuple[Cell, ...]] = [
        (word(str(i), "quiet"), *(look.number(float(number)) for number in numbers))
        for i, numbers in enumerate(zip(*columns, strict=True), begin)
    ]
    yield listing(headers, rows, numbers=range(1, 5))


def arithmetic(workings: Workings, attention: Attention, trace: Trace, look: Look) -> Iterator[Part]:
    """From the sum to the weight, a line each."""
    row, key, n = workings.row, workings.key, look.number
    assert row.scores is not None and row.scaled is not None and row.exp is not None
    score, scaled, exp = float(row.scores[key]), float(row.scaled[key]), float(row.exp[key])
    seen = scaled if row.masked is None else float(row.masked[key])

    def line(name: str, text: str) -> Paragraph:
        return Paragraph(Line(((f"{look.say(name)}  ", "quiet"), (text, ""))))

    yield line("line_score", f"Σ = {n(score)}")
    times = f"{n(score)} {scaling(attention, trace.model)}".rstrip()
    if row.bias is not None:
        times += f" {plus(float(row.bias[key]), look)}"
    elif biased(attention, trace.model):
        times += " + bias"
    if attention.soft_cap is not None:
        times = f"{attention.soft_cap:g}·tanh(({times}) / {attention.soft_cap:g})"
    if attention.temperature != 1.0:
        times = f"({times})" if " " in times else times
        times += f" / {attention.temperature:g}"
    yield line("line_scaled", f"{times} = {n(scaled)}")
    if row.masked is not None:
        added = "" if seen in (scaled, -np.inf) else f"{n(scaled)} {plus(seen - scaled, look)} = "
        yield line("line_masked", f"{added}{n(seen)}")
    hidden = key in row.hidden
    raised = "0" if hidden else n(exp)  # of −∞ it is that, and nothing rounded
    yield line("line_exp", f"exp({n(seen)} {plus(-row.largest, look)}) = {raised}  {look.say('line_largest')}")
    terms = [n(float(value)) for place, value in enumerate(row.exp) if place not in row.hidden]
    cut = len(terms) if look.full else max((look.width - 24) // (look.precision + 5), 2)
    more = look.say("sum_more", more=len(terms) - cut) if cut < len(terms) else ""
    sink = "" if row.sink is None else f" + {look.say('line_sink', exp=n(row.total * row.sink))}"
    yield line("line_total", f"{' + '.join(terms[:cut])}{more}{sink} = {n(row.total)}" if terms else "0")
    weight = "0" if hidden else n(float(row.weights[key]))
    yield line("line_weight", f"{raised} ÷ {n(row.total)} = {weight}" if row.total else look.say("line_nowhere"))
    if rounding_shows(workings, attention, cut == len(terms), look):
        yield Note(look.say("rounded"))


def plus(value: float, look: Look) -> str:
    """+ 1.00 or − 1.00"""
    return f"+ {look.number(value)}" if value > 0 else f"− {look.number(-value)}"


def rounding_shows(workings: Workings, attention: Attention, whole: bool, look: Look) -> bool:
    """Whether a line, worked out with the numbers as printed, would have another result than the one printed."""
    row, key = workings.row, workings.key
    assert row.scores is not None and row.scaled is not None and row.exp is not None

    def r(values: np.ndarray | float) -> np.ndarray:
        return np.asarray(np.round(values, look.precision), dtype=np.float64)

    q, k, running, exp = r(workings.q), r(workings.k), r(np.cumsum(workings.products)), r(row.exp)
    seen = row.scaled if row.masked is None else row.masked
    scaled = r(row.scores[key]) * attention.scale + (0.0 if row.bias is None else r(row.bias[key]))
    if attention.soft_cap is not None:
        scaled = attention.soft_cap * np.tanh(scaled / attention.soft_cap)
    results = [
        (q * k if attention.similarity == "dot" else -0.5 * np.square(q - k), workings.products),
        (r(workings.products)[1:] + running[:-1], running[1:]),
        (running[-1], row.scores[key]),
        (scaled / attention.temperature, row.scaled[key]),
        (np.exp(r(seen[key]) - r(row.largest)), row.exp[key]),
        (exp.sum() + r(row.total * (row.sink or 0.0)) if whole else row.total, row.total),
        (exp[key] / r(row.total) if r(row.total) else 0.0, row.weights[key]),
    ]
    return any((np.abs(r(result) - r(printed)) > 0.5 * 10.0**-look.precision).any() for result, printed in results)
