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
            move = self.by_muon if group["orthogonal"] else self.by_adam
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.mul_(1 - group["lr"] * group["decay"])
                    parameter.add_(move(parameter), alpha=-group["lr"])

    def by_muon(self, parameter: nn.Parameter) -> Tensor:
        """The momentum (Nesterov 1983), orthogonal; q, k and v that stand in one matrix each by itself."""
        gradient = parameter.grad
        assert gradient is not None
        momentum = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
        momentum.mul_(MOMENTUM).add_(gradient)
        rows, columns = parameter.shape
        parts = (gradient + MOMENTUM * momentum).chunk(3 if rows == 3 * columns else 1)
        return torch.cat([orthogonal(part) * math.sqrt(max(part.shape)) for part in parts])

    def by_adam(self, parameter: nn.Parameter) -> Tensor:
        gradient, state = parameter.grad, self.state[parameter]
        assert gradient is not None
        for name in ("first", "second"):
            state.setdefault(name, torch.zeros_like(parameter))
        count = state["count"] = torch.as_tensor(state.get("count", 0)) + 1
        first = state["first"].lerp_(gradient, 1 - BETAS[0])
        second = state["second"].lerp_(gradient.square(), 1 - BETAS[1])
        return (first / (1 - BETAS[0] ** count)) / ((second / (1 - BETAS[1] ** count)).sqrt() + EPS)


def orthogonal(matrix: Tensor) -> Tensor:
    """U·Vᵀ of a matrix U·S·Vᵀ, nearly: five steps of a polynomial that leads its singular values to about 1."""
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    x = wide / (wide.norm() + 1e-7)
    for _ in range(5):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x if wide is matrix else x.T
