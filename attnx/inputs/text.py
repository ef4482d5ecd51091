"""From a text to tokens: what the user wrote, cut into pieces that a model knows by number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal, Protocol

from attnx.errors import CheckpointError, InputError, Phrase, UsageError
from attnx.trace import Token


class Tokenizer(Protocol):
    """Cuts a text into tokens; `Token.start` and `Token.end` count characters of the text.

    `unknown` is the piece that stands for what it does not know, if there is such a thing.
    """

    unknown: str | None

    def __call__(self, text: str) -> tuple[Token, ...]: ...

    def pair(self, text: str, other: str, model: str) -> tuple[Token, ...]:
        """The tokens of two texts as one, counted as characters of both. Raises UsageError where they do not join."""
        ...


class Words:
    """Words, punctuation, and single CJK characters: any text in any language, no vocabulary.

    The id is a hash of the case-folded word, so that the same word is always the same id.
    """

    unknown: str | None = None

    def __call__(self, text: str) -> tuple[Token, ...]:
        tokens = []
        for index, (start, end) in enumerate(word_spans(text)):
            piece, number = self.known(text[start:end])
            tokens.append(Token(index, text[start:end], piece, number, start, end))
        return tuple(tokens)

    def pair(self, text: str, other: str, model: str) -> tuple[Token, ...]:
        raise UsageError("no_pairs", model=model)

    def known(self, word: str) -> tuple[str, int]:
        """The piece that a word is to the model, and its id."""
        return fold(word), word_id(word)


class Vocabulary(Words):
    """A closed list of words: a word's id is its place in the list. Raises InputError for any other word."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def known(self, word: str) -> tuple[str, int]:
        for place, piece in enumerate(self.words):
            if fold(piece) == fold(word):
                return piece, place
        raise InputError("classic_words", word=word)


def tokenize(
    text: str, tokenizer: Tokenizer, limit: int, vocab_size: int | None, model: str, pair: str | None = None
) -> tuple[Token, ...]:
    """The tokens that a model reads: at least one, at most `limit`, every id below `vocab_size` where it has one.

    Raises InputError for a text that is blank, too long or not text, CheckpointError where the tokenizer is not
    the model's, and UsageError for a pair that it cannot join.
    """
    for part in (text,) if pair is None else (text, pair):
        check_text(part)
    tokens = tokenizer(text) if pair is None else tokenizer.pair(text, pair, model)
    if not tokens:
        raise InputError("blank_text")
    if len(tokens) > limit:
        raise InputError("too_long", found=len(tokens), model=model, limit=limit)
    for token in tokens:
        if vocab_size is not None and token.id >= vocab_size:
            raise CheckpointError("id_beyond", model=model, piece=token.piece, id=token.id, size=vocab_size)
    return tokens


def check_text(text: object) -> None:
    """Raises InputError for what is blank or not text."""
    if not isinstance(text, str):
        raise InputError("not_text", found=type(text).__name__)
    if not text.strip():
        raise InputError("blank_text")
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair
        raise InputError("not_utf8", source=Phrase("the_text"), position=len(text[: error.start].encode())) from error


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every word, CJK character, emoji or sign; white space is between them."""
    start = 0
    while start < len(text):
        kind = kind_of(text[start])
        end = start + 1
        while end < len(text) and joins(text, start, end, kind):
            end += 1
        if kind != "space":
            yield start, end
        start = end


def kind_of(character: str) -> Literal["space", "word", "cjk", "sign"]:
    """What a character is: a word goes on, a CJK character and a sign stand alone."""
    if character.isspace() and not "\x1c" <= character <= "\x1f":  # these four are control characters to Unicode
        return "space"
    if not character.isalnum() and character != "_":
        return "sign"
    wide = unicodedata.east_asian_width(character) in "WH"
    return "cjk" if wide and "HANGUL" not in unicodedata.name(character, "") else "word"


def joins(text: str, start: int, end: int, kind: str) -> bool:
    """Whether the character at `end` belongs to what began at `start`."""
    character = text[end]
    if kind == "space":
        return kind_of(character) == "space"
    if unicodedata.category(character)[0] == "M":  # accents, vowel signs, variation selectors
        return True
    if kind == "sign":
        return unicodedata.category(text[start]) == "So" and joins_picture(text, start, end)
    if kind == "cjk":
        return False
    if character in "'’":  # didn't, l’amour
        return end + 1 < len(text) and kind_of(text[end + 1]) == "word"
    if character in "\u200c\u200d":  # they shape the letters of scripts without case, such as Persian and Hindi
        return unicodedata.category(text[start]) == "Lo"
    return kind_of(character) == "word"


def joins_picture(text: str, start: int, end: int) -> bool:
    """Whether the character at `end` belongs to the emoji that began at `start`."""
    character, before, after = text[end], text[end - 1], text[end + 1 : end + 2] or " "
    if character == "\u200d":  # 👩 + 💻 = 👩‍💻
        return unicodedata.category(after)[0] == "S"
    if "\U0001f1e6" <= character <= "\U0001f1ff":  # two letters make a flag
        return end - start == 1 and "\U0001f1e6" <= before <= "\U0001f1ff"
    skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    region = text[start] == "\U0001f3f4" and "\U000e0020" <= character <= "\U000e007f"  # the flag of Scotland
    return before == "\u200d" or skin_tone or region


def fold(word: str) -> str:
    """The word without regard to case and to how its accents are encoded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).casefold())


def word_id(word: str) -> int:
    """A number below 2²⁴ for a word, always the same."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(fold(word).encode("utf-8", "surrogatepass"), digest_size=3).digest(), "big")
