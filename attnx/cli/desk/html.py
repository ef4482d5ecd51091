"""What has to be recorded for a page of HTML, and the page to its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.cli.desk.choices import Chosen, HeadChoice
from attnx.cli.desk.files import write_file
from attnx.cli.words import SAY
from attnx.errors import Phrase, UsageError

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.measures.compare import Comparison, Shift
    from attnx.measures.history import Moment
    from attnx.trace import Trace
    from attnx.views.page.data import Opened
    from attnx.views.page.live import Live


def needed(checkpoint: Checkpoint, text: str, pair: str | None, heads: HeadChoice) -> tuple[Chosen, Chosen]:
    """The layers and heads to record for a page: all of the model, or those that were chosen where all are too many.

    Raises UsageError for a text too long for a page, and for a layer or head that the model does not have.
    """
    from attnx.inputs.text import tokenize
    from attnx.views.page.size import check_size, fits

    spec, name = checkpoint.spec, checkpoint.name
    chosen: dict[str, Chosen] = {
        "layer": "all" if heads.layers is None else heads.layers,
        "head": "all" if heads.heads is None else heads.heads,
    }
    count = {"layer": spec.n_layers, "head": spec.n_heads}
    for what, numbers in chosen.items():
        for number in numbers if numbers != "all" else ():
            if not 0 <= int(number) < count[what]:
                there = ", ".join(map(str, range(count[what])))
                raise UsageError("not_there", what=Phrase(what), name=number, owner=name, there=there)
    asked = chosen["layer"], chosen["head"]
    if heads.mean:
        return asked
    tokens = len(tokenize(text, checkpoint.tokenizer, spec.n_positions, spec.vocab_size, name, pair))
    if fits(tokens, spec.n_layers * spec.n_heads):
        return "all", "all"
    numbers_of = [count[what] if numbers == "all" else len(numbers) for what, numbers in chosen.items()]
    check_size(tokens, numbers_of[0] * numbers_of[1])
    return asked


def write_comparison(
    path: Path, parts: Sequence[Comparison | Shift], before: Trace, after: Trace, row: int | None, precision: int
) -> None:
    """Writes two things side by side as a page. Raises as `write_html` does."""
    from attnx.views.page.page import comparison_page

    write_file(path, comparison_page(parts, before, after, row, SAY.language, precision).encode())


def write_history(path: Path, name: str, history: Sequence[Moment], precision: int) -> None:
    """Writes what was seen of a model while it learnt as a page. Raises as `write_html` does."""
    from attnx.views.page.page import history_page

    write_file(path, history_page(name, history, SAY.language, precision).encode())


def write_html(path: Path, trace: Trace, opened: Opened, precision: int, live: Live | None = None) -> None:
    """Writes the trace as a page, and the model into it where it is to be `live`.

    Raises UsageError where it is too large for a page, OutputError where it cannot be written.
    """
    from attnx.views.page.page import page

    write_file(path, page(trace, opened, SAY.language, precision, live).encode())
