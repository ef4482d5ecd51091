"""What a transformer is: frozen values, and variants as types.

A variant is admitted when a shipped model needs it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from attnx.frozen import frozen
from attnx.model.kind import Kind
from attnx.model.places import Bias, Positions

if TYPE_CHECKING:
    import numpy as np


@frozen
class Narrow:
    """Embeddings of `width` numbers, led to d_model by a projection, and back before logits (Lan et al. 2019).

    With `tokens_alone`, places are added after it, and are as wide as the model.
    """

    width: int
    tokens_alone: bool = False


# Patterns: where a query may look.
class Bidirectional(Kind):
    """Everywhere."""

    name = "bidirectional"


class Causal(Kind):
    """At itself and what came before."""

    name = "causal"


@frozen
class SlidingWindow:
    """At itself and what came before, `size` keys in all (Beltagy et al. 2020; Jiang et al. 2023)."""

    size: int
    name = "sliding"


@frozen
class Neighbourhood:
    """At itself and `reach` keys to each side (Beltagy et al. 2020; Warner et al. 2024)."""

    reach: int
    name = "neighbourhood"


@frozen
class Except:
    """Where `rest` lets it look, but for one query that may not look at one key: a what-if."""

    rest: Pattern
    query: int
    key: int
    name = "mask"


@frozen(eq=False)
class Given:
    """Where a mask of one's own lets it look, (query, key) or (head, query, key): booleans, or numbers to add."""

    mask: np.ndarray
    name = "mask"


Pattern = Bidirectional | Causal | SlidingWindow | Neighbourhood | Except | Given


# Norms.
@frozen
class LayerNorm:
    """To mean 0 and variance 1 (Ba et al. 2016); the gain may be stored as its distance from 1 (Nemotron, 2024)."""

    eps: float
    around_one: bool = False


@frozen
class RMSNorm:
    """To a mean square of 1 (Zhang & Sennrich 2019); the gain may be stored as its distance from 1 (Gemma, 2024)."""

    eps: float
    around_one: bool = False


Norming = LayerNorm | RMSNorm


# Arrangements: how a sublayer f joins the residual stream x.
class Plain(Kind):
    """x + f(x)."""


class PostNorm(Kind):
    """norm(x + f(x)) (Vaswani et al. 2017, section 3.1)."""


class PreNorm(Kind):
    """x + f(norm(x)) (Radford et al. 2019)."""


class Sandwich(Kind):
    """x + norm(f(norm(x))) (Gemma 2, 2024)."""


class InnerNorm(Kind):
    """x + norm(f(x)) (OLMo 2, 2024)."""


@frozen
class Parallel:
    """x + attention(norm(x)) + mlp(norm(x)), both from the same x (Wang & Komatsuzaki 2021; Black et al. 2022).

    With `one_norm`, both read what the norm of attention makes.
    """

    one_norm: bool = False


Arrangement = Plain | PostNorm | PreNorm | Sandwich | InnerNorm | Parallel


# Norms of queries and keys before the dot product.
class HeadNorm(Kind):
    """Each head's vector by itself (Qwen 3, 2025)."""


class JoinedNorm(Kind):
    """All heads' numbers together (OLMo 2, 2024)."""


QKNorm = HeadNorm | JoinedNorm


# Feed-forward networks; `activation` is a name in `ops.ACTIVATIONS`.
@frozen
class MLP:
    """Two projections with an activation between them (Vaswani et al. 2017, section 3.3)."""

    d_ff: int
    activation: str


@frozen
class GatedMLP:
    """activation(gate(x)) · up(x), projected down (Shazeer 2020)."""

    d_ff: int
    activation: str


@frozen
class ClampedMLP:
    """g · sigmoid(slope · g) · (u + 1), projected down, where g is gate(x) up to `limit` and u up(x) within it.

    (gpt-oss, 2025)
    """

    d_ff: int
    slope: float
    limit: float


Network = MLP | GatedMLP | ClampedMLP


@frozen
class Experts:
    """`chosen` of `count` networks for each token, as a router weighs them (Shazeer et al. 2017; Jiang et al. 2024).

    With `normed`, the shares of those chosen are made to sum to 1.
    """

    count: int
    chosen: int
    each: GatedMLP | ClampedMLP
    normed: bool = True


FeedForward = Network | Experts


@frozen
class Dense:
    """The layers that have one network where the others have experts."""

    layers: frozenset[int]
    mlp: GatedMLP


# Heads: from the residual stream to logits, one for each entry of the vocabulary.
@frozen
class LanguageHead:
    """One projection, `tied` where it is the token embedding read backwards (Press & Wolf 2017)."""

    tied: bool
    scale: float = 1.0  # what enters it is multiplied by
    soft_cap: float | None = None


@frozen
class MaskedHead:
    """A layer with an activation and a norm before a projection with a bias (Devlin et al. 2018)."""

    activation: str
    tied: bool = True  # whether it is the token embedding read backwards, where the file has none of its own


Head = LanguageHead | MaskedHead


# Classifiers: from the residual stream of a picture to one logit for each of `labels`.
@frozen
class OfFirst:
    """What the first token says (Dosovitskiy et al. 2020, section 3.1)."""

    labels: tuple[str, ...]


