"""Models of the Hugging Face hub: an id such as openai-community/gpt2 becomes a directory in the library's cache.

`huggingface_hub` is imported only where an id is asked for, since that takes a third of a second. Of a model only
config, tokenizer and safetensors are fetched, the weights last: a directory that has its weights has everything.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attnx.checkpoint.files import (
    CONFIG,
    GENERATION,
    INDEX,
    PREPROCESSORS,
    WEIGHTS,
    is_complete,
    tokenizer_files,
    weight_files,
)
from attnx.checkpoint.instead import PICKLE_ENDINGS, without_weights
from attnx.errors import AttnxError, CheckpointError, OutputError, Phrase, reason_of_system
from attnx.frozen import frozen


@frozen
class Listing:
    """What the hub says of a model: the bytes of each file, and how many parameters its safetensors hold."""

    sizes: Mapping[str, int]
    parameters: int | None


def fetch(model: str, revision: str | None = None, offline: bool = False) -> Path:
    """The directory of this model in the cache; what is missing there is fetched, unless `offline`.

    Raises CheckpointError where the model is not to be had, or is a pickle.
    """
    with library(model, revision):
        folder = fetch_config(model, revision, offline)
        if is_complete(folder):
            return folder
        if offline:
            raise CheckpointError("hub_offline", model=model)
        names = list_files(model, folder.name).sizes
        refuse_others(model, names)
        for name in (*tokenizer_files(names), *({GENERATION, *PREPROCESSORS} & names.keys())):
            fetch_file(model, folder.name, name)
        if WEIGHTS not in names:
            fetch_file(model, folder.name, INDEX)
        for name in weight_files(folder):
            if name in names and not name.endswith(
                PICKLE_ENDINGS
            ):  # the directory's reader says what is missing or refused
                fetch_file(model, folder.name, name)
        return folder


def look_up(model: str, revision: str | None = None, offline: bool = False) -> tuple[Path, Listing | None]:
    """The directory in the cache with at least the config in it; where there is no more, what the hub says of the rest.

    Raises CheckpointError where the model is not to be had, or is a pickle.
    """
    with library(model, revision):
        folder = fetch_config(model, revision, offline)
        if is_complete(folder):
            return folder, None
        if offline:
            raise CheckpointError("hub_offline", model=model)
        listing = list_files(model, folder.name)
        refuse_others(model, listing.sizes)
        if WEIGHTS not in listing.sizes:
            fetch_file(model, folder.name, INDEX)
        return folder, listing


def fetch_config(model: str, revision: str | None, offline: bool) -> Path:
    """The directory of the newest version of the config, or of this revision's. Its name is the commit's hash."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import get_hf_file_metadata, hf_hub_url, try_to_load_from_cache

    cached = try_to_load_from_cache(model, CONFIG, revision=revision)
    if isinstance(cached, str) and offline:
        return Path(cached).parent
    if offline or (not isinstance(cached, str) and constants.HF_HUB_OFFLINE):
        raise CheckpointError("hub_offline", model=model)
    if not isinstance(cached, str):  # asked once, where the library would ask for half a minute
        get_hf_file_metadata(hf_hub_url(model, CONFIG, revision=revision))
    return fetch_file(model, revision, CONFIG).parent


def fetch_file(model: str, revision: str | None, name: str) -> Path:
    """A file in the cache, fetched where it is not there."""
    from huggingface_hub.file_download import hf_hub_download
    from huggingface_hub.utils.tqdm import tqdm

    class Bar(tqdm):
        """Progress on stderr where that is a terminal, gone when it is done."""

        def __init__(self, *arguments: Any, desc: str = "", **settings: Any) -> None:
            seen = sys.stderr is not None and sys.stderr.isatty()
            known = desc if desc.startswith(name) else name  # where the library would show the end of the address
            settings |= {"desc": known, "leave": False, "disable": not seen}
            super().__init__(*arguments, **settings)  # type: ignore[no-untyped-call]

    with library(model, revision, name):
        return Path(hf_hub_download(model, name, revision=revision, tqdm_class=Bar))


def list_files(model: str, commit: str) -> Listing:
    """What the hub says of this version of a model."""
    from huggingface_hub.hf_api import HfApi

    facts = HfApi().model_info(model, revision=commit, files_metadata=True)
    sizes = {file.rfilename: file.size or 0 for file in facts.siblings or ()}
    return Listing(sizes, facts.safetensors.total if facts.safetensors else None)


def refuse_others(model: str, names: Mapping[str, int]) -> None:
    """Raises CheckpointError for a model that has no weights in safetensors."""
    if WEIGHTS not in names and INDEX not in names:
        raise without_weights(model, names)


@contextmanager
def library(model: str, revision: str | None, file: str | None = None) -> Iterator[None]:
    """The library asked in silence, its errors in our words; `file` is what is being fetched."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from huggingface_hub import errors
        from huggingface_hub.utils import logging as talk

        # The root of all errors of the connection, whichever package the library makes it with.
        connection: type[Exception] = errors.HfHubHTTPError.__mro__[1]
        spoken = talk.get_verbosity()
        talk.set_verbosity(logging.CRITICAL)
        try:
            yield
        except (connection, errors.EntryNotFoundError, OSError, ValueError, RuntimeError) as error:
            raise complaint(error, model, revision, file) from error
        finally:
            talk.set_verbosity(spoken)


def complaint(error: Exception, model: str, revision: str | None, file: str | None) -> AttnxError:
    """What an error of the library means."""
    from huggingface_hub import constants, errors

    while isinstance(error, errors.LocalEntryNotFoundError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    words = next(iter(str(error).strip().splitlines()), type(error).__name__)
    reason = Phrase("library", library="huggingface_hub", words=words)
    match error:
        case errors.OfflineModeIsEnabled() | errors.LocalEntryNotFoundError():
            return CheckpointError("hub_offline", model=model)
        case errors.RevisionNotFoundError():
            return CheckpointError("hub_revision", model=model, revision=revision)
        case errors.GatedRepoError() | errors.DisabledRepoError():
            return CheckpointError("hub_closed", model=model)
        case errors.RepositoryNotFoundError() | errors.HFValidationError():
            return CheckpointError("hub_absent", model=model)
        case errors.RemoteEntryNotFoundError():
            return CheckpointError("no_config", path=model)
        case errors.HfHubHTTPError() if error.response.status_code in (401, 403):
            return CheckpointError("hub_closed", model=model)
        case errors.HfHubHTTPError():
            return CheckpointError("hub_status", model=model, status=error.response.status_code)
        case OSError(errno=int()):  # of the disk: those of the connection are errors of another package
            return OutputError(
                "cannot_write", path=error.filename or constants.HF_HUB_CACHE, reason=reason_of_system(error)
            )
        case OSError() if "onsistency" in str(error):
            return CheckpointError("hub_size", model=model, file=file)
    if file not in (None, CONFIG):
        return CheckpointError("hub_broken", model=model, file=file, reason=reason)
    return CheckpointError("hub_unreachable", model=model, reason=reason)
