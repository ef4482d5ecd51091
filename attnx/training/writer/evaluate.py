"""What the bundled writer can do: python -m attnx.training.evaluate writer"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from attnx.checkpoint import Checkpoint
from attnx.checkpoint.bundled import BUNDLED
from attnx.checkpoint.directory import read_directory
from attnx.model.record import Recorder
from attnx.model.transformer import forward, logits
from attnx.training.heads import HeadKind
from attnx.training.writer.back_looks import measure_heads
from attnx.training.writer.stories import Stories, read_stories
from attnx.training.writer.tokens import BYTES, EDGE

HEAD_STORIES = 60  # for what each head looks at


@dataclass(frozen=True)
class Surprise:
    """How much stories surprise a model: the sum over all their tokens in nats, and how long they are."""

    nats: float
    tokens: int  # the mark at the end of a story is one of them
    words: int
    characters: int

    @property
    def per_token(self) -> float:
        """Perplexity of a token."""
        return math.exp(self.nats / self.tokens)

    @property
    def per_word(self) -> float:
        """Perplexity of a word between spaces, which no vocabulary changes."""
        return math.exp(self.nats / self.words)

    @property
    def bits_per_character(self) -> float:
        return self.nats / math.log(2) / self.characters


def surprise(model: Checkpoint, stories: Sequence[str]) -> Surprise:
    """Of every token of every story, the mark before it given; of a longer story, of as much as the model reads."""
    nats, tokens, words, characters = 0.0, 0, 0, 0
    for story in stories:
        cut = model.tokenizer(story)
        ids = np.array([token.id for token in cut] + [EDGE], dtype=np.int64)[: model.spec.n_positions + 1]
        scores = all_logits(model, ids[:-1]).astype(np.float64)  # (token, vocabulary)
        most = scores.max(axis=1)
        given = scores[np.arange(len(ids) - 1), ids[1:]]
        nats += float((most + np.log(np.exp(scores - most[:, None]).sum(axis=1)) - given).sum())
        read = story if len(ids) == len(cut) + 1 else story[: cut[len(ids) - 1].end]
        tokens, words, characters = tokens + len(ids) - 1, words + len(read.split()), characters + len(read)
    return Surprise(nats, tokens, words, characters)


def all_logits(model: Checkpoint, ids: np.ndarray) -> np.ndarray:
    """(token, vocabulary) of what could follow each token."""
    spec = model.spec
    record = Recorder(
        names=(), layers=(), heads=(), n_heads=spec.n_heads, n_kv_heads=spec.n_kv_heads, run=spec.n_layers
    )
    return logits(forward(ids, model.weights, spec, record), model.weights, spec)


def heads_of(model: Checkpoint, stories: Sequence[str]) -> list[HeadKind]:
    """What each head looks at in some of the stories."""
    ids = [np.array([token.id for token in model.tokenizer(story)]) for story in stories[:HEAD_STORIES]]
    return measure_heads(model, [one[: model.spec.n_positions] for one in ids], EDGE, BYTES)


def card_of(folder: Path, found: Surprise, heads: Sequence[HeadKind], stories: Stories, history: str) -> dict[str, Any]:
    """What is to be known of the weights in `folder`: where they come from, and what they can do."""
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", framework="numpy") as file:
        about = file.metadata()
        parameters = sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118
    return {
        "name": "writer",
        "what": "a small decoder in the arrangement of Llama that tells simple stories; it makes mistakes",
        "version": about["version"],
        "date": about["date"],
        "recipe": about["recipe"],
        "seed": json.loads(about["recipe"].partition(" ")[2])["seed"],
        "history": history,
        "parameters": parameters,
        "data": about["data"],
        "licence": "weights: Apache-2.0 like attnx; where its stories come from is in NOTICE",
        "training_stories": f"{len(stories.train)}, {stories.restored} of them with capital letters put back",
        "held_out": f"{len(stories.held_out)} stories, chosen by a hash of their letters; they chose the checkpoint",
        "evaluation": {
            "perplexity per token": round(found.per_token, 2),
            "perplexity per word": round(found.per_word, 2),
            "bits per character": round(found.bits_per_character, 3),
            "tokens": found.tokens,
            "words": found.words,
            "characters": found.characters,
        },
        "heads": [
            {"layer": one.head[0], "head": one.head[1], "kind": one.kind, "score": one.score, "measured": one.scores}
            for one in heads
        ],
    }


def show(found: Surprise, heads: Sequence[HeadKind], title: str, console: Console) -> None:
    """The figures as a table, and of the heads those that do one thing."""
    table = Table("measured", "figure", title=title)
    table.add_row("perplexity per token", f"{found.per_token:.2f}")
    table.add_row("perplexity per word", f"{found.per_word:.2f}")
    table.add_row("bits per character", f"{found.bits_per_character:.3f}")
    for one in heads:
        if one.kind != "broad":
            table.add_row(f"layer {one.head[0]}, head {one.head[1]}: {one.kind}", f"{one.score:.3f}")
    console.print(table)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.evaluate writer", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with both files of TinyStories")
    parser.add_argument("--model", type=Path, default=BUNDLED / "writer", help="a directory; otherwise the bundled one")
    parser.add_argument("--write-card", action="store_true", help="write card.json beside the weights")
    parser.add_argument("--history", default="in one go", help="for the card: how the training went")
    chosen = parser.parse_args(arguments)
    model = read_directory(chosen.model, "writer", "trained")
    stories = read_stories(chosen.data)
    found, heads = surprise(model, stories.held_out), heads_of(model, stories.held_out)
    show(found, heads, f"writer, {len(stories.held_out)} stories held out", Console(highlight=False))
    if chosen.write_card:
        from attnx.training.keep import write_json  # needs torch, which measuring does not

        write_json(chosen.model / "card.json", card_of(chosen.model, found, heads, stories, chosen.history))
