"""From a text to the pieces of a trained vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import combining

from attnx.checkpoint.tokenizer.guarded import guarded
from attnx.errors import UsageError
from attnx.inputs.whole import read_part
from attnx.trace import MASKS, Token

if TYPE_CHECKING:
    import tokenizers


LANGUAGE = re.compile(r"[a-z]{2,3}_([A-Z]{2}|[A-Z][a-z]{3})|__[a-z]{2,3}__")  # mBART's, NLLB's, M2M-100's


class Pieces:
    """A tokenizer of the tokenizers library, without the padding and truncation it may carry.

    Where another one cuts the text into pieces, and this only numbers them, that is the `cutter`.
    """

    def __init__(self, tokenizer: tokenizers.Tokenizer, cutter: tokenizers.Tokenizer | None = None) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._cutter = cutter or tokenizer
        self.mask = next((mask for mask in MASKS if tokenizer.token_to_id(mask) is not None), None)
        added = tokenizer.get_added_tokens_decoder()
        if self.mask is not None and self.mask not in [token.content for token in added.values()]:
            tokenizer.add_special_tokens([self.mask])  # its id stays; a mere piece would be cut up
            added = tokenizer.get_added_tokens_decoder()
        self._special = frozenset(number for number, token in added.items() if token.special)
        self.unknown = unknown_of(tokenizer)

    @classmethod
    def read(cls, path: Path, settle: Callable[[tokenizers.Tokenizer, Path], None] | None = None) -> Pieces:
        """The tokenizer of a tokenizer.json, which `settle` may change as the files of its directory say.

        Raises CheckpointError where the library cannot use it.
        """
        import tokenizers

        with guarded(path):
            tokenizer = tokenizers.Tokenizer.from_buffer(read_part(path))
            if settle is not None:
                settle(tokenizer, path.parent)
            return cls(tokenizer)

    def __call__(self, text: str) -> tuple[Token, ...]:
        return self.tokens(text, None)

    def pair(self, text: str, other: str, model: str) -> tuple[Token, ...]:
        """The tokens of two texts, as the tokenizer joins them; they count characters of both, a line each.

        Raises UsageError where it has no way to join two.
        """
        tokens = self.tokens(text, other)
        begins = next((token.index for token in tokens if token.segment == 1), 0)
        if not begins or not tokens[begins - 1].special:
            raise UsageError("no_pairs", model=model)
        return tokens

    def tokens(self, text: str, other: str | None) -> tuple[Token, ...]:
        with guarded("tokenizer.json"):
            encoding = self._cutter.encode(text, other)
        joined = text if other is None else f"{text}\n{other}"
        segments = [0] * len(encoding) if other is None else encoding.type_ids  # one text is the first throughout
        begins = (0, len(text) + 1)
        tokens = []
        parts = zip(encoding.ids, encoding.offsets, encoding.special_tokens_mask, encoding.sequence_ids, strict=True)
        for index, (cut, (start, end), special, which) in enumerate(parts):
            piece, number = self.numbered(cut)
            if special:
                tokens.append(Token(index, piece, piece, number, 0, 0, True, segments[index]))
                continue
            begin = begins[which or 0]
            start, end = within(joined, begin + start, begin + end, piece)
            while start < end < len(joined) and combining(joined[end]):  # a mark that was left out is still part of it
                end += 1
            tokens.append(Token(index, joined[start:end], piece, number, start, end, False, segments[index]))
        return split_characters(tokens)

    def numbered(self, cut: int) -> tuple[str, int]:
        """The piece that the cutter calls `cut`, and its id; what has none is unknown."""
        piece = str(self._cutter.id_to_token(cut))
        if self._cutter is self._tokenizer:
            return piece, cut
        known = piece if self._tokenizer.token_to_id(piece) is not None else str(self.unknown)
        return known, int(self._tokenizer.token_to_id(known) or 0)

    @property
    def library(self) -> tokenizers.Tokenizer:
        """The tokenizer of the library, to be written to a file."""
        return self._tokenizer

    def with_masks(self, text: str) -> str:
        """The text with every mask, however it is written, as this tokenizer writes it."""
        if self.mask is not None:
            for mask in MASKS:
                text = text.replace(mask, self.mask)
        return text

    def decode(self, ids: Sequence[int]) -> str:
        """The text that ids stand for, without special tokens; one past the vocabulary stands as its number."""
        parts: list[str] = []
        for known, run in groupby(ids, lambda number: self._tokenizer.id_to_token(number) is not None):
            numbers = list(run)
            parts += [self._tokenizer.decode(numbers)] if known else [self.piece(number) for number in numbers]
        return "".join(parts)

    def number_of(self, word: str) -> int | None:
        """The id of a word inside a text, of the word alone, or of the piece of this name; None where it is none."""
        for text in (f" {word}", word):
            with guarded("tokenizer.json"):
                ids = self._tokenizer.encode(text, add_special_tokens=False).ids
            if len(ids) == 1 and self.piece(ids[0]) != self.unknown:
                return int(ids[0])
        number = self._tokenizer.token_to_id(word)
        return None if number is None else int(number)

    def piece(self, number: int) -> str:
        """What the model calls an id; ⟨88⟩ where the model has more of them than the tokenizer has pieces."""
        piece = self._tokenizer.id_to_token(number)
        return f"⟨{number}⟩" if piece is None else str(piece)

    @property
    def languages(self) -> dict[str, int]:
        """The signs of languages ("fr_XX", "zho_Hans", "__fr__") by their ids, in a tokenizer that has such."""
        added = self._tokenizer.get_added_tokens_decoder()
        return {one.content: number for number, one in sorted(added.items()) if LANGUAGE.fullmatch(one.content)}

    def is_special(self, number: int) -> bool:
        """Whether an id stands for nothing a user writes."""
        return number in self._special


def unknown_of(tokenizer: tokenizers.Tokenizer) -> str | None:
    """The piece that stands for what is not in the vocabulary, if there is one."""
    if hasattr(tokenizer.model, "unk_token"):
        return tokenizer.model.unk_token  # type: ignore[no-any-return]
    try:
        pieces = tokenizer.model.tokenize("\U0010ffff")  # which is no character, so in no vocabulary
    except Exception:  # noqa: BLE001 - the library raises bare Exception where it knows no such piece
        return None
    return tokenizer.id_to_token(pieces[0].id) if len(pieces) == 1 else None  # several: the bytes of it


def within(text: str, start: int, end: int, piece: str) -> tuple[int, int]:
    """(start, end) of what a piece stands for, without the white space around it where there is anything else."""
    covered = text[start:end]
    if not covered.strip():
        return start, end
    if covered != piece and not piece.strip("▁Ġ "):  # a space that the tokenizer puts before a text
        return start, start
    return start + len(covered) - len(covered.lstrip()), end - len(covered) + len(covered.rstrip())


def split_characters(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, numbered as parts where several stand for the same character."""
    runs = [[token] for token in tokens[:1]]
    for before, token in pairwise(tokens):
        if before.start <= token.start < min(before.end, token.end):
            runs[-1].append(token)
        else:
            runs.append([token])
    return tuple(
        replace(token, part=part, parts=len(run)) if len(run) > 1 else token
        for run in runs
        for part, token in enumerate(run, 1)
    )
