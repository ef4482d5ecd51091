"""How a generated Chinese sentence says what its characters should look at, and what is read from that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MARK = re.compile(r"\{(\w*)(?:>(\w+))?:([^{}]*)\}")
Link = Literal["coreference", "object", "noun"]
LINKS: dict[str, Link] = {"p": "coreference", "v": "object", "d": "noun"}


@dataclass(frozen=True)
class Labelled:
    """A text, and for each link its name, the characters that look and those that are looked at, as (start, end)."""

    text: str
    links: tuple[tuple[Link, tuple[int, int], tuple[int, int]], ...]

    def of(self, kind: Link) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        return [(here, there) for link, here, there in self.links if link == kind]


def read_marks(marked: str) -> Labelled:
    """From "{v>n1:养}了{d>n1:只}{n1:猫}，{p2>n1:它}很可爱。" the text and what its marks say.

    A mark has a name, by whose first letter its link is called (p, v or d), after ">" the name of what it points to,
    and its text. A pronoun that points to itself stands for nothing in the sentence. Where the name pointed to is not
    there, the link is left out.
    """
    text, places, waiting = "", {}, []
    for piece in re.split(r"(\{[^{}]*\})", marked):
        mark = MARK.fullmatch(piece)
        if mark is None:
            text += piece
            continue
        name, target, inside = mark.groups()
        here = (len(text), len(text) + len(inside))
        text += inside
        places[name] = here
        if target:
            waiting.append((LINKS[name[0]], here, target))
    return Labelled(text, tuple((link, here, places[there]) for link, here, there in waiting if there in places))
