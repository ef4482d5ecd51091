"""Makes the pictures of README and docs: `python docs/make_pictures.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"
SENTENCE = "Love is powerful because it gives us hope to live."
PICTURES = {
    "it-finds-love.svg": ("--focus", "it", "--width", "84"),
    "weights.svg": ("--steps", "weights,summary", "--width", "140"),
    "weights.heatmap.svg": (),
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, options in PICTURES.items():
        program = [sys.executable, "-m", "attnx", "explain", SENTENCE, "--model", "reader", "--lang", "en"]
        subprocess.run([*program, *options, "--out", FOLDER / name], check=True)


if __name__ == "__main__":
    main()
