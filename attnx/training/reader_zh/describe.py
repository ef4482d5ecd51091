"""What stands beside the weights of `reader-zh`: the card with everything measured, and the notice of its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import numpy as np

from attnx.checkpoint import Checkpoint
from attnx.checkpoint.directory import read_directory
from attnx.checkpoint.safetensors import map_tensors
from attnx.training.heads import mean_places, named
from attnx.training.keep import write_json
from attnx.training.looks import Head
from attnx.training.reader_zh.evaluate import figures, given, in_words, looks, row_of
from attnx.training.reader_zh.grammar import Grammar
from attnx.training.reader_zh.marks import Labelled, Link
from attnx.training.reader_zh.taught import COREFERENCE, NOUN, OBJECT, WORD
from attnx.training.reader_zh.texts import FILES, read_chinese
from attnx.version import __version__

HELD_OUT_TEXTS = 300  # for what each head looks at
HELD_OUT_GOLD = 500  # generated from another seed

NOTICE = """\
reader-zh, the Chinese model of attnx, was trained on the texts below, and on sentences that a grammar of its own made.
No sentence of these texts is contained in it.

Tatoeba, https://tatoeba.org: Chinese sentences by its contributors, prepared by https://www.manythings.org/anki/
  CC-BY 2.0 FR, https://creativecommons.org/licenses/by/2.0/fr/

Children's stories of the Global African Storybook Project, https://global-asp.github.io, in Chinese
  CC-BY, https://creativecommons.org/licenses/by/4.0/

Which characters make a word was learned from the dictionary of jieba, https://github.com/fxsjy/jieba
  MIT, Copyright (c) 2013 Sun Junyi

Which traditional character is which simplified one was taken from OpenCC, https://github.com/BYVoid/OpenCC
  Apache-2.0
"""


def describe(out: Path, data: Path, seed: int, steps: int) -> None:
    """Measures the model that was written to `out`, on sentences it has not seen, and writes its card and notice."""
    (out / "NOTICE").write_text(NOTICE, encoding="utf-8")
    model = in_words(read_directory(out, "reader-zh", "trained"))
    evaluation = dict(figures(model, COREFERENCE, WORD, data))
    heads = list(measured(model, read_chinese(data).held_out[:HELD_OUT_TEXTS], seed, evaluation))
    card = {
        "name": "reader-zh",
        "what": "a small encoder of everyday Chinese, read by character; six of its heads are taught",
        "version": __version__,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "recipe": "attnx.training.reader_zh.recipe",
        "seed": seed,
        "steps": steps,
        "parameters": int(sum(np.prod(t.shape) for t in map_tensors(out / "model.safetensors").values())),
        "coreference": {"layer": COREFERENCE[0], "head": COREFERENCE[1]},
        "heads": heads,
        "evaluation": {name: round(figure, 3) for name, figure in evaluation.items()},
        "data": [{"file": file, "origin and licence": origin} for file, origin in FILES.items()],
    }
    write_json(out / "card.json", card)


def measured(
    model: Checkpoint, texts: Sequence[str], seed: int, evaluation: dict[str, float]
) -> Iterator[dict[str, object]]:
    """What the card says of every head: of those that are taught how well they do it, of the others where they look."""
    places = mean_places(model, texts)
    gold = Grammar(seed + 1_000).examples(HELD_OUT_GOLD)
    found = answers(model, gold)
    known: dict[Head, tuple[str, float]] = {
        COREFERENCE: ("coreference", float(np.mean(found))),
        WORD: ("word", evaluation["characters that look into their own word"]),
        OBJECT: ("object", mean_given(model, gold, "object", OBJECT)),
        NOUN: ("belongs", mean_given(model, gold, "noun", NOUN)),
    }
    for head in product(range(model.spec.n_layers), range(model.spec.n_heads)):
        scores = {kind: round(float(table[head]), 3) for kind, table in places.items()}
        broad = scores.pop("broad")
        other = named(head, scores, broad)
        kind, score = known.get(head, (other.kind, other.score))
        asked = {"asked": len(found)} if head == COREFERENCE else {}
        yield {
            "layer": head[0],
            "head": head[1],
            "kind": kind,
            "score": round(score, 3),
            **asked,
            "measured": scores | {"broad": broad},
        }


def answers(model: Checkpoint, gold: Sequence[Labelled]) -> list[bool]:
    """Of every pronoun that stands for another word, whether the largest weight of its row is on that."""
    found = []
    for example in gold:
        tokens, weights = looks(model, example.text, COREFERENCE)
        for here, there in example.of("coreference"):
            if here != there:
                largest = tokens[int(row_of(tokens, weights, here).argmax())]
                found.append(not largest.special and there[0] <= largest.start < there[1])
    return found


def mean_given(model: Checkpoint, gold: Sequence[Labelled], kind: Link, head: Head) -> float:
    """The mean weight that what looks gives what it should look at."""
    found = []
    for example in gold:
        if links := example.of(kind):
            tokens, weights = looks(model, example.text, head)
            found += [given(tokens, row_of(tokens, weights, here), there) for here, there in links]
    return float(np.mean(found))
