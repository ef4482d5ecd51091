"""What a file is to be, by how its name ends."""

from __future__ import annotations

from pathlib import Path

DATA = (".json", ".safetensors", ".npz", ".csv")  # the numbers themselves
PAGES = (".txt", ".md", ".tex")  # what would be printed
ENDINGS = (*DATA, *PAGES)


def ending_of(path: Path) -> str:
    """The end of a name that says what the file is, in small letters."""
    return path.suffix.lower()
