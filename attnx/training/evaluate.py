"""What the bundled models can do, measured by attnx's own NumPy model: python -m attnx.training.evaluate MODEL"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

# The module that measures each, imported only when asked for: some need torch.
MEASURES = {
    "reader": "attnx.training.reader.evaluate",
    "reader-zh": "attnx.training.reader_zh.evaluate",
    "writer": "attnx.training.writer.evaluate",
    "zh-en": "attnx.training.translator.evaluate",
    "sketch": "attnx.training.sketch.evaluate",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.evaluate", description=__doc__)
    parser.add_argument("model", choices=MEASURES, help="MODEL --help lists its options")
    model, rest = parser.parse_args(sys.argv[1:2]).model, sys.argv[2:]
    import_module(MEASURES[model]).main(rest)


if __name__ == "__main__":
    main()
