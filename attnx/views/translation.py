"""A translation as it happens: what was read, each next word with its rivals, where the model looked, the result."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.trace import Attention, Step, Token, Trace
from attnx.views.look import Look
from attnx.views.opening import opening
from attnx.views.parts import Bar, Gap, Heading, Matrix, Note, Notice, Paragraph, Part, line, listing, word
from attnx.views.tokens import token_table
from attnx.views.visible import visible

OTHERS = 2  # what else could have come, where a step is one line


def scenes(trace: Trace, look: Look) -> Iterator[Iterator[Part]]:
    """The tokens read, a scene for each decoding step, and the end."""
    yield beginning(trace, look)
    for step in trace.steps:
        yield one_step(trace, step, look)
    yield ending(trace, look)


def beginning(trace: Trace, look: Look) -> Iterator[Part]:
    yield from opening(trace, look)
    yield from modesty(trace, look)
    yield Gap()
    yield Heading(look.say("read_title"), "▸")
    yield from token_table(trace.source, look)


def modesty(trace: Trace, look: Look) -> Iterator[Part]:
    """What the translator that comes with attnx is, and is not; a model that the reader brought is not judged."""
    if trace.model.provenance == "trained":
        yield Note(look.say("teaching_model"))


def one_step(trace: Trace, step: Step, look: Look) -> Iterator[Part]:
    """The words so far, the likeliest next ones, and where the aligning head looks for the next."""
    yield Gap()
    yield Heading(look.say("step_title", text=so_far(trace, step, look)), str(step.after + 1))
    taken = step.taken.id
    rows = [
        (
            line("▶ ", (visible(candidate.text), "strong"))
            if candidate.id == taken
            else f"  {visible(candidate.text)}",
            look.number(candidate.probability),
            Bar(candidate.probability, 20 if look.roomy else 10),
        )
        for candidate in step.candidates
    ]
    yield listing([look.say("column_next"), look.say("column_probability"), ""], rows, numbers=(1,))
    aligning = looking(trace)
    if aligning is not None:
        attention, head, number = aligning
        row = attention.of_head("weights", head).data[step.after : step.after + 1]
        yield Note(look.say("step_looks", layer=number, head=head))
        next_word = Token(step.after, step.taken.text, step.taken.text, taken, 0, 0)
        yield Matrix(row, [next_word], trace.source, shaded=True, largest=True)


def at_a_glance(trace: Trace, look: Look) -> Iterator[Part]:
    """Every step in one line, what was taken beside what else could have come; then the end."""
    columns = ("so_far", "next", "probability", "others")
    rows = []
    for step in trace.steps:
        others = [candidate for candidate in step.candidates if candidate.id != step.taken.id][:OTHERS]
        rows.append(
            (
                so_far(trace, step, look),
                word(visible(step.taken.text), "strong"),
                look.number(step.taken.probability),
                word(
                    ", ".join(
                        f"{visible(candidate.text)} {look.number(candidate.probability)}" for candidate in others
                    ),
                    "quiet",
                ),
            )
        )
    yield Heading(visible(trace.text))
    yield from modesty(trace, look)
    yield Gap()
    yield listing([look.say(f"column_{name}") for name in columns], rows, numbers=(2,))
    yield from ending(trace, look)


def so_far(trace: Trace, step: Step, look: Look) -> str:
    """What had been written before a step."""
    written = trace.output[: trace.tokens[step.after].end] if step.after else ""
    return visible(written) or look.say("nothing_yet")


def ending(trace: Trace, look: Look) -> Iterator[Part]:
    """The translation, and which English word came from which Chinese one."""
    yield Gap()
    yield Heading(look.say("translation_title"), "▸")
    if not trace.output.strip():
        yield Notice(look.say("translation_empty"))
        return
    yield Paragraph(word(visible(trace.output), "written"))
    aligning = looking(trace)
    if aligning is None:
        return
    attention, head, number = aligning
    ahead = trace.aligner.ahead if trace.aligner else False
    weights = attention.of_head("weights", head).data
    words = [token for token in trace.tokens if not token.special]
    rows = np.stack([weights[token.index - 1 if ahead else token.index] for token in words])
    yield Gap()
    yield Heading(look.say("alignment_title"), "▸")
    yield Note(look.say("alignment_about", layer=number, head=head))
    yield Matrix(rows, words, trace.source, shaded=True, largest=True, sums=True)
    yield Paragraph(look.say("honest"))


def looking(trace: Trace) -> tuple[Attention, int, int] | None:
    """The cross-attention to show: the aligner's where it was recorded, otherwise the first that was."""
    crossing = [
        (n, attention)
        for n, attention in trace.attentions()
        if attention.kind == "cross" and "weights" in attention.arrays
    ]
    for number, attention in crossing:
        if trace.aligner and number == trace.aligner.layer and trace.aligner.head in attention.heads:
            return attention, trace.aligner.head, number
    return (crossing[0][1], crossing[0][1].heads[0], crossing[0][0]) if crossing else None
