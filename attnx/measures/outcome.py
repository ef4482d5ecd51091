"""What a change did to what comes out: the residual stream, and what the model says comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import numpy as np

from attnx.arithmetic import log_softmax
from attnx.frozen import frozen
from attnx.measures.align import Pair, align
from attnx.measures.compare import Shift, described, shift
from attnx.trace import LABEL_LOGITS, LOGITS, Trace

LIKELIEST = 5  # tokens that are listed of each side


@frozen
class Likelihood:
    """An entry of the vocabulary, and its probability before and after."""

    text: str
    id: int
    before: float
    after: float


@frozen(eq=False)
class Next:
    """What the model says comes next.

    `bits` (token,) is how far what each token says has moved, the divergence Σ p·log₂(p / q) of after (q) from before
    (p) (Kullback & Leibler 1951): 0 where nothing changed. `end` is the same for the last token of both texts, which
    need not stand for one another, and `likeliest` are the tokens that come next there.
    """

    tokens: tuple[Pair, ...]
    bits: np.ndarray
    end: float
    likeliest: tuple[Likelihood, ...]

    def document(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "tokens": [described(pair) for pair in self.tokens],
            "bits": self.bits.tolist(),
            "end": self.end,
            "likeliest": [asdict(token) for token in self.likeliest],
        }


@frozen(eq=False)
class Outcome:
    """What became of the residual stream after the last layer, and of what comes next where the model says it.

    Of a picture's classifier `labels` are the likeliest of both sides.
    """

    stream: Shift
    next: Next | None
    labels: tuple[Likelihood, ...] = ()

    def document(self) -> dict[str, object]:
        """Plain values for JSON."""
        following = {} if self.next is None else {"next": self.next.document()}
        labels = {"labels": [asdict(label) for label in self.labels]} if self.labels else {}
        return {"stream": self.stream.document(), **following, **labels}


def outcome(before: Trace, after: Trace, name: Callable[[int], str] = str) -> Outcome:
    """What a change did. Both traces hold `final`, and `logits` where the model says what comes next.

    `name` says what an entry of the vocabulary is called, or a label where they hold `label_logits`.

    Raises UsageError where `final` was not recorded, or where the texts have no word in common.
    """
    pairs = tuple(pair for pair in align(before.tokens, after.tokens) if pair.both)
    old = [pair.before.index for pair in pairs if pair.before]
    new = [pair.after.index for pair in pairs if pair.after]
    stream = shift("final", None, pairs, before.array("final")[old], after.array("final")[new])
    if LABEL_LOGITS in before.arrays and LABEL_LOGITS in after.arrays:
        p, q = (log_softmax(trace.array(LABEL_LOGITS).astype(np.float64)) for trace in (before, after))
        return Outcome(stream, None, likeliest(p, q, name))
    if LOGITS not in before.arrays or LOGITS not in after.arrays:
        return Outcome(stream, None)
    p, q = (log_softmax(trace.array("logits").astype(np.float64)) for trace in (before, after))
    end = float(divergence(p[-1], q[-1]))
    return Outcome(stream, Next(pairs, divergence(p[old], q[new]), end, likeliest(p[-1], q[-1], name)))


def likeliest(p: np.ndarray, q: np.ndarray, name: Callable[[int], str]) -> tuple[Likelihood, ...]:
    """The likeliest entries of two log-probabilities (entry,), by how likely either finds them."""
    top = np.argsort(-np.stack((p, q)), axis=-1, kind="stable")[:, :LIKELIEST]
    order = sorted({*top.ravel().tolist()}, key=lambda entry: -max(p[entry], q[entry]))
    return tuple(Likelihood(name(entry), entry, float(np.exp(p[entry])), float(np.exp(q[entry]))) for entry in order)


def divergence(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Σ p·log₂(p / q) over the last axis, of log-probabilities."""
    return np.asarray(np.maximum((np.exp(p) * (p - q)).sum(axis=-1) / np.log(2.0), 0.0))
