"""attnx learn TASK|FILE"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.files import check_new, write_directory
from attnx.cli.desk.output import Output
from attnx.cli.desk.pace import Pace, PaceOption
from attnx.cli.desk.signature import Without
from attnx.cli.desk.source import lines_of
from attnx.cli.desk.tokens import find, find_cell
from attnx.cli.follow import follow
from attnx.cli.words import SAY
from attnx.errors import UsageError

if TYPE_CHECKING:
    from attnx.doors.learn import Course


def learn(
    what: Annotated[
        str, typer.Argument(metavar="TASK|FILE", help=SAY("help_learn_what"), show_default=False)
    ] = "pronoun",
    *,
    steps: Annotated[
        int | None, o.option("--steps", help="learn_steps", metavar="N", parser=o.whole("--steps", 1, 1_000_000))
    ] = None,
    layers: Annotated[
        int | None, o.option("--layers", help="learn_layers", metavar="N", parser=o.whole("--layers", 1, 12))
    ] = None,
    heads: Annotated[
        int | None, o.option("--heads", help="learn_heads", metavar="N", parser=o.whole("--heads", 1, 64))
    ] = None,
    d_model: Annotated[
        int | None, o.option("--d-model", help="learn_d_model", metavar="N", parser=o.whole("--d-model", 1, 1024))
    ] = None,
    rate: Annotated[
        float | None, o.option("--lr", help="learn_rate", metavar="RATE", parser=o.positive("--lr"))
    ] = None,
    seed: Annotated[
        int, o.option("--seed", help="learn_seed", metavar="N", parser=o.whole("--seed", 0, 2**32 - 1))
    ] = 0,
    watch: Annotated[str | None, o.option("--watch", help="watch", metavar="WORD|INDEX")] = None,
    explain_step: Annotated[
        int | None,
        o.option("--explain-step", help="explain_step", metavar="N", parser=o.whole("--explain-step", 1, 1_000_000)),
    ] = None,
    cell: o.CellOption = None,
    save: Annotated[Path | None, o.option("--save", help="save", metavar="DIR")] = None,
    pace: PaceOption = None,
    output: Annotated[Output, Without("out")],
) -> None:
    refuse(explain_step, cell, save, pace, output)
    check_new(save)
    course = course_of(what, seed, steps, layers, heads, d_model, rate)
    if watch is not None:
        course.query = find(course.tokens, watch)
    if explain_step is not None:
        explain_one(course, explain_step, cell, output)
        return

    with until_stopped(course):
        history = follow(course, pace, None if save is None else str(save), output)
    if output.html is not None:
        from attnx.cli.desk.html import write_history

        write_history(output.html, course.name, history, output.precision)
    if save is not None:
        write_directory(save, course.files())


def refuse(explain_step: int | None, cell: str | None, save: Path | None, pace: Pace | None, output: Output) -> None:
    """Raises UsageError for what does not go together."""
    if cell is not None and explain_step is None:
        raise UsageError("cell_of_step")
    other = o.given({"--save": save, "--html": output.html, "--pace": pace})
    if explain_step is not None and other is not None:
        raise UsageError("two_views", one="--explain-step", other=other)
    if output.json and pace is not None:
        raise UsageError("json_and_view", option="--pace")


def course_of(
    what: str,
    seed: int,
    steps: int | None,
    layers: int | None,
    heads: int | None,
    d_model: int | None,
    rate: float | None,
) -> Course:
    """A model that is to learn a task, or the lines of a file. Raises UsageError where `what` is neither."""
    from attnx.doors.learn import OF_TEXT, of_task, of_text
    from attnx.learning.tasks import TASKS

    path = Path(what)
    if what not in TASKS and not path.is_file():
        raise UsageError("no_such_task", name=what, choices=", ".join(TASKS))
    asked: dict[str, Any] = {"steps": steps, "n_layers": layers, "n_heads": heads, "d_model": d_model, "rate": rate}
    usual = TASKS[what].sizes if what in TASKS else OF_TEXT
    sizes = replace(usual, **{name: value for name, value in asked.items() if value is not None})
    if sizes.d_model % sizes.n_heads:
        raise UsageError("heads_of_model", width=sizes.d_model, heads=sizes.n_heads)
    if what in TASKS:
        return of_task(what, sizes, seed)
    return of_text(path.stem, [line for _, line in lines_of(path)], sizes, seed)


def explain_one(course: Course, step: int, cell: str | None, output: Output) -> None:
    """One step backwards, or one cell of it."""
    from attnx.views.gradients import backward_cell, backward_story

    if step > course.learner.steps:
        raise UsageError("no_such_step", step=f"{step:,}", steps=f"{course.learner.steps:,}")
    place = None if cell is None else find_cell(course.tokens, course.tokens, cell)
    found = course.gradients(step)
    if place is None:
        output.deliver(found.document, lambda look: backward_story(found, look))
    else:
        output.deliver(lambda: found.of_cell(*place), lambda look: backward_cell(found, *place, look))


@contextmanager
def until_stopped(course: Course) -> Iterator[None]:
    """Within it Ctrl-C ends learning after the step that is being made; a second one ends attnx."""

    def stop(number: int, frame: object) -> None:
        course.stop()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
