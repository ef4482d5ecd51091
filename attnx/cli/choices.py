"""From what was typed to what is meant: layers, heads, steps, words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from attnx.cli.words import SAY
from attnx.errors import UsageError

if TYPE_CHECKING:
    from attnx.trace import Token

Chosen = tuple[int, ...] | Literal["all"]  # layers or heads
ALIASES = {"qkv": ("q", "k", "v"), "z": ("z", "out"), "happened": ("summary",), "x": ("embedding",)}
FOCUS_ARRAYS = ("scores", "bias", "scaled", "masked", "mask", "weights", "v", "z")
CELL_ARRAYS = ("q", "k", "scores", "bias", "scaled", "masked", "mask", "weights")


def numbers(option: str, value: str, words: Sequence[str]) -> tuple[int, ...] | str:
    """`3`, `0,2` or one of the words. Raises UsageError."""
    if value in words:
        return value
    try:
        return tuple(dict.fromkeys(int(part) for part in value.split(",")))
    except ValueError as error:
        expected = SAY("expected_number_or", words=", ".join(words))
        raise UsageError("not_a_number", option=option, expected=expected, value=value) from error


def given(options: Mapping[str, object]) -> str | None:
    """The first of these options that was typed, if any."""
    return next((name for name, value in options.items() if value is not None and value is not False), None)


def steps_of(value: str | None) -> tuple[str, ...]:
    """The chosen steps, in their order. Raises UsageError for one that does not exist."""
    from attnx.trace import STEPS

    if value is None:
        return tuple(STEPS)
    chosen: list[str] = []
    for name in value.replace(" ", "").split(","):
        if name not in STEPS and name not in ALIASES:
            raise UsageError("unknown_step", name=name, choices=", ".join((*STEPS, "qkv")))
        chosen += ALIASES.get(name, (name,))
    return tuple(step for step in STEPS if step in chosen)


def arrays_of(steps: str | None, focus: str | None, cell: str | None) -> tuple[str, ...]:
    """What has to be recorded for these views: everything where nothing was chosen."""
    from attnx.trace import ARRAYS, STEPS

    if focus is not None:
        return FOCUS_ARRAYS
    if cell is not None:
        return CELL_ARRAYS
    if steps is None:
        return ARRAYS
    needed = {name for step in steps_of(steps) for name in STEPS[step]}
    if "summary" in steps_of(steps):  # how much there was to see
        needed |= {"masked", "mask"}
    return tuple(name for name in ARRAYS if name in needed)


def find(tokens: Sequence[Token], wanted: str) -> int:
    """The token meant by a word or an index: as it is written, as the model knows it, then without regard to case.

    Of a character that is split the last part is meant: there all of it has been read. Raises UsageError where it is
    not there, or there more than once.
    """
    if wanted.isascii() and wanted.isdigit():
        exact = [token.index for token in tokens if token.text == wanted]
        if len(wanted) < 10 and int(wanted) < len(tokens):  # Python reads no endless numbers
            return int(wanted)
        if len(exact) == 1:
            return exact[0]
        raise UsageError("focus_index", index=wanted, last=len(tokens) - 1)
    whole = [token for token in tokens if token.part == token.parts]
    written = [token for token in whole if token.text == wanted]
    named = [token for token in tokens if token.name == wanted]
    pieces = [token for token in tokens if token.piece == wanted]
    folded = [token for token in whole if wanted.casefold() in (token.text.casefold(), token.piece.casefold())]
    for found in (written, named, pieces, folded):
        if len(found) == 1:
            return found[0].index
        if found:
            raise UsageError("focus_twice", word=wanted, choices=listed(found))
    raise UsageError("focus_absent", word=wanted, choices=listed(tokens))


def find_word(tokens: Sequence[Token], wanted: str) -> range:
    """The tokens of the word meant: one, or several where it is in pieces, whole words before parts of words.

    Otherwise the one token that `find` finds. Raises UsageError where it is not there, or there more than once.
    """
    from attnx.reduce.words import continues

    def whole(run: range) -> bool:
        edges = [tokens[at - 1 : at + 1] for at in (run.start, run.stop) if 0 < at < len(tokens)]
        return not any(continues(*edge) for edge in edges)

    if not (wanted.isascii() and wanted.isdigit()):
        exact, folded = list(runs(tokens, wanted, str)), list(runs(tokens, wanted, str.casefold))
        for found in (list(filter(whole, exact)), list(filter(whole, folded)), exact, folded):
            if len(found) == 1:
                return found[0]
            if found:
                raise UsageError("focus_twice", word=wanted, choices=listed([tokens[run.start] for run in found]))
    one = find(tokens, wanted)
    return range(one, one + 1)


def runs(tokens: Sequence[Token], wanted: str, fold: Callable[[str], str]) -> Iterator[range]:
    """Tokens next to one another that together are written like this, no part of a character left out."""
    for begin, first in enumerate(tokens):
        text, end = "", first.start
        for last in range(begin, len(tokens)):
            token = tokens[last]
            if token.special or first.part > 1 or token.start > end or len(text) > len(wanted):
                break
            text += token.text[end - token.start :]  # pieces of one character say it more than once
            end = token.end
            if fold(text) == fold(wanted) and token.part == token.parts:
                yield range(begin, last + 1)
                break


def find_cell(queries: Sequence[Token], keys: Sequence[Token], wanted: str, option: str = "--cell") -> tuple[int, int]:
    """The query and key of QUERY,KEY; either may itself be a comma. Raises UsageError."""
    wrong = None
    for place in (place for place, character in enumerate(wanted) if character == ","):
        query, key = wanted[:place], wanted[place + 1 :]
        if query and key:
            try:
                return find(queries, query), find(keys, key)
            except UsageError as error:
                wrong = wrong or error
    raise wrong or UsageError("cell_form", option=option, value=wanted)


def listed(tokens: Sequence[Token], most: int = 24) -> str:
    """Tokens as one can ask for them: 0 Love, 1 is, …"""
    names = [f"{token.index} {token.name}" for token in tokens]
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def layers(value: str) -> Chosen:
    """The layers to record; averaging needs all of them."""
    found = numbers("--layer", value, ("mean", "all"))
    return "all" if isinstance(found, str) else found


def heads(value: str) -> Chosen:
    """The heads to record; averaging needs all of them."""
    found = numbers("--head", value, ("mean", "all"))
    return "all" if isinstance(found, str) else found


def first(chosen: Chosen | None, default: int) -> int:
    """The first layer or head that was chosen, if one was."""
    return default if chosen is None or chosen == "all" else chosen[0]
