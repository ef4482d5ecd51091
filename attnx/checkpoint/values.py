"""What a model is once it is loaded, and what is known of one before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from attnx.checkpoint.resolve import READS
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.written import alone
from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.inputs.script import Script
from attnx.inputs.text import Tokenizer
from attnx.model.decode import Rules
from attnx.model.places import NoPosition, Rotary
from attnx.model.spec import EncoderDecoder, LanguageHead, Parallel, PreNorm, Sandwich, Spec
from attnx.model.weights import Pair, Weights
from attnx.trace import Aligner, Model, Positions, Provenance, Seen

if TYPE_CHECKING:
    from attnx.checkpoint.card import Card
    from attnx.inputs.preprocess import Preprocessing


@frozen
class WordHead:
    """The head of a trained model that says which tokens are one word, with all it takes to run it."""

    spec: Spec
    weights: Weights
    layer: int
    head: int


@frozen
class Checkpoint:
    """A model that can be run. `source` says where its weights are.

    Of a model with an encoder and a decoder it is one of the two, and the encoder has the whole as its `translator`.
    """

    name: str
    provenance: Provenance
    source: str
    spec: Spec
    weights: Weights
    tokenizer: Tokenizer
    card: Card | None = None
    notes: tuple[str, ...] = ()  # what a Trace says of every text this model reads
    rules: Rules = Rules(frozenset())  # how it was set to write
    translator: Translator | None = None  # whose encoder this is
    words: WordHead | None = None  # as it was trained, also where the rest is untrained or changed
    preprocessing: Preprocessing | None = None  # how it is given pictures, where it sees them
    picture: Seen | None = None  # the one before its eyes, which its weights and its tokens are then of

    def untrained(self) -> Checkpoint:
        """The same model with the weights it began with. Raises UsageError where no recipe makes them."""
        from attnx.checkpoint.initial import initial_weights

        if self.card is None or self.card.seed is None:
            raise UsageError("no_untrained", model=self.name)
        weights = initial_weights(self.spec, self.card.seed)
        return replace(self, provenance="random", weights=weights, card=None)

    @property
    def reads(self) -> Script | None:
        """The script of the text it was trained on, where that is known."""
        return None if self.provenance == "given" else READS.get(self.name)

    @property
    def writes(self) -> bool:
        """Whether it says what comes next."""
        return isinstance(self.spec.head, LanguageHead) and self.weights.head is not None

    @property
    def classifies(self) -> bool:
        """Whether it says what a picture shows."""
        return bool(self.weights.classifier)

    def called(self, number: int) -> str:
        """What an entry of its vocabulary is called, or a label where it sees pictures."""
        if self.spec.patches is not None and self.spec.patches.classifier is not None:
            return self.spec.patches.classifier.labels[number]
        return alone(self.tokenizer)(number) if isinstance(self.tokenizer, Pieces) else str(number)

    @property
    def facts(self) -> Model:
        """What a Trace says about the model."""
        return facts_of(self.name, self.provenance, self.spec, self.card)

    def __repr__(self) -> str:
        spec = self.spec
        return (
            f"<Checkpoint {self.name!r} ({self.provenance} weights): {spec.family}, {spec.n_layers} layers of "
            f"{spec.n_heads} heads, d_model {spec.d_model}>"
        )


@frozen
class Translator:
    """An encoder and a decoder that can be run, with a tokenizer for what is read and one for what is written.

    What is read may be pictures, given as `preprocessing` says; then it is a captioner.
    `begin` is the token before what is written (None: nobody said), `rules` is how it was set to write, and `aligner`
    the head that says which words are one.
    """

    name: str
    provenance: Provenance
    source: str
    spec: EncoderDecoder
    weights: Pair
    source_tokenizer: Tokenizer
    target_tokenizer: Pieces
    begin: int | None
    rules: Rules
    aligner: Aligner | None
    preprocessing: Preprocessing | None = None

    @property
    def encoder(self) -> Checkpoint:
        """The encoder alone, as `explain` runs it."""
        return Checkpoint(
            self.name,
            self.provenance,
            self.source,
            self.spec.encoder,
            self.weights.encoder,
            self.source_tokenizer,
            notes=("encoder",) if self.preprocessing is None else ("captioner",),
            translator=self,
            preprocessing=self.preprocessing,
        )

    @property
    def decoder(self) -> Checkpoint:
        """The decoder alone."""
        return Checkpoint(
            self.name, self.provenance, self.source, self.spec.decoder, self.weights.decoder, self.target_tokenizer
        )

    @property
    def facts(self) -> Model:
        """What a Trace says about the model: it is the decoder that writes."""
        return self.decoder.facts

    def __repr__(self) -> str:
        encoder, decoder = self.spec.encoder, self.spec.decoder
        return (
            f"<Translator {self.name!r} ({self.provenance} weights): {encoder.family}, an encoder of "
            f"{encoder.n_layers} layers and a decoder of {decoder.n_layers}, {decoder.n_heads} heads in each, "
            f"d_model {decoder.d_model}>"
        )


def facts_of(name: str, provenance: Provenance, spec: Spec, card: Card | None) -> Model:
    """What a Trace says about a model, for which its weights need not be read."""
    positions = positions_of(spec)
    added = ["patch" if spec.patches else "token"]
    added += ["projection"] if spec.narrow and spec.narrow.tokens_alone else []
    added += ["position"] if positions in ("added", "added_and_bias") else []
    added += ["segment"] if spec.n_segments else []
    added += ["norm"] if spec.embedding_norm else []
    added += ["projection"] if spec.narrow and not spec.narrow.tokens_alone else []
    return Model(
        name=name,
        family=spec.family,
        provenance=provenance,
        n_layers=spec.n_layers,
        n_heads=spec.n_heads,
        n_kv_heads=spec.n_kv_heads,
        d_model=spec.d_model,
        d_head=spec.d_head,
        embedding=tuple(added),
        input_norm=isinstance(spec.arrangement, PreNorm | Sandwich | Parallel) and not spec.first_bare,
        positions=positions,
        placeless=tuple(
            layer
            for layer in range(spec.n_layers)
            if positions in ("added", "rotary") and isinstance(spec.positions_of(layer), NoPosition)
        ),
        qkv_bias="q" in spec.biased,
        out_bias="o" in spec.biased,
        qk_norm=spec.qk_norm is not None,
        heads_known=card.heads if card and provenance == "trained" else (),
    )


def positions_of(spec: Spec) -> Positions:
    """How the order of the tokens is told, in the word of a Trace."""
    match spec.positions:
        case NoPosition():
            return "none" if spec.bias is None else "bias"
        case Rotary():
            return "rotary"
        case _:
            return "added" if spec.bias is None else "added_and_bias"


@frozen
class Available:
    """A model that has a name: what it is, and whether it can be run here."""

    name: str
    spec: Spec
    provenance: Provenance
    parameters: int
    installed: bool
    how_to_get: str
    card: Card | None = None

    @property
    def facts(self) -> Model:
        """What a Trace says about the model."""
        return facts_of(self.name, self.provenance, self.spec, self.card)
