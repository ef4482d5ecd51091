"""The same row before learning and after, in one table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attnx.cli.choices import find
from attnx.cli.paper import show
from attnx.cli.present import Wish

if TYPE_CHECKING:
    from attnx.trace import Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part


def compare(before: Trace, after: Trace, wish: Wish) -> None:
    """Prints or writes the weights of one query side by side. Raises UsageError where data were asked for."""
    from attnx.views.before_after import before_after

    wish.refuse_as_data("--before-after")
    query = find(after.tokens, wish.focus or "")

    def shown(how: Look) -> Iterable[Part]:
        return before_after(before, after, query, how)

    show(shown, wish.out, wish.paper)
