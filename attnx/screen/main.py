"""The screen itself: the sentence above, the heads beside, one of five views in the middle, the keys below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import ClassVar, Literal

from rich.console import RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Click, Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from attnx.errors import AttnxError
from attnx.lessons import Lesson
from attnx.measures.telling import telling
from attnx.screen import panes
from attnx.screen.aside import aside, heads_shown
from attnx.screen.caption import Captioned
from attnx.screen.keys import Mode, help_page, key_line
from attnx.screen.lines import Lines
from attnx.screen.matrix import around, pointed_at
from attnx.screen.pages import Choice, Page
from attnx.screen.place import moved, opening_place
from attnx.screen.reading import Asked, Models, Reading
from attnx.screen.strips import Strips, strips, strips_shown
from attnx.views.look import Look
from attnx.views.parts import Part
from attnx.views.visible import visible

View = Literal["weights", "row", "steps", "block", "way"]
VIEWS: dict[View, Callable[..., Iterable[Part | RenderableType]]] = {
    "weights": panes.weights,
    "row": panes.row,
    "steps": panes.steps,
    "block": panes.block,
    "way": panes.path,
}
AROUND = ("block", "way")  # which show more than attention
ROOM = 60  # columns from which on the heads are shown
WIDE = 120  # columns from which on strips are
TAKEN = 76  # columns of heads and weights beside them
LONGEST = 74  # columns of strips
PAUSE = 0.15  # seconds without a key after which a text is read


class Sentence(Input):
    """The text, every character of it visible, also where it was pasted."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "submit")]

    def replace(self, text: str, start: int, end: int) -> None:
        super().replace(visible(text), start, end)


