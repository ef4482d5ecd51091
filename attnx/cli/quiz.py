"""attnx quiz TEXT"""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer

from attnx.cli import options as o
from attnx.cli.choices import CELL_ARRAYS, FOCUS_ARRAYS, heads, layers
from attnx.cli.game import Game, Reader, Watcher, play
from attnx.cli.output import console, emit, look
from attnx.cli.source import as_typed
from attnx.cli.words import SAY
from attnx.errors import UsageError

ARRAYS = tuple(dict.fromkeys((*CELL_ARRAYS, *FOCUS_ARRAYS)))


def quiz(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help=SAY("help_quiz_text"), show_default=False)] = None,
    questions: Annotated[
        int, o.option("--questions", help="questions", metavar="N", parser=o.whole("--questions", 1, 100))
    ] = 5,
    seed: Annotated[
        int | None, o.option("--seed", help="quiz_seed", metavar="N", parser=o.whole("--seed", 0, 2**32 - 1))
    ] = None,
    model: o.ModelOption = None,
    revision: o.RevisionOption = None,
    offline: o.OfflineOption = False,
    layer: o.LayerOption = None,
    head: o.HeadOption = None,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
) -> None:
    if "mean" in (layer, head):  # of which there is no arithmetic
        raise UsageError("one_head", option="quiz")
    chosen_layers, chosen_heads = (None if layer is None else layers(layer)), (None if head is None else heads(head))
    if text is None:
        model = model or "classic"
    text = "Thinking Machines" if text is None else as_typed(text, SAY("the_text"))
    seed = secrets.randbelow(2**16) if seed is None else seed

    import numpy as np

    import attnx
    from attnx.checkpoint import default_model
    from attnx.measures.quiz import questions as questions_of

    checkpoint = attnx.load(model or default_model(text), revision=revision, offline=offline)
    opened = checkpoint.card.head_for(text) if checkpoint.card and layer is None and head is None else None
    first = opened or (0, 0)
    trace = attnx.explain(
        text, checkpoint, layers=chosen_layers or first[:1], heads=chosen_heads or first[1:], arrays=ARRAYS
    )
    game = Game(trace, questions_of(trace, questions, np.random.default_rng(seed), precision), seed)
    at_a_terminal = sys.stdin is not None and sys.stdin.isatty()
    answers = play(game, at_a_terminal, watcher(precision, full, width, at_a_terminal, json))
    if json:
        import orjson

        emit(orjson.dumps(game.document(answers), option=orjson.OPT_APPEND_NEWLINE))


def watcher(precision: int, full: bool, width: int | None, at_a_terminal: bool, json: bool) -> Watcher:
    """Who sees the questions: whoever reads stdout; with --json whoever answers at a terminal, on stderr, or nobody."""
    if json and not at_a_terminal:
        return Watcher()
    page = console(width)
    return Reader(page, look(page, precision, full), sys.stderr if json else sys.stdout)
