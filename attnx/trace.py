"""The Trace: everything that happened inside attention, as a value.

A trace holds arrays with named axes, the tokens, and facts about the model; it holds no model, no
tokenizer and no console. Rows are queries, columns are keys: row i attends to column j.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from attnx.change import Change
from attnx.frozen import frozen

if TYPE_CHECKING:
    import numpy as np

    from attnx.views.html import Drawn

Provenance = Literal["random", "handcrafted", "trained", "given"]
Kind = Literal["self", "cross", "encoder"]
Similarity = Literal["dot", "nearness"]
Positions = Literal["none", "added", "rotary", "bias"]
Where = Literal["after", "at"]

# What an attention may record, in the order it happens, with the axes of each array.
ATTENTION_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "x": ("query", "d_model"),
        "q_projected": ("head", "query", "d_head"),  # before they are normalised or turned, where they are
        "k_projected": ("kv_head", "key", "d_head"),
        "q": ("head", "query", "d_head"),
        "k": ("kv_head", "key", "d_head"),
        "v": ("kv_head", "key", "d_head"),
        "v_out": ("head", "key", "d_model"),  # v·W_O: what a value would add to out if it got the whole weight
        "mask": ("head", "query", "key"),  # without head where all heads share it
        "scores": ("head", "query", "key"),
        "bias": ("head", "query", "key"),  # what the distance is worth, where the model adds it
        "scaled": ("head", "query", "key"),
        "masked": ("head", "query", "key"),
        "weights": ("head", "query", "key"),
        "skipped": ("head", "query"),  # what each row gave the first key, where that was taken out of it
        "z": ("head", "query", "d_head"),
        "head_out": ("head", "query", "d_model"),  # z·W_O of one head, its part of out
        "out": ("query", "d_model"),
    }
)
# What the model records before its first layer.
EMBEDDING_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "token_embedding": ("token", "d_model"),
        "position_embedding": ("token", "d_model"),
        "segment_embedding": ("token", "d_model"),
        "embedded": ("token", "d_model"),
    }
)
# The titled steps of an explanation, in order, and the arrays each is made of.
STEPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tokens": (),
        "embedding": (*EMBEDDING_AXES, "x"),
        "q": ("q_projected", "q"),
        "k": ("k_projected", "k"),
        "v": ("v",),
        "scores": ("scores",),
        "scaled": ("bias", "scaled"),
        "masked": ("masked", "mask"),
        "weights": ("weights",),
        "z": ("z",),
        "out": ("out",),
        "summary": ("weights", "mask"),
    }
)
# As wide as the model for every head, or needed by one lens alone, so recorded only where they are asked for by name.
BY_NAME: tuple[str, ...] = ("v_out", "head_out", "mlp_out")
# Those that are a matrix for each head or layer, and the array it is.
MATRICES: Mapping[str, str] = MappingProxyType(
    {"embedding": "x"} | {step: step for step in STEPS if step in ATTENTION_AXES}
)
# What a model can record; what is skipped is found afterwards.
ARRAYS: tuple[str, ...] = (
    *EMBEDDING_AXES,
    "residual",
    *(name for name in ATTENTION_AXES if name not in ("skipped", *BY_NAME)),
)
FINAL = "final"  # what enters the head, so all layers are run where it is asked for by name
LOGITS = "logits"  # as large as the vocabulary, so recorded only where it is asked for by name


# What a head may have been found to do (attnx.training.heads measures it).
HEAD_KINDS: tuple[str, ...] = (
    "coreference",
    "previous",
    "next",
    "itself",
    "first",
    "separator",
    "noun",
    "verb",
    "object",
    "induction",
    "broad",
)


HIGH, LOW = (str.maketrans("0123456789", digits) for digits in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"))


@frozen
class Token:
    """One piece of the text: `text` as the user wrote it (text[start:end]), `piece` as the model knows it.

    Where a character is split, its tokens all have it as their text: this one is `part` of so many `parts`.
    `segment` is 1 for the second text of a pair.
    """

    index: int
    text: str
    piece: str
    id: int
    start: int
    end: int
    special: bool = False
    segment: int = 0
    part: int = 1
    parts: int = 1

    @property
    def name(self) -> str:
        """What it is called: the text, or the piece where it stands for nothing written; 爱¹⁄₃ is a part of 爱."""
        text = self.text if self.text.strip(" ") else "␣" * len(self.text)
        part = f"{self.part}".translate(HIGH) + "⁄" + f"{self.parts}".translate(LOW) if self.parts > 1 else ""
        return (text or self.piece) + part


@frozen
class HeadFact:
    """What one head does, as it was measured: its kind, and how well it does that, from 0 to 1."""

    layer: int
    head: int
    kind: str
    score: float


@frozen
class Model:
    """Facts about the model a trace came from.

    `embedding` lists what is added up to make its input, and `input_norm` says whether that is normalised once
    more before it enters the first attention. `positions` is how the order of the tokens is told: a vector is
    added to each, q and k are turned (rotary), or a bias is added to the scores. The layers `placeless` turn
    nothing where the others do. `qk_norm` says whether q and k are normalised before they are turned.
    """

    name: str
    family: str
    provenance: Provenance
    n_layers: int
    n_heads: int
    n_kv_heads: int
    d_model: int
    d_head: int
    embedding: tuple[str, ...] = ()
    input_norm: bool = False
    positions: Positions = "none"
    placeless: tuple[int, ...] = ()
    qkv_bias: bool = False
    out_bias: bool = False
    qk_norm: bool = False
    heads_known: tuple[HeadFact, ...] = ()


@frozen(eq=False)
class Array:
    """Numbers with a name for every axis."""

    axes: tuple[str, ...]
    data: np.ndarray

    def pick(self, **at: int) -> Array:
        """The array at one place of some axes, e.g. `pick(head=0)`: those axes are gone from the result.

        Raises KeyError for an axis the array does not have.
        """
        for axis in at:
            if axis not in self.axes:
                raise KeyError(f"no axis {axis!r}: this array has {', '.join(self.axes)}")
        place = tuple(at.get(axis, slice(None)) for axis in self.axes)
        return Array(tuple(axis for axis in self.axes if axis not in at), self.data[place])


@frozen(eq=False)
class Attention:
    """One attention of one layer.

    `heads` are the numbers of the heads recorded and `kv_heads` those of the keys and values that serve
    them; each kv head serves `group` heads. A `weights` array without a head axis is the mean over `heads`,
    and over the attentions of `layers` too where there are any.
    """

    kind: Kind
    pattern: str
    heads: tuple[int, ...]
    kv_heads: tuple[int, ...]
    group: int
    scale: float
    arrays: Mapping[str, Array]
    soft_cap: float | None = None
    similarity: Similarity = "dot"
    queries: tuple[int, ...] = ()  # the tokens whose rows were recorded; empty: all of them
    layers: tuple[int, ...] = ()
    temperature: float = 1.0  # what the scaled scores were divided by: a what-if

    @property
    def averaged(self) -> bool:
        return "weights" in self.arrays and "head" not in self.arrays["weights"].axes

    def of_head(self, name: str, head: int) -> Array:
        """The array `name` of one head; for k and v that of the kv head which serves it.

        Raises KeyError where the array or the head was not recorded.
        """
        array = self.arrays[name]
        if head not in self.heads:
            raise KeyError(f"head {head} was not recorded: this attention holds {self.heads}")
        if "kv_head" in array.axes:
            return array.pick(kv_head=self.kv_heads.index(head // self.group))
        if "head" in array.axes:
            return array.pick(head=self.heads.index(head))
        return array


@frozen(eq=False)
class Layer:
    """One layer: its attentions and, where they were recorded, the residual stream that enters it and `mlp_out`.

    `mlp_out` (token, d_model) is what its feed-forward network adds to that stream.
    """

    layer: int
    attention: tuple[Attention, ...]
    residual: Array | None = None
    mlp_out: Array | None = None


@frozen
class Candidate:
    """A token that could have come next, and how likely the model thought it.

    `chance` is how likely it was to be drawn, where tokens were drawn by a `Sampling`.
    """

    text: str
    id: int
    probability: float
    chance: float | None = None


@frozen
class Step:
    """One step of writing: after token `after`, what was likeliest next, and what was taken."""

    after: int
    taken: Candidate
    candidates: tuple[Candidate, ...]


@frozen
class Guess:
    """The likeliest tokens to come after token `token`, or to stand at it, once `layer` layers have read the text.

    The model's answer, the likeliest after all layers, is always among them.
    """

    where: Where
    token: int
    layer: int
    candidates: tuple[Candidate, ...]


@frozen
class Sampling:
    """How tokens are drawn: logits are divided by `temperature`, then only the `top_k` likeliest stay, then only the
    fewest that have `top_p` of the probability together (Holtzman et al. 2020). None: all stay.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    seed: int = 0


