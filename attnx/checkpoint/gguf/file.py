"""A GGUF file: what it says of itself, and where its tensors are.

The layout is that of https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path

import numpy as np

from attnx.checkpoint.gguf.blocks import KINDS, NAMES, numbers_of
from attnx.errors import CheckpointError, InputError, Phrase, UnsoundError, reason_of_system
from attnx.frozen import frozen

MAGIC, VERSIONS = b"GGUF", (2, 3)
NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
TEXT, LIST = 8, 9
ALIGNMENT = "general.alignment"
LONGEST = 4  # dimensions of a tensor


@frozen
class Place:
    """Where a tensor is in the file, (…, d_out, d_in) as NumPy counts, and how its numbers are packed."""

    kind: int
    shape: tuple[int, ...]
    begin: int


class Gguf:
    """A file that is open: `said` are its settings by name. Raises CheckpointError where it is not sound."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
            self.said, self.places = parse(self._bytes.data)
        except OSError as error:
            raise InputError("unreadable", path=path, reason=reason_of_system(error)) from error
        except UnsoundError as error:
            raise CheckpointError("bad_gguf", path=path, reason=error) from error
        except (struct.error, ValueError, OverflowError) as error:  # an empty file, a cut one, text that is none
            raise CheckpointError("bad_gguf", path=path, reason=Phrase("cut_short")) from error
        for name, place in self.places.items():
            if place.kind not in KINDS:
                found = NAMES.get(place.kind, place.kind)
                expected = ", ".join(NAMES[kind] for kind in KINDS)
                raise CheckpointError("tensor_dtype", name=name, found=found, expected=expected)
            if self.data(place) is None:
                raise CheckpointError("bad_gguf", path=path, reason=Phrase("cut_short"))

    def data(self, place: Place) -> np.ndarray | None:
        """The bytes of a tensor, or None where the file ends before them, or its rows are no whole blocks."""
        block, size = KINDS[place.kind]
        width = place.shape[-1] if place.shape else 1
        if width % block:
            return None
        held = self._bytes[place.begin : place.begin + prod(place.shape) // block * size]
        return np.asarray(held) if len(held) == prod(place.shape) // block * size else None

    def tensors(self) -> Iterator[tuple[str, np.ndarray]]:
        """Every tensor by its name: views of the file, or float32 where it was quantised."""
        for name, place in self.places.items():
            data = self.data(place)
            assert data is not None
            yield name, numbers_of(place.kind, data, place.shape)


def parse(data: memoryview) -> tuple[Mapping[str, object], Mapping[str, Place]]:
    """Settings and places. Raises UnsoundError, or an error of struct where the data is cut short."""
    if data[:4] != MAGIC:
        raise UnsoundError("not_gguf")
    version, count, settings = struct.unpack_from("<IQQ", data, 4)
    if version not in VERSIONS:
        raise UnsoundError("gguf_version", version=version)
    said: dict[str, object] = {}
    at = 24
    for _ in range(settings):
        name, at = text(data, at)
        (kind,) = struct.unpack_from("<I", data, at)
        said[name], at = value(data, at + 4, kind)
    found: dict[str, tuple[int, tuple[int, ...], int]] = {}
    for _ in range(count):
        name, at = text(data, at)
        (dimensions,) = struct.unpack_from("<I", data, at)
        if dimensions > LONGEST or name in found:
            raise UnsoundError("cut_short")
        shape = struct.unpack_from(f"<{dimensions}Q", data, at + 4)
        kind, offset = struct.unpack_from("<IQ", data, at + 4 + 8 * dimensions)
        at += 16 + 8 * dimensions
        found[name] = kind, shape[::-1], offset
    aligned = said.get(ALIGNMENT, 32)
    if type(aligned) is not int or aligned <= 0:
        raise UnsoundError("cut_short")
    begin = -(-at // aligned) * aligned
    return said, {name: Place(kind, shape, begin + offset) for name, (kind, shape, offset) in found.items()}


def text(data: memoryview, at: int) -> tuple[str, int]:
    """A text and the place after it. Raises ValueError where the data ends before."""
    (length,) = struct.unpack_from("<Q", data, at)
    end = at + 8 + length
    if end > len(data):
        raise UnsoundError("cut_short")
    return bytes(data[at + 8 : end]).decode(errors="replace"), end


def value(data: memoryview, at: int, kind: int) -> tuple[object, int]:
    """A setting and the place after it: a number, a text, or a list of these."""
    if kind == TEXT:
        return text(data, at)
    if kind == LIST:
        each, length = struct.unpack_from("<IQ", data, at)
        at += 12
        if each in NUMBERS and length <= len(data):
            form = f"<{length}{NUMBERS[each][1]}"
            return list(struct.unpack_from(form, data, at)), at + struct.calcsize(form)
        texts = []
        for _ in range(length if each == TEXT else 0):
            one, at = text(data, at)
            texts.append(one)
        if each == TEXT:
            return texts, at
    if kind not in NUMBERS:
        raise UnsoundError("gguf_value")
    (number,) = struct.unpack_from(NUMBERS[kind], data, at)
    return number, at + struct.calcsize(NUMBERS[kind])
