"""The recipe of the bundled model `zh-en`: python -m attnx.training.translator --data DIR --out DIR

A Transformer of the 2017 paper, small, trained on short everyday sentence pairs and on back-translated
English, with two heads of cross-attention taught to show where a word comes from. Seeded; started again,
it goes on after the last whole epoch. CPU or GPU.
"""

from __future__ import annotations

import argparse
import datetime
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import sacrebleu
import torch
from tokenizers import Tokenizer

from attnx.training.course import train
from attnx.training.translator.back import invent
from attnx.training.translator.epochs import Plan, Training, begin
from attnx.training.translator.export import export
from attnx.training.translator.first_vectors import first_vectors
from attnx.training.translator.guide import alignments
from attnx.training.translator.network import Translator, translate
from attnx.training.translator.pairs import (
    Pair,
    Split,
    read_english,
    read_pairs,
    source_tokenizer,
    split_pairs,
    target_tokenizer,
    tokenize,
)


@dataclass(frozen=True)
class Bleu:
    """Greedy BLEU on the sentences held out."""

    dev: list[Pair]
    source: Tokenizer
    target: Tokenizer

    def __call__(self, model: Translator) -> dict[str, float]:
        found = self.target.decode_batch(translate(model, [self.source.encode(pair.chinese).ids for pair in self.dev]))
        score = sacrebleu.corpus_bleu(found, [[pair.english for pair in self.dev]]).score
        return {"bleu": float(score)}


def tokenizers(data: Split, plan: Plan) -> tuple[Tokenizer, Tokenizer]:
    """Of Chinese and of English, learned from the pairs."""
    source = source_tokenizer([pair.chinese for pair in data.train])
    return source, target_tokenizer([pair.english for pair in data.train], plan.target_vocab)


def prepare(data: Split, source: Tokenizer, target: Tokenizer, plan: Plan, work: Path) -> Training:
    """Tokens, invented pairs, alignments, an untrained model."""
    tokens = tokenize(data.train, source, target)
    invented = invent(tokens, data.english, source, target, plan, work / "back") if data.english else []
    model, optimizer, device = begin(plan, source.get_vocab_size(), target.get_vocab_size())
    english = [pair.english for pair in data.train] + data.english
    vectors = torch.from_numpy(first_vectors(english, target, plan.d_model, plan.seed))
    model.decoder.token_embedding.weight.data.copy_(vectors)
    links = alignments(tokens + invented, target)
    measure = Bleu(data.dev, source, target)
    return Training(plan, tokens + invented, links, model, optimizer, device, len(tokens), measure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with zh-en.train.tsv")
    parser.add_argument("--out", type=Path, required=True, help="where the model directory is written")
    parser.add_argument("--work", type=Path, help="where the unfinished training is kept; beside --out by default")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    for name, value in asdict(Plan()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    data, out, work, threads = (given.pop(name) for name in ("data", "out", "work", "threads"))
    plan = Plan(**given)
    torch.set_num_threads(threads)
    work = work or out.with_name(out.name + ".work")
    split = split_pairs(read_pairs(data), read_english(data), plan.seed)
    source, target = tokenizers(split, plan)
    training = prepare(split, source, target, plan, work)
    train(training, work, "zh-en")
    about = {
        "recipe": f"attnx.training.translator {json.dumps(asdict(plan))}",
        "data": "Tatoeba zh-en and, back-translated, English (CC BY 2.0 FR), Global African Storybook zh-en (CC BY)",
        "date": datetime.date.today().isoformat(),
    }
    export(out, training.model, source, target, about)
