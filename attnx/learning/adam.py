"""Adam (Kingma & Ba 2015, algorithm 1)."""

from __future__ import annotations

import numpy as np

from attnx.learning.parameters import parameters
from attnx.model.weights import Weights

BETA_1, BETA_2, EPS = 0.9, 0.98, 1e-9  # as in Vaswani et al. 2017, section 5.3
LONGEST = 1.0  # a gradient longer than this is shortened to it (Pascanu et al. 2013)


class Adam:
    """Moves weights against their gradients, each by its own pace: `first` and `second` are the running means of the
    gradient and of its square.
    """

    def __init__(self, weights: Weights) -> None:
        self.first = [np.zeros_like(array) for _, array in parameters(weights)]
        self.second = [np.zeros_like(array) for _, array in parameters(weights)]
        self.steps = 0

    def step(self, weights: Weights, gradient: Weights, rate: float) -> None:
        """One step, in place."""
        self.steps += 1
        asked = [array for _, array in parameters(gradient)]
        length = float(np.sqrt(sum(float(np.vdot(array, array)) for array in asked)))
        shortened = min(1.0, LONGEST / length) if length else 1.0
        unbiased_1, unbiased_2 = 1.0 - BETA_1**self.steps, 1.0 - BETA_2**self.steps
        for (_, array), g, m, v in zip(parameters(weights), asked, self.first, self.second, strict=True):
            g *= shortened
            m += (1.0 - BETA_1) * (g - m)
            v += (1.0 - BETA_2) * (g * g - v)
            array -= rate / unbiased_1 * m / (np.sqrt(v / unbiased_2) + EPS)
