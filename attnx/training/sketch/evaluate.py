"""What a trained captioner can do: python -m attnx.training.evaluate sketch --model DIR

Greedy sentences on pictures of seeds that training did not use; one wrong word makes a sentence wrong. Measured on the
half-precision files, run by the network of the recipe; --write-card writes the figures beside the weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor

import attnx
from attnx.training.keep import write_json
from attnx.training.sketch.by_hand import drawn_by_hand
from attnx.training.sketch.held_out import HELD_OUT, HELD_OUT_KINDS, SEEN_KINDS
from attnx.training.sketch.network import Captioner, Sizes
from attnx.training.sketch.recipe import GUIDED
from attnx.training.sketch.scenes import (
    BEGIN,
    END,
    NOTHING,
    ROLE,
    Example,
    batch,
    painted_examples,
    pixels,
    vocabulary,
)

COUNT, BY_HAND = 400, 50
OF_HEADS, NAMED = 100, 0.4  # pictures that heads are measured on, and the weight that names one
SEEDS = {"unseen": 111, "held_out": 112, "by_hand": 113, "heads": 114}


@dataclass(frozen=True)
class Asked:
    """Pictures, as the model reads them, and the right sentences."""

    pixels: Tensor
    sentences: list[str]


def words_of(ids: Sequence[int]) -> str:
    known = vocabulary()
    return " ".join(known[i] for i in ids)


def asked(examples: Sequence[Example]) -> Asked:
    return Asked(pixels(np.stack([one.picture for one in examples])), [words_of(one.ids) for one in examples])


def asked_by_hand(side: int) -> Asked:
    """The drawings, each made as large as the model reads it."""
    drawn = drawn_by_hand(BY_HAND, SEEDS["by_hand"])
    pictures = [np.asarray(one.picture.resize((side, side), 3)) for one in drawn]  # bicubic, as the file says
    return Asked(pixels(np.stack(pictures)), [one.sentence for one in drawn])


def load(directory: Path) -> Captioner:
    """The network with the weights of the file."""
    model = Captioner(Sizes(len(vocabulary())))
    model.load_state_dict({name: value.float() for name, value in load_file(directory / "model.safetensors").items()})
    return model.eval()


def captions(model: Captioner, some: Asked) -> list[str]:
    return [words_of(ids) for ids in model.caption(some.pixels, BEGIN, END)]


def looks(model: Captioner, examples: Sequence[Example]) -> np.ndarray:
    """(layer, head): the mean weight that the row before a word gives to the patches of what it speaks of."""
    some = batch(examples)
    with torch.inference_mode():
        _, cross = model.text_decoder(some.read, model.vision_model(some.pixels))
    names = some.named.any(-1)
    on = [(layer[..., 1:].exp() * some.named[:, None]).sum(-1).transpose(1, 2)[names].mean(0) for layer in cross]
    return torch.stack(on).numpy()


def measure(model: Captioner) -> tuple[dict[str, Any], list[str]]:
    """The figures, and of each sentence that was wrong what it was and what would have been right."""
    unseen = painted_examples(COUNT, SEEDS["unseen"], SEEN_KINDS)
    sets = {
        "unseen": asked(unseen),
        "held_out": asked(painted_examples(COUNT, SEEDS["held_out"], HELD_OUT_KINDS)),
        "by_hand": asked_by_hand(model.sizes.image_size),
    }
    figures: dict[str, Any] = {}
    wrong = []
    for name, some in sets.items():
        pairs = list(zip(captions(model, some), some.sentences, strict=True))
        missed = [f"{name}: {found} ≠ {right}" for found, right in pairs if found != right]
        figures[name] = {"exact": len(pairs) - len(missed), "pictures": len(pairs)}
        wrong += missed
    on = looks(model, unseen)
    layer = len(on) - 1
    guided = float(on[layer, GUIDED])
    on[layer, GUIDED] = 0
    best_layer, best = (int(i) for i in np.unravel_index(on.argmax(), on.shape))
    figures["aligner"] = {"layer": layer, "head": GUIDED, "ahead": True, "weight": round(guided, 3)}
    figures["best_other"] = {"layer": best_layer, "head": best, "weight": round(float(on[best_layer, best]), 3)}
    return figures, wrong


def heads(directory: Path, examples: Sequence[Example]) -> list[dict[str, Any]]:
    """What each head of the encoder does: where its rows have most of their weight, or how even they are.

    Rows are those of patches that something is on. A head is named after a place that has at least NAMED of the weight.
    """
    found: dict[tuple[int, int], list[dict[str, float]]] = {}
    for one in examples:
        trace = attnx.caption(one.picture, directory, arrays=["weights"])
        roles = one.facts[:, ROLE]
        groups = [roles == role for role in np.unique(roles[roles != NOTHING])]
        for layer, attention in trace.attentions():
            if attention.kind == "encoder":
                for head, weights in zip(attention.heads, attention.arrays["weights"].data, strict=True):
                    found.setdefault((layer, head), []).extend(places(weights, group) for group in groups)
    return [
        {"layer": layer, "head": head, **named({kind: float(np.mean([row[kind] for row in rows])) for kind in rows[0]})}
        for (layer, head), rows in sorted(found.items())
    ]


def places(weights: np.ndarray, group: np.ndarray) -> dict[str, float]:
    """The mean weight that the patches of one kind of thing (patch,) give to places, of (query, key) with [CLS]."""
    on = np.flatnonzero(group) + 1
    rows = weights[on]
    evenness = -(rows * np.log(rows + 1e-12)).sum(-1) / np.log(rows.shape[-1])
    return {
        "itself": float(weights[on, on].mean()),
        "thing": float(rows[:, on].sum(-1).mean()),
        "first": float(rows[:, 0].mean()),
        "broad": float(evenness.mean()),
    }


def named(means: dict[str, float]) -> dict[str, Any]:
    """The kind of a head, and how well it is that."""
    kind = next((kind for kind in ("itself", "thing", "first") if means[kind] >= NAMED), "broad")
    return {"kind": kind, "score": round(means[kind], 3)}


def card_of(directory: Path, model: Captioner, figures: dict[str, Any], seed: int, history: str) -> dict[str, Any]:
    """What is to be known of the weights in this directory."""
    with safe_open(directory / "model.safetensors", framework="numpy") as file:
        about = file.metadata()
    return {
        "name": "sketch",
        "what": "Says what it sees on a drawing of one to three coloured shapes. It knows nothing else.",
        "version": "3",
        "date": about["date"],
        "seed": seed,
        "recipe": about["recipe"],
        "history": history,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "data": about["data"],
        "licence": "weights: Apache-2.0 like attnx",
        "never_seen_together": [f"{colour} {shape}" for shape, colour in sorted(HELD_OUT)],
        **figures,
        "heads": heads(directory, painted_examples(OF_HEADS, SEEDS["heads"], SEEN_KINDS)),
        "note": "exact: greedy sentences right in every word. held_out: every thing is of a pair never seen together. "
        "by_hand: another generator. aligner: the row that predicts a word looks at what it names, one that predicts a "
        "relation at all things.",
    }


def show(figures: dict[str, Any], console: Console) -> None:
    table = Table("measured", "figure", title="sketch")
    names = {"unseen": "unseen pictures", "held_out": "pairs never seen together", "by_hand": "drawn by hand"}
    for name, words in names.items():
        exact, count = figures[name]["exact"], figures[name]["pictures"]
        table.add_row(f"exact sentences, {words}", f"{exact / count:.3f} ({exact} of {count})")
    for name, words in (("aligner", "the guided head"), ("best_other", "the best other")):
        one = figures[name]
        head = f"layer {one['layer']}, head {one['head']}"
        table.add_row(f"weight on what the next word speaks of, {words} ({head})", f"{one['weight']:.3f}")
    console.print(table)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.evaluate sketch", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the directory that the recipe wrote")
    parser.add_argument("--wrong", action="store_true", help="show the sentences that were wrong")
    parser.add_argument("--write-card", action="store_true", help="write card.json beside the weights")
    parser.add_argument("--seed", type=int, default=1, help="for the card: the seed of the training")
    parser.add_argument("--history", default="in one go", help="for the card: how the training went")
    chosen = parser.parse_args(arguments)
    model = load(chosen.model)
    figures, wrong = measure(model)
    console = Console(highlight=False)
    show(figures, console)
    if chosen.wrong:
        console.print("\n".join(wrong), soft_wrap=True)
    if chosen.write_card:
        write_json(chosen.model / "card.json", card_of(chosen.model, model, figures, chosen.seed, chosen.history))
