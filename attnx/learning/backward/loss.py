"""The loss, and where the backward pass begins."""

from __future__ import annotations

import numpy as np

from attnx.arithmetic import log_softmax


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean of −log p(target) in nats, and what it asks of the logits (token, entry): (p − 1 at the target) / n."""
    said = log_softmax(logits)  # (token, entry)
    places = np.arange(len(targets))
    loss = -float(said[places, targets].mean())
    dlogits = np.exp(said)
    dlogits[places, targets] -= 1.0
    dlogits /= len(targets)
    return loss, dlogits
