"""SentencePiece models: the file, and the same tokenizer for the tokenizers library (Kudo & Richardson 2018).

The fields are those of https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from attnx.errors import CheckpointError, Phrase, UnsoundError
from attnx.frozen import frozen
from attnx.inputs.whole import read_part

if TYPE_CHECKING:
    import tokenizers

SPACE = "▁"
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED = 1, 2, 3, 4, 5
UNIGRAM, BPE = 1, 2
VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5  # how a field of a protocol buffer is written
# The fields read here, by number, with the value of what is not written.
TRAINER: dict[int, Any] = {3: UNIGRAM, 24: False, 35: False, 40: 0, 41: 1, 42: 2}
NORMALIZER: dict[int, Any] = {2: b"", 3: True, 4: True, 5: True}


class Piece(NamedTuple):
    """A piece of the vocabulary; its `kind` is NORMAL, UNKNOWN, CONTROL and so on."""

    text: str
    score: float
    kind: int


@frozen
class SentencePiece:
    """A trained model. `begin` and `end` are None where it has no such piece."""

    pieces: tuple[Piece, ...]
    merging: bool  # byte-pair encoding; otherwise the likeliest cut of a unigram model
    unknown: int
    begin: str | None
    end: str | None
    bytes_for_unknown: bool
    charsmap: bytes  # which characters are replaced by which, compiled
    space_before: bool
    spaces_removed: bool  # those around a text, and of several all but one


def read_sentencepiece(path: Path) -> SentencePiece:
    """The model in this file. Raises CheckpointError where it is none, or does what is not done here."""
    try:
        return parse(read_part(path))
    except UnsoundError as error:
        raise CheckpointError("bad_tokenizer", path=path, reason=error) from error
    except (ValueError, IndexError, TypeError, AttributeError, struct.error) as error:
        raise CheckpointError("bad_tokenizer", path=path, reason=Phrase("not_sentencepiece")) from error


def parse(data: bytes) -> SentencePiece:
    pieces, trainer, normalizer = [], dict(TRAINER), dict(NORMALIZER)
    for number, value in fields(data):
        if number == 1:
            pieces.append(parse_piece(value))
        elif number == 2:
            trainer |= {key: held for key, held in fields(value) if key in TRAINER}
        elif number == 3:
            normalizer |= {key: held for key, held in fields(value) if key in NORMALIZER}
    kind, suffix, fallback, unknown, begin, end = trainer.values()
    charsmap, prefix, removed, escaped = normalizer.values()
    if not pieces or pieces[unknown].kind != UNKNOWN:
        raise UnsoundError("not_sentencepiece")
    refusals = {
        "not_cut_into_pieces": kind not in (UNIGRAM, BPE),
        "spaces_after": suffix,
        "spaces_kept": not escaped,
        "pieces_off": any(piece.kind == UNUSED for piece in pieces),
    }
    for reason, true in refusals.items():
        if true:
            raise UnsoundError(reason)
    return SentencePiece(
        pieces=tuple(pieces),
        merging=kind == BPE,
        unknown=unknown,
        begin=pieces[begin].text if begin >= 0 else None,
        end=pieces[end].text if end >= 0 else None,
        bytes_for_unknown=bool(fallback),
        charsmap=charsmap,
        space_before=bool(prefix),
        spaces_removed=bool(removed),
    )


def parse_piece(data: bytes) -> Piece:
    held: dict[int, Any] = {1: b"", 2: b"\0\0\0\0", 3: NORMAL} | dict(fields(data))
    return Piece(held[1].decode(), struct.unpack("<f", held[2])[0], held[3])


def tokenizer_of(model: SentencePiece) -> tokenizers.Tokenizer:
    """The same tokenizer, made of parts of the library."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers

    unknown = model.pieces[model.unknown].text
    if model.merging:
        vocabulary = {piece.text: number for number, piece in enumerate(model.pieces)}
        fallback = model.bytes_for_unknown
        cut = models.BPE(vocabulary, merges(model), unk_token=unknown, fuse_unk=True, byte_fallback=fallback)
        tokenizer = Tokenizer(cut)
    else:
        scores = [(piece.text, piece.score) for piece in model.pieces]
        tokenizer = Tokenizer(models.Unigram(scores, model.unknown, model.bytes_for_unknown))

    steps: list[normalizers.Normalizer] = [normalizers.Precompiled(model.charsmap)] if model.charsmap else []
    if model.spaces_removed:
        steps += [normalizers.Replace(Regex(r"\A +| +\z"), ""), normalizers.Replace(Regex(" {2,}"), " ")]
    steps += [normalizers.Prepend(SPACE)] if model.space_before else []
    tokenizer.normalizer = normalizers.Sequence([*steps, normalizers.Replace(" ", SPACE)])
    written: list[decoders.Decoder] = [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    written += [decoders.Strip(" ", left=1)] if model.space_before else []
    tokenizer.decoder = decoders.Sequence(written)

    for piece in model.pieces:
        if piece.kind in (CONTROL, UNKNOWN):
            tokenizer.add_special_tokens([AddedToken(piece.text, normalized=False, special=True)])
        elif piece.kind == USER_DEFINED:
            tokenizer.add_tokens([AddedToken(piece.text, normalized=True)])
    return tokenizer


def merges(model: SentencePiece) -> list[tuple[str, str]]:
    """Every two pieces that make a third, the best third first: SentencePiece keeps only their scores."""
    known: Mapping[str, int] = {piece.text: place for place, piece in enumerate(model.pieces) if piece.kind == NORMAL}
    pairs = []
    for text, place in known.items():
        for middle in range(1, len(text)):
            left, right = text[:middle], text[middle:]
            if left in known and right in known:
                pairs.append((-model.pieces[place].score, place, middle, left, right))
    pairs.sort()
    return [(left, right) for *_, left, right in pairs]


def fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """(number, value) of every field of a protocol buffer: an int of a varint, bytes of anything else.

    Raises ValueError where it is no message. https://protobuf.dev/programming-guides/encoding/
    """
    place, length = 0, len(message)
    while place < length:
        key, place = varint(message, place)
        kind = key & 7
        if kind == VARINT:
            number, place = varint(message, place)
            yield key >> 3, number
            continue
        if kind == LENGTH:
            size, place = varint(message, place)
        elif kind in (EIGHT_BYTES, FOUR_BYTES):
            size = 8 if kind == EIGHT_BYTES else 4
        else:
            raise UnsoundError("field_kind", kind=kind)
        if place + size > length:
            raise UnsoundError("field_cut")
        yield key >> 3, message[place : place + size]
        place += size


def varint(message: bytes, place: int) -> tuple[int, int]:
    """The number that begins at `place`, seven bits a byte, and the place after it."""
    number = shift = 0
    while place < len(message) and shift < 64:
        byte = message[place]
        number |= (byte & 0x7F) << shift
        place += 1
        if byte < 0x80:
            return number - (1 << 64) if number >> 63 else number, place
        shift += 7
    raise UnsoundError("number_cut" if shift < 64 else "number_endless")
