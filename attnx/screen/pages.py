"""What covers the screen for a moment: one cell's arithmetic, the keys, the models to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from attnx.screen.lines import Lines
from attnx.screen.panes import page
from attnx.views.draw.terminal.styles import BOLD, DIM
from attnx.views.look import Look
from attnx.views.parts import Part
from attnx.views.visible import visible


class Page(Screen[None]):
    """Text that scrolls; Escape leads back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,question_mark", "dismiss")]

    def __init__(self, parts: Callable[[Look], Iterator[Part]], look: Look) -> None:
        super().__init__()
        self.parts, self.look = parts, look

    def compose(self) -> ComposeResult:
        yield Lines()
        yield Static(Text(self.look.say("explore_back"), style=DIM))

    def on_mount(self) -> None:
        self.query_one(Lines).focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        lines = self.query_one(Lines)
        look = replace(self.look, width=lines.room.width)
        lines.put(page(self.parts(look), look))


class Choice(Screen[str]):
    """The models. The result is the name of one, or empty where the text is to decide; none where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,m", "dismiss")]

    def __init__(self, names: Sequence[str], look: Look) -> None:
        super().__init__()
        self.names, self.look = ("", *names), look

    def compose(self) -> ComposeResult:
        say = self.look.say
        yield Static(Text(say("explore_choose"), style=BOLD))
        options = (Option(Text(visible(name) or say("explore_by_text"))) for name in self.names)
        yield OptionList(*options, markup=False, compact=True)
        yield Static(Text(say("explore_back"), style=DIM))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.names[event.option_index])
