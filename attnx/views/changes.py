"""What was changed, in words."""

from __future__ import annotations

from attnx.change import Ablate, Change, Hide, Swap, Temperature, WithoutPosition, WithoutScale
from attnx.lessons import Lesson
from attnx.views.visible import visible


def said(change: Change, say: Lesson) -> str:
    """A what-if as a sentence."""
    match change:
        case WithoutScale():
            return say("what_if_without_scale")
        case Temperature(value):
            return say("what_if_temperature", value=f"{value:g}")
        case Hide(_, _, query, key):
            return say("what_if_hide", query=visible(query), key=visible(key))
        case Ablate(layer, head):
            return say("what_if_ablate", layer=layer, head=head)
        case WithoutPosition():
            return say("what_if_without_position")
        case Swap(word, other):
            return say("what_if_swap", word=visible(word), other=visible(other))
