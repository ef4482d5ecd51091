"""What reads a file, asked by itself: of what a command takes to be understood, a reader needs a tenth."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

import jsonschema
import orjson

from attnx import saved
from attnx.checkpoint.directory import read_specs
from attnx.checkpoint.safetensors import map_tensors
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.errors import AttnxError
from attnx.inputs.matrices import matrices_of
from attnx.inputs.text import check_text
from attnx.schemas import schema
from attnx.views.visible import visible
from tests.fuzz.inside import OBEYED, HangError, limited
from tests.fuzz.odd import corrupted, damaged, exploding, text, value, written
from tests.fuzz.options import FIXTURES, TEXTS
from tests.fuzz.subjects import array, folders, plain, stored, tokenizing, traces
from tests.fuzz.written import read_notebook, read_svg

MEGABYTE = 1_000_000


def read_trace(chance: Random, folder: Path) -> None:
    """What loads can be saved and loaded again."""
    trace = saved.from_bytes(damaged(chance, chance.choice(small())), "damaged")
    saved.from_bytes(saved.to_json(trace), "again")


def read_what_is_promised(chance: Random, folder: Path) -> None:
    """What loads is as the schema says, but for what may be missing, or was not known yet."""
    data = damaged(chance, chance.choice(small()))
    saved.from_bytes(data, "damaged")
    for error in promised().iter_errors(orjson.loads(data)):
        assert error.validator in ("required", "additionalProperties"), error.message[:200]


@cache
def promised() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema("trace"))


def draw_in_notebook(chance: Random, folder: Path) -> None:
    """What loads is drawn in a notebook, in every way, or refused with a sentence."""
    trace = saved.from_bytes(damaged(chance, chance.choice(small())), "damaged")
    repr(trace)
    read_notebook(trace._repr_html_())
    for drawn in (trace.table, trace.heads):
        with suppress(AttnxError):
            read_notebook(drawn().html)
    for figure in (trace.arcs, trace.heatmap):
        with suppress(AttnxError):
            read_svg(figure().svg.encode())


@cache
def small() -> tuple[bytes, ...]:
    return tuple(sorted(traces(), key=len)[:9])


def read_tensors(chance: Random, folder: Path) -> None:
    saved.from_bytes(corrupted(chance, chance.choice(stored())), "damaged")


def read_config(chance: Random, folder: Path) -> None:
    file = folder / "config.json"
    file.write_bytes(damaged(chance, chance.choice(configs())))
    read_specs(folder)


@cache
def configs() -> tuple[bytes, ...]:
    return tuple((model / "config.json").read_bytes() for model in folders("models"))


def read_weights(chance: Random, folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(corrupted(chance, weights()))
    for tensor in map_tensors(file).values():
        tensor.tobytes()


@cache
def weights() -> bytes:
    return (FIXTURES / "models" / "bert-plain" / "model.safetensors").read_bytes()


def read_tokenizer(chance: Random, folder: Path) -> None:
    """What loads cuts a text, or says why it does not."""
    file, data = folder / "tokenizer.json", chance.choice(written_tokenizers())
    file.write_bytes(exploding(chance, data) if chance.random() < 0.2 else damaged(chance, data))
    Pieces.read(file)(chance.choice(TEXTS))


@cache
def written_tokenizers() -> tuple[bytes, ...]:
    return tuple(sorted({(model / "tokenizer.json").read_bytes() for model in tokenizing()}, key=len)[:4])


def read_matrices(chance: Random, folder: Path) -> None:
    held = {name: array(chance) for name in chance.sample(("q", "k", "v", "mask", "wq", "x", "heads", "y"), 3)}
    data = written(plain(held)) if chance.random() < 0.5 else written(value(chance, 3))
    matrices_of(data, "matrices.json")


def show_text(chance: Random, folder: Path) -> None:
    """What is shown of a text does nothing, though it be a line of a megabyte."""
    said = text(chance)
    if said and chance.random() < 0.0005:
        said *= MEGABYTE // len(said.encode(errors="replace"))
    assert not OBEYED.search(visible(said).replace("\u200c", "").replace("\u200d", "")), ascii(said)
    check_text(said)


Reader = Callable[[Random, Path], None]
READERS: Mapping[str, Reader] = {
    "trace": read_trace,
    "schema": read_what_is_promised,
    "notebook": draw_in_notebook,
    "tensors": read_tensors,
    "config": read_config,
    "weights": read_weights,
    "tokenizer": read_tokenizer,
    "matrices": read_matrices,
    "text": show_text,
}


def wrong_with(reader: Reader, chance: Random, folder: Path) -> str:
    """The traceback of what a reader lets through beside the errors of attnx, or nothing."""
    try:
        with warnings.catch_warnings(), limited():
            warnings.simplefilter("error")
            reader(chance, folder)
    except AttnxError as error:
        said = str(error)
        return f"a sentence of {len(said)} characters: {said[:200]}" if len(said) > 2_000 else ""
    except (Exception, HangError):  # noqa: BLE001 - whatever it is, it is told
        return traceback.format_exc()
    return ""
