"""What a transformer is: frozen values, and variants as types.

A variant is admitted when a shipped model needs it.
"""

from __future__ import annotations

from dataclasses import dataclass


# Positions: how a token learns where it stands.
@dataclass(frozen=True)
class Learned:
    """One trained vector for each of `limit` places (Devlin et al. 2018)."""

    limit: int


@dataclass(frozen=True)
class Sinusoidal:
    """Sines and cosines of growing wavelength (Vaswani et al. 2017, section 3.5)."""


@dataclass(frozen=True)
class NoPosition:
    """The order of the tokens is not told."""


Positions = Learned | Sinusoidal | NoPosition


# Patterns: where a query may look.
@dataclass(frozen=True)
class Bidirectional:
    """Everywhere."""

    name = "bidirectional"


@dataclass(frozen=True)
class Causal:
    """At itself and what came before."""

    name = "causal"


Pattern = Bidirectional | Causal


# Arrangements: how a sublayer f joins the residual stream x.
@dataclass(frozen=True)
class Plain:
    """x + f(x)."""


@dataclass(frozen=True)
class PostNorm:
    """norm(x + f(x)) (Vaswani et al. 2017, section 3.1)."""

    eps: float


Arrangement = Plain | PostNorm


@dataclass(frozen=True)
class MLP:
    """Two projections with an activation between them; `activation` is a name in `ops.ACTIVATIONS`."""

    d_ff: int
    activation: str


@dataclass(frozen=True)
class Spec:
    """Everything about a transformer except its numbers."""

    family: str
    n_layers: int
    n_heads: int
    n_kv_heads: int
    d_model: int
    d_head: int
    n_positions: int  # the longest text it reads
    positions: Positions
    pattern: Pattern
    arrangement: Arrangement
    mlp: MLP | None
    vocab_size: int | None = None  # None: vectors are made from the words themselves
    n_segments: int = 0  # BERT's sentence A and sentence B
    embedding_norm: bool = False  # whether the sum of embeddings is normalised
    embedding_scale: float = 1.0  # what token embeddings are multiplied by
    cross: bool = False  # whether each block also attends to a source, as a decoder's does

    @property
    def scale(self) -> float:
        """1/√d_head, what the scores are multiplied by (Vaswani et al. 2017, section 3.2.1)."""
        return float(self.d_head**-0.5)


@dataclass(frozen=True)
class EncoderDecoder:
    """A transformer that reads one text and writes another (Vaswani et al. 2017)."""

    encoder: Spec
    decoder: Spec
