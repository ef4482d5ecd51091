"""The Trace: everything that happened inside attention, as a value.

A trace holds arrays with named axes, the tokens, and facts about the model; it holds no model, no
tokenizer and no console. Rows are queries, columns are keys: row i attends to column j.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from attnx.change import Change
from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.trace.block import Block
from attnx.trace.picture import Box, Seen
from attnx.trace.vocabulary import Kind, Positions, Provenance, Similarity, Where

if TYPE_CHECKING:
    import numpy as np

    from attnx.views.figures.notebook import Figure
    from attnx.views.html import Drawn


HIGH, LOW = (str.maketrans("0123456789", digits) for digits in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"))


@frozen
class Token:
    """One piece of the text: `text` as the user wrote it (text[start:end]), `piece` as the model knows it.

    Where a character is split, its tokens all have it as their text: this one is `part` of so many `parts`.
    A patch of a picture has no text but a `box`, and its row and column are its piece: 7,9.
    `segment` is 1 for the second text of a pair. It is `joined` to the token before where a head of the model that
    parts a text without spaces into words found both in one word.
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
    joined: bool = False
    box: Box | None = None

    @property
    def name(self) -> str:
        """What it is called: the text, or the piece where it stands for nothing written; 爱¹⁄₃ is a part of 爱."""
        text = self.text if self.text.strip(" ") else "␣" * len(self.text)
        part = f"{self.part}".translate(HIGH) + "⁄" + f"{self.parts}".translate(LOW) if self.parts > 1 else ""
        return (text or self.piece) + part


