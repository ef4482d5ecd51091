"""The stories that `writer` learns from, and those it never sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from attnx.training.writer.case import Case

CASED, LOWER = "en.tinystories.txt", "en.tinystories-lowercase.txt"
BETWEEN = "<|endoftext|>"  # in the file with capitals
BETWEEN_LOWER = re.compile(r"(?<!\n)\n(?!\n)")  # in the other one, whose paragraphs have an empty line between them
HELD_OUT = 16  # one of so many stories
SHORTEST = 50  # words: what is shorter is a piece of a story
PROBE = 60  # letters in a row that two texts share only where one was copied
# What other marks were meant as, some of them twice decoded.
PLAIN = {
    "â€œ": '"', "â€\x9d": '"', "â€™": "'", "â€˜": "'", "â€“": "-", "â€”": "-", "â€": '"',
    "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...", "«": '"', "»": '"',
}  # fmt: skip


@dataclass(frozen=True)
class Stories:
    """Whole stories with capital letters; `restored` says how many of `train` were written without."""

    train: list[str]
    held_out: list[str]
    restored: int


def read_stories(data: Path) -> Stories:
    """Both files of TinyStories, each story once; what is held out is from the one with capitals.

    The last story of a file is cut off, and left out.
    """
    cased = [plain(story) for story in (data / CASED).read_text("utf-8").split(BETWEEN)[:-1]]
    cased = [story for story in dict.fromkeys(cased) if story.isascii()]
    lower = [plain(story) for story in BETWEEN_LOWER.split((data / LOWER).read_text("utf-8").strip())[:-1]]
    known = "\n".join(map(letters, cased))
    lower = [story for story in dict.fromkeys(lower) if is_story(story) and not shares(story, known)]
    held_out = [story for story in cased if is_held_out(story)]
    train = [story for story in cased if not is_held_out(story)]
    case = Case(train)
    return Stories(train + [case.restore(story) for story in lower], held_out, len(lower))


def plain(story: str) -> str:
    """With the marks of ASCII, and paragraphs on a line each."""
    for mark, meant in PLAIN.items():
        story = story.replace(mark, meant)
    return "\n".join(" ".join(line.split()) for line in story.splitlines() if line.strip())


def is_story(story: str) -> bool:
    return story.isascii() and len(story.split()) >= SHORTEST


def shares(story: str, known: str) -> bool:
    """Whether a stretch of the story, at its beginning, middle or end, is among these letters."""
    found = letters(story)
    return any(found[at : at + PROBE] in known for at in (0, (len(found) - PROBE) // 2, len(found) - PROBE))


def letters(story: str) -> str:
    """What is left of a story when case, marks and spaces are not counted: its twins have the same."""
    return re.sub(r"[^a-z]", "", story.lower())


def is_held_out(story: str) -> bool:
    """Chosen by the letters of the story, so that every copy of it is on the same side."""
    return int.from_bytes(sha256(letters(story).encode()).digest()[:4]) % HELD_OUT == 0
