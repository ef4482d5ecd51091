"""The caption of a picture: its words, and the patches that the chosen one looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from attnx.errors import AttnxError
from attnx.frozen import frozen
from attnx.screen.keys import key_line
from attnx.screen.lines import Lines
from attnx.screen.panes import page
from attnx.screen.place import beside
from attnx.screen.reading import Asked, Models
from attnx.trace import Attention, Trace
from attnx.views.look import Look, label
from attnx.views.opening import beneath
from attnx.views.parts import Gap, Paragraph, Part, line
from attnx.views.picture import SIDE, sights_of_row
from attnx.views.place import place as named
from attnx.views.reads import verdict_of
from attnx.views.translation import looking
from attnx.views.visible import visible

AROUND = 10  # lines around the picture: the caption, the model, the names below, and what is said of the word


@frozen
class Word:
    """A word of a caption by the row that wrote it, and the head of cross-attention that is asked where it looked."""

    row: int
    layer: int
    head: int


class Captioned(Screen[None]):
    """It is written beside, in a thread; Escape leads back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,c,q", "dismiss"),
        Binding("left", "move('row', -1)"),
        Binding("right", "move('row', 1)"),
        Binding("comma", "move('head', -1)"),
        Binding("full_stop", "move('head', 1)"),
        Binding("less_than_sign", "move('layer', -1)"),
        Binding("greater_than_sign", "move('layer', 1)"),
    ]

    def __init__(self, models: Models, asked: Asked, look: Look) -> None:
        super().__init__()
        self.models, self.asked, self.look = models, asked, look
        self.told: tuple[Trace, Word] | None = None
        self.said = look.say("explore_captions")

    def compose(self) -> ComposeResult:
        yield Lines()
        yield Static(key_line("caption", False, self.look))

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
        self.run_worker(self.write, thread=True)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def write(self) -> None:
        """In a thread of its own."""
        came: Trace | AttnxError
        try:
            came = self.models.caption(self.asked)
        except AttnxError as error:
            came = error
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.take, came)

    def take(self, came: Trace | AttnxError) -> None:
        """What came of it."""
        if isinstance(came, AttnxError):
            self.said = self.look.say.of(came)
        else:
            self.told = came, first_word(came)
        self.draw()

    def draw(self) -> None:
        lines = self.query_one(Lines)
        look = replace(self.look, width=lines.room.width)
        parts = [Paragraph(self.said)] if self.told is None else word_of(*self.told, look, lines.room.height)
        lines.put(page(parts, look))

    def action_move(self, along: str, steps: int) -> None:
        if self.told is not None:
            trace, word = self.told
            self.told = trace, moved(trace, word, along, steps)
            self.draw()


def crossing(trace: Trace) -> dict[int, Attention]:
    """The attentions from words to patches, by layer."""
    return {number: attention for number, attention in trace.attentions() if attention.kind == "cross"}


def first_word(trace: Trace) -> Word:
    """The first word in the head that looks at what is named, where that is known."""
    aligning = looking(trace)
    assert aligning is not None  # everything was recorded
    _, head, layer = aligning
    return Word(0, layer, head)


def moved(trace: Trace, word: Word, along: str, steps: int) -> Word:
    """So many words, heads or layers further, or as far as it goes."""
    across = crossing(trace)
    there = {"row": range(len(trace.tokens)), "head": across[word.layer].heads, "layer": [*across]}[along]
    return replace(word, **{along: beside(there, getattr(word, along), steps)})


def word_of(trace: Trace, word: Word, look: Look, height: int) -> Iterator[Part]:
    """The caption with the word in it, and the picture as bright as that word looked at it."""
    attention = crossing(trace)[word.layer]
    token = trace.written()[word.row]
    before, after = (visible(part) for part in (trace.output[: token.start], trace.output[token.end :]))
    before += " " if token.special else ""  # the end stands for nothing written
    yield Paragraph(line((before, "quiet"), (label(token), "query"), (after, "quiet")))
    yield from beneath(trace, look, named(trace, word.layer, attention, word.head, look.say))
    yield Gap()
    picture = trace.picture
    assert picture is not None
    rows = max(height - AROUND, 4)  # cells that the picture may be high: each is two pixels
    across = min((look.width - 2) // 2, rows * 2 * picture.columns // picture.rows, SIDE)
    yield from sights_of_row(trace, attention, word.head, word.row, look, max(across, 4))
    yield Gap()
    yield Paragraph(verdict_of(trace, word.layer, attention, word.head, word.row, look))
