"""The article's path, scene by scene: from a translator at work to the word that "it" stands for."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.frozen import frozen
from attnx.measures.looks import looks
from attnx.trace import Trace
from attnx.views.before_after import before_after
from attnx.views.focus import focus_story
from attnx.views.look import Look
from attnx.views.looks import ranking
from attnx.views.lookup import lookup_story
from attnx.views.opening import opening
from attnx.views.parts import Gap, Heading, Paragraph, Part, Scene
from attnx.views.steps import chosen_steps
from attnx.views.translation import at_a_glance

# The scenes of the worked example, each with the steps it shows.
WORKED = {
    "vectors": ("tokens", "embedding"),
    "qkv": ("q", "k", "v"),
    "scores": ("scores", "scaled"),
    "softmax": ("weights",),
    "z": ("z",),
}
FINDERS = 5  # heads that are ranked


@frozen
class Exhibits:
    """The traces a tour shows: `before` and `after` of one head, `everywhere` of all heads of the model that learned.

    `it` and `love` are where these words stand.
    """

    translation: Trace
    lookup: Trace
    classic: Trace
    before: Trace
    after: Trace
    everywhere: Trace
    it: int
    love: int


def scenes(exhibits: Exhibits, look: Look) -> Iterator[Iterator[Part]]:
    """Each scene of the tour, in order."""
    total = 5 + len(WORKED)

    def scene(number: int, name: str, parts: Iterator[Part]) -> Iterator[Part]:
        yield Gap()
        yield Scene(number, total, look.say(f"tour_{name}"))
        yield Paragraph(look.say(f"tour_about_{name}"))
        yield from parts

    yield scene(1, "translation", after_a_line(at_a_glance(exhibits.translation, look)))
    yield scene(2, "lookup", after_a_line(lookup_story(exhibits.lookup, look)))
    for number, (name, steps) in enumerate(WORKED.items(), start=3):
        yield scene(number, name, chosen_steps(exhibits.classic, steps, look))
    yield scene(total - 2, "it", after_a_line(learning(exhibits, look)))
    ranked = looks(exhibits.everywhere, [exhibits.it], [exhibits.love])
    yield scene(total - 1, "love", after_a_line(ranking(ranked, look, FINDERS)))
    yield scene(total, "whole", after_a_line(whole_sentence(exhibits, look)))


def after_a_line(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts after an empty line, with which a step begins by itself."""
    yield Gap()
    yield from parts


def learning(exhibits: Exhibits, look: Look) -> Iterator[Part]:
    """The row of "it" before the model learned, and after; then both beside each other."""
    yield Heading(look.say("tour_before"))
    yield from focus_story(exhibits.before, exhibits.it, look)
    yield Gap()
    yield Heading(look.say("tour_after"))
    yield from focus_story(exhibits.after, exhibits.it, look)
    yield Gap()
    yield from before_after(exhibits.before, exhibits.after, exhibits.it, look)


def whole_sentence(exhibits: Exhibits, look: Look) -> Iterator[Part]:
    yield from opening(exhibits.after, look)
    yield from chosen_steps(exhibits.after, ("weights", "summary"), look)
    yield Gap()
    yield Paragraph(look.say("tour_end"))
