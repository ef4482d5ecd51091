"""Muon (Jordan et al. 2024) for the matrices of a model's layers, and AdamW (Loshchilov & Hutter 2019) for the rest.

What a matrix does is changed alike in all of its directions: each step is the momentum made orthogonal, so that rare
directions of the gradient count as much as common ones. Both kinds of step have numbers of the size of the rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
BETAS, EPS = (0.9, 0.98), 1e-8


class Muon(torch.optim.Optimizer):
    """`matrices` are moved by Muon, `others` by AdamW, at one rate; both lose `decay` of themselves, times the rate."""

    def __init__(
        self, matrices: Iterable[nn.Parameter], others: Iterable[nn.Parameter], rate: float, decay: float
    ) -> None:
        groups = [{"params": list(matrices), "orthogonal": True}, {"params": list(others), "orthogonal": False}]
        super().__init__(groups, {"lr": rate, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]  # no closure
        for group in self.param_groups:
            there = [parameter for parameter in group["params"] if parameter.grad is not None]
            moves = self.by_muon(there) if group["orthogonal"] else map(self.by_adam, there)
            for parameter, move in zip(there, moves, strict=True):
                parameter.mul_(1 - group["lr"] * group["decay"]).add_(move, alpha=-group["lr"])

    def by_muon(self, matrices: list[nn.Parameter]) -> list[Tensor]:
        """The momentum (Nesterov 1983), orthogonal; q, k and v that stand in one matrix each by itself."""
        parts = []
        for matrix in matrices:
            gradient = matrix.grad
            assert gradient is not None
            momentum = self.state[matrix].setdefault("momentum", torch.zeros_like(matrix))
            momentum.mul_(MOMENTUM).add_(gradient)
            rows, columns = matrix.shape
            parts.append((gradient + MOMENTUM * momentum).chunk(3 if rows == 3 * columns else 1))
        return [torch.cat(several) for several in in_shapes(parts)]

    def by_adam(self, parameter: nn.Parameter) -> Tensor:
        gradient, state = parameter.grad, self.state[parameter]
        assert gradient is not None
        for name in ("first", "second"):
            state.setdefault(name, torch.zeros_like(parameter))
        count = state["count"] = torch.as_tensor(state.get("count", 0)) + 1
        first = state["first"].lerp_(gradient, 1 - BETAS[0])
        second = state["second"].lerp_(gradient.square(), 1 - BETAS[1])
        return (first / (1 - BETAS[0] ** count)) / ((second / (1 - BETAS[1] ** count)).sqrt() + EPS)


def in_shapes(parts: list[tuple[Tensor, ...]]) -> list[list[Tensor]]:
    """All of them orthogonal, those of one shape at once."""
    flat = [part for several in parts for part in several]
    made: dict[int, Tensor] = {}
    for shape in {part.shape for part in flat}:
        alike = [part for part in flat if part.shape == shape]
        moves = orthogonal(torch.stack(alike)) * math.sqrt(max(shape))
        made |= {id(part): move for part, move in zip(alike, moves, strict=True)}
    return [[made[id(part)] for part in several] for several in parts]


def orthogonal(matrices: Tensor) -> Tensor:
    """U·Vᵀ of each matrix U·S·Vᵀ of (…, row, column), nearly: five steps of a polynomial that leads its singular
    values to about 1.
    """
    wide = matrices if matrices.shape[-2] <= matrices.shape[-1] else matrices.mT
    x = wide / (wide.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        square = x @ x.mT
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x if wide is matrices else x.mT
