"""What a lens found to where it was asked to go: a page, a JSON document, or a file of either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnx.cli.endings import PAGES, ending_of
from attnx.cli.output import check_extension, emit, write_file
from attnx.cli.paper import Paper, show
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from attnx.views.look import Look
    from attnx.views.parts import Part

DELIVERED = (".json", *PAGES)


@frozen
class Delivery:
    """How it is to be presented; what contradicts itself is refused before any work is done."""

    precision: int
    full: bool
    width: int | None
    json: bool
    out: Path | None

    def __post_init__(self) -> None:
        check_extension(self.out, DELIVERED)
        if self.json and self.out is not None and ending_of(self.out) != ".json":
            raise UsageError("json_and_view", option=f"--out {self.out}")

    @property
    def as_data(self) -> bool:
        return self.json or (self.out is not None and ending_of(self.out) == ".json")

    def __call__(self, document: Callable[[], Mapping[str, Any]], page: Callable[[Look], Iterable[Part]]) -> None:
        """Prints or writes one of the two; the other is not made."""
        if self.as_data:
            import orjson

            data = orjson.dumps(document(), option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)
            write_file(self.out, data) if self.out else emit(data)
            return
        show(page, self.out, Paper(self.precision, self.full, self.width))