@frozen
class OfPatches:
    """What the mean of all patches says (Zhai et al. 2023)."""

    labels: tuple[str, ...]


@frozen
class OfBoth:
    """What the first token and the mean of all patches say together (Oquab et al. 2023)."""

    labels: tuple[str, ...]


@frozen
class OfTwo:
    """The mean of what the first two tokens say, each by weights of its own (Touvron et al. 2020, section 4)."""

    labels: tuple[str, ...]


Classifier = OfFirst | OfPatches | OfBoth | OfTwo


# Interpolations: how places trained for pictures of one size become those of another.
class Cubic(Kind):
    """Each from the four that are nearest in both directions (Dosovitskiy et al. 2020, section 3.2; Keys 1981)."""


class Smoothed(Kind):
    """The same from as many more as the grid shrinks, so that none is left out (Darcet et al. 2023)."""


Bend = Cubic | Smoothed


@frozen
class Patches:
    """Tokens are the patches of a picture, `size` pixels each way, behind those of the model's own, called `first`.

    Places are trained for pictures of `trained` pixels each way (Dosovitskiy et al. 2020, section 3.1), and `bends`
    says how they are interpolated for others; None where the model sees no others. The last `placeless` of the first
    tokens have none (Darcet et al. 2023, registers).
    """

    size: int
    trained: int
    first: tuple[str, ...] = ("CLS",)
    placeless: int = 0
    bends: Bend | None = None
    biased: bool = True  # whether their projection has a bias
    classifier: Classifier | None = None

    @property
    def places(self) -> int:
        """How many position vectors there are."""
        return len(self.first) - self.placeless + (self.trained // self.size) ** 2

    @property
    def count(self) -> int:
        """How many tokens a picture of the trained size is."""
        return self.places + self.placeless


@frozen
class Elsewhere:
    """The layers that look, or know their places, otherwise than the rest."""

    layers: frozenset[int]
    pattern: Pattern
    positions: Positions


@frozen
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
    mlp: FeedForward | None
    dense: Dense | None = None
    bias: Bias | None = None
    norm: Norming | None = None
    vocab_size: int | None = None  # None: vectors are made from the words themselves
    n_segments: int = 0  # BERT's sentence A and sentence B
    n_tasks: int = 0  # ERNIE's kinds of task: a text is of the first, whose vector is added with that of its segment
    embedding_norm: bool = False  # whether the sum of embeddings is normalised
    embedding_scale: float = 1.0  # what token embeddings are multiplied by
    narrow: Narrow | None = None  # embeddings that are narrower than the model
    stored_layers: int | None = None  # how many layers have weights of their own, where several share them
    residual_scale: float = 1.0  # what each sublayer adds is multiplied by
    first_bare: bool = False  # whether the first attention has no norm before it
    final_norm: bool = False  # whether the residual stream is normalised after the last layer
    cross: bool = False  # whether each block also attends to a source, as a decoder's does
    d_source: int | None = None  # how wide its vectors are, where they are not as wide as the model
    biased: frozenset[str] = field(default_factory=frozenset)  # the projections with a bias: q, k, v, o, up, down, gate
    qk_norm: QKNorm | None = None
    scaling: float | None = None  # what scores are multiplied by, where it is not 1/√d_head
    scaled_by_layer: bool = False  # whether layer n also divides its scores by n + 1
    soft_cap: float | None = None
    sinks: bool = False  # whether each head has a score that no key has, so that a row may read less than a whole
    elsewhere: Elsewhere | None = None
    head: Head | None = None
    patches: Patches | None = None  # what tokens are, where the model sees pictures

    @property
    def scale(self) -> float:
        """1/√d_head, what the scores are multiplied by (Vaswani et al. 2017, section 3.2.1), or what replaces it."""
        return float(self.d_head**-0.5) if self.scaling is None else self.scaling

    @property
    def d_embedding(self) -> int:
        """How many numbers a token embedding has."""
        return self.narrow.width if self.narrow else self.d_model

    def stored_layer(self, layer: int) -> int:
        """Whose weights a layer has: its own, or those of its group (Lan et al. 2019, cross-layer sharing)."""
        return layer if self.stored_layers is None else layer * self.stored_layers // self.n_layers

    def scale_of(self, layer: int) -> float:
        """The same for one layer."""
        return self.scale / (layer + 1) if self.scaled_by_layer else self.scale

    def mlp_of(self, layer: int) -> FeedForward | None:
        """The feed-forward network of one layer."""
        return self.dense.mlp if self.dense and layer in self.dense.layers else self.mlp

    def pattern_of(self, layer: int) -> Pattern:
        """Where the queries of one layer may look."""
        return self.elsewhere.pattern if self.elsewhere and layer in self.elsewhere.layers else self.pattern

    def positions_of(self, layer: int) -> Positions:
        """How one layer knows its places."""
        return self.elsewhere.positions if self.elsewhere and layer in self.elsewhere.layers else self.positions


@frozen
class EncoderDecoder:
    """A transformer that reads one text and writes another (Vaswani et al. 2017)."""

    encoder: Spec
    decoder: Spec
