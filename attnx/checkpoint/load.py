"""A model by name or directory: spec, weights and tokenizer, ready to run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.errors import CheckpointError, UsageError
from attnx.inputs.script import is_chinese, is_latin
from attnx.inputs.text import Tokenizer
from attnx.model.spec import NoPosition, Plain, Spec
from attnx.model.weights import Weights
from attnx.trace import Model, Provenance

if TYPE_CHECKING:
    from attnx.checkpoint.card import Card

NAMES = ("reader", "zh-en", "toy", "classic", "minilm")


@dataclass(frozen=True)
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

    def untrained(self) -> Checkpoint:
        """The same model with the weights it began with. Raises UsageError where no recipe makes them."""
        from attnx.checkpoint.initial import initial_weights

        if self.card is None or self.card.seed is None:
            raise UsageError("no_untrained", model=self.name)
        weights = initial_weights(self.spec, self.card.seed)
        return replace(self, provenance="random", weights=weights, card=None)

    @property
    def facts(self) -> Model:
        """What a Trace says about the model."""
        spec, weights = self.spec, self.weights
        added = ["token"]
        added += [] if isinstance(spec.positions, NoPosition) else ["position"]
        added += ["segment"] if weights.segment_embedding is not None else []
        added += ["norm"] if weights.embedding_norm is not None and not isinstance(spec.arrangement, Plain) else []
        return Model(
            name=self.name,
            family=spec.family,
            provenance=self.provenance,
            n_layers=spec.n_layers,
            n_heads=spec.n_heads,
            n_kv_heads=spec.n_kv_heads,
            d_model=spec.d_model,
            d_head=spec.d_head,
            embedding=tuple(added),
            qkv_bias=any(block.attention.q.bias is not None for block in weights.blocks),
            out_bias=any(block.attention.o.bias is not None for block in weights.blocks),
            heads_known=self.card.heads if self.card and self.provenance == "trained" else (),
        )


@dataclass(frozen=True)
class Available:
    """A model that has a name: what it is, and whether it can be run here."""

    name: str
    spec: Spec
    provenance: Provenance
    parameters: int
    installed: bool
    how_to_get: str


def load(model: str | Path | Checkpoint) -> Checkpoint:
    """The model of this name (`reader`, `zh-en`, `toy`, `classic`, `minilm`) or directory, or this Checkpoint itself.

    Raises UsageError for a name that is neither, and CheckpointError for a model that cannot be used.
    """
    if isinstance(model, Checkpoint):
        return model
    if model == "reader":
        from attnx.checkpoint.directory import read_directory
        from attnx.checkpoint.inside import unharmed

        with unharmed("reader") as path:
            return read_directory(path, "reader", "trained")
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
        from attnx.checkpoint import installed
        from attnx.checkpoint.directory import read_directory

        found = installed.find_minilm()
        if found is None:
            raise CheckpointError("not_installed", model="minilm", command=installed.HOW_TO_GET)
        return read_directory(found, name="minilm", provenance="trained")
    if not exists(Path(model)):
        raise UsageError("unknown_model", name=model, choices=", ".join(NAMES))
    from attnx.checkpoint.directory import read_directory

    return read_directory(Path(model))


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


def default_model(text: str) -> str:
    """The bundled model that can read a text: zh-en for Chinese, reader for what else has Latin letters, or toy."""
    if is_chinese(text):
        return "zh-en"
    return "reader" if is_latin(text) else "toy"
