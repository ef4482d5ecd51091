"""What reads a file, asked by a fuzzer that follows which lines an input reaches.

`python -m tests.fuzz.guided trace SEEDS -max_total_time=300` needs atheris, and takes the options of libFuzzer. SEEDS
is a folder, which is filled with small sound files where it is empty, and where each input that reaches a new line is
kept.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["attnx"]):
    import attnx
    from attnx import saved
    from attnx.checkpoint.directory import read_specs
    from attnx.checkpoint.safetensors import map_tensors
    from attnx.checkpoint.tokenizer.pieces import Pieces
    from attnx.errors import AttnxError

from tests.fuzz.odd import corrupted, damaged

MODELS = Path(__file__).parent.parent / "fixtures" / "models"


def of_trace(file: Path) -> None:
    trace = saved.from_bytes(file.read_bytes(), "trace")
    saved.from_bytes(saved.to_json(trace), "again")


def of_config(file: Path) -> None:
    read_specs(file.parent)


def of_weights(file: Path) -> None:
    for tensor in map_tensors(file).values():
        tensor.tobytes()


def of_tokenizer(file: Path) -> None:
    Pieces.read(file)("Love is aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")


def sound_traces() -> Iterable[bytes]:
    yield saved.to_json(attnx.explain("it is", "toy", heads=[0]))
    yield saved.to_json(attnx.explain("it is", MODELS / "bert-plain", pair="you", layers=[0]))
    yield saved.to_json(attnx.predict("hope", MODELS / "gpt2-a", generate=2))
    yield saved.to_json(attnx.lookup(172.0, {"a": 165.0, "b": 170.0}))


def smallest(name: str) -> Iterable[bytes]:
    """The eight smallest files of this name among the fixtures."""
    return sorted({file.read_bytes() for file in MODELS.glob(f"*/{name}")}, key=len)[:8]


# For each kind of file the name it must have, what reads it, and some that are sound.
KINDS: Mapping[str, tuple[str, Callable[[Path], None], Callable[[], Iterable[bytes]]]] = {
    "trace": ("trace.json", of_trace, sound_traces),
    "config": ("config.json", of_config, lambda: smallest("config.json")),
    "weights": ("model.safetensors", of_weights, lambda: smallest("model.safetensors")),
    "tokenizer": ("tokenizer.json", of_tokenizer, lambda: smallest("tokenizer.json")),
}


def another(data: bytes, longest: int, seed: int) -> bytes:
    """Another input made of one: a document changed in one place, or bytes."""
    chance = Random(seed)
    if chance.random() < 0.1:
        return bytes(atheris.Mutate(data, longest))
    try:
        return damaged(chance, data)[:longest]
    except (ValueError, RecursionError, TypeError, AttributeError):  # no document
        return corrupted(chance, data)[:longest]


def main() -> None:
    kind, seeds = sys.argv[1], Path(sys.argv[2])
    name, read, sound = KINDS[kind]
    seeds.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name

        def ask(data: bytes) -> None:
            file.write_bytes(data)
            with suppress(AttnxError):  # which is how a file is refused
                read(file)

        with atheris.instrument_imports(include=["attnx"]):  # what is loaded only once it is needed
            for number, data in enumerate(sound()):
                ask(data)
                if not any(seeds.glob(f"sound-{number}")):
                    (seeds / f"sound-{number}").write_bytes(data)
        atheris.Setup([sys.argv[0], str(seeds), *sys.argv[3:]], ask, custom_mutator=another)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
