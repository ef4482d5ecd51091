"""Guided alignment (Garg et al. 2019): heads of cross-attention that are told where a word comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from attnx.training.translator.aligner import align
from attnx.training.translator.pairs import Tokens, word_numbers


@dataclass(frozen=True)
class Guided:
    """One taught head. `shift` 0: the row that predicts a piece is aligned with it; 1: the row whose input it is."""

    layer: int
    head: int
    shift: int


def guided_heads(decoder_layers: int) -> tuple[Guided, Guided]:
    """The last layer says where the next word comes from, the one before it where the word just written came from."""
    return Guided(decoder_layers - 1, 0, shift=0), Guided(max(decoder_layers - 2, 0), 1, shift=1)


def alignments(tokens: list[Tokens], target: Tokenizer) -> list[np.ndarray]:
    """For each pair (target piece, source token): without <s>, with </s>; a piece like its word; 0 where unsure."""
    pieces = [[str(target.id_to_token(i)) for i in t.target[1:-1]] for t in tokens]
    numbers = [word_numbers(row) for row in pieces]
    ids: dict[str, int] = {}
    words = []
    for row, places in zip(pieces, numbers, strict=True):
        text = [""] * (max(places, default=0) + 1)
        for piece, place in zip(row, places, strict=True):
            text[place] += piece
        words.append(np.array([ids.setdefault(word.strip("▁").casefold(), len(ids)) for word in text]))
    found = align([np.array(t.source[:-1]) for t in tokens], words)
    return [np.pad(links[places], ((0, 1), (0, 1))) for links, places in zip(found, numbers, strict=True)]


def guide(rows: list[np.ndarray], targets: int, sources: int) -> Tensor:
    """The alignments of one batch, padded to (pair, target piece, source token)."""
    out = np.zeros((len(rows), targets, sources), dtype=np.float32)
    for i, links in enumerate(rows):
        out[i, : links.shape[0], : links.shape[1]] = links
    return torch.from_numpy(out)


def guide_loss(cross: list[Tensor], wanted: Tensor, heads: tuple[Guided, ...]) -> Tensor:
    """Cross-entropy between the alignments and the weights of the guided heads, a mean over the aligned rows.

    cross: log-weights (pair, head, query, key) of each layer, where query t reads piece t−1 and predicts piece t.
    """
    total = torch.zeros((), device=wanted.device)
    for taught in heads:
        log_weights = cross[taught.layer][:, taught.head]  # (pair, query, key)
        rows = log_weights[:, taught.shift :]  # query t + shift stands beside piece t
        asked = wanted[:, : rows.shape[1]]
        total = total - (asked * rows.masked_fill(asked == 0, 0.0)).sum() / asked.sum().clamp(min=1.0)
    return total / len(heads)
