"""What a model is, told without reading its weights: by its config, the headers of its files, and the hub."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from pathlib import Path

from attnx.checkpoint import bundled, hub, installed, trained
from attnx.checkpoint.card import read_card
from attnx.checkpoint.directory import name_of, read_specs, read_tensors
from attnx.checkpoint.files import as_text, weight_files
from attnx.checkpoint.inside import BUNDLED
from attnx.checkpoint.load import NAMES, Available, exists, facts_of, refuse_revision
from attnx.errors import CheckpointError, UsageError, reason_of
from attnx.frozen import frozen
from attnx.model.spec import Bidirectional, Causal, EncoderDecoder, SlidingWindow, Spec
from attnx.trace import Model, Provenance


@frozen
class Description:
    """What is known of a model. `weights` are the bytes of its files of weights by name, none where it has no files.

    `source` is the directory it is in, or the id on the hub it would be fetched from. `parameters` are the numbers in
    its floating-point tensors, None where nobody says.
    """

    facts: Model
    spec: Spec
    decoder: Spec | None  # of an encoder with a decoder; of an encoder or a decoder alone none
    source: str
    weights: Mapping[str, int]
    parameters: int | None

    @property
    def causal(self) -> bool:
        """Whether a token looks only back."""
        return not isinstance(self.spec.pattern, Bidirectional)

    @property
    def decoder_layers(self) -> int:
        return self.decoder.n_layers if self.decoder else 0

    @property
    def stack(self) -> Spec:
        """The layers that write, where there are such: the decoder's beside an encoder."""
        return self.decoder or self.spec

    @property
    def stack_facts(self) -> Model:
        """What a Trace would say of these."""
        known = self.facts
        return known if self.decoder is None else facts_of(known.name, known.provenance, self.decoder, None)

    @property
    def writes(self) -> bool:
        """Whether it writes, and so keeps the keys and values of what it has read: a token sees nothing later."""
        return isinstance(self.stack.pattern, Causal | SlidingWindow)

    @property
    def windows(self) -> tuple[int | None, ...]:
        """How many tokens each layer looks back at, None where at all."""
        patterns = [self.stack.pattern_of(layer) for layer in range(self.stack.n_layers)]
        return tuple(one.size if isinstance(one, SlidingWindow) else None for one in patterns)


def describe(model: str, revision: str | None = None, offline: bool = False) -> Description:
    """What a name, a directory or an id on the hub stands for; of a model on the hub only the config is fetched.

    Raises UsageError for what is none of these, and CheckpointError for what cannot be opened.
    """
    if model in NAMES:
        refuse_revision(model, revision)
    if model in trained.NAMES:
        return in_directory(BUNDLED / model, model, "trained")
    for made in bundled.describe():
        if model == made.name:
            return made_here(made)
    if model == "minilm":
        found = installed.find_minilm()
        if found is not None:
            return in_directory(found, model, "trained")
        try:
            return on_hub(installed.REPOSITORY, model, "trained", None, offline)
        except CheckpointError as error:
            raise installed.not_installed() from error
    if exists(Path(model)):
        refuse_revision(model, revision)
        return in_directory(Path(model), name_of(Path(model)), "given")
    if not hub.is_id(model):
        raise UsageError("unknown_model", name=model, choices=", ".join(NAMES))
    return on_hub(model, model, "given", revision, offline)


def made_here(made: Available) -> Description:
    """A model that attnx makes itself: it has no files."""
    return Description(
        facts_of(made.name, made.provenance, made.spec, None), made.spec, None, "attnx", {}, made.parameters
    )


def in_directory(path: Path, name: str, provenance: Provenance) -> Description:
    """A model whose files are all here."""
    spec, decoder = spec_in(path)
    files = [path / file for file in weight_files(path)]
    if not all(file.is_file() for file in files):
        read_tensors(path)  # which says what is missing, or refused
    card = read_card(path) if provenance == "trained" else None
    return Description(
        facts=facts_of(name, provenance, spec, card),
        spec=spec,
        decoder=decoder,
        source=as_text(path),
        weights={file.name: file.stat().st_size for file in files},
        parameters=sum(map(count_parameters, files)),
    )


def on_hub(repository: str, name: str, provenance: Provenance, revision: str | None, offline: bool) -> Description:
    """A model of which perhaps only the config is here."""
    path, listing = hub.look_up(repository, revision, offline)
    if listing is None:
        return in_directory(path, name, provenance)
    spec, decoder = spec_in(path)
    sizes = {file: size for file, size in listing.sizes.items() if file in weight_files(path)}
    return Description(facts_of(name, provenance, spec, None), spec, decoder, repository, sizes, listing.parameters)


def spec_in(path: Path) -> tuple[Spec, Spec | None]:
    """What the config says, and the decoder that stands beside an encoder."""
    spec = read_specs(path)
    return (spec.encoder, spec.decoder) if isinstance(spec, EncoderDecoder) else (spec, None)


def count_parameters(file: Path) -> int:
    """The numbers of all floating-point tensors, by the header of a safetensors file. Raises CheckpointError."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="numpy") as opened:
            held = [opened.get_slice(name) for name in opened.keys()]  # noqa: SIM118 - it is not a dict
            return sum(prod(one.get_shape()) for one in held if one.get_dtype().startswith(("F", "BF")))
    except (SafetensorError, OSError) as error:
        raise CheckpointError("damaged", path=file, reason=reason_of(error, "safetensors")) from error
