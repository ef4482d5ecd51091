"""Drawing a token: from log-probabilities to the chance of each, and one of them by lot."""

from __future__ import annotations

from math import isfinite

import numpy as np

from attnx.errors import InputError, Phrase, UsageError
from attnx.trace import Sampling


def sampling_of(temperature: float | None, top_k: int | None, top_p: float | None, seed: int | None) -> Sampling | None:
    """How tokens are drawn; None where nothing is asked for. Raises UsageError or InputError for what cannot be."""
    if temperature is not None and not (isfinite(temperature) and temperature > 0):
        raise InputError("temperature", value=temperature)
    if top_k is not None and top_k < 1:
        raise UsageError("matrix_scalar", name="top_k", expected=Phrase("whole_above_zero"), found=top_k)
    if top_p is not None and not 0 < top_p <= 1:
        raise UsageError("matrix_scalar", name="top_p", expected=Phrase("share"), found=top_p)
    if seed is not None and seed < 0:
        raise UsageError("matrix_scalar", name="seed", expected=Phrase("whole"), found=seed)
    if temperature is top_k is top_p is seed is None:
        return None
    return Sampling(1.0 if temperature is None else float(temperature), top_k, top_p, seed or 0)


def chances(log_probabilities: np.ndarray, sampling: Sampling) -> np.ndarray:
    """How likely each token is to be drawn, (vocabulary,) float64 that sum to 1.

    First the temperature, then top_k, then top_p (nucleus sampling, Holtzman et al. 2020), which keeps the fewest
    tokens that have at least that share together. What is as likely as the last of the top_k stays too.
    """
    wide = log_probabilities.astype(np.float64)
    scaled = (wide - wide.max()) / sampling.temperature  # less the largest, so that a small temperature overflows to 0
    if sampling.top_k is not None and sampling.top_k < len(scaled):
        least = np.partition(scaled, -sampling.top_k)[-sampling.top_k]
        scaled[scaled < least] = -np.inf
    shares = np.exp(scaled)
    shares /= shares.sum()
    if sampling.top_p is not None:
        order = np.argsort(-shares, kind="stable")
        before = np.cumsum(shares[order]) - shares[order]  # what the likelier ones have together
        shares[order[1:][before[1:] >= sampling.top_p]] = 0.0
        shares /= shares.sum()
    return np.asarray(shares)


def draw(chances: np.ndarray, random: np.random.Generator) -> int:
    """One token by lot: where a random share falls among the chances laid end to end."""
    ends = np.cumsum(chances)
    return int(np.searchsorted(ends, random.random() * ends[-1], side="right"))
