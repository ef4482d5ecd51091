"""A piece as the model knows it, with its bytes where it is less than a character."""

from __future__ import annotations

from attnx.trace import Token
from attnx.views.visible import visible

# The letters that byte-level pieces write bytes with: those that can be seen are themselves (Radford et al. 2019).
SEEN = (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))
UNSEEN = [byte for byte in range(0x100) if byte not in SEEN]
BYTES = {chr(byte): byte for byte in SEEN} | {chr(0x100 + place): byte for place, byte in enumerate(UNSEEN)}


def piece_of(token: Token) -> str:
    """The piece; and its bytes, where it is part of a character and written in letters that stand for bytes."""
    piece = visible(token.piece)
    if token.parts == 1 or token.piece.isascii() or not all(letter in BYTES for letter in token.piece):
        return piece
    return f"{piece} ({' '.join(f'{BYTES[letter]:02X}' for letter in token.piece)})"
