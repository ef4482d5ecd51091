"""A caption: the picture, the sentence about it, and for each of its words where the model looked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attnx.trace import Step, Token, Trace
from attnx.views.look import Look, label, shorten
from attnx.views.opening import beneath, opening
from attnx.views.parts import Gap, Heading, Note, Part, Sight, Sights, Title, word
from attnx.views.picture import over_patches, pixels_of, sights
from attnx.views.place import place
from attnx.views.translation import looking, next_words, row_of, so_far, step_by_step
from attnx.views.visible import visible

TRIES = ("--full", "--step 3", "--pace enter", "--html page.html")
PICTURE = 24  # cells that the picture is across
SMALL = 16  # and where there is one for each word


def captioned(trace: Trace, look: Look, drawn: str | None, title: Callable[[str], Part] = Title) -> Iterator[Part]:
    """The sentence, where each word looked, and a line for each step; `drawn` is what the picture was drawn for."""
    yield title(visible(trace.output) if trace.output.strip() else look.say("caption_empty"))
    if drawn is not None:
        right = trace.output == drawn
        yield Note(look.say("caption_drawn_right") if right else look.say("caption_drawn_for", sentence=drawn))
    where = []
    if (aligning := looking(trace)) is not None:
        attention, head, number = aligning
        where.append(place(trace, number, attention, head, look.say))
    yield from beneath(trace, look, *where)
    yield from looked_at(trace, look)
    yield from step_by_step(trace, look)


def told(trace: Trace, look: Look, drawn: str | None = None) -> Iterator[Part]:
    """The picture, the same, and what to keep in mind and to try next."""
    yield from picture(trace)
    yield Gap()
    yield from captioned(trace, look, drawn)
    yield Note(look.say("honest"))
    yield Note(look.say("answer_try", commands=" · ".join(TRIES)))


def paced(trace: Trace, look: Look, drawn: str | None = None) -> Iterator[Iterator[Part]]:
    """The same as it happens: the picture, a scene for each step, and the end."""
    yield beginning(trace, look)
    for step in trace.steps:
        yield one_step(trace, step, look)
    yield ending(trace, look, drawn)


def beginning(trace: Trace, look: Look) -> Iterator[Part]:
    yield from opening(trace, look)
    yield Gap()
    yield from picture(trace)
    if (seen := trace.picture) is not None:
        yield Note(look.say("caption_patches", rows=seen.rows, columns=seen.columns))


def ending(trace: Trace, look: Look, drawn: str | None) -> Iterator[Part]:
    yield Gap()
    yield from captioned(trace, look, drawn, Heading)
    yield Note(look.say("honest"))


def picture(trace: Trace) -> Iterator[Part]:
    """What was seen."""
    if trace.picture is not None and trace.picture.pixels is not None:
        yield Sights((Sight(trace.picture.pixels),), PICTURE)


def looked_at(trace: Trace, look: Look) -> Iterator[Part]:
    """For each written word the picture, as bright as it was looked at."""
    written = [token for token in trace.tokens if not token.special]
    sights = tuple(looks_of(trace, written, SMALL))
    if sights:
        yield Gap()
        yield Note(look.say("caption_looks"))
        yield Sights(sights, SMALL)


def looks_of(trace: Trace, written: Sequence[Token], side: int) -> Iterator[Sight]:
    """The picture as it was read for each of these words; nothing where no cross-attention was recorded."""
    aligning = looking(trace)
    if aligning is None or trace.picture is None:
        return
    attention, head, _ = aligning
    weights = attention.of_head("weights", head).data  # (query, key)
    for token in written:
        read = over_patches(weights[row_of(trace, token.index)], trace.source, trace.picture)
        yield Sight(pixels_of(trace.picture), read, (word(shorten(label(token), side), "strong"),))


def one_step(trace: Trace, step: Step, look: Look) -> Iterator[Part]:
    """The words so far, the likeliest next ones, and where the head looks for the next."""
    yield Gap()
    yield Heading(look.say("step_title", text=so_far(trace, step, look)), str(step.after + 1))
    yield next_words(step, look)
    aligning = looking(trace)
    if aligning is not None and trace.picture is not None:
        attention, head, number = aligning
        row = attention.of_head("weights", head).data[step.after]
        yield Note(look.say("caption_step_looks", layer=number, head=head))
        yield sights(trace.picture, trace.source, [(visible(step.taken.text), row)], look)
