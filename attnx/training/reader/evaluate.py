"""What the bundled reader can do: python -m attnx.training.evaluate reader"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from attnx.checkpoint import Checkpoint, load
from attnx.checkpoint.bundled import BUNDLED
from attnx.training.gold import WORD
from attnx.training.looks import Head, is_right, share_right, word_looks
from attnx.training.questions import ARTICLE, everyday, winobias, winogender

SENTENCES = Path(__file__).parents[3] / "tests" / "fixtures" / "pronouns.tsv"


def figures(model: Checkpoint, head: Head, data: Path | None) -> Iterator[tuple[str, float]]:
    """(what was measured, the figure): shares of right answers, and what `it` gives `Love` in the article."""
    words = WORD.findall(ARTICLE)
    row = word_looks(model, ARTICLE, head)[words.index("it")]
    yield "it→Love", float(row[0])
    yield "it→Love is the largest among words", float(row.argmax() == 0)
    if SENTENCES.is_file():
        yield "100 everyday sentences", share_right(model, everyday(SENTENCES), head)
    if data is None:
        return
    for kind in ("type1", "type2"):
        found = [
            share_right(model, winobias(data / f"en.winobias-{side}-{kind}.txt"), head) for side in ("pro", "anti")
        ]
        yield f"WinoBias {kind}, pro", found[0]
        yield f"WinoBias {kind}, anti", found[1]
        yield f"WinoBias {kind}, mean", sum(found) / 2
    yield (
        "Winogender",
        share_right(model, winogender(data / "en.winogender.tsv", data / "en.winogender-templates.tsv"), head),
    )


def coreference_head(directory: Path) -> Head:
    """The head that the model's card names."""
    head = orjson.loads((directory / "card.json").read_bytes())["coreference"]
    return head["layer"], head["head"]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.evaluate reader", description=__doc__)
    parser.add_argument("--model", help="a directory, or minilm; otherwise the bundled one")
    parser.add_argument("--data", type=Path, help="the data folder; without it WinoBias and Winogender are left out")
    parser.add_argument("--head", type=int, nargs=2, metavar=("LAYER", "HEAD"), help="otherwise the one the card names")
    parser.add_argument("--wrong", action="store_true", help="show the everyday sentences that went wrong")
    chosen = parser.parse_args(arguments)
    directory = chosen.model or BUNDLED / "reader"
    model = load(directory)
    head: Head = tuple(chosen.head) if chosen.head else coreference_head(Path(directory))
    table = Table("measured", "figure", title=f"{model.name}, layer {head[0]}, head {head[1]}")
    for name, figure in figures(model, head, chosen.data):
        table.add_row(name, f"{figure:.3f}")
    console = Console()
    console.print(table)
    if chosen.wrong:
        for question in everyday(SENTENCES):
            if not is_right(model, question, head):
                words = WORD.findall(question.text)
                row = word_looks(model, question.text, head)[question.pronoun]
                best = ", ".join(f"{words[i]} {row[i]:.2f}" for i in (-row).argsort()[:3])
                console.print(f"{question.text}  {words[question.pronoun]} → {best}", highlight=False)
