"""Writing a text one token at a time: a translation, greedily or by beam search, or what goes on from a text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from copy import deepcopy

import numpy as np

from attnx.arithmetic import log_softmax
from attnx.frozen import frozen
from attnx.model.positions import turns_alike
from attnx.model.record import Recorder
from attnx.model.spec import Spec
from attnx.model.transformer import Reading, forward, logits
from attnx.model.weights import Weights


@frozen(eq=False)
class Written:
    """A text so far: its ids, and what the model thought of every next token, (step, vocabulary) log-probabilities."""

    ids: tuple[int, ...]
    log_probabilities: tuple[np.ndarray, ...]
    total: float
    reading: Reading
    ended: bool = False

    @property
    def score(self) -> float:
        """Log-probability per token written, so that a beam does not prefer short texts (Wu et al. 2016, section 7)."""
        return float(self.total / max(len(self.ids) - 1, 1))


@frozen
class Rules:
    """How a model was set to write: the tokens that end a text, what must come first, what not again, and what never.

    Of `no_repeat` tokens (0: of any number), no run is written twice; none of the runs `barred` is written at all.
    """

    ends: frozenset[int]
    first: int | None = None
    no_repeat: int = 0
    barred: tuple[tuple[int, ...], ...] = ()

    def hold(self, log_probabilities: np.ndarray, ids: Sequence[int], begun: bool = True) -> np.ndarray:
        """The same log-probabilities (vocabulary,), −∞ where a token may not come after these ids.

        `begun` is false where the first token is to be written.
        """
        held = log_probabilities.copy()
        if self.first is not None and not begun:
            held[np.arange(len(held)) != self.first] = -np.inf
            return held
        runs = list(self.barred)
        if self.no_repeat:
            runs += [tuple(ids[place : place + self.no_repeat]) for place in range(len(ids) - self.no_repeat + 1)]
        for *before, last in runs:
            if list(ids[max(len(ids) - len(before), 0) :]) == before:
                held[last] = -np.inf
        return held


def decode(
    source: np.ndarray, weights: Weights, spec: Spec, begin: int, rules: Rules, beam: int, longest: int
) -> Written:
    """The best text found, from `begin` to its end or `longest` tokens. `source` (key, d_model) is the encoder's."""
    texts = [Written((begin,), (), 0.0, Reading.begin(source, spec.n_layers))]
    while growing := [text for text in texts if not text.ended and len(text.ids) <= longest]:
        grown = [text for text in texts if text.ended]
        for text in growing:
            grown += grow(text, weights, spec, rules, beam)
        texts = sorted(grown, key=lambda text: -text.score)[:beam]
    return texts[0]


def grow(text: Written, weights: Weights, spec: Spec, rules: Rules, beam: int) -> Iterator[Written]:
    """The likeliest continuations of a text by one token. The token it began with is never written again."""
    reading = deepcopy(text.reading) if beam > 1 else text.reading
    log_probabilities = read_on(text.ids[-1:], weights, spec, reading)
    held = rules.hold(log_probabilities, text.ids, begun=len(text.ids) > 1)
    if text.ids[0] not in rules.ends and text.ids[0] != rules.first:
        held[text.ids[0]] = -np.inf
    likeliest = np.argsort(-held, kind="stable")[:beam].tolist()
    for token in [token for token in likeliest if held[token] > -np.inf]:
        total = text.total + float(log_probabilities[token])
        steps = (*text.log_probabilities, log_probabilities)
        yield Written((*text.ids, token), steps, total, reading, ended=token in rules.ends)


def go_on(
    ids: Sequence[int],
    weights: Weights,
    spec: Spec,
    ends: Collection[int],
    count: int,
    take: Callable[[np.ndarray, Sequence[int]], int],
) -> Written:
    """The text of these ids with at most `count` more, until one of `ends` is written.

    `take` chooses each from its log-probabilities (vocabulary,) and the ids before it.
    """
    reading = Reading.begin(None, spec.n_layers)
    text, new = Written(tuple(ids), (), 0.0, reading), tuple(ids)
    while len(text.log_probabilities) < count and not text.ended:
        if not reads_on(spec, reading.length, reading.length + len(new)):
            reading, new = Reading.begin(None, spec.n_layers), text.ids
        log_probabilities = read_on(new, weights, spec, reading)
        token = take(log_probabilities, text.ids)
        total = text.total + float(log_probabilities[token])
        steps = (*text.log_probabilities, log_probabilities)
        text, new = Written((*text.ids, token), steps, total, reading, ended=token in ends), (token,)
    return text


def reads_on(spec: Spec, length: int, longer: int) -> bool:
    """Whether keys that were made when the text had one length still serve it at another; at 0 there are none."""
    return not length or all(turns_alike(spec.positions_of(layer), length, longer) for layer in range(spec.n_layers))


def read_on(ids: Sequence[int], weights: Weights, spec: Spec, reading: Reading) -> np.ndarray:
    """What comes after these ids and all that was read before them, as log-probabilities (vocabulary,)."""
    x = forward(np.array(ids), weights, spec, everything(spec), reading=reading)  # (token, d_model)
    return log_softmax(logits(x[-1:], weights, spec)[-1])


def everything(spec: Spec) -> Recorder:
    """Runs every layer and keeps nothing."""
    return Recorder((), (), (), spec.n_heads, spec.n_kv_heads, run=spec.n_layers)
