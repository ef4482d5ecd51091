"""The keys: the line at the bottom, and the page that explains them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from attnx.views.draw.terminal.styles import DIM
from attnx.views.draw.wrap import pack
from attnx.views.look import Look
from attnx.views.parts import Cell, Gap, Heading, Paragraph, Part, listing, word

KEYS = {
    "text": "e",
    "leave": "Esc",
    "move": "↑ ↓ ← →",
    "heads": "Tab",
    "head": ", .",
    "layer": "< >",
    "telling": "o",
    "cell": "Enter",
    "views": "1 … 5",
    "scroll": "PgUp PgDn",
    "model": "m",
    "save": "s",
    "keys": "?",
    "quit": "q",
}
# The line at the bottom holds the most used, in signs where those are shorter.
SHORT = {
    "text": "e",
    "move": "↑↓←→",
    "heads": "⇥",
    "cell": "⏎",
    "views": "1…5",
    "model": "m",
    "save": "s",
    "keys": "?",
    "quit": "q",
}


def key_line(look: Look) -> Text:
    """The most used keys, each with a word."""
    words = [f"{key} {look.say(f'key_{name}')}" for name, key in SHORT.items()]
    return Text(pack(words, "  ", look.width), style=DIM)


def help_page(look: Look) -> Iterator[Part]:
    """Every key and what it does."""
    yield Heading(look.say("keys_title"))
    rows: list[tuple[Cell, Cell]] = [(word(key, "number"), look.say(f"about_key_{name}")) for name, key in KEYS.items()]
    yield listing(["", ""], rows)
    yield Gap()
    yield Paragraph(look.say("keys_about"))
    yield Paragraph(look.say("honest"))