@frozen
class Aligner:
    """The cross-attention head that says which words belong together.

    Where `ahead` is true, its row i belongs to the token written after token i, not to token i itself.
    """

    layer: int
    head: int
    ahead: bool


@frozen(eq=False)
class Readout:
    """How one logit is read at one token, every norm after what is read held at the scale that it had there.

    The logit of `token` is cap·tanh(s/cap) where there is a soft cap and s where there is none, and s is the sum of
    what was added to the residual stream times `direction` (d_model,), and `constant`. What a head adds is read along
    `head_directions` (layer, d_model), which differ from it where what attention gives is normalised once more.
    """

    query: int
    token: Candidate
    logit: float
    constant: float
    direction: Array
    head_directions: Array
    soft_cap: float | None = None


@frozen(eq=False)
class Trace:
    """Everything that was recorded while a model read one text.

    `tokens` label the queries. Where keys come from somewhere else (cross-attention, a lookup, a
    rectangular matrix), `source` labels the keys; otherwise it is empty and `tokens` label both.
    """

    text: str
    model: Model
    tokens: tuple[Token, ...]
    layers: tuple[Layer, ...]
    source: tuple[Token, ...] = ()
    embedding: Mapping[str, Array] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    output: str = ""  # what was written, where the model writes; without a source it goes on from the text
    steps: tuple[Step, ...] = ()
    guesses: tuple[Guess, ...] = ()
    sampling: Sampling | None = None  # None: the likeliest token was taken
    aligner: Aligner | None = None
    logits: Array | None = None  # (token, vocabulary), what each token says of the next, or of itself
    readout: Readout | None = None  # how one of them is read, where it was asked for
    final: Array | None = None  # (token, d_model), the residual stream after the last layer and its norm
    changes: tuple[Change, ...] = ()  # what-ifs: in what this run was not the model's own

    def queries_of(self, attention: Attention) -> tuple[Token, ...]:
        """The tokens that label the queries of this attention, of which only some may have been recorded."""
        tokens = self.source if attention.kind == "encoder" else self.tokens
        return tuple(tokens[query] for query in attention.queries) if attention.queries else tokens

    def keys_of(self, attention: Attention) -> tuple[Token, ...]:
        """The tokens that label the keys of this attention."""
        return self.tokens if attention.kind == "self" else self.source

    def attentions(self) -> Iterator[tuple[int, Attention]]:
        """Every attention recorded, with the number of its layer."""
        for layer in self.layers:
            for attention in layer.attention:
                yield layer.layer, attention

    def array(self, name: str, *, layer: int | None = None, kind: Kind | None = None, **at: int) -> np.ndarray:
        """The numbers called `name`, by layer, kind and place on any axis.

        `trace.array("weights", layer=3, head=1)` is a (query, key) matrix; `head` is the head's own
        number in the model. Without `layer` the only (or first) recorded layer is meant.
        Raises KeyError where nothing of that name, layer, kind or head was recorded.
        """
        if name in self.embedding:
            return self.embedding[name].pick(**at).data
        if name == LOGITS and self.logits is not None:
            return self.logits.pick(**at).data
        if name == FINAL and self.final is not None:
            return self.final.pick(**at).data
        if name in ("residual", "mlp_out"):
            for one in self.layers:
                found = one.residual if name == "residual" else one.mlp_out
                if found is not None and layer in (None, one.layer):
                    return found.pick(**at).data
        for number, attention in self.attentions():
            if layer in (None, number) and kind in (None, attention.kind) and name in attention.arrays:
                places = dict(at)
                head = places.pop("head", None)
                array = attention.arrays[name] if head is None else attention.of_head(name, head)
                return array.pick(**places).data
        held = ", ".join(dict.fromkeys(n for _, a in self.attentions() for n in a.arrays))
        raise KeyError(f"nothing called {name!r} was recorded there: this trace holds {held}")

    def __repr__(self) -> str:
        recorded = dict.fromkeys(name for _, a in self.attentions() for name in a.arrays)
        layers = ", ".join(str(layer.layer) for layer in self.layers)
        heads = ", ".join(str(head) for head in dict.fromkeys(h for _, a in self.attentions() for h in a.heads))
        return (
            f"<Trace of {self.text!r}: {len(self.tokens)} tokens through {self.model.name} "
            f"({self.model.provenance} weights), layer {layers or 'none'}, head {heads or 'none'}: "
            f"{', '.join([*self.embedding, *recorded])}>"
        )

    # The one arrow that points back: a notebook asks the value itself to draw itself.

    def _repr_html_(self) -> str:
        from attnx.views.html import framed

        return framed(self)

    def table(self) -> Drawn:
        """In a notebook: the weights of the first head recorded, as a plain table."""
        from attnx.views.html import Drawn, fragment

        return Drawn(fragment(self))

    def heads(self) -> Drawn:
        """In a notebook: lines from each query to the keys it reads from, for one head or several."""
        from attnx.views.html import Drawn, framed

        return Drawn(framed(self, "heads"))
