"""Following a model while it learns: on a screen that is drawn anew, in lines where there is none, as lines of JSON."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

from attnx.cli.desk.keys import QUIT, at_a_terminal, keys
from attnx.cli.desk.output import Output, json_of
from attnx.cli.desk.pace import BY_HAND, Pace
from attnx.cli.desk.streams import tell
from attnx.cli.words import SAY

if TYPE_CHECKING:
    from attnx.doors.learn import Course
    from attnx.measures.history import Moment
    from attnx.trace import Trace
    from attnx.views.learning import About, Result


def follow(course: Course, pace: Pace | None, saved: str | None, output: Output) -> list[Moment]:
    """Every moment of a course as it comes, and at the end what came of it; the moments are given back.

    `saved` is the directory that the model is to be written to, if any.
    """
    if output.json:
        history = []
        for moment in course.moments():
            output.put(json_of(moment.document()))
            history.append(moment)
        return history
    if pace == BY_HAND and not at_a_terminal():
        tell(SAY("pace_no_keys"))
        pace = None
    about, first = about_of(course), read(course)
    history = shown(course, about, pace, output)
    result, last = result_of(course, history), read(course)
    before, after = (only(trace, result.kept) for trace in (first, last))

    from attnx.views.learning import ending

    output.show(lambda look: ending(about, history, result, before, after, saved, look))
    return history


def shown(course: Course, about: About, pace: Pace | None, output: Output) -> list[Moment]:
    """Shows each moment: a screen in place of the one before, or where nothing can be drawn anew a line."""
    from attnx.cli.desk.terminal import laid_out, print_parts
    from attnx.views.learning import beginning, moment_line, moment_screen

    terminal = output.terminal()
    look = output.look(terminal)
    print_parts(terminal, beginning(about, look), look)
    history: list[Moment] = []
    if not terminal.is_terminal or terminal.is_dumb_terminal:
        for moment in course.moments():
            history.append(moment)
            print_parts(terminal, [moment_line(moment, look)], look)
            wait(course, pace)
        return history

    from rich.live import Live
    from rich.segment import Segments

    with Live(console=terminal, auto_refresh=False, transient=True, vertical_overflow="crop") as screen:
        for moment in course.moments():
            history.append(moment)
            screen.update(Segments(list(laid_out(terminal, moment_screen(about, history, look), look))), refresh=True)
            wait(course, pace)
    return history


def wait(course: Course, pace: Pace | None) -> None:
    """Between two moments: not at all, for some seconds, or until a key; one that quits stops learning, as Ctrl-C does.

    A wait goes on after a signal that is merely noted, so within it Ctrl-C is an exception.
    """
    if pace is None or course.stopped:
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if pace.seconds is not None:
            time.sleep(pace.seconds)
            return
        with keys() as pressed:
            if pressed() in QUIT:
                course.stop()
    except KeyboardInterrupt:
        course.stop()
    finally:
        signal.signal(signal.SIGINT, before)


def about_of(course: Course) -> About:
    from attnx.views.learning import About

    sizes, learner = course.sizes, course.learner
    return About(course.name, course.size, sizes.d_model, sizes.n_layers, sizes.n_heads, learner.rate, course.seed)


def result_of(course: Course, history: list[Moment]) -> Result:
    """What came of it, on every sentence that was never learnt from."""
    from attnx.views.learning import Result

    measured = course.measure()
    kept = min(history, key=lambda moment: moment.unseen) if course.material.repeats else history[-1]
    looks = course.on_answers(kept.layer, kept.head)
    return Result(measured.loss, measured.accuracy, looks, course.counting, kept, course.lines)


def read(course: Course) -> Trace:
    """The watched sentence with every number of its attention, as the model is now."""
    import attnx

    return attnx.explain(course.sentence, course.checkpoint)


def only(trace: Trace, moment: Moment) -> Trace:
    """The head that is shown, alone."""
    from attnx.reduce.narrow import narrow

    return narrow(trace, (moment.layer,), (moment.head,))
