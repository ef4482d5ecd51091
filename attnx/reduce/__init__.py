"""From a Trace to a smaller Trace: every view, file and document takes its results without knowing of them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from attnx.frozen import frozen
from attnx.reduce.first import skip_first
from attnx.reduce.mean import mean_of_heads, mean_of_layers
from attnx.reduce.narrow import narrow
from attnx.reduce.until import until
from attnx.reduce.words import merge_words
from attnx.trace import Trace


@frozen
class Reduction:
    """A way to say less: the option that asks for it, what it does, and the note that the trace keeps of it, if any."""

    option: str
    apply: Callable[[Trace], Trace]
    note: str | None = None


# In the order in which they are done.
REDUCTIONS = (
    Reduction("--layer mean", mean_of_layers),
    Reduction("--head mean", mean_of_heads),
    Reduction("--merge words", merge_words, "words_merged"),
    Reduction("--skip-first", skip_first, "first_skipped"),
)


def reduced(trace: Trace, options: Collection[str]) -> Trace:
    """The trace after each of the reductions that these options ask for."""
    for reduction in REDUCTIONS:
        if reduction.option in options:
            trace = reduction.apply(trace)
    return trace


__all__ = [
    "REDUCTIONS",
    "Reduction",
    "mean_of_heads",
    "mean_of_layers",
    "merge_words",
    "narrow",
    "reduced",
    "skip_first",
    "until",
]
