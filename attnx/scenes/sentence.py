"""The sentence of what is said, and what a sentence says."""

from __future__ import annotations

from attnx.scenes.scene import Group, Said

NUMBERS = {2: "two", 3: "three"}


def plural(shape: str) -> str:
    return shape + ("es" if shape.endswith("s") else "s")


def words_of(group: Group) -> list[str]:
    """ "a small red circle", "two yellow triangles", a word each."""
    kind = group.kind
    told = [word for word in (kind.size, kind.colour) if word]
    if group.count == 1:
        return ["an" if told[0][0] in "aeiou" else "a", *told, kind.shape]
    return [NUMBERS[group.count], *told, plural(kind.shape)]


def words(said: Said) -> list[tuple[str, int | None]]:
    """Each word of its sentence, and the group that it names, counted from 0; relations and "and" name none."""
    found: list[tuple[str, int | None]] = [(word, 0) for word in words_of(said.figure)]
    for number, group in enumerate(said.ground, 1):
        link = said.relation if number == 1 else "and"
        assert link is not None
        found += [(word, None) for word in link.split()]
        found += [(word, number) for word in words_of(group)]
    return found


def sentence(said: Said) -> str:
    """ "a red circle left of a blue square"; between two kinds, and beside them, stands "and"."""
    return " ".join(word for word, _ in words(said))
