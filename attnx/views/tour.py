"""The article's path, scene by scene: from a translator at work to the word that "it" stands for."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from attnx.frozen import frozen
from attnx.measures.looks import looks
from attnx.trace import Trace
from attnx.views.before_after import before_after
from attnx.views.focus import focus_story
from attnx.views.look import TITLE, Look
from attnx.views.looks import ranking
from attnx.views.lookup import lookup_story
from attnx.views.opening import opening
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


def scenes(exhibits: Exhibits, look: Look) -> Iterator[Iterator[RenderableType]]:
    """Each scene of the tour, in order."""
    total = 5 + len(WORKED)

    def scene(number: int, name: str, parts: Iterator[RenderableType]) -> Iterator[RenderableType]:
        yield Text()
        yield Rule(Text(f"{number}/{total}  {look.say(f'tour_{name}')}", style=TITLE), align="left")
        yield Text(look.say(f"tour_about_{name}"))
        yield from parts

    yield scene(1, "translation", after_a_line(at_a_glance(exhibits.translation, look)))
    yield scene(2, "lookup", after_a_line(lookup_story(exhibits.lookup, look)))
    for number, (name, steps) in enumerate(WORKED.items(), start=3):
        yield scene(number, name, chosen_steps(exhibits.classic, steps, look))
    yield scene(total - 2, "it", after_a_line(learning(exhibits, look)))
    found = looks(exhibits.everywhere, [exhibits.it], [exhibits.love])
    yield scene(total - 1, "love", after_a_line(ranking(found, look, FINDERS)))
    yield scene(total, "whole", after_a_line(whole_sentence(exhibits, look)))


def after_a_line(parts: Iterator[RenderableType]) -> Iterator[RenderableType]:
    """The parts after an empty line, with which a step begins by itself."""
    yield Text()
    yield from parts


def learning(exhibits: Exhibits, look: Look) -> Iterator[RenderableType]:
    """The row of "it" before the model learned, and after; then both beside each other."""
    yield Text(look.say("tour_before"), style=TITLE)
    yield from focus_story(exhibits.before, exhibits.it, look)
    yield Text()
    yield Text(look.say("tour_after"), style=TITLE)
    yield from focus_story(exhibits.after, exhibits.it, look)
    yield Text()
    yield from before_after(exhibits.before, exhibits.after, exhibits.it, look)


def whole_sentence(exhibits: Exhibits, look: Look) -> Iterator[RenderableType]:
    yield from opening(exhibits.after, look)
    yield from chosen_steps(exhibits.after, ("weights", "summary"), look)
    yield Text()
    yield Text(look.say("tour_end"))
