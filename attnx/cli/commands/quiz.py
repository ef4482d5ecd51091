"""attnx quiz TEXT"""

from __future__ import annotations

import secrets
import sys
from dataclasses import replace
from typing import Annotated

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.choices import CELL_ARRAYS, FOCUS_ARRAYS, HeadChoice, ModelChoice
from attnx.cli.desk.output import Output, json_of
from attnx.cli.desk.signature import Without
from attnx.cli.desk.source import as_typed
from attnx.cli.game import Game, Reader, Watcher, play
from attnx.cli.words import SAY
from attnx.errors import UsageError
from attnx.inputs.named import picture_named

ARRAYS = tuple(dict.fromkeys((*CELL_ARRAYS, *FOCUS_ARRAYS)))


def quiz(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help=SAY("help_quiz_text"), show_default=False)] = None,
    questions: Annotated[
        int, o.option("--questions", help="questions", metavar="N", parser=o.whole("--questions", 1, 100))
    ] = 5,
    seed: Annotated[
        int | None, o.option("--seed", help="quiz_seed", metavar="N", parser=o.whole("--seed", 0, 2**32 - 1))
    ] = None,
    *,
    model: ModelChoice,
    heads: HeadChoice,
    output: Annotated[Output, Without("out", "html")],
) -> None:
    if heads.mean:  # of which there is no arithmetic
        raise UsageError("one_head", option="quiz")
    if text is None and model.model is None:
        model = replace(model, model="classic")
    text = "Thinking Machines" if text is None else as_typed(text, SAY("the_text"))
    seed = secrets.randbelow(2**16) if seed is None else seed

    import numpy as np

    import attnx
    from attnx.doors.opening import opened
    from attnx.doors.run import source_for
    from attnx.measures.quiz import questions as questions_of

    source = picture_named(text) or text
    text, checkpoint = source_for(source, model.for_source(source))
    heads = heads.of(checkpoint)
    start = None if heads.given else opened(text, checkpoint)
    layer, head = (start.layer, start.head) if start else (0, 0)
    trace = attnx.explain(
        text, checkpoint, layers=heads.layers or (layer,), heads=heads.heads or (head,), arrays=ARRAYS
    )
    asked = questions_of(trace, questions, np.random.default_rng(seed), output.precision)
    game = Game(trace, asked, seed, start.reason if start else None)
    at_a_terminal = sys.stdin is not None and sys.stdin.isatty()
    answers = play(game, at_a_terminal, watcher(output, at_a_terminal))
    if output.json:
        output.put(json_of(game.document(answers)))


def watcher(output: Output, at_a_terminal: bool) -> Watcher:
    """Who sees the questions: whoever reads stdout; with --json whoever answers at a terminal, on stderr, or nobody."""
    if output.json and not at_a_terminal:
        return Watcher()
    return Reader(output, sys.stderr if output.json else sys.stdout)
