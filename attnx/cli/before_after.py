"""The same row before learning and after, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attnx.cli.choices import find
from attnx.cli.output import console, look, print_parts
from attnx.cli.present import Wish
from attnx.errors import UsageError

if TYPE_CHECKING:
    from attnx.trace import Trace


def compare(before: Trace, after: Trace, wish: Wish) -> None:
    """Prints the weights of one query side by side. Raises UsageError where JSON or a file was asked for."""
    from attnx.views.before_after import before_after

    if wish.json or wish.out is not None:
        raise UsageError("json_and_view", option="--before-after")
    page = console(wish.width)
    query = find(after.tokens, wish.focus or "")
    print_parts(page, before_after(before, after, query, look(page, wish.precision, wish.full, wish.top)))
