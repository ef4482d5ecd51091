"""The article's path, scene by scene: from a translator at work to the word that "it" stands for, and to pictures."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.frozen import frozen
from attnx.measures.compare import Comparison, compare
from attnx.measures.looks import looks
from attnx.measures.readings import Readings, readings
from attnx.trace import Attention, Trace
from attnx.trace.sight import may_look
from attnx.views.before_after import side_by_side
from attnx.views.caption import looks_of
from attnx.views.look import Look
from attnx.views.looks import ranking
from attnx.views.lookup import lookup_story
from attnx.views.parts import Gap, Heading, Paragraph, Part, Scene, Sight, Sights, line, word
from attnx.views.reads import verdict_of
from attnx.views.steps import chosen_steps
from attnx.views.translation import translated
from attnx.views.visible import visible
from attnx.views.weights import weights_map

# The scenes of the worked example, each with the steps it shows.
WORKED = {
    "vectors": ("tokens", "embedding"),
    "qkv": ("q", "k", "v"),
    "scores": ("scores", "scaled"),
    "softmax": ("weights",),
    "z": ("z",),
}
FINDERS = 5  # heads that are ranked
SIGHT = 14  # cells of a picture: five stand side by side


@frozen
class Exhibits:
    """The traces a tour shows: `before` and `after` of one head, `everywhere` of all heads of the model that learned.

    `it` and `love` are where these words stand, and `named` those of the caption that name something.
    """

    translation: Trace
    caption: Trace
    lookup: Trace
    classic: Trace
    before: Trace
    after: Trace
    everywhere: Trace
    it: int
    love: int
    named: tuple[int, ...]


def scenes(exhibits: Exhibits, look: Look) -> Iterator[Iterator[Part]]:
    """Each scene of the tour, in order."""
    ranked = looks(exhibits.everywhere, [exhibits.it], [exhibits.love])
    shown = {
        "translation": after_a_line(translated(exhibits.translation, look, Heading)),
        "lookup": after_a_line(lookup_story(exhibits.lookup, look)),
        **{name: chosen_steps(exhibits.classic, steps, look) for name, steps in WORKED.items()},
        "it": learning(exhibits, look),
        "love": after_a_line(ranking(exhibits.everywhere, ranked, look, FINDERS)),
        "whole": whole_sentence(exhibits, look),
        "pictures": pictures(exhibits, look),
    }
    for number, (name, parts) in enumerate(shown.items(), start=1):
        yield scene(number, len(shown), name, parts, look)


def scene(number: int, total: int, name: str, parts: Iterator[Part], look: Look) -> Iterator[Part]:
    """The parts below the title of their scene and what it is about."""
    yield Gap()
    yield Scene(number, total, look.say(f"tour_{name}"))
    yield Paragraph(look.say(f"tour_about_{name}"))
    yield from parts


def after_a_line(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts after an empty line, with which a step begins by itself."""
    yield Gap()
    yield from parts


def learning(exhibits: Exhibits, look: Look) -> Iterator[Part]:
    """What "it" reads from before the model learned and after, in words and side by side."""
    for name, trace in (("before", exhibits.before), ("after", exhibits.after)):
        said = verdict_of(trace, *only(trace), exhibits.it, look)
        yield Paragraph(line((look.say(f"tour_{name}"), "quiet"), (said, "strong")))
    (part,) = compare(exhibits.before, exhibits.after)
    assert isinstance(part, Comparison)
    yield from side_by_side(part, exhibits.it, look)


def whole_sentence(exhibits: Exhibits, look: Look) -> Iterator[Part]:
    """Every row of the head that found it, as the answer shows them."""
    rows = rows_of(exhibits.after)
    _, attention, head = only(exhibits.after)
    yield weights_map(exhibits.after, attention, head, rows, rows.rows[rows.word_with(exhibits.it)], look)


def pictures(exhibits: Exhibits, look: Look) -> Iterator[Part]:
    """A picture, the sentence about it, and where the words that name something looked."""
    caption = exhibits.caption
    assert caption.picture is not None and caption.picture.pixels is not None
    itself = Sight(caption.picture.pixels, None, (word(look.say("tour_picture"), "quiet"),))
    named = [caption.tokens[index] for index in exhibits.named]
    yield Gap()
    yield Paragraph(word(visible(caption.output), "strong"))
    yield Gap()
    yield Sights((itself, *looks_of(caption, named, SIGHT)), SIGHT)
    yield Gap()
    yield Paragraph(look.say("tour_end"))


def only(trace: Trace) -> tuple[int, Attention, int]:
    """The one head of a trace."""
    ((layer, attention),) = trace.attentions()
    (head,) = attention.heads
    return layer, attention, head


def rows_of(trace: Trace) -> Readings:
    """What each word reads from in the one head of a trace."""
    _, attention, head = only(trace)
    return readings(trace, attention, head, may_look(attention, head))
