"""One step backwards through attention: each formula beside its matrix, and the arithmetic of one cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.gradients import Gradients
from attnx.trace import Token
from attnx.views.look import Look, label
from attnx.views.one_head import shape
from attnx.views.parts import (
    Cell,
    Gap,
    Heading,
    Matrix,
    Note,
    Paragraph,
    Part,
    Step,
    Steps,
    Title,
    View,
    line,
    listing,
    word,
)
from attnx.views.reads import called
from attnx.views.visible import visible

# Each step with its formula, in the order of `attnx.learning.backward.attention`.
FORMULAS = {
    "dz": ("dZ = dOut·W_Oᵀ",),
    "dweights": ("dW = dZ·Vᵀ",),
    "dv": ("dV = Wᵀ·dZ",),
    "dscaled": ("dScaled = W ∘ (dW − Σ dW∘W)",),
    "dscores": ("dS = dScaled·scale",),
    "dq": ("dQ = dS·K",),
    "dk": ("dK = dSᵀ·Q",),
    "dw_q": ("dW_Q = Xᵀ·dQ",),
    "dw_k": ("dW_K = Xᵀ·dK",),
    "dw_v": ("dW_V = Xᵀ·dV",),
}
OF_KEYS = ("dweights", "dscaled", "dscores")


def backward_story(step: Gradients, look: Look) -> View:
    """Every array of one head, from what was read back to the three matrices; then what the step changes."""
    yield from opening(step, look)
    for name in FORMULAS:
        yield from backward_step(step, name, look)
    yield from what_changes(step, look)


def backward_step(step: Gradients, name: str, look: Look) -> Iterator[Part]:
    """One array of one head, by its name and number among all."""
    number = list(FORMULAS).index(name) + 1
    yield Steps((one_step(step, name, number, FORMULAS[name], look),))


def opening(step: Gradients, look: Look) -> Iterator[Part]:
    facts = look.say("backward_place", layer=step.layer, head=step.head)
    yield Title(look.say("backward_title", step=f"{step.step:,}"), "", False, (facts,))
    query = label(step.trace.tokens[step.query])
    facts_of_loss = {"answer": visible(step.answer), "loss": look.number(step.loss)}
    yield Note(look.say("backward_about", text=visible(step.trace.text), query=query, **facts_of_loss))


def one_step(step: Gradients, name: str, number: int, formulas: tuple[str, ...], look: Look) -> Step:
    data, tokens = step.arrays[name], step.trace.tokens
    heading = Heading(look.say(f"title_{name}"), str(number), formulas)
    note = look.say(f"about_{name}")
    if name in OF_KEYS:
        matrix = Matrix(unseen(step, data), tokens, tokens)
    elif name.startswith("dw_"):
        matrix = Matrix(data, counted(len(data)))
    else:
        matrix = Matrix(data, tokens)
    return Step(heading, matrix, note, (name,), size=shape(data))


def unseen(step: Gradients, data: np.ndarray) -> np.ndarray:
    """The numbers, with none where a query may not look."""
    return np.where(np.tri(len(data), dtype=bool), data, np.nan)


def counted(count: int) -> tuple[Token, ...]:
    """Rows that stand for the numbers of x, which have no names."""
    return tuple(Token(place, f"x{place}", f"x{place}", place, 0, 0) for place in range(count))


def what_changes(step: Gradients, look: Look) -> Iterator[Part]:
    """Of the word that is asked: which key its score is to grow for most, and for which to shrink."""
    row = step.arrays["dscores"][step.query]
    grows, shrinks = int(row.argmin()), int(row.argmax())
    yield Gap()
    if row[grows] >= 0.0:
        yield Paragraph(look.say("backward_nothing"))
        return
    tokens = step.trace.tokens
    facts = {
        "query": label(tokens[step.query]),
        "grows": called(tokens[grows], tokens),
        "by": look.number(float(row[grows])),
        "shrinks": called(tokens[shrinks], tokens),
        "other": look.number(float(row[shrinks])),
    }
    yield Paragraph(look.say("backward_grows", **facts))


def backward_cell(step: Gradients, query: int, key: int, look: Look) -> View:
    """What is asked of one weight and of its score, as one would work it out by hand."""
    tokens, n = step.trace.tokens, look.number
    worked = step.cell(query, key)
    yield from opening(step, look)
    yield Gap()
    names = {"query": label(tokens[query]), "key": label(tokens[key])}
    yield Heading(look.say("backward_cell", **names, row=query, column=key), "▸")
    columns = (worked.dz, worked.v, worked.products, np.cumsum(worked.products))
    rows: list[tuple[Cell, ...]] = [
        (word(str(place), "quiet"), *(n(float(number)) for number in numbers))
        for place, numbers in enumerate(zip(*columns, strict=True))
    ]
    headers = ("i", "dzᵢ", "vᵢ", "dz·v", look.say("column_running") if look.roomy else "Σ")
    yield listing(headers, rows, numbers=range(1, 5))
    yield Gap()
    weight, asked = float(worked.weights[key]), float(worked.dweights[key])
    terms = [f"{n(float(a))}·{n(float(w))}" for a, w in zip(worked.dweights, worked.weights, strict=True) if w]
    shown = terms if look.full else terms[: max((look.width - 24) // 12, 2)]
    more = look.say("sum_more", more=len(terms) - len(shown)) if len(shown) < len(terms) else ""
    lines = {
        "line_dweight": f"Σ = {n(asked)}",
        "line_of_all": f"{' + '.join(shown)}{more} = {n(worked.of_all)}",
        "line_dscaled": f"{n(weight)} · ({n(asked)} − {bracketed(worked.of_all, look)}) = {n(worked.dscaled)}",
        "line_dscore": f"{n(worked.dscaled)} · {step.scale:.4g} = {n(worked.dscore)}",
    }
    for name, text in lines.items():
        yield Paragraph(line((f"{look.say(name)}  ", "quiet"), text))
    yield Note(look.say("rounded"))
    direction = "even" if not worked.dscore else "grow" if worked.dscore < 0 else "shrink"
    yield Paragraph(look.say(f"backward_cell_{direction}", **names))


def bracketed(value: float, look: Look) -> str:
    """A number behind a minus."""
    return look.number(value) if value >= 0 else f"({look.number(value)})"
