"""What the bundled translator can do: python -m attnx.training.evaluate zh-en --data DIR

Every sentence goes through attnx.translate, as a user's does; --write-card writes the figures beside the weights.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sacrebleu
from rich.console import Console
from rich.table import Table
from safetensors import safe_open

from attnx.checkpoint import Translator, load_translator
from attnx.checkpoint.bundled import BUNDLED
from attnx.checkpoint.directory import read_directory
from attnx.doors.translate import translate
from attnx.model.decode import everything
from attnx.model.record import Recorder
from attnx.model.transformer import Reading, forward
from attnx.trace import Token
from attnx.training.keep import write_json
from attnx.training.translator.export import CARD, VERSION, WEIGHTS
from attnx.training.translator.guide import Guided, guided_heads
from attnx.training.translator.pairs import Pair, Split, read_english, read_pairs, split_pairs

ALIGNMENTS = Path(__file__).parents[3] / "tests" / "fixtures" / "alignments.tsv"
BEAM = 4
SAMPLES = ("我爱你。", "我喜欢喝茶。", "请给我一杯水。", "她昨天去了北京。", "他是我最好的朋友。")


@dataclass(frozen=True)
class Aligned:
    """A pair aligned by hand: English words and the characters each comes from."""

    pair: Pair
    words: list[tuple[str, str]]


def read_aligned(path: Path) -> list[Aligned]:
    """Chinese ⇥ English ⇥ word→characters, a space between two."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    pairs = [(Pair(zh, en), [link.split("→") for link in links.split()]) for zh, en, links in rows]
    return [Aligned(pair, [(word, characters) for word, characters in links]) for pair, links in pairs]


def quality(found: list[str], dev: list[Pair]) -> dict[str, Any]:
    """BLEU and chrF with the signatures that say how they were computed."""
    references = [[pair.english for pair in dev]]
    figures: dict[str, Any] = {}
    for metric in (sacrebleu.BLEU(), sacrebleu.CHRF()):
        name = type(metric).__name__.lower()
        figures[name] = round(metric.corpus_score(found, references).score, 2)
        figures[f"{name}_signature"] = str(metric.get_signature())
    return figures


def translations(model: Translator, pairs: Sequence[Pair], beam: int) -> list[str]:
    """What attnx writes for the Chinese of each pair."""
    return [translate(pair.chinese, model.encoder, beam=beam, layers=(), heads=(), arrays=()).output for pair in pairs]


def cross_weights(model: Translator, source: Sequence[Token], target: Sequence[Token], head: Guided) -> np.ndarray:
    """Where each token of an English that is given looks, (query, key)."""
    spec, weights = model.spec, model.weights
    ids, wrote = (np.array([token.id for token in side]) for side in (source, target))
    x = forward(ids, weights.encoder, spec.encoder, everything(spec.encoder))  # (key, d_model)
    record = Recorder(("weights",), (head.layer,), (head.head,), spec.decoder.n_heads, spec.decoder.n_kv_heads)
    forward(wrote, weights.decoder, spec.decoder, record, reading=Reading.begin(x, spec.decoder.n_layers))
    [layer] = record.finish()[1]
    [cross] = [one for one in layer.attention if one.kind == "cross"]
    return cross.of_head("weights", head.head).data


def alignment(model: Translator, aligned: list[Aligned], head: Guided) -> tuple[int, int, list[str]]:
    """How many hand-aligned words look most at a right character, of how many, and the wrong ones.

    A word of several pieces looks where the mean of their rows looks.
    """
    right, wrong = 0, []
    for item in aligned:
        source, target = model.source_tokenizer(item.pair.chinese), model.target_tokenizer(item.pair.english)
        weights = cross_weights(model, source, target, head)
        for word, characters in item.words:
            begin = item.pair.english.index(word)
            pieces = [t.index for t in target if t.start < begin + len(word) and t.end > begin and t.end > t.start]
            looked = source[int(weights[[i - 1 + head.shift for i in pieces]].mean(axis=0).argmax())]
            if not looked.special and looked.text in characters:
                right += 1
            else:
                wrong.append(f"{word}→{looked.text} ({item.pair.chinese})")
    return right, right + len(wrong), wrong


