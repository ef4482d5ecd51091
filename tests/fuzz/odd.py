"""Odd texts, numbers and values, and what becomes of sound ones that are damaged.

Everything is drawn from a `random.Random`: hypothesis hands over one whose draws it can shrink, the long run one that
begins at a number, so that each input is made again from its subject and its number.
"""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

PIECES = (
    *("love", "it", " ", "Thinking", "爱", "它", "👩‍💻", "ß", "é", "e\u0301", "नमस्ते", "مرحبا", "\ud800", "\udc80"),
    *("\x1b[31m", "\x1b]0;owned\x07", "\x9b31m", "\x08", "\r", "\n", "\t", "\x00", "\x7f", "\u0085", "\u2028"),
    *("\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\u034f", "\u3164", "\ufe0f", "\U000e0041", "\uffff"),
    *("<script>alert(1)</script>", "</style>", "<!--", "]]>", "&amp;", "'\"", "[red]x[/red]", ":smile:", "`", "|"),
    *("=1+1", "@SUM(A1)", "+1", "-1", "\\input{x}", "$x$", "%", "#", "~", "^", "_", "{}", "{0}", "%s", "${HOME}"),
    *("[MASK]", "<mask>", "[CLS]", "</s>", "▁", "Ġ", "##a", "../..", "/dev/null", "--json", "-", "NaN", "null"),
)
NUMBERS = (
    *(0, 1, 2, 3, 4, 7, 16, -1, -2, 255, 65_536, 2**25, 10**9, 2**31, 2**32, 2**53, 2**63, 2**64 - 1, -(2**63), 10**20),
    *(0.0, -0.0, 0.5, -0.5, 1.0, 1.5, 1e-6, 5e-324, 1e-38, 1e-300, 1e18, 3.4e38, 3.5e38, -3.4e38, 1e300, 1.7e308),
)
# What json.dumps cannot write: a mark, and what stands in its place in the file.
RAW = {"@huge": "1e400", "@nan": "NaN", "@deep": "[" * 980 + "]" * 980, "@deeper": '{"a":' * 1100 + "1" + "}" * 1100}
NAMES = ("kind", "layer", "head", "data", "axes", "dtype", "shape", "type", "factor", "model_type", "id", "x", "")


def text(chance: Random, longest: int = 12) -> str:
    """Any text: words, escapes, markup, bidi marks, half a surrogate pair, and any other character."""
    several = chance.randint(0, longest)
    parts = [
        chr(chance.choice((chance.randrange(0x300), chance.randrange(0x3000), chance.randrange(0x110000))))
        if chance.random() < 0.3
        else chance.choice(PIECES)
        for _ in range(several)
    ]
    return "".join(parts) * (1 if chance.random() < 0.98 else chance.choice((10, 100, 2_000)))


def printable(chance: Random, longest: int = 12) -> str:
    """The same as it can be an argument of a process: without NUL, and in UTF-8."""
    return text(chance, longest).replace("\x00", "").encode("utf-8", "ignore").decode()


def value(chance: Random, depth: int = 2) -> Any:
    """Any value of JSON, and some that JSON has no word for."""
    kind = chance.randrange(10 if depth else 7)
    if kind < 3:
        return chance.choice(NUMBERS)
    if kind == 3:
        return chance.choice((None, True, False))
    if kind == 4:
        return chance.choice(tuple(RAW))
    if kind == 5:
        return chance.choice(NAMES)
    if kind == 6:
        return text(chance, 4)
    if kind == 7:
        return {chance.choice(NAMES): value(chance, depth - 1) for _ in range(chance.randrange(3))}
    return [value(chance, depth - 1) for _ in range(chance.randrange(4))]


def written(document: object) -> bytes:
    """A document as JSON, with what has no word in it."""
    data = json.dumps(document, ensure_ascii=False)
    for mark, raw in RAW.items():
        data = data.replace(f'"{mark}"', raw)
    return data.encode("utf-8", "surrogatepass")


def damaged(chance: Random, data: bytes) -> bytes:
    """A document of JSON changed in one place or a few."""
    document = json.loads(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        damage(chance, document)
    return written(document)


def damage(chance: Random, document: dict[Any, Any] | list[Any]) -> None:
    """Changes one place: a value is another, or gone, or there twice, or somewhere else's."""
    holder, key = somewhere(chance, document)
    if key is None:
        if isinstance(holder, list):
            holder.append(value(chance))
        else:
            holder[chance.choice(NAMES)] = value(chance)
        return
    kind, found = chance.randrange(8), holder[key]
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(found, int | float) and not isinstance(found, bool):
        holder[key] = chance.choice((found + 1, found - 1, -found, found * 2, float(found), str(found), found * 1e30))
    elif kind == 2 and isinstance(found, list) and found:
        holder[key] = chance.choice((found[:-1], found * 2, found[::-1], [found], found[0]))
    elif kind == 3:
        other, place = somewhere(chance, document)
        holder[key] = copy.deepcopy(other[place]) if place is not None else value(chance)
    elif kind == 4 and isinstance(holder, dict):
        holder[chance.choice((*NAMES, f"{key}_", str(key).upper()))] = holder.pop(key)
    else:
        holder[key] = value(chance)


def somewhere(chance: Random, document: Any) -> tuple[Any, Any]:
    """A container within the document, and a key of it, or None where it is empty."""
    holder = document
    while True:
        if not holder:
            return holder, None
        key = chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
        if not isinstance(holder[key], dict | list) or chance.random() < 0.15:
            return holder, key
        holder = holder[key]


def corrupted(chance: Random, data: bytes) -> bytes:
    """The same bytes with some of them changed, cut off, put in or repeated; lengths near the front most of all."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        size = len(changed)
        front = chance.random() < 0.4
        place = chance.randrange(max(min(size, 64) if front else size, 1))
        kind = chance.randrange(6)
        if kind == 0 and size:
            changed[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            changed[place : place + 1] = bytes((chance.randrange(256),))
        elif kind == 2:
            del changed[place:]
        elif kind == 3:
            changed[place:place] = chance.randbytes(chance.choice((1, 2, 8)))
        elif kind == 4:
            changed[place : place + 8] = chance.choice((0, 1, 2**31, 2**63 - 1, 2**64 - 1)).to_bytes(8, "little")
        else:
            changed += changed[place : place + chance.choice((1, 64, 1024))]
    return bytes(changed)


PATTERNS = ("(a+)+$", "(a|a)*b", "(.*a){12}$", r"(\w+\s?)*$", "(?=(a+))a*b\\1", "((a?){20}){20}", "[", "(?<x>a)\\k<y>")


def exploding(chance: Random, data: bytes) -> bytes:
    """A tokenizer that cuts, or writes anew, by a pattern that goes back again and again, or is none."""
    pattern = {"Regex": chance.choice(PATTERNS)}
    part = chance.choice(
        (
            {"pre_tokenizer": {"type": "Split", "pattern": pattern, "behavior": "Isolated", "invert": False}},
            {"normalizer": {"type": "Replace", "pattern": pattern, "content": "x"}},
        )
    )
    return written(json.loads(data) | part)
