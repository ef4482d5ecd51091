"""What a model is, told without reading its weights: by its config, the headers of its files, and the hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod
from pathlib import Path

from attnx.checkpoint import hub, made
from attnx.checkpoint.bundled import held, unharmed
from attnx.checkpoint.card import read_card
from attnx.checkpoint.directory import read_config, read_specs, read_tensors
from attnx.checkpoint.files import read_json_object, weight_files
from attnx.checkpoint.installed import HOW_TO_GET, MINILM, PARAMETERS, or_installed
from attnx.checkpoint.layout import Changes, OneFile, Plain, layout_of
from attnx.checkpoint.resolve import NAMES, Bundled, Directory, Made, OnHub, Place, as_text, resolve
from attnx.checkpoint.values import Available, facts_of
from attnx.errors import CheckpointError, reason_of
from attnx.frozen import frozen
from attnx.model.families import FAMILIES, PairFamily
from attnx.model.loading import stands_in
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
        return tuple(pattern.size if isinstance(pattern, SlidingWindow) else None for pattern in patterns)


def describe(model: str | Path, revision: str | None = None, offline: bool = False) -> Description:
    """What a name, a directory or an id on the hub stands for; of a model on the hub only the config is fetched.

    Raises UsageError for what is none of these, and CheckpointError for what cannot be opened.
    """
    place = resolve(model, revision)
    match place:
        case Made(name):
            return made_here(made.AVAILABLE[name])
        case Bundled(name):
            with unharmed(name) as path:
                return in_directory(path, name, "trained")
        case Directory(path, name, provenance):
            return on_disk(path, name, provenance)
        case OnHub(name=name):
            with or_installed(name):
                return on_hub(place, offline)


def available() -> tuple[Available, ...]:
    """Every model that has a name and is here or can be had, described without reading its weights.

    Raises CheckpointError where one is damaged.
    """
    places = [resolve(name) for name in NAMES]
    return tuple(listed(place) for place in places if not isinstance(place, Bundled) or held(place.name))


def listed(place: Place) -> Available:
    """A model that has a name, as it is listed."""
    match place:
        case Made(name):
            return made.AVAILABLE[name]
        case Bundled(name):
            with unharmed(name) as path:
                parameters = read_json_object(path / "card.json", "bad_config").get("parameters")
                counted = parameters if isinstance(parameters, int) else 0
                spec, decoder = spec_in(path)
                return Available(name, spec, "trained", counted, True, "", read_card(path, spec, decoder))
        case Directory(name=name) | OnHub(name=name):
            return Available(name, MINILM, "trained", PARAMETERS, isinstance(place, Directory), HOW_TO_GET)


def opened() -> tuple[str, ...]:
    """Every `model_type` of a config.json that can be opened."""
    return tuple(FAMILIES)


def made_here(model: Available) -> Description:
    """A model that attnx makes itself: it has no files."""
    return Description(
        facts_of(model.name, model.provenance, model.spec, None), model.spec, None, "attnx", {}, model.parameters
    )


def in_directory(path: Path, name: str, provenance: Provenance) -> Description:
    """A model whose files are all here."""
    spec, decoder = spec_in(path)
    files = [path / file for file in weight_files(path)]
    if not all(file.is_file() for file in files):
        read_tensors(path)  # which says what is missing, or refused
    tensors = {name: count for file in files for name, count in counted(file).items()}
    family, _ = read_config(path)
    if decoder and isinstance(family, PairFamily) and not stands_in(tensors, family.decoder):
        decoder = None  # the encoder was stored alone
    card = read_card(path, spec, decoder) if provenance == "trained" else None
    return Description(
        facts=facts_of(name, provenance, spec, card),
        spec=spec,
        decoder=decoder,
        source=as_text(path),
        weights={file.name: file.stat().st_size for file in files},
        parameters=sum(tensors.values()),
    )


def on_disk(path: Path, name: str, provenance: Provenance) -> Description:
    """A model of the user's, in whichever layout it is."""
    match layout_of(path):
        case Plain(path):
            return in_directory(path, name, provenance)
        case Changes(path):
            return adapted(path, name)
        case OneFile(path):
            return in_one_file(path, name)


def in_one_file(path: Path, name: str) -> Description:
    """A model in a GGUF file, of which only the header is read."""
    from attnx.checkpoint.gguf.file import Gguf
    from attnx.checkpoint.gguf.read import parameters_in, spec_in_file

    file = Gguf(path)
    spec, _ = spec_in_file(file)
    facts = facts_of(name, "given", spec, None)
    return Description(facts, spec, None, as_text(path), {path.name: path.stat().st_size}, parameters_in(file))


def adapted(path: Path, name: str) -> Description:
    """An adapter, described as its base, with the file of its changes."""
    from attnx.checkpoint.adapter import CHANGES, base_of, read_adapter

    base, changes = in_directory(base_of(read_adapter(path)), name, "given"), path / CHANGES
    weights = {**base.weights, CHANGES: changes.stat().st_size} if changes.is_file() else base.weights
    return replace(base, source=as_text(path), weights=weights)


def on_hub(place: OnHub, offline: bool) -> Description:
    """A model of which perhaps only the config is here."""
    path, listing = hub.look_up(place.repository, place.revision, offline)
    if listing is None:
        return in_directory(path, place.name, place.provenance)
    spec, decoder = spec_in(path)
    sizes = {file: size for file, size in listing.sizes.items() if file in weight_files(path)}
    facts = facts_of(place.name, place.provenance, spec, None)
    return Description(facts, spec, decoder, place.repository, sizes, listing.parameters)


def spec_in(path: Path) -> tuple[Spec, Spec | None]:
    """What the config says, and the decoder that stands beside an encoder."""
    spec = read_specs(path)
    return (spec.encoder, spec.decoder) if isinstance(spec, EncoderDecoder) else (spec, None)


def counted(file: Path) -> dict[str, int]:
    """How many floating-point numbers each tensor has, by the header of a safetensors file. Raises CheckpointError."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="numpy") as opened:
            tensors = {name: opened.get_slice(name) for name in opened.keys()}  # noqa: SIM118 - it is not a dict
            floats = {name for name, tensor in tensors.items() if tensor.get_dtype().startswith(("F", "BF"))}
            return {name: prod(tensor.get_shape()) * (name in floats) for name, tensor in tensors.items()}
    except (SafetensorError, OSError) as error:
        raise CheckpointError("damaged", path=file, reason=reason_of(error, "safetensors")) from error
