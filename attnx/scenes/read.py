"""What a sentence says: "a red circle left of two blue squares". A word at a time, each checked where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from attnx.errors import InputError
from attnx.scenes.scene import BETWEEN, COLOURS, MOST, RELATIONS, SHAPES, SIZES, Group, Kind, Said
from attnx.scenes.sentence import NUMBERS, plural

COUNTS = {"a": 1, "an": 1} | {word: number for number, word in NUMBERS.items()}
SAID_SIZES = tuple(filter(None, SIZES))


def read(text: str) -> Said:
    """What it says. Raises InputError at the first word that cannot be drawn, with what could stand there."""
    words = Words(text)
    if not words.left:
        raise InputError("blank_text")
    figure = group(words)
    said = Said(figure)
    if words.left:
        relation = words.take(RELATIONS)
        ground = [group(words)]
        if ground[0].count == 1 and (words.left or relation == BETWEEN):
            words.take(("and",))
            ground.append(group(words))
        words.end()
        said = Said(figure, relation, tuple(ground))
    if said.count > MOST:
        raise InputError("draw_many", found=said.count, limit=MOST)
    return said


def group(words: Words) -> Group:
    """ "a small red circle", "two yellow triangles": how many, a size or none, a colour, a shape."""
    count = COUNTS[words.take(tuple(COUNTS))]
    size = words.take((*SAID_SIZES, *COLOURS))
    colour = words.take(COLOURS) if size in SAID_SIZES else size
    shapes = {shape if count == 1 else plural(shape): shape for shape in SHAPES}
    shape = shapes[words.take(tuple(shapes))]
    return Group(Kind(shape, colour, size if size in SAID_SIZES else ""), count)


class Words:
    """The words of a sentence that are still to be read."""

    def __init__(self, text: str) -> None:
        self.left = text.lower().rstrip(" .").split()
        self.taken: list[str] = []

    def take(self, choices: Sequence[str]) -> str:
        """The one of these choices, each of a word or two, that comes next."""
        for choice in choices:
            parts = choice.split()
            if self.left[: len(parts)] == parts:
                self.taken += parts
                del self.left[: len(parts)]
                return choice
        raise self.error(choices)

    def end(self) -> None:
        """Raises InputError where words are left over."""
        if self.left:
            raise InputError("draw_more", found=self.left[0], after=" ".join(self.taken))

    def error(self, choices: Sequence[str]) -> InputError:
        after, known = " ".join(self.taken), ", ".join(choices)
        if not self.left:
            return InputError("draw_ends", after=after, choices=known)
        if not self.taken:
            return InputError("draw_begins", found=self.left[0], choices=known)
        return InputError("draw_word", found=self.left[0], after=after, choices=known)
