"""A page of many lines that scrolls: drawn once, of which only what is seen is put on the screen."""

from __future__ import annotations

from typing import ClassVar

from rich.console import RenderableType
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Lines(ScrollView, can_focus=True, inherit_bindings=False):
    """Rendered text. A Static renders all of it several times for every change, which a long page makes felt."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up"),
        Binding("pagedown", "page_down"),
        Binding("home", "scroll_home"),
        Binding("end", "scroll_end"),
    ]
    lines: tuple[Strip, ...] = ()

    def put(self, content: RenderableType) -> None:
        """Shows this instead."""
        width = self.room.width
        options = self.app.console.options.update(width=width, highlight=False)
        self.lines = tuple(Strip(line) for line in self.app.console.render_lines(content, options))
        self.virtual_size = Size(width, len(self.lines))
        self.refresh()

    @property
    def room(self) -> Size:
        """The cells there are for text."""
        return self.scrollable_content_region.size

    @property
    def scrolls(self) -> bool:
        """Whether there are more lines than have room."""
        return len(self.lines) > self.room.height

    def render_line(self, y: int) -> Strip:
        line = y + self.scroll_offset.y
        strip = self.lines[line] if line < len(self.lines) else Strip.blank(self.size.width)
        return strip.apply_style(self.rich_style)
