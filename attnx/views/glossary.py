"""The words of the field, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.lessons.glossary import NAMES
from attnx.views.look import Look
from attnx.views.parts import Gap, Heading, Paragraph, Part, Title


def glossary(terms: Sequence[str], look: Look) -> Iterator[Part]:
    """Each term by its names, and what it is."""
    yield Title(look.say("glossary_title"))
    for term in terms:
        yield Gap()
        yield Heading(look.say("comma").join(NAMES[term]))
        yield Paragraph(look.say(f"term_{term}"))
