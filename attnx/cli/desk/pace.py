"""Scene after scene, and between two: until a key, for some seconds, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk import options as o
from attnx.cli.desk.keys import BACK, FORWARD, QUIT, at_a_terminal, keys
from attnx.cli.desk.output import Output
from attnx.cli.desk.streams import tell
from attnx.cli.words import SAY
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from attnx.views.look import Look
    from attnx.views.parts import Part

    Scenes = Callable[[Look], Iterable[Iterable[Part]]]


@frozen
class Pace:
    """How long a scene lasts: so many seconds, or until a key is pressed, which is None."""

    seconds: float | None


BY_HAND = Pace(None)


def pace(value: str) -> Pace:
    """Reads how long a scene lasts."""
    if value == "enter":
        return BY_HAND
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 3600:
        raise UsageError("not_a_number", option="--pace", expected=SAY("expected_pace"), value=value)
    return Pace(number)


PaceOption = Annotated[Pace | None, o.option("--pace", help="pace", metavar="SECONDS|enter", parser=pace)]


def by_hand() -> Pace | None:
    """Until a key, where there is somebody to press one."""
    return BY_HAND if at_a_terminal() else None


def refuse(pace: Pace | None, output: Output) -> None:
    """Raises UsageError where a pace was asked for, and there are no scenes."""
    if pace is not None:
        output.alone({"--pace": pace})
        output.refuse_arrays("--pace")
        if output.json:
            raise UsageError("json_and_view", option="--pace")


def in_scenes(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """A page in scenes: each begins with a heading and the empty line before it, the first with what is above that."""
    from attnx.views.parts import Gap, Heading, Steps

    scene: list[Part] = []
    headed = False
    for part in one_heading_each(parts):
        if isinstance(part, Heading | Steps):
            if headed:
                before = [scene.pop()] if isinstance(scene[-1], Gap) else []
                yield tuple(scene)
                scene = before
            headed = True
        scene.append(part)
    yield tuple(scene)


def one_heading_each(parts: Iterable[Part]) -> Iterator[Part]:
    """The same parts with the steps of every heading by themselves, and not side by side with those of the next."""
    from attnx.views.parts import Steps

    for part in parts:
        if isinstance(part, Steps):
            yield from (Steps(tuple(group)) for _, group in groupby(part.steps, key=lambda step: step.heading))
        else:
            yield part


def play(scenes: Scenes, output: Output, pace: Pace | None, text: str = "") -> None:
    """Prints the scenes at this pace. A file has all of them at once, and a pipe waits for no key.

    `text` is what they are about.
    """
    if output.out is not None:
        output.show(lambda look: chain.from_iterable(scenes(look)), text)
        return
    if pace == BY_HAND and not at_a_terminal():
        tell(SAY("pace_no_keys"))
        pace = None
    from attnx.cli.desk.terminal import print_parts

    terminal = output.terminal()
    look = output.look(terminal)
    pages = [tuple(scene) for scene in scenes(look)]
    place = 0
    while place < len(pages):
        print_parts(terminal, pages[place], look)
        last = place == len(pages) - 1
        step = 1 if pace is None or last else wait(pace, first=place == 0)
        if step is None:
            return
        place += step


def wait(pace: Pace, first: bool) -> int | None:
    """How many scenes to go on by, after a time or a key; None to stop."""
    if pace.seconds is None:
        return pressed(first)
    time.sleep(pace.seconds)
    return 1


def pressed(first: bool) -> int | None:
    """The same, by a key. The line that names the keys is taken away again."""
    from rich.cells import cell_len

    line = SAY("keys_first" if first else "keys")
    with keys() as next_key:
        print(line, end="", flush=True)
        try:
            while True:
                key = next_key()
                if key in QUIT:
                    return None
                if key in FORWARD or (key in BACK and not first):
                    return 1 if key in FORWARD else -1
        finally:
            print(f"\r{' ' * cell_len(line)}\r", end="", flush=True)
