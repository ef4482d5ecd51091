"""A translation as it happens: what was read, each next word with its rivals, where the model looked, the result."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.console import RenderableType
from rich.text import Text

from attnx.trace import Attention, Step, Token, Trace
from attnx.views.listing import listing
from attnx.views.look import DIM, NUMBER, TITLE, Look
from attnx.views.matrix import Matrix, draw
from attnx.views.opening import opening
from attnx.views.palette import bar
from attnx.views.steps import token_table
from attnx.views.visible import visible

OTHERS = 2  # what else could have come, where a step is one line


def scenes(trace: Trace, look: Look) -> Iterator[Iterator[RenderableType]]:
    """The tokens read, a scene for each decoding step, and the end."""
    yield beginning(trace, look)
    for step in trace.steps:
        yield one_step(trace, step, look)
    yield ending(trace, look)


def beginning(trace: Trace, look: Look) -> Iterator[RenderableType]:
    yield from opening(trace, look)
    yield from modesty(trace, look)
    yield Text()
    yield heading("▸", look.say("read_title"))
    yield from token_table(trace.source, look)


def modesty(trace: Trace, look: Look) -> Iterator[RenderableType]:
    """What the translator that comes with attnx is, and is not; a model that the reader brought is not judged."""
    if trace.model.provenance == "trained":
        yield Text(look.say("teaching_model"), style=DIM)


def one_step(trace: Trace, step: Step, look: Look) -> Iterator[RenderableType]:
    """The words so far, the likeliest next ones, and where the aligning head looks for the next."""
    yield Text()
    yield heading(str(step.after + 1), look.say("step_title", text=so_far(trace, step, look)))
    taken = step.taken.id
    rows = [
        (
            Text("▶ " if one.id == taken else "  ").append(visible(one.text), style="bold" if one.id == taken else ""),
            Text(look.number(one.probability)),
            Text(bar(one.probability, 20 if look.roomy else 10), style="cyan"),
        )
        for one in step.candidates
    ]
    yield from listing([look.say("column_next"), look.say("column_probability"), ""], rows, look, right=(1,))
    found = looking(trace)
    if found is not None:
        attention, head, number = found
        row = attention.of_head("weights", head).data[step.after : step.after + 1]
        yield Text(look.say("step_looks", layer=number, head=head), style=DIM)
        next_word = Token(step.after, step.taken.text, step.taken.text, taken, 0, 0)
        yield from draw(Matrix(row, [next_word], trace.source, shaded=True, largest=True), look)


def at_a_glance(trace: Trace, look: Look) -> Iterator[RenderableType]:
    """Every step in one line, what was taken beside what else could have come; then the end."""
    columns = ("so_far", "next", "probability", "others")
    rows = []
    for step in trace.steps:
        others = [one for one in step.candidates if one.id != step.taken.id][:OTHERS]
        rows.append(
            (
                Text(so_far(trace, step, look)),
                Text(visible(step.taken.text), style="bold"),
                Text(look.number(step.taken.probability)),
                Text(", ".join(f"{visible(one.text)} {look.number(one.probability)}" for one in others), style=DIM),
            )
        )
    yield Text(visible(trace.text), style=TITLE)
    yield from modesty(trace, look)
    yield Text()
    yield from listing([look.say(f"column_{name}") for name in columns], rows, look, right=(2,))
    yield from ending(trace, look)


def so_far(trace: Trace, step: Step, look: Look) -> str:
    """What had been written before a step."""
    written = trace.output[: trace.tokens[step.after].end] if step.after else ""
    return visible(written) or look.say("nothing_yet")


def ending(trace: Trace, look: Look) -> Iterator[RenderableType]:
    """The translation, and which English word came from which Chinese one."""
    yield Text()
    yield heading("▸", look.say("translation_title"))
    if not trace.output.strip():
        yield Text(look.say("translation_empty"), style="yellow")
        return
    yield Text(visible(trace.output), style="bold green")
    found = looking(trace)
    if found is None:
        return
    attention, head, number = found
    ahead = trace.aligner.ahead if trace.aligner else False
    weights = attention.of_head("weights", head).data
    words = [token for token in trace.tokens if not token.special]
    rows = np.stack([weights[token.index - 1 if ahead else token.index] for token in words])
    yield Text()
    yield heading("▸", look.say("alignment_title"))
    yield Text(look.say("alignment_about", layer=number, head=head), style=DIM)
    yield from draw(Matrix(rows, words, trace.source, shaded=True, largest=True, sums=True), look)
    yield Text(look.say("honest"))


def looking(trace: Trace) -> tuple[Attention, int, int] | None:
    """The cross-attention to show: the aligner's where it was recorded, otherwise the first that was."""
    crossing = [(n, one) for n, one in trace.attentions() if one.kind == "cross" and "weights" in one.arrays]
    for number, attention in crossing:
        if trace.aligner and number == trace.aligner.layer and trace.aligner.head in attention.heads:
            return attention, trace.aligner.head, number
    return (crossing[0][1], crossing[0][1].heads[0], crossing[0][0]) if crossing else None


def heading(mark: str, text: str) -> Text:
    return Text.assemble((f"{mark} ", NUMBER), (text, TITLE))
