"""What a file is to be, by how its name ends."""

from __future__ import annotations

from pathlib import Path

DATA = (".json", ".safetensors", ".npz", ".csv")  # the numbers themselves
PAGES = (".txt", ".md", ".tex", ".svg", ".png")  # what would be printed
MAPS = (".heatmap.svg", ".heatmap.png")  # matrices as heat maps
ENDINGS = (*DATA, *PAGES, *MAPS)


def ending_of(path: Path) -> str:
    """The end of a name that says what the file is, in small letters: .svg, or .heatmap.svg."""
    name = path.name.lower()
    return next((one for one in MAPS if name.endswith(one)), path.suffix.lower())
