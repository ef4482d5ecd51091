"""What covers the screen for a moment: one cell's arithmetic, the keys, the models to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from attnx.checkpoint.resolve import NAMES
from attnx.screen.keys import key_line
from attnx.screen.lines import Lines
from attnx.screen.panes import page
from attnx.views.draw.terminal.styles import BOLD, DIM
from attnx.views.look import Look
from attnx.views.parts import Part
from attnx.views.visible import visible


class Page(Screen[None]):
    """Text that scrolls; Escape leads back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,question_mark", "dismiss"),
        Binding("up", "scroll(-1)"),
        Binding("down", "scroll(1)"),
    ]

    def __init__(self, parts: Callable[[Look], Iterator[Part]], look: Look) -> None:
        super().__init__()
        self.parts, self.look = parts, look

    def compose(self) -> ComposeResult:
        yield Lines()
        yield Static(key_line("page", False, self.look))

    def on_mount(self) -> None:
        self.query_one(Lines).focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        lines = self.query_one(Lines)
        look = replace(self.look, width=lines.room.width)
        lines.put(page(self.parts(look), look))
        self.query_one(Static).update(key_line("page", lines.scrolls, look))

    def action_scroll(self, steps: int) -> None:
        self.query_one(Lines).scroll_relative(y=steps, animate=False)


class Choice(Screen[str]):
    """The models, what each is good for, and which one reads now.

    The result is the name of one, or empty where the text is to decide; none where it was left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,m", "dismiss")]

    def __init__(self, names: Sequence[str], now: str, look: Look) -> None:
        super().__init__()
        self.names, self.now, self.look = ("", *names), now, look

    def compose(self) -> ComposeResult:
        yield Static(Text(self.look.say("explore_choose"), style=BOLD))
        yield OptionList(*(Option(self.line(name)) for name in self.names), markup=False, compact=True)
        yield Static(key_line("choice", False, self.look))

    def on_mount(self) -> None:
        self.query_one(OptionList).highlighted = self.names.index(self.now) if self.now in self.names else 0

    def line(self, name: str) -> Text:
        """A model's name, and what it is good for, where that is known."""
        if not name:
            return Text(self.look.say("explore_by_text"))
        widest = max(cell_len(visible(other)) for other in self.names)
        told = visible(name) + " " * (widest - cell_len(visible(name)) + 2)
        return Text.assemble(told, (self.look.say(f"for_{name}"), DIM)) if name in NAMES else Text(told)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.names[event.option_index])
