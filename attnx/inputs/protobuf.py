"""Protocol buffers on the wire: a message is a row of numbered fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attnx.errors import UnsoundError

VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5


def fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """(number, value) of every field: an int where it is a varint, bytes where it is anything else.

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
