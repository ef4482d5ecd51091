"""The way of one token through all layers, as one table."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.measures.side import Side
from attnx.measures.way import Stop, Way
from attnx.trace import Trace
from attnx.views.look import Look, label
from attnx.views.parts import Bar, Cell, Column, Gap, Heading, Listing, Note, Paragraph, Part, word
from attnx.views.visible import visible

BAR = 8  # cells
Lens = dict[int, tuple[str, float]]  # after so many layers the likeliest word, and its probability
ROOMY, WIDE = 70, 90  # columns: as wide as a page must be for bars, and for bars beside what the lens says


def way_story(trace: Trace, side: Side, way: Way, look: Look) -> Iterator[Part]:
    """A row for each layer: what each sublayer added, where the stream then points, and what the logit lens says."""
    say, name = look.say, label(side.tokens[way.token])
    yield Gap()
    yield Heading(say("way_title", name=name, count=len(way.stops)), "▸")
    yield Note(say("way_about"))
    lens = {} if side.kind == "encoder" else guesses(trace, way.token)
    yield table(way, lens, look)
    if lens:
        yield Note(say("way_lens"))
    yield Gap()
    yield from answer(name, way, lens, look)


def guesses(trace: Trace, token: int) -> Lens:
    """What the logit lens says after so many layers: the likeliest word and its probability; nothing of one alone."""
    said = {
        guess.layer: (visible(guess.candidates[0].text.strip()) or "␣", guess.candidates[0].probability)
        for guess in trace.guesses
        if guess.token == token
    }
    return said if len(said) > 1 else {}


def table(way: Way, lens: Lens, look: Look) -> Listing:
    say, number = look.say, look.number
    parts = list(way.stops[0].added)
    longest = max(size for stop in way.stops for size in stop.added.values()) or 1.0
    barred = look.width >= (WIDE if lens else ROOMY)
    columns = [Column(say("column_layer"), True), Column(say("way_enters"), True, rank=3)]
    for part in parts:
        columns += [Column(say(f"way_{part}"), True), *([Column("", gap=1)] if barred else [])]
    columns += [Column(say("way_start"), True, rank=4), Column(say("way_end"), True, rank=5)]
    columns += [Column(say("way_said"), rank=6)] if lens else []
    rows: list[list[Cell]] = []
    for stop in way.stops:
        row: list[Cell] = [str(stop.layer), number(stop.entered)]
        for part in parts:
            row += [number(stop.added[part]), *([Bar(stop.added[part] / longest, BAR)] if barred else [])]
        row += [number(stop.start), number(stop.end)]
        if lens:
            said, probability = lens.get(stop.layer + 1, ("", 0.0))
            row.append(word(f"{said} {probability:.0%}" if said else ""))
        rows.append(row)
    strong = [at for at, stop in enumerate(way.stops) if stop is most(way)]
    return Listing(tuple(columns), rows, strong=strong)


def most(way: Way) -> Stop:
    """The layer in which one sublayer added most."""
    return max(way.stops, key=lambda stop: stop.added[stop.most])


def answer(name: str, way: Way, lens: Lens, look: Look) -> Iterator[Part]:
    """Where most was added, how far the stream has turned, and from when on the lens says what the model says."""
    say, number = look.say, look.number
    strongest, last = most(way), way.stops[-1]
    yield Heading(
        say(
            "way_answer",
            name=name,
            part=say(f"block_{strongest.most}"),
            layer=strongest.layer,
            length=number(strongest.added[strongest.most]),
        ),
        "▸",
    )
    yield Paragraph(
        say("way_turned", start=number(last.start), entered=number(way.stops[0].entered), left=number(last.left))
    )
    since = last.layer + 1
    final = lens.get(since)
    if final is None:
        return
    while since - 1 in lens and lens[since - 1][0] == final[0]:
        since -= 1
    known = {"word": final[0], "probability": f"{final[1]:.0%}"}
    if since == last.layer + 1:
        yield Paragraph(say("way_said_last", **known))
    elif since == 0:
        yield Paragraph(say("way_said_always", **known))
    else:
        yield Paragraph(say("way_said_since", layer=since - 1, **known))
