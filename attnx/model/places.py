"""How a model knows the order of its tokens, as types: positions, how rotary ones are scaled, biases for distance."""

from __future__ import annotations

from attnx.frozen import frozen
from attnx.model.kind import Kind


# Scaling of rotary positions, for texts longer than those of pre-training.
@frozen
class Stretched:
    """Every angle divided by `factor` (Chen et al. 2023, Position Interpolation)."""

    factor: float


@frozen
class Llama3:
    """Slow angles divided by `factor`, fast ones left alone, those between blended (Llama 3.1, 2024)."""

    factor: float
    low: float
    high: float
    original: int


@frozen
class LongRope:
    """Each angle divided by its own factor, one list for texts within `original` and one beyond (Ding et al. 2024)."""

    short: tuple[float, ...]
    long: tuple[float, ...]
    original: int
    magnitude: float  # what sin and cos are multiplied by


@frozen
class Yarn:
    """Angles of less than `slow` full turns within `original` divided by `factor`, of more than `fast` left alone.

    Those between are blended along the pairs of numbers, from a whole one on where `truncated` (Peng et al. 2023).
    """

    factor: float
    original: int
    fast: float
    slow: float
    truncated: bool
    magnitude: float  # what sin and cos are multiplied by


@frozen
class Dynamic:
    """Beyond `original`, the longer the text the slower the slow angles (bloc97 and emozilla 2023, dynamic NTK)."""

    factor: float
    original: int


@frozen
class Proportional:
    """Only this share of the pairs is turned, as fast as in a whole head, divided by `factor` (Gemma team 2026)."""

    share: float
    factor: float


RotaryScaling = Stretched | Llama3 | LongRope | Yarn | Dynamic | Proportional


# Positions: how a token learns where it stands.
@frozen
class Learned:
    """One trained vector for each of `limit` places (Devlin et al. 2018); `first` rows of the table are not places."""

    limit: int
    first: int = 0


@frozen
class LearnedBesidePads:
    """The same, where a padding id in the text has the row `pad` and is not counted (Liu et al. 2019)."""

    limit: int
    pad: int

    @property
    def first(self) -> int:
        return self.pad + 1


class Sinusoidal(Kind):
    """Sines and cosines of growing wavelength (Vaswani et al. 2017, section 3.5)."""


class SinusoidalHalves(Kind):
    """The same waves, all sines before all cosines (Junczys-Dowmunt et al. 2018, Marian)."""


@frozen
class SinusoidalBesidePads:
    """All sines before all cosines, up to a wavelength of exactly 2π · 10000; `pad` has no place (Ott et al. 2019)."""

    pad: int


@frozen
class Rotary:
    """The first `width` numbers of q and k are turned by an angle that grows with the place (Su et al. 2021).

    With `neighbours`, each number is turned together with the next one, and otherwise with that half of them away.
    """

    theta: float
    width: int
    scaling: RotaryScaling | None = None
    neighbours: bool = False


class NoPosition(Kind):
    """Nothing is added to a token and nothing turned: at most a bias tells the order."""


Positions = Learned | LearnedBesidePads | Sinusoidal | SinusoidalHalves | SinusoidalBesidePads | Rotary | NoPosition


# Biases: what is added to the scores for where query and key stand.
@frozen
class RelativeBias:
    """A trained number for each distance, in `buckets` (Raffel et al. 2020, section 2.1).

    With `both_sides`, half of the buckets are for keys after the query.
    """

    buckets: int
    furthest: int
    both_sides: bool = True


class Alibi(Kind):
    """Less for each token of distance, by a slope of its own for each head (Press et al. 2021)."""


@frozen
class Disentangled:
    """What a query is worth to the place of a key, and a key to that of the query (He et al. 2020, DeBERTa).

    Each distance up to `furthest` has a trained vector, with `buckets` several of them one; 0 means none.
    """

    furthest: int
    buckets: int
    to_places: bool
    from_places: bool
    shared: bool  # whether the projections of places are those of tokens
    normed: bool  # whether the vectors of places are normalised

    @property
    def span(self) -> int:
        """How many vectors there are for either side."""
        return self.buckets or self.furthest


Bias = RelativeBias | Alibi | Disentangled
