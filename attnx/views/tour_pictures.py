"""The chapter of the tour about pictures: cut into patches, said in words, and what one of the words read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from attnx.frozen import frozen
from attnx.measures.focus import focus
from attnx.trace import Attention, Trace
from attnx.views.caption import looks_of, picture
from attnx.views.focus import table_of
from attnx.views.look import Look
from attnx.views.parts import Gap, Note, Paragraph, Part, Sights, line, word
from attnx.views.picture import sights_of_row
from attnx.views.reads import verdict_of
from attnx.views.tour import SIGHT, after_a_line, scene
from attnx.views.translation import looking, row_of, step_by_step
from attnx.views.visible import visible

SIDE = 28  # cells of a picture that is read by one word
FEW = 8  # patches whose numbers are shown


@frozen
class Exhibits:
    """The caption of a picture, with all arrays of the head that looks at what is named, and one of its words."""

    caption: Trace
    asked: int


def scenes(exhibits: Exhibits, look: Look) -> Iterator[Iterator[Part]]:
    """Each scene of the chapter, in order."""
    caption, aligning = exhibits.caption, looking(exhibits.caption)
    assert aligning is not None
    attention, head, number = aligning
    row = row_of(caption, exhibits.asked)
    said = Paragraph(line((verdict_of(caption, number, attention, head, row, look), "strong")))
    shown = {
        "patches": after_a_line(patches(caption, look)),
        "words": after_a_line(words(caption)),
        "steps": step_by_step(caption, look),
        "word": after_a_line(iter([said, *sights_of_row(caption, attention, head, row, look, SIDE)])),
        "numbers": after_a_line(numbers(caption, attention, head, row, look)),
    }
    for place, (name, parts) in enumerate(shown.items(), start=1):
        yield scene(place, len(shown), f"picture_{name}", parts, look)


def patches(caption: Trace, look: Look) -> Iterator[Part]:
    """The picture, and into how many patches it is cut."""
    assert caption.picture is not None
    yield from picture(caption)
    yield Note(look.say("caption_patches", rows=caption.picture.rows, columns=caption.picture.columns))


def words(caption: Trace) -> Iterator[Part]:
    """The sentence, and where each of its words looked."""
    yield Paragraph(word(visible(caption.output), "strong"))
    yield Gap()
    yield Sights(tuple(looks_of(caption, [token for token in caption.tokens if not token.special], SIGHT)), SIGHT)


def numbers(caption: Trace, attention: Attention, head: int, row: int, look: Look) -> Iterator[Part]:
    """From q and the k of each patch to what one word read."""
    yield from table_of(focus(attention, row, head), attention, caption, replace(look, top=FEW))
    yield Gap()
    yield Paragraph(look.say("tour_picture_end"))
