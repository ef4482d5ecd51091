"""The trained models inside the package: where they are, and what is said where one is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attnx.errors import CheckpointError

BUNDLED = Path(__file__).parent.parent / "bundled"


def held(name: str) -> bool:
    """Whether the package has this model."""
    return (BUNDLED / name).is_dir()


@contextmanager
def unharmed(name: str) -> Iterator[Path]:
    """The directory of a bundled model. What cannot be read in it raises CheckpointError, with the way to mend it."""
    try:
        yield BUNDLED / name
    except CheckpointError as error:
        raise CheckpointError("bundle_damaged", name=name, reason=error) from error
