"""What the bundled models can do, measured by attnx's own NumPy model: python -m attnx.training.evaluate MODEL"""

from __future__ import annotations

import argparse
import sys


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.evaluate", description=__doc__)
    models = ["reader", "reader-zh", "writer", "zh-en", "sketch"]
    parser.add_argument("model", choices=models, help="MODEL --help lists its options")
    model, rest = parser.parse_args(sys.argv[1:2]).model, sys.argv[2:]
    if model == "reader":
        from attnx.training import evaluate_reader

        evaluate_reader.main(rest)
    elif model == "reader-zh":
        from attnx.training import evaluate_reader_zh

        evaluate_reader_zh.main(rest)
    elif model == "writer":
        from attnx.training import evaluate_writer

        evaluate_writer.main(rest)
    elif model == "sketch":  # imported only here: these two need torch, which the others do not
        from attnx.training import evaluate_sketch

        evaluate_sketch.main(rest)
    else:
        from attnx.training import evaluate_translator

        evaluate_translator.main(rest)


if __name__ == "__main__":
    main()
