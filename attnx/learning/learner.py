"""Learning, step by step: a batch forward, its loss backward, and one step of Adam."""

from __future__ import annotations

import numpy as np

from attnx.errors import InputError
from attnx.frozen import frozen
from attnx.learning.adam import Adam
from attnx.learning.backward.loss import cross_entropy
from attnx.learning.backward.transformer import Touches, backward, forget_all
from attnx.learning.begin import first_weights
from attnx.learning.forward import forward
from attnx.learning.parameters import parameters
from attnx.learning.passed import Passed
from attnx.learning.rows import Material, Rows
from attnx.model.spec import Spec
from attnx.model.weights import Weights

WARM = 50  # steps in which the rate rises to what was asked for (Vaswani et al. 2017, section 5.3)
COOL = 0.1  # the share of it that is left at the last step
WORSE = 3.0  # a loss so many times that of the first step is one that has come loose


@frozen
class Measured:
    """The mean loss of some rows in nats, and the share of their questions whose likeliest answer is right."""

    loss: float
    accuracy: float


class Learner:
    """A model that learns: `weights` change in place with every step."""

    def __init__(self, material: Material, spec: Spec, steps: int, rate: float, batch: int, seed: int) -> None:
        self.material, self.spec = material, spec
        self.steps, self.rate, self.batch = steps, rate, batch
        self.chance = np.random.default_rng(seed)
        self.weights = first_weights(spec, self.chance)
        self.adam = Adam(self.weights)
        self.step = 0
        self.first_loss = 0.0

    def learn(self) -> float:
        """One step on a batch drawn by lot; its loss. Raises InputError where the loss has come loose."""
        rows = self.material.batch(self.batch, self.chance)
        with np.errstate(over="ignore", invalid="ignore"):
            loss, gradient = self.asks(rows)
        self.step += 1
        self.first_loss = self.first_loss or loss
        if not loss <= WORSE * self.first_loss:  # so that NaN is caught too
            raise InputError(
                "diverged", rate=f"{self.rate:g}", step=self.step, first=f"{self.first_loss:.2f}", loss=f"{loss:.3g}"
            )
        self.adam.step(self.weights, gradient, self.rate_now)
        return loss

    @property
    def rate_now(self) -> float:
        """The rate of this step: it rises at first, and falls from then on."""
        done = self.step / self.steps
        return self.rate * min(1.0, self.step / WARM) * (1.0 - (1.0 - COOL) * done)

    def asks(self, rows: Rows, touches: Touches = forget_all) -> tuple[float, Weights]:
        """The loss of these rows, and what it asks of all weights."""
        passed = forward(rows.ids, self.weights, self.spec)
        loss, dlogits = cross_entropy(self.logits(passed, rows.asked), rows.answers)
        return loss, backward(dlogits, rows.asked, passed, self.weights, self.spec, touches)

    def logits(self, passed: Passed, asked: np.ndarray) -> np.ndarray:
        """(asked, entry): what the words that are asked say."""
        return np.asarray(passed.x[asked] @ self.weights.output_table.T)

    def measure(self, rows: Rows) -> Measured:
        """How well these rows are answered."""
        logits = self.logits(forward(rows.ids, self.weights, self.spec), rows.asked)
        loss, _ = cross_entropy(logits, rows.answers)
        return Measured(loss, float((logits.argmax(axis=-1) == rows.answers).mean()))

    def on_sources(self, rows: Rows) -> np.ndarray:
        """(layer, head): the mean weight of the words that are asked on the places that their answers stand at."""
        assert rows.sources is not None
        passed = forward(rows.ids, self.weights, self.spec)
        row, query = np.divmod(rows.asked, rows.ids.shape[1])
        key = rows.sources[row, query]
        return np.stack([block.attention.weights[row, :, query, key].mean(axis=0) for block in passed.blocks])

    def state(self) -> list[np.ndarray]:
        """A copy of all numbers."""
        return [array.copy() for _, array in parameters(self.weights)]

    def go_back_to(self, state: list[np.ndarray]) -> None:
        """Takes all numbers from a copy."""
        for (_, array), kept in zip(parameters(self.weights), state, strict=True):
            array[...] = kept