@frozen
class HeadFact:
    """What one head does, as it was measured on text it had not seen: its kind, and how well it does that, from 0 to 1.

    The score of `coreference` is the share of right answers, of so many pronouns `asked` where that is known; of
    `word` the share of tokens whose largest weight stays in their own word; of
    `broad` the entropy of its rows as a share of the largest there can be; of any other kind the mean weight it gave.
    """

    layer: int
    head: int
    kind: str
    score: float
    asked: int | None = None


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

        Raises UsageError for an axis that the array does not have, and for a place beyond the end of one.
        """
        for axis, place in at.items():
            if axis not in self.axes:
                raise UsageError("no_axis", axis=axis, there=", ".join(self.axes))
            size = self.data.shape[self.axes.index(axis)]
            if not -size <= place < size:
                raise UsageError("no_place", place=place, axis=axis, there=span(size))
        places = tuple(at.get(axis, slice(None)) for axis in self.axes)
        return Array(tuple(axis for axis in self.axes if axis not in at), self.data[places])


def listed(names: Iterable[object]) -> str:
    """Each once, with commas between."""
    return ", ".join(map(str, dict.fromkeys(names)))


def span(size: int) -> str:
    """The places of an axis, in short: 0–12."""
    return f"0–{size - 1}" if size > 1 else "0" if size else ""


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

    def of_head(self, name: str, head: int | None) -> Array:
        """The array `name` of one head, for k and v that of the kv head which serves it; None is what is of no head.

        Raises UsageError where the array or the head was not recorded.
        """
        if name not in self.arrays:
            raise UsageError("not_recorded", what=Phrase("array"), name=name, there=listed(self.arrays))
        array = self.arrays[name]
        if head is None:
            return array
        if head not in self.heads:
            raise UsageError("not_recorded", what=Phrase("head"), name=head, there=listed(self.heads))
        if "kv_head" in array.axes:
            return array.pick(kv_head=self.kv_heads.index(head // self.group))
        if "head" in array.axes:
            return array.pick(head=self.heads.index(head))
        return array


@frozen(eq=False)
class Layer:
    """One layer: its attentions, and the `arrays` that belong to it as a whole (`LAYER_AXES`).

    Beside those of a decoder's layer, `encoder` are those of the encoder's layer of the same number.
    """

    layer: int
    attention: tuple[Attention, ...]
    arrays: Mapping[str, Array] = field(default_factory=dict)
    encoder: Mapping[str, Array] = field(default_factory=dict)


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


@frozen
class Place:
    """Where an array of a trace belongs: to an attention of a layer, to the layer, or to the text as a whole.

    What belongs to a layer or a text of an encoder beside its decoder is of the kind `encoder`.
    """

    layer: int | None = None
    kind: Kind | None = None


@frozen(eq=False)
class Trace:
    """Everything that was recorded while a model read one text.

    `tokens` label the queries. Where keys come from somewhere else (cross-attention, a lookup, a
    rectangular matrix), `source` labels the keys; otherwise it is empty and `tokens` label both.
    `arrays` are those that belong to the text as a whole (`TEXT_AXES`), and `encoder` those of the source, where an
    encoder read it; `walk` goes over all there are. `block` says how the layers are built, and `encoder_block` those of
    the encoder; None where nobody said.
    """

    text: str
    model: Model
    tokens: tuple[Token, ...]
    layers: tuple[Layer, ...]
    source: tuple[Token, ...] = ()
    arrays: Mapping[str, Array] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    output: str = ""  # what was written, where the model writes; without a source it goes on from the text
    steps: tuple[Step, ...] = ()
    guesses: tuple[Guess, ...] = ()
    sampling: Sampling | None = None  # None: the likeliest token was taken
    aligner: Aligner | None = None
    readout: Readout | None = None  # how one logit is read, where it was asked for
    changes: tuple[Change, ...] = ()  # what-ifs: in what this run was not the model's own
    block: Block | None = None
    encoder: Mapping[str, Array] = field(default_factory=dict)
    encoder_block: Block | None = None
    parameters: Mapping[str, Array] = field(default_factory=dict)  # weights of the model, where they were asked for
    picture: Seen | None = None  # what was seen, where the tokens are patches; `text` is then its name
    labels: tuple[Candidate, ...] = ()  # what the picture may show, the likeliest first, where the model says so

    def queries_of(self, attention: Attention) -> tuple[Token, ...]:
        """The tokens that label the queries of this attention, of which only some may have been recorded.

        A row of cross-attention is called by the token that is written from it, which is the one after it.
        """
        tokens = self.source if attention.kind == "encoder" else self.tokens
        if attention.kind == "cross" and self.writes:
            tokens = self.written()
        return tuple(tokens[query] for query in attention.queries) if attention.queries else tokens

    @property
    def writes(self) -> bool:
        """Whether each row of a decoder wrote a token of its own; of words that were merged it wrote several."""
        return bool(self.steps) and "words_merged" not in self.notes

    def written(self) -> tuple[Token, ...]:
        """For each token the one that was written after it, with the number of the row that wrote it."""
        step, end = self.steps[-1], self.tokens[-1].end
        last = step.taken.text if step.after == len(self.tokens) - 1 else "…"  # where writing was cut short
        after = *self.tokens[1:], Token(0, "", last, step.taken.id, end, end, special=True)
        return tuple(replace(token, index=row) for row, token in enumerate(after))

    def keys_of(self, attention: Attention) -> tuple[Token, ...]:
        """The tokens that label the keys of this attention."""
        return self.tokens if attention.kind == "self" else self.source

    def attentions(self) -> Iterator[tuple[int, Attention]]:
        """Every attention recorded, with the number of its layer."""
        for layer in self.layers:
            for attention in layer.attention:
                yield layer.layer, attention

    def walk(self) -> Iterator[tuple[Place, str, Array]]:
        """Every array of the trace, with its place and its name: of the text, then layer by layer."""
        for place, held in self.homes():
            for name, array in held.items():
                yield place, name, array

    def homes(self) -> Iterator[tuple[Place, Mapping[str, Array]]]:
        """Every place of the trace with the arrays that belong there; one place may come more than once."""
        yield Place(), self.arrays
        yield Place(kind="encoder"), self.encoder
        for layer in self.layers:
            yield Place(layer.layer), layer.arrays
            yield Place(layer.layer, "encoder"), layer.encoder
            for attention in layer.attention:
                yield Place(layer.layer, attention.kind), attention.arrays

    def array(self, name: str, *, layer: int | None = None, kind: Kind | None = None, **at: int) -> np.ndarray:
        """The numbers called `name`, by layer, kind and place on any axis.

        `trace.array("weights", layer=3, head=1)` is a (query, key) matrix; `head` is the head's own
        number in the model. Without `layer` the only (or first) recorded layer is meant.
        Raises UsageError where nothing of that name, layer, kind or head was recorded, or at that place.
        """
        places = [place for place, held, _ in self.walk() if held == name]
        if not places:
            raise UsageError(
                "not_recorded", what=Phrase("array"), name=name, there=listed(held for _, held, _ in self.walk())
            )
        whole = Place() in places and kind is None
        for what, wanted, held in (
            ("layer", layer, [place.layer for place in places]),
            ("kind", kind, [place.kind for place in places if place.layer == layer or layer is None]),
        ):
            if not whole and wanted is not None and wanted not in held:
                raise UsageError("not_recorded", what=Phrase(what), name=wanted, there=listed(held))
        if whole:
            return self.arrays[name].pick(**at).data
        place = next(place for place in places if layer in (None, place.layer) and kind in (None, place.kind))
        for number, attention in self.attentions():
            if (number, attention.kind) == (place.layer, place.kind) and name in attention.arrays:
                return attention.of_head(name, at.pop("head", None)).pick(**at).data
        return next(held[name] for home, held in self.homes() if home == place and name in held).pick(**at).data

    # The one arrow that points back: a prompt and a notebook ask the value itself to say what it is and to draw itself.

    def __repr__(self) -> str:
        from attnx.views.html import opens

        layers = listed(layer.layer for layer in self.layers)
        heads = listed(head for _, attention in self.attentions() for head in attention.heads)
        return (
            f"<Trace of {self.text!r}: {len(self.tokens)} tokens through {self.model.name} "
            f"({self.model.provenance} weights), layer {layers or 'none'}, head {heads or 'none'}{opens(self)}: "
            f"{listed(name for _, name, _ in self.walk())}>"
        )

    def _repr_html_(self) -> str:
        from attnx.views.html import framed

        return framed(self).html

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from attnx.views.html import framed

        return {"text/plain": repr(self)} | framed(self)._repr_mimebundle_()

    def table(self) -> Drawn:
        """In a notebook: the weights of the first head recorded, as a plain table."""
        from attnx.views.html import Drawn, fragment

        return Drawn(fragment(self))

    def arcs(self) -> Figure:
        """In a notebook: the sentence with an arc from each word to what it reads from, in the head it opens at.

        Raises UsageError where that head reads another text.
        """
        from attnx.views.figures.notebook import arcs

        return arcs(self)

    def heatmap(self) -> Figure:
        """In a notebook: the weights of the head it opens at, as a heat map."""
        from attnx.views.figures.notebook import heatmap

        return heatmap(self)

    def heads(self) -> Drawn:
        """In a notebook: lines from each query to the keys it reads from, for one head or several."""
        from attnx.views.html import framed

        return framed(self, "lines")