class HeadMap(Static, can_focus=True):
    """The layers and heads; the arrow keys move over them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.move('layers', -1)"),
        Binding("down", "screen.move('layers', 1)"),
        Binding("left", "screen.move('heads', -1)"),
        Binding("right", "screen.move('heads', 1)"),
    ]

    def on_click(self, event: Click) -> None:
        if (at := event.get_content_offset(self)) is not None:
            assert isinstance(self.screen, Main)
            self.screen.point_at_head(*at)


class Pane(Lines):
    """The view in the middle; its arrow keys are those of the screen."""

    def on_click(self, event: Click) -> None:
        if (at := event.get_content_offset(self)) is not None:
            assert isinstance(self.screen, Main)
            self.screen.point_at_cell(*(at + self.scroll_offset))

    def on_resize(self, event: Resize) -> None:
        assert isinstance(self.screen, Main)
        self.call_after_refresh(self.screen.draw)  # other parts may then have another height


class StripsPane(Static):
    """What the marked word makes of each key."""

    def on_resize(self, event: Resize) -> None:
        assert isinstance(self.screen, Main)
        self.call_after_refresh(self.screen.draw)

    def on_click(self, event: Click) -> None:
        if (at := event.get_content_offset(self)) is not None:
            assert isinstance(self.screen, Main)
            self.screen.point_at_key(at.y)


class Main(Screen[None]):
    """One trace and one place in it. A new text or model is read beside, in a thread, so that keys never wait."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move('queries', -1)"),
        Binding("down", "move('queries', 1)"),
        Binding("left", "move('keys', -1)"),
        Binding("right", "move('keys', 1)"),
        Binding("comma", "move('heads', -1)"),
        Binding("full_stop", "move('heads', 1)"),
        Binding("less_than_sign", "move('layers', -1)"),
        Binding("greater_than_sign", "move('layers', 1)"),
        *(Binding(str(number), f"view('{name}')") for number, name in enumerate(VIEWS, start=1)),
        Binding("tab", "next"),
        Binding("enter", "cell"),
        Binding("o", "telling"),
        Binding("c", "caption"),
        Binding("e", "edit"),
        Binding("m", "models"),
        Binding("question_mark", "keys"),
    ]

    def __init__(self, models: Models, first: Reading, say: Lesson, colour: bool) -> None:
        super().__init__()
        self.models, self.look = models, Look(say, colour=colour)
        self.asked = self.read_of = first.asked  # what was asked for last, and what `trace` is of
        self.trace, self.opened = first.trace, first.opened
        self.place = opening_place(self.trace, self.opened)
        self.reads = False
        self.pause: Timer | None = None
        self.shown: View = "weights"
        self.drawn: tuple[object, ...] = ()
        self.said, self.above, self.below = "", Text(), Text()

    def compose(self) -> ComposeResult:
        yield Static(id="headline")
        with Horizontal(id="text"):
            yield Static(Text(self.look.say("explore_text")))
            yield Sentence(visible(self.asked.text), compact=True, select_on_focus=False)
        with Horizontal(id="below"):
            yield HeadMap()
            yield Pane()
            yield StripsPane()
        yield Static(id="keys")

    def on_mount(self) -> None:
        self.query_one(Pane).focus()

    def on_resize(self) -> None:
        self.make_room()

    # what is shown

    def make_room(self) -> None:
        """The heads stand beside the weights where there is room for both, and strips where there is for all three;
        Pane draws when its size changes.
        """
        self.query_one(HeadMap).display = self.shown == "weights" and self.size.width >= ROOM
        beside = self.query_one(StripsPane)
        beside.display = self.shown == "weights" and self.size.width >= WIDE and self.trace.picture is None
        beside.styles.width = min(self.size.width - TAKEN, LONGEST)

    def draw(self) -> None:
        """Everything that may have changed, from the trace and the place."""
        look = replace(self.look, width=self.size.width - 2)
        above = panes.headline(self.trace, self.place, self.opened, look)
        if above != self.above:
            self.above = above
            self.query_one("#headline", Static).update(above)
        if self.query_one(HeadMap).display:
            self.draw_heads()
        if self.query_one(StripsPane).display:
            self.draw_strips()
        pane = self.query_one(Pane)
        place = replace(self.place, query=0, key=0) if self.shown == "steps" else self.place  # it shows all queries
        if self.drawn != (now := (self.trace, self.shown, place, pane.room)):
            self.drawn = now
            look = replace(look, width=pane.room.width)
            view = panes.weights_beside if self.query_one(StripsPane).display else VIEWS[self.shown]
            pane.put(panes.page(view(self.trace, place, look, pane.room.height), look))
        self.draw_keys()

    def draw_keys(self) -> None:
        """What has to be said, or which keys do something now."""
        look = replace(self.look, width=self.size.width - 2)
        said = Text(visible(self.said), style="yellow")
        scrolls, seen = self.query_one(Pane).scrolls, self.trace.picture is not None
        below = said if said else key_line(self.mode, scrolls, look, seen)
        if below != self.below:  # it may take another line, for which all must make room
            self.below = below
            self.query_one("#keys", Static).update(below)

    @property
    def mode(self) -> Mode:
        """What the keys are for now."""
        if isinstance(self.focused, Sentence):
            return "text"
        if isinstance(self.focused, HeadMap):
            return "heads"
        return "narrow" if self.shown == "weights" and not self.query_one(HeadMap).display else self.shown

    def on_descendant_focus(self) -> None:
        self.call_after_refresh(self.draw_keys)

    def draw_heads(self) -> None:
        """The heads, and below them what is known of the one chosen and of the marked cell."""
        beside = self.query_one(HeadMap)
        look = replace(self.look, width=beside.size.width)
        beside.update(panes.page(aside(self.trace, self.place, look, beside.size.height), look), layout=False)

    def draw_strips(self) -> None:
        """The marked word and each key."""
        beside = self.query_one(StripsPane)
        shown = self.strips_shown(beside.size)
        lines = strips(shown, self.trace, self.place, self.look)
        beside.update(panes.page(lines, replace(self.look, width=beside.size.width)), layout=False)

    def strips_shown(self, room: Size) -> Strips:
        return strips_shown(self.trace, self.place, room.width, room.height)

    def tell(self, sentence: str) -> None:
        """One sentence where the keys are, until something else happens."""
        self.said = sentence
        self.draw()

    # moving in the trace

    def action_move(self, along: str, steps: int) -> None:
        if self.shown == "steps" and along == "queries":  # it shows them all
            self.query_one(Pane).scroll_relative(y=steps, animate=False)
            return
        self.place = moved(self.trace, self.place, **{along: steps})
        self.tell("")

    def point_at_cell(self, x: int, y: int) -> None:
        """The mouse, among the weights."""
        if self.shown == "weights" and self.trace.picture is None:
            room = self.query_one(Pane).room
            table = around(self.trace, self.place, replace(self.look, width=room.width), room.height)
            self.place = pointed_at(table, self.place, x, y)
            self.tell("")

    def point_at_head(self, x: int, y: int) -> None:
        """The mouse, among the heads."""
        size = self.query_one(HeadMap).size
        shown = heads_shown(self.trace, self.place, replace(self.look, width=size.width), size.height)
        self.place = shown.pointed_at(self.place, x, y)
        self.tell("")

    def point_at_key(self, y: int) -> None:
        """The mouse, among the strips."""
        self.place = self.strips_shown(self.query_one(StripsPane).size).pointed_at(self.place, y)
        self.tell("")

    def action_telling(self) -> None:
        """To the head that tells most of the marked word, and why that one."""
        there = telling(self.trace, self.place.query)
        self.place = opening_place(self.trace, there, self.place.query)
        self.tell(panes.why_telling(self.trace, self.place, there, self.look))

    def action_view(self, name: View) -> None:
        self.shown = name
        if name in AROUND and not self.asked.block:  # from here on it is recorded too
            self.asked = replace(self.asked, block=True)
            self.read()
        self.make_room()
        self.query_one(Pane).focus()
        self.query_one(Pane).scroll_home(animate=False)
        self.tell("")

    def action_next(self) -> None:
        """From the view to the heads, where they are shown, to the text and back."""
        around = [
            widget
            for widget in (self.query_one(Pane), self.query_one(HeadMap), self.query_one(Sentence))
            if widget.focusable
        ]
        at = next((place for place, widget in enumerate(around) if widget.has_focus), -1)
        around[(at + 1) % len(around)].focus()

    def action_cell(self) -> None:
        self.app.push_screen(Page(partial(panes.arithmetic, self.trace, self.place), self.look))

    def action_caption(self) -> None:
        if self.trace.picture is None:
            self.tell(self.look.say("explore_no_caption"))
        else:
            self.app.push_screen(Captioned(self.models, self.read_of, self.look))

    def action_keys(self) -> None:
        self.app.push_screen(Page(help_page, self.look))

    # another text, another model

    def action_edit(self) -> None:
        self.query_one(Sentence).focus()

    def on_input_submitted(self) -> None:
        self.query_one(Pane).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != visible(self.asked.text):
            self.asked = replace(self.asked, text=event.value)
            if self.pause is not None:
                self.pause.stop()
            self.pause = self.set_timer(PAUSE, self.read)

    def action_models(self) -> None:
        self.app.push_screen(Choice(self.models.names, self.trace.model.name, self.look), self.choose)

    def choose(self, name: str | None) -> None:
        if name is not None:
            self.asked = replace(self.asked, model=name or None)
            self.read()

    def read(self) -> None:
        """Begins to read what was asked for; one thing at a time, and of what comes meanwhile only the last."""
        if not self.reads:
            self.reads = True
            self.run_worker(partial(self.read_beside, self.asked), thread=True)

    def read_beside(self, asked: Asked) -> None:
        """In a thread of its own."""
        came: Reading | AttnxError
        try:
            came = self.models.read(asked)
        except AttnxError as error:
            came = error
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.take, asked, came)

    def take(self, asked: Asked, came: Reading | AttnxError) -> None:
        """What came of it."""
        self.reads = False
        if asked != self.asked:
            self.read()
            return
        if isinstance(came, AttnxError):
            self.tell(self.look.say.of(came))
            return
        if replace(asked, block=self.read_of.block) != self.read_of:  # not the same once more, with its block
            self.place = opening_place(came.trace, came.opened)
        self.trace, self.opened, self.read_of = came.trace, came.opened, asked
        self.make_room()
        self.tell("")
