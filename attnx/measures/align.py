"""Which tokens of two texts stand for one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.trace import Token


@frozen
class Pair:
    """A token of one text beside one of another; None where the other text has nothing in its place."""

    before: Token | None
    after: Token | None

    @property
    def name(self) -> str:
        """What it is called: cat, or cat→dog where another word is in its place; one that is alone has a sign."""
        if self.before is None or self.after is None:
            return f"−{self.before.name}" if self.before else f"+{self.after.name}" if self.after else ""
        names = (self.before.name, self.after.name)
        return names[1] if key_of(self.before) == key_of(self.after) else "→".join(names)

    @property
    def both(self) -> bool:
        return self.before is not None and self.after is not None


def align(before: Sequence[Token], after: Sequence[Token]) -> tuple[Pair, ...]:
    """Equal tokens side by side, as many as possible in their order (difflib, after Ratcliff & Metzener 1988).

    Between them, as many tokens as there were stand in the place of the old ones; otherwise each is alone.
    Raises UsageError where no word of one text is in the other.
    """
    keys = [key_of(token) for token in before], [key_of(token) for token in after]
    pairs: list[Pair] = []
    for kind, i, i_end, j, j_end in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        old, new = before[i:i_end], after[j:j_end]
        alike = len(old) == len(new) and all(a.special == b.special for a, b in zip(old, new, strict=True))
        pairs += map(Pair, old, new) if kind == "equal" or alike else alone(old, new)
    if keys[0] != keys[1] and not words_of(before) & words_of(after):
        raise UsageError("nothing_common")
    return tuple(pairs)


def alone(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Pair]:
    yield from (Pair(token, None) for token in old)
    yield from (Pair(None, token) for token in new)


def key_of(token: Token) -> str:
    """By what a token is known in another text: what it says, without regard to case."""
    return token.name.strip().casefold()


def words_of(tokens: Sequence[Token]) -> set[str]:
    """The words among the tokens, without the signs."""
    keys = {key_of(token) for token in tokens if not token.special}
    return {key for key in keys if any(map(str.isalnum, key))}
