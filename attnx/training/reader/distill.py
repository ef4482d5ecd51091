"""The three losses: look where the teacher looks, find what a pronoun stands for, guess masked words."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from attnx.training.reader.pieces import CLS, MASK, PAD, SEP
from attnx.training.reader.teacher import by_words

SMALL = 1e-6


class Guess(nn.Module):
    """Logits over the vocabulary for a masked word, tied to the embeddings (Devlin et al. 2018); not exported."""

    def __init__(self, d_model: int, vocab_size: int) -> None:
        super().__init__()
        self.turn, self.norm = nn.Linear(d_model, d_model), nn.LayerNorm(d_model)
        self.bias = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        return self.norm(functional.gelu(self.turn(x))) @ embedding.mT + self.bias


def student_looks(looked: list[Tensor], heads: list[tuple[int, int]], word: Tensor) -> Tensor:
    """(row, head, word, word) of the chosen heads, from the log-weights (row, head, piece, piece) of every layer."""
    return by_words(torch.stack([looked[layer][:, head] for layer, head in heads], dim=1).exp(), word)


def divergence(student: Tensor, teacher: Tensor, weight: Tensor) -> Tensor:
    """Σ t·log(t/s) of each source word's row, averaged with `weight` (row, head, word) (Wang et al. 2020, MiniLM)."""
    each = (teacher * ((teacher + SMALL).log() - (student + SMALL).log())).sum(dim=-1)
    return (each * weight).sum() / weight.sum()


def misses(student: Tensor, links: Tensor) -> Tensor:
    """−log of what a pronoun's row (row, word, word) gives its referent; links are (row, pronoun, referent)."""
    return -(student[links[:, 0], links[:, 1], links[:, 2]] + SMALL).log().mean()


def hide(ids: Tensor, chance: float, vocab_size: int) -> tuple[Tensor, Tensor]:
    """Pieces with some masked, and where: 80 % become [MASK], 10 % another piece, 10 % stay (Devlin et al. 2018)."""
    ordinary = (ids != PAD) & (ids != CLS) & (ids != SEP)
    hidden = ordinary & (torch.rand(ids.shape, device=ids.device) < chance)
    kind = torch.rand(ids.shape, device=ids.device)
    shown = torch.where(hidden & (kind < 0.8), MASK, ids)
    return torch.where(hidden & (kind > 0.9), torch.randint_like(ids, MASK + 1, vocab_size), shown), hidden
