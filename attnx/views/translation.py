"""A translation: what was written, which words each written word reads from, and each step with its rivals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from attnx.reduce.words import joined, merge_numbers, words_of
from attnx.trace import Attention, Step, Token, Trace
from attnx.views.look import Look, label
from attnx.views.opening import beneath, opening
from attnx.views.parts import (
    Bar,
    Column,
    Gap,
    Heading,
    Listing,
    Matrix,
    Note,
    Part,
    Title,
    line,
    listing,
    word,
)
from attnx.views.place import place
from attnx.views.tokens import token_table
from attnx.views.visible import visible
from attnx.views.weights import POINTED

TRIES = ("--full", "--step 2", "--pace enter", "--html page.html")
OTHERS = 2  # what else could have come, where a step is one line


def translated(trace: Trace, look: Look, title: Callable[[str], Part] = Title) -> Iterator[Part]:
    """The translation, which words its words read from, and a line for each step."""
    yield title(visible(trace.output) if trace.output.strip() else look.say("translation_empty"))
    where = []
    if (aligning := looking(trace)) is not None:
        attention, head, number = aligning
        where.append(place(trace, number, attention, head, look.say))
    yield from beneath(trace, look, *where)
    if trace.model.provenance == "trained":  # what a model of the user's own is, is not judged
        yield Note(look.say("teaching_model"))
    yield from alignment(trace, look)
    yield from step_by_step(trace, look)


def told(trace: Trace, look: Look) -> Iterator[Part]:
    """The same, and what to keep in mind and to try next."""
    yield from translated(trace, look)
    yield Note(look.say("honest"))
    yield Note(look.say("answer_try", commands=" · ".join(TRIES)))


def paced(trace: Trace, look: Look) -> Iterator[Iterator[Part]]:
    """The same as it happens: the tokens read, a scene for each step, and the end."""
    yield beginning(trace, look)
    for step in trace.steps:
        yield one_step(trace, step, look)
    yield ending(trace, look)


def beginning(trace: Trace, look: Look) -> Iterator[Part]:
    yield from opening(trace, look)
    yield Gap()
    yield Heading(look.say("read_title"), "▸")
    yield from token_table(trace.source, look)


def ending(trace: Trace, look: Look) -> Iterator[Part]:
    yield Gap()
    yield from translated(trace, look, Heading)
    yield Note(look.say("honest"))


def alignment(trace: Trace, look: Look) -> Iterator[Part]:
    """A row for each written word, a column for each word that was read."""
    aligning, written = looking(trace), [token for token in trace.tokens if not token.special]
    if aligning is None or not written:
        return
    attention, head, _ = aligning
    weights = attention.of_head("weights", head).data  # (query, key)
    rows = np.stack([weights[row_of(trace, token.index)] for token in written])
    of_rows, of_keys = words_of(written), words_of(trace.source)
    merged = merge_numbers(rows, rows.sum(axis=-1) > 0, of_rows, of_keys)  # (word, word)
    queries, keys = joined(written, of_rows), joined(trace.source, of_keys)
    tops = [int(row.argmax()) for row in merged]
    ends = [label(keys[top]) if row[top] > POINTED else "" for row, top in zip(merged, tops, strict=True)]
    yield Gap()
    yield Matrix(merged, queries, keys, shaded=True, ends=ends)


def row_of(trace: Trace, token: int) -> int:
    """The row that says where a token came from: that which wrote it, or its own where its model measured that."""
    return token if trace.aligner and not trace.aligner.ahead else token - 1


def step_by_step(trace: Trace, look: Look) -> Iterator[Part]:
    """Every step in one line: what was taken, what it reads from, and what else could have come."""
    aligning = looking(trace)
    rows = []
    for step in trace.steps:
        others = [candidate for candidate in step.candidates if candidate.id != step.taken.id][:OTHERS]
        rivals = (f"{visible(candidate.text)} {look.number(candidate.probability)}" for candidate in others)
        rows.append(
            (
                word(str(step.after + 1), "quiet"),
                word(visible(step.taken.text), "strong"),
                look.number(step.taken.probability),
                "" if aligning is None else read_from(trace, step, aligning[0], aligning[1], look),
                word(", ".join(rivals), "quiet"),
            )
        )
    names = ("next", "probability", "reads_from", "others")
    headers = ["#", *(look.say(f"column_{name}") for name in names)]
    ranks = (None, None, 2, 1, 0)
    numbers = (True, False, True, False, False)
    columns = [Column(header, number, rank) for header, number, rank in zip(headers, numbers, ranks, strict=True)]
    kept = [at for at, name in enumerate(headers) if aligning is not None or at != 3]
    yield Gap()
    yield Listing(tuple(columns[at] for at in kept), [[row[at] for at in kept] for row in rows])


def read_from(trace: Trace, step: Step, attention: Attention, head: int, look: Look) -> str:
    """The source token that a step reads from most; nothing where no row was kept for it."""
    row = row_of(trace, step.after + 1)
    weights = attention.of_head("weights", head).data
    if row >= len(weights):
        return ""
    top = int(weights[row].argmax())
    return f"{label(trace.source[top])} {look.number(float(weights[row, top]))}"


def one_step(trace: Trace, step: Step, look: Look) -> Iterator[Part]:
    """The words so far, the likeliest next ones, and where the aligning head looks for the next."""
    yield Gap()
    yield Heading(look.say("step_title", text=so_far(trace, step, look)), str(step.after + 1))
    yield next_words(step, look)
    aligning = looking(trace)
    if aligning is not None:
        attention, head, number = aligning
        row = attention.of_head("weights", head).data[step.after : step.after + 1]
        yield Note(look.say("step_looks", layer=number, head=head))
        next_word = Token(step.after, step.taken.text, step.taken.text, step.taken.id, 0, 0)
        yield Matrix(row, [next_word], trace.source, shaded=True, largest=True)


def next_words(step: Step, look: Look) -> Listing:
    """What could have come next, with the likeliest first."""
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
    return listing([look.say("column_next"), look.say("column_probability"), ""], rows, numbers=(1,))


def so_far(trace: Trace, step: Step, look: Look) -> str:
    """What had been written before a step."""
    written = trace.output[: trace.tokens[step.after].end] if step.after else ""
    return visible(written) or look.say("nothing_yet")


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
