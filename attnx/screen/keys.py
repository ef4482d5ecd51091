"""The keys: the line at the bottom, and the page that explains them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from rich.text import Text

from attnx.views.draw.terminal.styles import DIM
from attnx.views.draw.wrap import pack
from attnx.views.look import Look
from attnx.views.parts import Cell, Column, Gap, Heading, Listing, Paragraph, Part, word

KEYS = {
    "text": "e",
    "leave": "Esc",
    "move": "↑ ↓ ← →",
    "heads": "Tab",
    "head": ", .",
    "layer": "< >",
    "telling": "o",
    "cell": "Enter",
    "caption": "c",
    "views": "1 … 5",
    "scroll": "PgUp PgDn",
    "model": "m",
    "save": "s",
    "keys": "?",
    "quit": "q",
}
Mode = Literal["weights", "narrow", "heads", "row", "steps", "block", "way", "text", "page", "choice", "caption"]

# The line at the bottom: the keys that do something in a mode, in signs where those are shorter, and a word for each.
ALWAYS = (("1…5", "views"), ("e", "text"), ("m", "model"), ("?", "keys"), ("q", "quit"))
HEAD, LAYER, QUERY, TELLING = ((", .", "head"), ("< >", "layer"), ("↑↓", "query"), ("o", "telling"))
SHORT: Mapping[Mode, Sequence[tuple[str, str]]] = MappingProxyType(
    {
        "weights": (("↑↓←→", "move"), ("⏎", "cell"), TELLING, ("⇥", "heads"), *ALWAYS),
        "narrow": (("↑↓←→", "move"), ("⏎", "cell"), HEAD, LAYER, TELLING, *ALWAYS),
        "heads": (("↑↓", "layer"), ("←→", "head"), ("⏎", "cell"), TELLING, *ALWAYS),
        "row": (QUERY, HEAD, LAYER, *ALWAYS),
        "steps": (HEAD, LAYER, *ALWAYS),
        "block": (QUERY, LAYER, *ALWAYS),
        "way": (QUERY, *ALWAYS),
        "text": (("⏎", "done"),),
        "page": (("Esc", "back"),),
        "caption": (("←→", "word"), HEAD, LAYER, ("Esc", "back")),
        "choice": (("↑↓", "choose"), ("⏎", "take"), ("Esc", "back")),
    }
)
SCROLL: Mapping[Mode, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("row", "block", "way"), ("PgUp PgDn", "scroll")),
        **dict.fromkeys(("steps", "page"), ("↑↓", "scroll")),
    }
)


def key_line(mode: Mode, scrolls: bool, look: Look, picture: bool = False) -> Text:
    """The keys that do something now, each with a word; `scrolls` is whether there is more than fits.

    A `picture` has a caption.
    """
    keys = [SCROLL[mode]] if scrolls and mode in SCROLL else []
    keys += [("c", "caption")] if picture and mode != "text" else []
    words = [f"{key} {look.say(f'key_{name}')}" for key, name in dict.fromkeys((*keys, *SHORT[mode]))]
    return Text(pack(words, "  ", look.width), style=DIM)


def help_page(look: Look) -> Iterator[Part]:
    """Every key and what it does."""
    yield Heading(look.say("keys_title"))
    rows: list[tuple[Cell, Cell]] = [(word(key, "number"), look.say(f"about_key_{name}")) for name, key in KEYS.items()]
    yield Listing((Column(""), Column("", folds=True)), rows)
    yield Gap()
    yield Paragraph(look.say("keys_mouse"))
    yield Paragraph(look.say("keys_about"))
    yield Paragraph(look.say("honest"))
