"""The logit lens: what a model would have said had it ended after each layer (nostalgebraist 2020)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from attnx.arithmetic import log_softmax
from attnx.model.record import Recorder
from attnx.model.spec import Spec
from attnx.model.transformer import logits
from attnx.model.weights import Weights


@dataclass
class StreamRecorder(Recorder):
    """A Recorder that also keeps the residual stream of the tokens `places` as it enters each layer."""

    places: tuple[int, ...] = ()
    streams: list[np.ndarray] = field(default_factory=list)  # of each layer, (place, d_model)

    def stream(self, layer: int, x: np.ndarray) -> np.ndarray:
        self.streams.append(x[list(self.places)])
        return super().stream(layer, x)


def answer(x: np.ndarray, weights: Weights, spec: Spec) -> np.ndarray:
    """What is said after all layers, (place, vocabulary) log-probabilities; `forward` gave x (place, d_model)."""
    return np.stack([log_softmax(row) for row in logits(x, weights, spec)])


def said_early(stream: np.ndarray, weights: Weights, spec: Spec) -> np.ndarray:
    """The same of a residual stream (place, d_model) that enters a layer, through the final norm and the head."""
    if weights.final_norm is not None and spec.norm is not None:
        stream = weights.final_norm(stream.copy(), spec.norm)
    return answer(stream, weights, spec)
