"""A run with something changed, beside the run as it is: the steps that changed, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.measures.compare import Comparison, Shift
from attnx.measures.outcome import Likelihood, Next, Outcome
from attnx.trace import Trace
from attnx.views.differences import A, B, heading, matrices, one_row, shifts, vectors, where_of
from attnx.views.look import Look
from attnx.views.opening import opening
from attnx.views.parts import Bar, Gap, Note, Paragraph, Part, line, listing
from attnx.views.steps import chosen_steps
from attnx.views.visible import visible


def what_if(
    after: Trace, parts: Sequence[Comparison | Shift], new: Sequence[str], came: Outcome, look: Look
) -> Iterator[Part]:
    """Every part of the comparison that changed, the steps that are `new`, and what came of it."""
    yield from beginning(after, look)
    yield from chosen_steps(after, new, look)
    for part in parts:
        if not part.same:
            yield from matrices(part, look) if isinstance(part, Comparison) else vectors(part, look)
    yield from as_they_were(parts, look)
    yield from what_came(came, look)


def what_if_row(after: Trace, parts: Sequence[Comparison], row: int, came: Outcome, look: Look) -> Iterator[Part]:
    """One row as it is and with the change, and what came of it."""
    yield from beginning(after, look)
    for part in parts:
        yield from one_row(part, row, look)
    yield from what_came(came, look)


def beginning(after: Trace, look: Look) -> Iterator[Part]:
    """The model, what was changed, and what the two sides are called."""
    yield from opening(after, look)
    yield Paragraph(line((f"{A}  ", "number"), look.say("what_if_a")))
    yield Paragraph(line((f"{B}  ", "number"), look.say("what_if_b")))


def as_they_were(parts: Sequence[Comparison | Shift], look: Look) -> Iterator[Part]:
    """One line for the steps that did not change, for each head."""
    same: dict[str, list[str]] = {}
    for part in parts:
        if part.same and part.before_place is not None:
            same.setdefault(where_of(part.before_place, part.before_place, look), []).append(part.array)
    if same:
        yield Gap()
    for where, names in same.items():
        yield Note(look.say("what_if_same", where=where, steps=", ".join(names)))


def what_came(came: Outcome, look: Look) -> Iterator[Part]:
    """What the change did to what leaves the last layer, and to what comes next."""
    yield from heading(look.say("what_if_stream"), look)
    yield from shifts(came.stream, look)
    if came.next is not None:
        yield from what_comes_next(came.next, look)
    if came.labels:
        yield from heading(look.say("what_if_labels"), look)
        yield likelihoods(came.labels, look.say("picture_label"), look)
    yield Gap()
    yield Paragraph(look.say("honest"))


def what_comes_next(following: Next, look: Look) -> Iterator[Part]:
    """The likeliest next tokens on both sides, and how far the probabilities have moved."""
    yield from heading(look.say("what_if_next"), look)
    yield likelihoods(following.likeliest, look.say("column_next"), look)
    most = int(following.bits.argmax())
    where = following.tokens[most].after
    assert where is not None
    yield Paragraph(look.say("what_if_bits", bits=look.number(following.end)))
    if following.bits[most] > following.end:
        facts = {"token": visible(where.name), "bits": look.number(float(following.bits[most]))}
        yield Paragraph(look.say("what_if_most_bits", **facts))


def likelihoods(entries: Sequence[Likelihood], title: str, look: Look) -> Part:
    """Probabilities on both sides, a line for each entry."""
    cells = 10 if look.roomy else 4
    rows = [
        (
            visible(entry.text),
            look.number(entry.before),
            Bar(entry.before, cells),
            look.number(entry.after),
            Bar(entry.after, cells),
        )
        for entry in entries
    ]
    return listing([title, A, "", B, ""], rows, numbers=(1, 3))
