"""How a token learns where it stands: vectors added to it, or angles that turn q and k."""

from __future__ import annotations

from math import ceil, floor, log, pi

import numpy as np

from attnx.frozen import frozen
from attnx.model.places import (
    Dynamic,
    Learned,
    LearnedBesidePads,
    Llama3,
    LongRope,
    NoPosition,
    Positions,
    Proportional,
    Rotary,
    Sinusoidal,
    SinusoidalBesidePads,
    SinusoidalHalves,
    Stretched,
    Yarn,
)


def position_vectors(
    positions: Positions, table: np.ndarray | None, ids: np.ndarray, past: int, d_model: int
) -> np.ndarray | None:
    """What is added to each of these tokens (token,), which stand after `past` others: (token, d_model), or None.

    `table` is the trained table of learned positions, (first + limit, d_model), or waves as a file has them.
    """
    places = slice(past, past + len(ids))
    match positions:
        case Learned(_, first):
            assert table is not None
            return np.asarray(table[first : first + places.stop][places])  # (token, d_model)
        case LearnedBesidePads(_, pad):
            assert table is not None and not past
            counted = ids != pad  # (token,)
            return np.asarray(table[pad + np.cumsum(counted) * counted])  # (token, d_model)
        case Sinusoidal():
            return sinusoids(places.stop, d_model)[places]
        case SinusoidalHalves():
            if table is not None:
                return table[places]
            waves = sinusoids(places.stop, d_model)[places]
            return np.concatenate((waves[:, 0::2], waves[:, 1::2]), axis=1)  # (token, d_model)
        case SinusoidalBesidePads(pad):
            counted = ids != pad  # (token,)
            waves = even_waves((np.cumsum(counted) + past) * counted + pad, d_model)
            return np.asarray(waves * counted[:, None])  # (token, d_model)
        case Rotary() | NoPosition():
            return None


def sinusoids(count: int, d_model: int) -> np.ndarray:
    """sin and cos in turn, wavelengths 2π to 10000·2π (Vaswani et al. 2017, section 3.5), (count, d_model)."""
    place = np.arange(count, dtype=np.float64)[:, None]  # (token, 1)
    pair = np.arange(0, d_model, 2, dtype=np.float64)[None, :]  # (1, d_model / 2)
    angle = place / 10_000.0 ** (pair / d_model)  # (token, d_model / 2)
    waves = np.empty((count, d_model), dtype=np.float32)
    waves[:, 0::2] = np.sin(angle)
    waves[:, 1::2] = np.cos(angle[:, : d_model // 2])
    return waves


def even_waves(place: np.ndarray, d_model: int) -> np.ndarray:
    """Sines, then cosines, their wavelengths evenly from 2π to 2π · 10000, in float64: (token, d_model)."""
    half = d_model // 2
    speed = 10_000.0 ** (-np.arange(half, dtype=np.float64) / (half - 1))
    angle = place[:, None] * speed  # (token, half)
    return np.concatenate((np.sin(angle), np.cos(angle), np.zeros((len(place), d_model % 2))), axis=1)


@frozen(eq=False)
class Rotation:
    """What turns q and k at each place: cos and sin of its angles, (token, width / 2)."""

    cos: np.ndarray
    sin: np.ndarray
    neighbours: bool = False

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """x (head, token, d_head) with its first `width` numbers turned, in pairs."""
        half = self.cos.shape[1]
        pairs = slice(0, 2 * half, 2), slice(1, 2 * half, 2)
        one, other = pairs if self.neighbours else (slice(0, half), slice(half, 2 * half))
        first, second = x[..., one], x[..., other]  # (head, token, width / 2)
        turned = np.empty_like(x)
        turned[..., one] = first * self.cos - second * self.sin
        turned[..., other] = second * self.cos + first * self.sin
        turned[..., 2 * half :] = x[..., 2 * half :]
        return turned


def rotation(
    positions: Positions, past: int, count: int, length: int, dtype: type[np.floating] = np.float32
) -> Rotation | None:
    """The rotation of `count` tokens after `past` others, in a text of `length`; None where nothing turns."""
    if not isinstance(positions, Rotary):
        return None
    speed = angular_speed(positions, length)  # (width / 2,)
    place = np.arange(past, past + count, dtype=np.float64)[:, None]  # (token, 1)
    angle = place * speed  # (token, width / 2)
    magnitude = positions.scaling.magnitude if isinstance(positions.scaling, LongRope | Yarn) else 1.0
    return Rotation(
        (np.cos(angle) * magnitude).astype(dtype), (np.sin(angle) * magnitude).astype(dtype), positions.neighbours
    )


def angular_speed(positions: Rotary, length: int) -> np.ndarray:
    """How far each pair of numbers turns from one place to the next in a text of this length: radians, (width / 2,)."""
    pair = np.arange(0, positions.width, 2, dtype=np.float64)
    speed = positions.theta ** -(pair / positions.width)
    match positions.scaling:
        case None:
            return np.asarray(speed)
        case Stretched(factor):
            return np.asarray(speed / factor)
        case Llama3(factor, low, high, original):
            turns = original * speed / (2 * np.pi)  # full turns within the original length
            kept = np.clip((turns - low) / (high - low), 0.0, 1.0)  # 1: fast, left alone
            return np.asarray(speed * (kept + (1.0 - kept) / factor))
        case LongRope(short, long, original):
            return np.asarray(speed / np.array(long if length > original else short))
        case Yarn(factor):
            slow = slowed(positions.scaling, positions)
            return np.asarray(speed * (1.0 - slow) + speed / factor * slow)
        case Dynamic(factor, original):
            grown = factor * max(length, original) / original - (factor - 1.0)
            theta = positions.theta * grown ** (positions.width / (positions.width - 2))
            return np.asarray(theta ** -(pair / positions.width))
        case Proportional(share, factor):
            turned = np.arange(len(pair)) < int(share * positions.width // 2)
            return np.asarray(np.where(turned, speed / factor, 0.0))


def slowed(yarn: Yarn, positions: Rotary) -> np.ndarray:
    """How far each pair of numbers is one of the slow ones, 0 to 1: (width / 2,) (Peng et al. 2023, section 3.2)."""

    def pair(turns: float) -> float:
        """The pair of numbers that makes so many full turns within the original length."""
        return positions.width * log(yarn.original / (turns * 2 * pi)) / (2 * log(positions.theta))

    first, last = pair(yarn.fast), pair(yarn.slow)
    if yarn.truncated:
        first, last = floor(first), ceil(last)
    first, last = max(first, 0.0), min(last, positions.width - 1.0)
    last += 0.001 if first == last else 0.0
    return np.asarray(np.clip((np.arange(positions.width // 2) - first) / (last - first), 0.0, 1.0))


def turns_alike(positions: Positions, length: int, other: int) -> bool:
    """Whether the places of a text of one length turn as far as those of a text of another."""
    match positions:
        case Rotary(scaling=LongRope(original=original)):
            return (length > original) == (other > original)
        case Rotary(scaling=Dynamic(original=original)):
            return max(length, original) == max(other, original)
        case _:
            return True
