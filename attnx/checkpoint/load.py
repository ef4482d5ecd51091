"""A model by name or directory: spec, weights and tokenizer, ready to run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.inputs.pieces import Pieces
from attnx.inputs.script import is_chinese, is_latin
from attnx.inputs.text import Tokenizer
from attnx.model.spec import LanguageHead, NoPosition, Parallel, PreNorm, RelativeBias, Rotary, Sandwich, Spec
from attnx.model.weights import Weights
from attnx.trace import Model, Positions, Provenance

if TYPE_CHECKING:
    from attnx.checkpoint.card import Card

NAMES = ("reader", "writer", "zh-en", "toy", "classic", "minilm")


@frozen
class Checkpoint:
    """A model that can be run. `source` says where its weights are."""

    name: str
    provenance: Provenance
    source: str
    spec: Spec
    weights: Weights
    tokenizer: Tokenizer
    card: Card | None = None
    notes: tuple[str, ...] = ()  # what a Trace says of every text this model reads
    ends: frozenset[int] = frozenset()  # the tokens with which it ends a text

    def untrained(self) -> Checkpoint:
        """The same model with the weights it began with. Raises UsageError where no recipe makes them."""
        from attnx.checkpoint.initial import initial_weights

        if self.card is None or self.card.seed is None:
            raise UsageError("no_untrained", model=self.name)
        weights = initial_weights(self.spec, self.card.seed)
        return replace(self, provenance="random", weights=weights, card=None)

    @property
    def writes(self) -> bool:
        """Whether it says what comes next."""
        return isinstance(self.spec.head, LanguageHead) and self.weights.head is not None

    def called(self, number: int) -> str:
        """What an entry of its vocabulary is called."""
        from attnx.inputs.written import alone

        return alone(self.tokenizer)(number) if isinstance(self.tokenizer, Pieces) else str(number)

    @property
    def facts(self) -> Model:
        """What a Trace says about the model."""
        return facts_of(self.name, self.provenance, self.spec, self.card)


def facts_of(name: str, provenance: Provenance, spec: Spec, card: Card | None) -> Model:
    """What a Trace says about a model, for which its weights need not be read."""
    positions = positions_of(spec)
    added = ["token"]
    added += ["position"] if positions == "added" else []
    added += ["segment"] if spec.n_segments else []
    added += ["norm"] if spec.embedding_norm else []
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
            if positions != "none" and isinstance(spec.positions_of(layer), NoPosition)
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
            return "none"
        case Rotary():
            return "rotary"
        case RelativeBias():
            return "bias"
        case _:
            return "added"


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


def load(model: str | Path | Checkpoint, *, revision: str | None = None, offline: bool = False) -> Checkpoint:
    """The model of this name (`reader`, `writer`, `zh-en`, `toy`, `classic`, `minilm`), directory or id on the hub.

    A Checkpoint is returned as it is. Of a model on the hub, `revision` is a branch, a tag or a commit, and `offline`
    takes it from the cache and asks nobody. Raises UsageError for a name that is nothing of all this, and
    CheckpointError for a model that cannot be used.
    """
    if isinstance(model, Checkpoint):
        return model
    if model in NAMES:
        refuse_revision(model, revision)
    if model in ("reader", "writer"):
        from attnx.checkpoint.directory import read_directory
        from attnx.checkpoint.inside import unharmed

        with unharmed(str(model)) as path:
            return read_directory(path, str(model), "trained")
    if model == "zh-en":
        from attnx.checkpoint.translator import load_translator

        return load_translator("zh-en").encoder
    if model == "toy":
        from attnx.checkpoint.bundled import toy

        return toy()
    if model == "classic":
        from attnx.checkpoint.bundled import classic

        return classic()
    if model == "minilm":
        from attnx.checkpoint.directory import read_directory
        from attnx.checkpoint.installed import find_or_fetch

        return read_directory(find_or_fetch(offline), name="minilm", provenance="trained")
    path = find_directory(model, NAMES, revision, offline)
    from attnx.checkpoint.directory import read_directory

    return read_directory(path, None if exists(Path(model)) else str(model))


def find_directory(model: str | Path, names: tuple[str, ...], revision: str | None, offline: bool) -> Path:
    """The directory of this path, or of this id on the hub. `names` is what else could have been asked for.

    Raises UsageError for what is neither, and CheckpointError for a model that is not to be had.
    """
    if exists(Path(model)):
        refuse_revision(model, revision)
        return Path(model)
    from attnx.checkpoint import hub

    if not hub.is_id(str(model)):
        raise UsageError("unknown_model", name=model, choices=", ".join(names))
    return hub.fetch(str(model), revision, offline)


def refuse_revision(model: str | Path, revision: str | None) -> None:
    """Raises UsageError where a revision was asked for of a model that has none."""
    if revision is not None:
        raise UsageError("revision_of", model=model)


def exists(path: Path) -> bool:
    """Whether there is something; what cannot even be asked, such as an endless name, is not there."""
    try:
        return path.exists()
    except OSError:
        return False


def available() -> tuple[Available, ...]:
    """Every model that has a name, described without reading its weights."""
    from attnx.checkpoint import bundled, installed, trained

    return (*trained.describe(), *bundled.describe(), installed.describe())


def families() -> tuple[str, ...]:
    """Every `model_type` of a config.json that can be opened."""
    from attnx.model.families import FAMILIES

    return tuple(FAMILIES)


def default_model(text: str) -> str:
    """The bundled model that can read a text: zh-en for Chinese, reader for what else has Latin letters, or toy."""
    if is_chinese(text):
        return "zh-en"
    return "reader" if is_latin(text) else "toy"
