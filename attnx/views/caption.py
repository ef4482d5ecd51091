"""A caption: the picture, the sentence about it, and for each of its words where the model looked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from attnx.trace import Attention, Step, Trace
from attnx.views.look import Look, label, shorten
from attnx.views.opening import beneath, opening
from attnx.views.parts import Gap, Heading, Note, Part, Sight, Sights, Title, word
from attnx.views.place import place
from attnx.views.translation import looking, next_words, row_of, so_far, step_by_step
from attnx.views.visible import visible

TRIES = ("--full", "--step 3", "--pace enter", "--html page.html")
PICTURE = 32  # cells that the picture is across
SMALL = 16  # and where there is one for each word


def captioned(trace: Trace, look: Look, title: Callable[[str], Part] = Title) -> Iterator[Part]:
    """The sentence, where each word looked, and a line for each step."""
    yield title(visible(trace.output) if trace.output.strip() else look.say("caption_empty"))
    where = []
    if (aligning := looking(trace)) is not None:
        attention, head, number = aligning
        where.append(place(trace, number, attention, head, look.say))
    yield from beneath(trace, look, *where)
    yield from looks(trace, look)
    yield from step_by_step(trace, look)


def told(trace: Trace, look: Look) -> Iterator[Part]:
    """The picture, the same, and what to keep in mind and to try next."""
    yield from picture(trace)
    yield Gap()
    yield from captioned(trace, look)
    yield Note(look.say("honest"))
    yield Note(look.say("answer_try", commands=" · ".join(TRIES)))


def paced(trace: Trace, look: Look) -> Iterator[Iterator[Part]]:
    """The same as it happens: the picture, a scene for each step, and the end."""
    yield beginning(trace, look)
    for step in trace.steps:
        yield one_step(trace, step, look)
    yield ending(trace, look)


def beginning(trace: Trace, look: Look) -> Iterator[Part]:
    yield from opening(trace, look)
    yield Gap()
    yield from picture(trace)
    if (seen := trace.picture) is not None:
        yield Note(look.say("caption_patches", rows=seen.rows, columns=seen.columns))


def ending(trace: Trace, look: Look) -> Iterator[Part]:
    yield Gap()
    yield from captioned(trace, look, Heading)
    yield Note(look.say("honest"))


def picture(trace: Trace) -> Iterator[Part]:
    """What was seen."""
    if trace.picture is not None and trace.picture.pixels is not None:
        yield Sights((Sight(trace.picture.pixels),), PICTURE)


def looks(trace: Trace, look: Look) -> Iterator[Part]:
    """For each written word the picture, as bright as it was looked at."""
    aligning, written = looking(trace), [token for token in trace.tokens if not token.special]
    if aligning is None or not written:
        return
    attention, head, _ = aligning
    yield Gap()
    yield Note(look.say("caption_looks"))
    yield Sights(
        tuple(
            sight
            for token in written
            for sight in sight_of(trace, attention, head, row_of(trace, token.index), label(token))
        ),
        SMALL,
    )


def sight_of(trace: Trace, attention: Attention, head: int, row: int, name: str) -> Iterator[Sight]:
    """The picture as one row of a head reads it; nothing where the trace has no picture."""
    seen = trace.picture
    if seen is None or seen.pixels is None:
        return
    weights = on_patches(trace, attention.of_head("weights", head).data[row])
    yield Sight(seen.pixels, weights, (word(shorten(name, SMALL), "strong"),))


def on_patches(trace: Trace, weights: np.ndarray) -> np.ndarray:
    """Of the weights of all keys (key,) those of the patches, (row, column)."""
    assert trace.picture is not None
    patches = [token.index for token in trace.source if token.box is not None]
    return weights[patches].reshape(trace.picture.rows, trace.picture.columns)


def one_step(trace: Trace, step: Step, look: Look) -> Iterator[Part]:
    """The words so far, the likeliest next ones, and where the head looks for the next."""
    yield Gap()
    yield Heading(look.say("step_title", text=so_far(trace, step, look)), str(step.after + 1))
    yield next_words(step, look)
    aligning = looking(trace)
    if aligning is not None:
        attention, head, number = aligning
        yield Note(look.say("caption_step_looks", layer=number, head=head))
        yield Sights(tuple(sight_of(trace, attention, head, step.after, visible(step.taken.text))), PICTURE)
