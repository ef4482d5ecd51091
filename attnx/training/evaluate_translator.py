"""What the exported translator can do, measured on its files and written in its card.

python -m attnx.training.evaluate_translator --data DIR --model DIR --alignments tests/fixtures/alignments.tsv
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sacrebleu
import torch
from safetensors import safe_open

from attnx.training.export_translator import CARD, VERSION, WEIGHTS, Exported, read_exported
from attnx.training.guide import Guided, guided_heads
from attnx.training.keep import write_json
from attnx.training.pairs import Pair, read_english, read_pairs, split_pairs
from attnx.training.translator_network import translate

BEAM, ALPHA = 4, 1.0
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


def translations(exported: Exported, pairs: list[Pair], beam: int, alpha: float = ALPHA) -> list[str]:
    sources = [exported.source.encode(pair.chinese).ids for pair in pairs]
    found: list[str] = exported.target.decode_batch(translate(exported.model, sources, beam, alpha))
    return found


def alignment(exported: Exported, aligned: list[Aligned], head: Guided) -> tuple[int, int, list[str]]:
    """How many hand-aligned words look most at a right character, of how many, and the wrong ones.

    The English is given, not found. A word of several pieces looks where the mean of their rows looks.
    """
    right, wrong = 0, []
    for item in aligned:
        source, target = exported.source.encode(item.pair.chinese), exported.target.encode(item.pair.english)
        with torch.inference_mode():
            result = exported.model(torch.tensor([source.ids]), torch.tensor([target.ids]))
        weights = result.cross[head.layer][0, head.head].exp()  # (query, key)
        for word, characters in item.words:
            begin = item.pair.english.index(word)
            pieces = [i for i, (a, b) in enumerate(target.offsets) if a < begin + len(word) and b > begin and b > a]
            row = weights[[i - 1 + head.shift for i in pieces]].mean(0)
            a, b = source.offsets[int(row.argmax())]
            looked = item.pair.chinese[a:b]
            if looked and looked in characters:
                right += 1
            else:
                wrong.append(f"{word}→{looked or '</s>'} ({item.pair.chinese})")
    return right, right + len(wrong), wrong


def evaluate(data: Path, model: Path, alignments: Path, seed: int, history: str) -> dict[str, Any]:
    """The card: every figure from the files in `model`."""
    exported = read_exported(model)
    split = split_pairs(read_pairs(data), read_english(data), seed)
    with safe_open(model / WEIGHTS, framework="numpy") as file:
        about = file.metadata()
    heads = []
    for head in guided_heads(exported.model.sizes.decoder_layers):
        right, count, wrong = alignment(exported, read_aligned(alignments), head)
        entry = {"layer": head.layer, "head": head.head, "ahead": head.shift == 0}
        heads.append(entry | {"right": right, "words": count, "accuracy": round(right / count, 3), "wrong": wrong})
    samples = [Pair(text, "") for text in SAMPLES]
    return {
        "name": "zh-en",
        "what": "A teaching model of short everyday sentences, Chinese to English. Expect mistakes.",
        "version": VERSION,
        "date": about["date"],
        "seed": seed,
        "recipe": about["recipe"],
        "history": history,
        "parameters": sum(p.numel() for p in exported.model.parameters()),
        "data": about["data"],
        "licence": "weights: Apache-2.0 like attnx; the attribution its texts ask for is in NOTICE",
        "training_pairs": len(split.train),
        "development": f"{len(split.dev)} sentences held out by their English side; used to choose the checkpoint",
        "greedy": quality(translations(exported, split.dev, 1), split.dev),
        f"beam_{BEAM}": quality(translations(exported, split.dev, BEAM), split.dev) | {"length_penalty": ALPHA},
        "aligner": {key: heads[0][key] for key in ("layer", "head", "ahead", "accuracy")},
        "taught_heads": heads,
        "taught_heads_note": "ahead: the row that predicts a piece looks at where it comes from; "
        "otherwise the row that reads it. Measured on sentences aligned by hand, the English given.",
        "samples": dict(zip(SAMPLES, translations(exported, samples, BEAM), strict=True)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="the exported directory; its card.json is written")
    parser.add_argument("--alignments", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1, help="the seed of the split")
    parser.add_argument("--history", default="in one go", help="how the training went, where not in one go")
    given = parser.parse_args()
    card = evaluate(given.data, given.model, given.alignments, given.seed, given.history)
    write_json(given.model / CARD, card)
    print(json.dumps(card, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
