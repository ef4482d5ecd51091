"""How the translator is trained: every choice of it, what an epoch needs, and an epoch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from attnx.training.course import rate_at
from attnx.training.translator.guide import guide, guide_loss, guided_heads
from attnx.training.translator.network import Sizes, Translator
from attnx.training.translator.pairs import END, PAD, UNK, Tokens, batches, padded


@dataclass(frozen=True)
class Plan:
    """Every choice of the training."""

    epochs: int = 24
    seed: int = 1
    batch_tokens: int = 1500  # source and target together, with padding
    target_vocab: int = 4000
    d_model: int = 192
    n_heads: int = 6
    d_ff: int = 768
    layers: int = 3
    dropout: float = 0.1
    forgotten: float = 0.03  # the share of source tokens replaced by [UNK]
    smoothing: float = 0.1
    guidance: float = 0.1  # the weight of guided alignment in the loss
    rate: float = 1.5e-3
    warmup: int = 500  # steps
    cooldown: float = 0.4  # the share of all epochs
    measure_every: int = 4  # epochs

    def sizes(self, source_vocab_size: int, target_vocab_size: int) -> Sizes:
        return Sizes(
            source_vocab_size=source_vocab_size,
            target_vocab_size=target_vocab_size,
            d_model=self.d_model,
            n_heads=self.n_heads,
            d_ff=self.d_ff,
            encoder_layers=self.layers,
            decoder_layers=self.layers,
        )


@dataclass
class Training:
    """The pairs as tokens with their alignments, the model, its optimiser, and how good a model is.

    The first `real` pairs are read in every epoch, and as many of the others, which take turns.
    """

    plan: Plan
    tokens: list[Tokens]
    links: list[np.ndarray]
    model: Translator
    optimizer: torch.optim.Optimizer
    device: torch.device
    real: int
    measure: Callable[[Translator], dict[str, float]]

    def numbers(self, epoch: int) -> np.ndarray:
        """The pairs of one epoch."""
        made = len(self.tokens) - self.real
        turn = self.real + (epoch * self.real + np.arange(min(self.real, made))) % max(made, 1)
        return np.concatenate([np.arange(self.real), turn])

    def epoch(self, number: int, tell: Callable[[float, int, int], None]) -> float:
        """One pass over the data; returns the mean loss. `tell` hears of each batch: loss, pieces, of how many."""
        torch.manual_seed(self.plan.seed * 1000 + number)
        rng = np.random.default_rng([self.plan.seed, number])
        self.model.train()
        losses = []
        numbers = self.numbers(number)
        groups = [numbers[group] for group in batches([self.tokens[i] for i in numbers], self.plan.batch_tokens, rng)]
        for place, group in enumerate(groups):
            rate = rate_at(self.plan, (number + place / len(groups)) / self.plan.epochs, number * len(groups) + place)
            loss, pieces = self.step(group, rate)
            losses.append(loss)
            tell(loss, pieces, len(groups))
        return float(np.mean(losses))

    def step(self, group: np.ndarray, rate: float) -> tuple[float, int]:
        """One batch; returns its loss and how many pieces were predicted."""
        plan = self.plan
        source = torch.from_numpy(padded([self.tokens[i].source for i in group])).to(self.device)
        target = torch.from_numpy(padded([self.tokens[i].target for i in group])).to(self.device)
        forgotten = (torch.rand(source.shape, device=self.device) < plan.forgotten) & (source > END)
        read, wanted = target[:, :-1].masked_fill(target[:, :-1] == END, PAD), target[:, 1:]
        result = self.model(source.masked_fill(forgotten, UNK), read)
        there = wanted != PAD
        logits = self.model.logits(result.decoded[there])  # (piece, vocabulary)
        loss = functional.cross_entropy(logits, wanted[there], label_smoothing=plan.smoothing)
        links = guide([self.links[i] for i in group], wanted.shape[1], source.shape[1]).to(self.device)
        guided = guide_loss(result.cross, links, guided_heads(plan.layers))
        self.optimizer.zero_grad(set_to_none=True)
        (loss + plan.guidance * guided).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for parameters in self.optimizer.param_groups:
            parameters["lr"] = rate
        self.optimizer.step()
        return float(loss.detach()), int(there.sum())


def begin(plan: Plan, source_size: int, target_size: int) -> tuple[Translator, torch.optim.Optimizer, torch.device]:
    """A model that has learned nothing, its optimiser, and where both are; all chance comes from the plan's seed."""
    torch.manual_seed(plan.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Translator(plan.sizes(source_size, target_size), plan.dropout).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    return model, optimizer, device
