"""Back-translation (Sennrich et al. 2016, Improving Neural Machine Translation Models with Monolingual Data).

A translator of the other direction is trained on the same pairs and puts plain English sentences into
Chinese. Its Chinese is full of mistakes, but the English beside it is real, and is what the decoder learns.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import orjson
from tokenizers import Tokenizer

from attnx.training.course import train
from attnx.training.keep import write_bytes
from attnx.training.translator.epochs import Plan, Training, begin
from attnx.training.translator.network import translate
from attnx.training.translator.pairs import BEGIN, END, UNK, Tokens

EPOCHS = 7  # of the other direction
PIECES = range(4, 20)  # how long an English sentence may be, in pieces with <s> and </s>


def other_way(tokens: Tokens) -> Tokens:
    """English with </s> as the source, <s> and Chinese as the target."""
    return Tokens(tokens.target[1:], [BEGIN, *tokens.source])


def invent(
    real: list[Tokens], english: list[str], source: Tokenizer, target: Tokenizer, plan: Plan, work: Path
) -> list[Tokens]:
    """Pairs of invented Chinese and the `english` that is not in `real`; kept in `work`, read from there again."""
    kept = work / "invented.json"
    if kept.exists():
        return [Tokens(*pair) for pair in orjson.loads(kept.read_bytes())]
    plan = dataclasses.replace(plan, epochs=EPOCHS, guidance=0.0)
    model, optimizer, device = begin(plan, target.get_vocab_size(), source.get_vocab_size())
    tokens = [other_way(pair) for pair in real]
    nowhere = [np.zeros((len(pair.target) - 1, len(pair.source)), np.float32) for pair in tokens]
    train(Training(plan, tokens, nowhere, model, optimizer, device, len(tokens), lambda _: {}), work, "en-zh")

    known = {tuple(pair.target) for pair in real}
    rows = [encoding.ids for encoding in target.encode_batch_fast(english)]
    rows = [list(row) for row in dict.fromkeys(map(tuple, rows)) if len(row) in PIECES and row not in known]
    np.random.default_rng(plan.seed).shuffle(rows)
    chinese = translate(model, [row[1:] for row in rows], limit=40, together=128)
    pairs = [
        Tokens([*ids, END], row)
        for ids, row in zip(chinese, rows, strict=True)
        if 0 < len(ids) < 3 * len(row) // 2 and UNK not in ids and UNK not in row
    ]
    write_bytes(kept, orjson.dumps([(pair.source, pair.target) for pair in pairs]))
    return pairs
