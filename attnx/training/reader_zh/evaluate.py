"""What the bundled reader of Chinese can do: python -m attnx.training.evaluate reader-zh"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from attnx.checkpoint import Checkpoint, load
from attnx.checkpoint.bundled import BUNDLED
from attnx.checkpoint.values import WordHead
from attnx.doors.explain import explain
from attnx.measures.parting import ONE_WORD, across
from attnx.reduce.words import merge_numbers, words_of
from attnx.trace import Token
from attnx.training.looks import Head
from attnx.training.reader_zh.questions import Question, Span, by_syntax, everyday
from attnx.training.reader_zh.taught import COREFERENCE, WORD
from attnx.training.reader_zh.texts import ARTICLE, read_chinese

SENTENCES = Path(__file__).parents[3] / "tests" / "fixtures" / "pronouns-zh.tsv"


def in_words(model: Checkpoint) -> Checkpoint:
    """The same model, also where it has no card yet that names the head that knows words."""
    return replace(model, words=WordHead(model.spec, model.weights, *WORD))


def looks(model: Checkpoint, text: str, head: Head) -> tuple[tuple[Token, ...], np.ndarray]:
    """The tokens of a text and the weights (query, key) of one head."""
    trace = explain(text, model, layers=[head[0]], heads=[head[1]], arrays=["weights"])
    return trace.tokens, np.asarray(trace.array("weights", layer=head[0], head=head[1]))


def inside(token: Token, span: Span) -> bool:
    return not token.special and span[0] <= token.start < span[1]


def row_of(tokens: Sequence[Token], weights: np.ndarray, span: Span) -> np.ndarray:
    """(key,): what the characters of a pronoun read from, their mean."""
    return np.asarray(weights[[token.index for token in tokens if inside(token, span)]].mean(axis=0))


def given(tokens: Sequence[Token], row: np.ndarray, span: Span) -> float:
    """What a row gives the characters of a word together."""
    return float(sum(row[token.index] for token in tokens if inside(token, span)))


def is_right(model: Checkpoint, question: Question, head: Head) -> bool:
    """Whether the right candidate gets more than the other, or where any word may be chosen than any that is no part
    of it, in the words that the model itself finds.
    """
    tokens, weights = looks(model, question.text, head)
    row = row_of(tokens, weights, question.pronoun)
    if question.wrong is not None:
        return given(tokens, row, question.right) > given(tokens, row, question.wrong)
    others = [
        float(row[pieces.start : pieces.stop].sum())
        for pieces in words_of(tokens)
        if not any(inside(tokens[piece], question.right) for piece in pieces)
    ]
    return given(tokens, row, question.right) > max(others)


def share_right(model: Checkpoint, questions: Iterable[Question], head: Head) -> float:
    return float(np.mean([is_right(model, question, head) for question in questions]))


def figures(model: Checkpoint, head: Head, word_head: Head, data: Path | None) -> Iterator[tuple[str, float]]:
    """(what was measured, the figure)."""
    tokens, weights = looks(model, ARTICLE, head)
    words = words_of(tokens)
    row = merge_numbers(weights, weights.sum(axis=-1) > 0, words, words)
    texts = ["".join(tokens[piece].text for piece in pieces) for pieces in words]
    row = row[texts.index("它")]
    yield "它→爱", float(row[texts.index("爱")])
    yield "它→爱 is the largest of the row", float(row.argmax() == texts.index("爱"))
    if SENTENCES.is_file():
        yield "100 everyday sentences", share_right(model, everyday(SENTENCES), head)
    yield "two candidates decided by syntax", share_right(model, by_syntax(), head)
    if data is not None:
        yield from of_words(model, read_chinese(data).held_out, word_head)


def of_words(model: Checkpoint, texts: Sequence[str], head: Head) -> Iterator[tuple[str, float]]:
    """How well one head knows jieba's words, in sentences it has not seen: by character, and by the gaps between two.

    A character is right where its largest weight is on another one of its word, or on itself where it is one alone.
    """
    from attnx.training.reader_zh import lexicon
    from attnx.training.reader_zh.words import Words

    parts = Words(lexicon.all_words())
    right, gaps = [], []
    for text in texts:
        tokens, weights = looks(model, text, head)
        spans = parts.spans(text)
        word = [next((i for i, span in enumerate(spans) if inside(token, span)), -1) for token in tokens]
        for token in tokens:
            if token.special:
                continue
            at = int(weights[token.index].argmax())
            alone = word.count(word[token.index]) == 1
            right.append(word[at] == word[token.index] and (alone or at != token.index))
            if not tokens[token.index - 1].special:
                same = word[token.index] == word[token.index - 1]
                gaps.append((across(weights, token.index) >= ONE_WORD) == same)
    yield "characters that look into their own word", float(np.mean(right))
    yield "gaps between characters told rightly", float(np.mean(gaps))


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.evaluate reader-zh", description=__doc__)
    parser.add_argument("--model", type=Path, default=BUNDLED / "reader-zh", help="a directory; the bundled one")
    parser.add_argument("--data", type=Path, help="the data folder; without it words are not measured (needs jieba)")
    parser.add_argument("--wrong", action="store_true", help="show the sentences that went wrong")
    chosen = parser.parse_args(arguments)
    model = in_words(load(chosen.model))
    table = Table("measured", "figure", title=f"{model.name}, layer {COREFERENCE[0]}, head {COREFERENCE[1]}")
    for name, figure in figures(model, COREFERENCE, WORD, chosen.data):
        table.add_row(name, f"{figure:.3f}")
    console = Console()
    console.print(table)
    if chosen.wrong:
        for question in (*everyday(SENTENCES), *by_syntax()):
            if not is_right(model, question, COREFERENCE):
                tokens, weights = looks(model, question.text, COREFERENCE)
                row = row_of(tokens, weights, question.pronoun)
                best = ", ".join(f"{tokens[i].text}{i} {row[i]:.2f}" for i in (-row).argsort()[:4])
                asked, right = (question.text[slice(*span)] for span in (question.pronoun, question.right))
                console.print(f"{question.text}  {asked} = {right}: {best}", highlight=False)
