"""What was changed, in words."""

from __future__ import annotations

from dataclasses import asdict

from attnx.change import Change, Hide, name_of
from attnx.lessons import Lesson
from attnx.views.visible import visible


def said(change: Change, say: Lesson) -> str:
    """A what-if as a sentence: that of its name, with its own numbers and words."""
    facts = {"query": change.query_name, "key": change.key_name} if isinstance(change, Hide) else asdict(change)
    return say(f"what_if_{name_of(change)}", **{name: shown(fact) for name, fact in facts.items()})


def shown(fact: str | float) -> str:
    return visible(fact) if isinstance(fact, str) else f"{fact:g}"