def measure(model: Translator, dev: list[Pair], aligned: list[Aligned]) -> dict[str, Any]:
    """The figures: both ways of decoding on the held-out pairs, and each taught head on those aligned by hand."""
    heads = []
    for head in guided_heads(model.spec.decoder.n_layers):
        right, count, wrong = alignment(model, aligned, head)
        entry = {"layer": head.layer, "head": head.head, "ahead": head.shift == 0}
        heads.append(entry | {"right": right, "words": count, "accuracy": round(right / count, 3), "wrong": wrong})
    return {
        "greedy": quality(translations(model, dev, 1), dev),
        f"beam_{BEAM}": quality(translations(model, dev, BEAM), dev),
        "aligner": {key: heads[0][key] for key in ("layer", "head", "ahead", "accuracy")},
        "taught_heads": heads,
    }


def card_of(
    folder: Path, model: Translator, figures: dict[str, Any], split: Split, seed: int, history: str
) -> dict[str, Any]:
    """What is to be known of the weights in `folder`: where they come from, and what they can do."""
    with safe_open(folder / WEIGHTS, framework="numpy") as file:
        about = file.metadata()
        parameters = sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118
    return {
        "name": "zh-en",
        "what": "A teaching model of short everyday sentences, Chinese to English. Expect mistakes.",
        "version": VERSION,
        "date": about["date"],
        "seed": seed,
        "recipe": about["recipe"],
        "history": history,
        "parameters": parameters,
        "data": about["data"],
        "licence": "weights: Apache-2.0 like attnx; the attribution its texts ask for is in NOTICE",
        "training_pairs": len(split.train),
        "development": f"{len(split.dev)} sentences held out by their English side; used to choose the checkpoint",
        **figures,
        "taught_heads_note": "ahead: the row that predicts a piece looks at where it comes from; "
        "otherwise the row that reads it. Measured on sentences aligned by hand, the English given.",
        "samples": dict(zip(SAMPLES, translations(model, [Pair(text, "") for text in SAMPLES], BEAM), strict=True)),
    }


def show(figures: dict[str, Any], title: str, console: Console) -> None:
    """The figures as a table, and below it how they were computed."""
    table = Table("measured", "figure", title=title)
    for name, how in (("greedy", "greedy"), (f"beam_{BEAM}", f"beam {BEAM}")):
        table.add_row(f"BLEU, {how}", f"{figures[name]['bleu']:.2f}")
        table.add_row(f"chrF, {how}", f"{figures[name]['chrf']:.2f}")
    for one in figures["taught_heads"]:
        share = f"{one['accuracy']:.3f} ({one['right']} of {one['words']})"
        table.add_row(f"words aligned right, layer {one['layer']}, head {one['head']}", share)
    console.print(table)
    for metric in ("bleu", "chrf"):
        console.print(f"{metric}: {figures['greedy'][f'{metric}_signature']}", soft_wrap=True)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m attnx.training.evaluate zh-en", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with zh-en.train.tsv")
    parser.add_argument("--model", type=Path, default=BUNDLED / "zh-en", help="a directory; otherwise the bundled one")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the split")
    parser.add_argument("--write-card", action="store_true", help="write card.json beside the weights")
    parser.add_argument("--history", default="in one go", help="for the card: how the training went")
    chosen = parser.parse_args(arguments)
    model = load_translator(read_directory(chosen.model, "zh-en", "trained"))
    split = split_pairs(read_pairs(chosen.data), read_english(chosen.data), chosen.seed)
    figures = measure(model, split.dev, read_aligned(ALIGNMENTS))
    show(figures, f"zh-en, {len(split.dev)} sentences held out", Console(highlight=False))
    if chosen.write_card:
        card = card_of(chosen.model, model, figures, split, chosen.seed, chosen.history)
        write_json(chosen.model / CARD, card)
