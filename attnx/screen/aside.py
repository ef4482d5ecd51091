"""What stands beside the weights: the marked cell in every head, its way in the chosen one, and what that one does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.text import Text

from attnx.frozen import frozen
from attnx.measures.focus import focus
from attnx.measures.known import known
from attnx.screen.place import Place, attention_at, window
from attnx.trace import Trace
from attnx.views import formulas
from attnx.views.draw.palette import tick
from attnx.views.draw.terminal.styles import BOLD, DIM
from attnx.views.draw.theme import theme_of
from attnx.views.known import figure, kind
from attnx.views.look import Look, label, shorten

HEAD = 2  # cells that a head of the map is wide
ABOVE = 2  # lines above its first layer
LAYERS = 3  # that it shows at least


@frozen
class Map:
    """The layers and heads of which there is room for a cell each, around the place one is at."""

    layers: Sequence[int]
    heads: Sequence[int]

    @property
    def left(self) -> int:
        """Cells before the first head: the numbers of layers."""
        return len(str(self.layers[-1])) + 1

    def pointed_at(self, place: Place, x: int, y: int) -> Place:
        """The layer and head that are shown there."""
        row, column = y - ABOVE, (x - self.left) // HEAD
        if 0 <= row < len(self.layers) and 0 <= column < len(self.heads):
            return replace(place, layer=self.layers[row], head=self.heads[column])
        return place


def aside(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Text]:
    """The heads, the marked cell in the one chosen, and what that one does, as far as there is room."""
    yield from drawn(heads_shown(trace, place, look, height), trace, place, look)
    yield Text()
    yield from about_cell(trace, place, look)
    yield Text()
    yield from about_head(trace, place, look)


def heads_shown(trace: Trace, place: Place, look: Look, height: int) -> Map:
    """As many as there is room for, in so many lines with the cell below them."""
    layers = [number for number, _ in trace.attentions()]
    heads = attention_at(trace, place).heads
    room = max(height - len([*about_cell(trace, place, look)]) - ABOVE - 1, LAYERS)
    rows = window(layers.index(place.layer), len(layers), room)
    columns = window(heads.index(place.head), len(heads), (look.width - len(str(layers[-1])) - 1) // HEAD)
    return Map([layers[row] for row in rows], [heads[column] for column in columns])


def drawn(shown: Map, trace: Trace, place: Place, look: Look) -> Iterator[Text]:
    """Every layer and head, each shaded by what its query reads from its key."""
    yield Text(look.say("explore_heads"), style=DIM)
    yield Text(" " * shown.left + "".join(f"{head % 100:>{HEAD}}" for head in shown.heads), style=DIM)
    for number in shown.layers:
        attention = attention_at(trace, Place(number, 0, 0, 0))
        line = Text.assemble((f"{number:<{shown.left}}", "reverse" if number == place.layer else DIM))
        for head in shown.heads:
            weight = float(attention.of_head("weights", head).data[place.query, place.key])
            mark = "◆" if (number, head) == (place.layer, place.head) else " "
            line.append(
                mark + (" " if look.colour else tick(weight)), theme_of(look).weights(weight) if look.colour else ""
            )
        yield line


def about_head(trace: Trace, place: Place, look: Look) -> Iterator[Text]:
    """What the head was found to do, where that was measured."""
    if fact := known(trace, place.layer, attention_at(trace, place), place.head):
        yield Text(kind(fact, look))
        yield Text(figure(fact, look), style=DIM)


def about_cell(trace: Trace, place: Place, look: Look) -> Iterator[Text]:
    """The way of one score to its weight, in short; of one that is masked as far as it goes."""
    attention = attention_at(trace, place)
    story = focus(attention, place.query, place.head)
    query, key = trace.tokens[place.query], trace.tokens[place.key]
    cells = max((look.width - 5) // 2, 3)
    yield Text(f"{shorten(label(query), cells)} → {shorten(label(key), cells)}", style=BOLD)
    hidden = place.key in story.hidden
    scaling = " ".join(part.replace(" ", "") for part in formulas.scaled(attention, trace.model))
    values = (
        ("q·k", story.scores),
        ("bias", story.bias),
        (scaling, story.scaled),
        (look.say("column_masked"), story.masked),
        (look.say("column_weight"), None if hidden else story.weights),
        (look.say("column_share"), None if hidden else story.share),
    )
    lines = [(name, look.number(float(numbers[place.key]))) for name, numbers in values if numbers is not None]
    widest = max(Text(name).cell_len for name, _ in lines)
    longest = max(len(number) for _, number in lines)
    for name, number in lines:
        yield Text.assemble((name + " " * (widest - Text(name).cell_len), DIM), f"  {number:>{longest}}")
    if hidden:
        yield Text(look.say("explore_hidden"), style=DIM)
