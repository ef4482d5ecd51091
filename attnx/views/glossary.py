"""The words of the field, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.lessons.glossary import NAMES
from attnx.views.look import Look
from attnx.views.parts import Gap, Heading, Paragraph, Part


def glossary(terms: Sequence[str], look: Look) -> Iterator[Part]:
    """Each term by its names, and what it is."""
    for place, term in enumerate(terms):
        if place:
            yield Gap()
        yield Heading(look.say("comma").join(NAMES[term]))
        yield Paragraph(look.say(f"term_{term}"))
