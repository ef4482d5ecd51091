"""What was measured while a model learnt: a moment every so many steps, and where its loss fell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from attnx.document import document, of_text
from attnx.frozen import frozen
from attnx.trace import Attention, Trace

LATE = 0.15  # the share of the steps after which a jump begins …
HIGH = 0.5  # … where the loss still has this share of what it was …
BRIEF = 0.15  # … the share of the steps that it takes at most …
DEEP = 0.5  # … and the share of the rest of the fall that it is at least


@frozen(eq=False)
class Moment:
    """After `step` of `steps`. `loss` is the mean of the batches since the moment before, in nats, None at the start.

    `unseen` is the loss on sentences that are never learnt from, `accuracy` the share of their questions that are
    answered rightly. `trace` has the weights of every head on the sentence that is watched, of which `layer` and
    `head` show most, and the word `query` is asked; it says `word`, with this `probability`.
    """

    step: int
    steps: int
    loss: float | None
    unseen: float
    accuracy: float
    trace: Trace
    layer: int
    head: int
    query: int
    word: str
    probability: float

    @property
    def attention(self) -> Attention:
        """That of the layer that shows most."""
        return self.attention_of(self.layer)

    @property
    def weights(self) -> np.ndarray:
        """(query, key) of the head that shows most."""
        return self.weights_of(self.layer, self.head)

    def attention_of(self, layer: int) -> Attention:
        return next(attention for number, attention in self.trace.attentions() if number == layer)

    def weights_of(self, layer: int, head: int) -> np.ndarray:
        """(query, key) of any head."""
        return self.attention_of(layer).of_head("weights", head).data

    def document(self) -> dict[str, Any]:
        """The moment as plain values, a line of the history."""
        return (
            document("moment")
            | of_text(self.trace)
            | {
                "step": self.step,
                "steps": self.steps,
                "loss": self.loss,
                "unseen_loss": self.unseen,
                "accuracy": self.accuracy,
                "layer": self.layer,
                "head": self.head,
                "query": self.query,
                "says": {"word": self.word, "probability": self.probability},
                "weights": self.weights.tolist(),
            }
        )


@frozen
class Jump:
    """From one step to another, in which the loss on unseen sentences fell most."""

    begin: int
    end: int
    before: float
    after: float


def jump(history: Sequence[Moment]) -> Jump | None:
    """Where the loss fell at once after a time in which it hardly did, if there is such a place.

    It is at least half of the fall that was left, in a few of the steps, and not among the first (Olsson et al. 2022
    saw one where induction heads form).
    """
    steps = history[0].steps
    later = [moment for moment in history if moment.step >= LATE * steps]
    if not later or later[0].unseen < HIGH * history[0].unseen:
        return None
    falls = [
        Jump(one.step, other.step, one.unseen, other.unseen)
        for place, one in enumerate(later)
        for other in later[place + 1 :]
        if other.step - one.step <= BRIEF * steps
    ]
    best = max(falls, key=lambda fall: fall.before - fall.after, default=None)
    rest = later[0].unseen - min(moment.unseen for moment in later)
    return best if best is not None and best.before - best.after >= DEEP * rest > 0 else None
