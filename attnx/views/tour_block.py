"""The chapter of the tour that goes on where attention ends: one layer whole, and from the last one to a word."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.frozen import frozen
from attnx.measures.number import Number
from attnx.measures.side import asked_of, side_of
from attnx.measures.way import way
from attnx.trace import Trace
from attnx.views.block import OneLayer, said
from attnx.views.look import Look
from attnx.views.number import terms_of
from attnx.views.parts import Gap, Heading, Paragraph, Part
from attnx.views.tour import after_a_line, scene
from attnx.views.way import way_story


@frozen
class Exhibits:
    """The traces this chapter shows: of `reader` every step of every layer, of `translation` and `prediction` of one.

    `unit` is the strongest hidden unit of the word that is asked about, in the first layer of the reader.
    """

    reader: Trace
    translation: Trace
    prediction: Trace
    unit: Number


def scenes(exhibits: Exhibits, look: Look) -> Iterator[Iterator[Part]]:
    """Each scene of the chapter, in order."""
    reader = exhibits.reader
    side = side_of(reader)
    first = OneLayer(reader, side, 0, asked_of(side.tokens), look)
    writes = side_of(exhibits.translation)
    shown = {
        "layer": first.diagram(),
        "add": after_a_line(first.step("add", "attention")),
        "norm": after_a_line(first.step("norm", "attention")),
        "mlp": after_a_line(first.step("run", "mlp")),
        "number": after_a_line(unit(exhibits, look)),
        "way": way_story(reader, side, way(side, first.token), look),
        "decoder": OneLayer(exhibits.translation, writes, next(iter(writes.layers)), 0, look).diagram(),
        "word": word(exhibits.prediction, look),
    }
    for number, (name, parts) in enumerate(shown.items(), start=1):
        yield scene(number, len(shown), f"block_{name}", parts, look)


def unit(exhibits: Exhibits, look: Look) -> Iterator[Part]:
    """One hidden unit, as it follows from what was printed before."""
    yield Heading(exhibits.unit.name, "▸", (exhibits.unit.formula,), look.say("place_layer", layer=0))
    yield terms_of(exhibits.unit, look)


def word(prediction: Trace, look: Look) -> Iterator[Part]:
    """The likeliest words behind the last token."""
    yield Gap()
    yield from said(prediction, prediction.guesses[0].token, look)
    yield Gap()
    yield Paragraph(look.say("tour_block_end"))
