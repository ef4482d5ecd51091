"""What is asked of attnx by chance: for each subject a command, and the files it is given."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

import attnx
from attnx import saved
from attnx.change import Change, ScaleHead, Swap, Temperature
from attnx.cli.app import parameters_of
from tests.fuzz.inside import Ask, ask_inside
from tests.fuzz.odd import NUMBERS, corrupted, damage, damaged, exploding, text, value, written
from tests.fuzz.options import ANSWERS, FIXTURES, TEXTS, arguments_of, commands, some_options, value_of


def of_text(chance: Random, folder: Path) -> Ask:
    """A command that reads a text, and an odd text."""
    readers = [name for name in commands() if any(known.metavar == "TEXT" for known in parameters_of(name))]
    command, said = chance.choice(readers), text(chance)
    words = [command, *some_options(chance, command, without=("--file",))]
    if command in ("explain", "predict", "heads") and not {"--model"} & set(words) and chance.random() < 0.7:
        words += ["--model", chance.choice(("toy", "reader-zh", str(FIXTURES / "models" / "bert-plain")))]
    rest = [value_of(chance, "OTHER")] if command == "compare" and chance.random() < 0.8 else []
    piped = chance.random() < 0.5 and command != "quiz"
    if piped:
        return Ask((*words, "-", *rest), said.encode("utf-8", "surrogatepass"))
    return Ask((*words, "--", said.encode("utf-8", "ignore").decode(), *rest), ANSWERS)


def of_options(chance: Random, folder: Path) -> Ask:
    """Any command with any options."""
    command = chance.choice(list(commands()))
    return Ask((command, *some_options(chance, command, 5), *arguments_of(chance, command)), ANSWERS)


SAVED: tuple[tuple[str, ...], ...] = (  # what is asked for a trace, all of them small
    ("explain", "Thinking Machines", "--model", "classic"),
    ("explain", "it is", "--model", "bert-plain", "--layer", "all", "--head", "all"),
    ("explain", "I love it", "--model", "bert-plain", "--pair", "you", "--merge", "words"),
    ("explain", "I love it", "--model", "bert-odd", "--layer", "mean", "--head", "mean"),
    ("explain", "I hope it", "--model", "llama-a", "--block", "all", "--weights"),
    ("explain", "I hope it", "--model", "gpt2-a", "--skip-first", "--layer", "all"),
    ("predict", "I hope it", "--model", "gpt2-a", "--generate", "3"),
    ("translate", "love", "--model", "bart-b", "--layer", "0", "--steps", "q,k,weights,z"),
    ("lookup", "172", "张三=165", "李四=170"),
    ("explain", str(FIXTURES / "pictures" / "scene.png"), "--model", "vit-a", "--layer", "0"),
    ("caption", str(FIXTURES / "pictures" / "scene.png"), "--model", "blip-a", "--layer", "0"),
)


NORM = {"gain": [1.0, 0.5, -1.0], "shift": [0.0, 1.0, 0.0]}
BLOCK: Mapping[str, Any] = {  # a whole one: of x and its projections, with norms and an MLP
    **dict.fromkeys(("x", "wq", "wk", "wv", "wo", "W_up", "W_down"), np.eye(3).tolist()),
    **{name: [0.5, 0.0, -1.0] for name in ("bq", "bk", "bv", "bo", "b_up", "b_down")},
    **dict.fromkeys(("attention_norm", "mlp_norm"), NORM),
    "heads": 1,
    "causal": True,
}


@cache
def traces() -> tuple[bytes, ...]:
    """Saved traces of every kind."""
    asks = [Ask((*(fixture(word) for word in words), "--json")) for words in SAVED]
    outcomes = [ask_inside(ask) for ask in (*asks, Ask(("attend", "-", "--json"), written(BLOCK)))]
    assert not any(outcome.code for outcome in outcomes), [outcome.err for outcome in outcomes]
    changes: tuple[Change, ...] = (Swap("it", "he"), ScaleHead(0, 1, 2.0), Temperature(2.0))
    changed = attnx.explain("it is", FIXTURES / "models" / "bert-plain", layers=[0], change=changes)
    return (*(outcome.out for outcome in outcomes), saved.to_json(changed))


def fixture(word: str) -> str:
    """The folder of a model among the fixtures, or the same word."""
    folder = FIXTURES / "models" / word
    return str(folder) if " " not in word and folder.is_dir() else word


def of_trace(chance: Random, folder: Path) -> Ask:
    """A saved trace that was changed, shown or verified."""
    data = damaged(chance, chance.choice(traces()))
    if chance.random() < 0.02:
        data = corrupted(chance, data)
    if chance.random() < 0.1:
        return Ask(("verify", *some_options(chance, "verify", 1), "-"), data)
    return Ask(("show", *some_options(chance, "show"), "-"), data)


@cache
def stored() -> tuple[bytes, ...]:
    return tuple(saved.to_safetensors(saved.from_json(data, "sound")) for data in traces())


def of_tensors(chance: Random, folder: Path) -> Ask:
    """A trace in a safetensors file, some bytes of which were changed."""
    return Ask(("show", *some_options(chance, "show"), "-"), corrupted(chance, chance.choice(stored())))


@cache
def folders(kind: str) -> tuple[Path, ...]:
    return tuple(sorted(path for path in (FIXTURES / kind).iterdir() if any(path.iterdir())))


def copied(folder: Path, model: Path, without: str) -> Path:
    """A folder with the files of this model as links, but for one, of which the path is returned."""
    for file in model.iterdir():
        if file.name != without:
            (folder / file.name).symlink_to(file)
    return folder / without


def of_config(chance: Random, folder: Path) -> Ask:
    """A model whose config.json was changed."""
    model = chance.choice(folders("models"))
    file = copied(folder, model, "config.json")
    file.write_bytes(damaged(chance, (model / "config.json").read_bytes()))
    return asked(chance, folder, 0.3)


def asked(chance: Random, folder: Path, described: float = 0.1) -> Ask:
    """A command about the model in this folder."""
    if chance.random() < described:
        return Ask(("models", *some_options(chance, "models", 1, ("--families", "--offline")), str(folder)))
    kind = chance.randrange(6)
    command = ("explain", "explain", "explain", "predict", "translate", "heads")[kind]
    options = some_options(chance, command, 2, ("--model", "--file", "--over"))
    return Ask((command, *options, "--model", str(folder), "--", chance.choice(TEXTS)))


def of_weights(chance: Random, folder: Path) -> Ask:
    """A model some bytes of whose weights were changed."""
    model = chance.choice(folders("models"))
    name = next(file.name for file in sorted(model.iterdir()) if file.suffix == ".safetensors")
    copied(folder, model, name).write_bytes(corrupted(chance, (model / name).read_bytes()))
    return asked(chance, folder)


@cache
def tokenizing() -> tuple[Path, ...]:
    """The models among the fixtures that read text."""
    return tuple(model for model in folders("models") if any(model.glob("*tokenizer.json")))


def of_tokenizer(chance: Random, folder: Path) -> Ask:
    """A model one file of whose tokenizer was changed."""
    if chance.random() < 0.5:
        model = chance.choice(tokenizing())
        file = copied(
            folder, model, next(file.name for file in model.iterdir() if file.name.endswith("tokenizer.json"))
        )
        data = (model / file.name).read_bytes()
        file.write_bytes(exploding(chance, data) if chance.random() < 0.2 else damaged(chance, data))
        return asked(chance, folder)
    older = chance.choice(folders("tokenizers"))
    model = FIXTURES / "models" / "bert-plain"
    copied(folder, model, "tokenizer.json")
    for file in older.iterdir():
        data = file.read_bytes()
        if chance.random() < 0.5:
            data = damaged(chance, data) if file.suffix == ".json" else corrupted(chance, data)
        (folder / file.name).unlink(missing_ok=True)  # a link to a file that is not to be changed
        (folder / file.name).write_bytes(data)
    return asked(chance, folder)


def of_card(chance: Random, folder: Path) -> Ask:
    """A model with other files beside it: its card, how it writes, an index of shards, an adapter."""
    model = chance.choice((*folders("models"), *bundles()))
    name = chance.choice(("card.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json"))
    file = copied(folder, model, name)
    beside = model / name
    if beside.exists():
        file.write_bytes(damaged(chance, beside.read_bytes()))
    else:
        file.write_bytes(written(chance.choice(CARDS)(chance)))
    return asked(chance, folder)


def bundles() -> tuple[Path, ...]:
    home = Path(attnx.__file__).parent / "bundled"
    return tuple(sorted(path for path in home.iterdir() if (path / "card.json").exists()))


CARDS: tuple[Callable[[Random], object], ...] = (
    value,
    lambda chance: {"heads": value(chance), "aligner": value(chance), "seed": value(chance)},
    lambda chance: {"heads": [head(chance) for _ in range(3)]},
    lambda chance: {"aligner": {"layer": value(chance), "head": value(chance), "ahead": value(chance)}},
    lambda chance: {key: value(chance) for key in ("bos_token_id", "eos_token_id", "bad_words_ids", "unk_token")},
    lambda chance: {"decoder_start_token_id": value(chance), "forced_bos_token_id": value(chance)},
)


def head(chance: Random) -> dict[str, object]:
    """What a card says of one head."""
    kind = chance.choice(("word", "coreference", "previous", "x"))
    numbers = {name: chance.choice((0, 1, value(chance))) for name in ("layer", "head", "score", "asked")}
    return {"kind": kind, **numbers}


def of_shards(chance: Random, folder: Path) -> Ask:
    """A model whose weights an index names, which was changed."""
    model = chance.choice([model for model in folders("models") if (model / "model.safetensors").exists()])
    copied(folder, model, "model.safetensors")
    (folder / "one.safetensors").symlink_to(model / "model.safetensors")
    names = json.loads(head_of(model / "model.safetensors"))
    index = {"metadata": {}, "weight_map": dict.fromkeys(names, "one.safetensors")}
    (folder / "model.safetensors.index.json").write_bytes(damaged(chance, written(index)))
    return asked(chance, folder)


def head_of(file: Path) -> bytes:
    data = file.read_bytes()
    return data[8 : 8 + int.from_bytes(data[:8], "little")]


def of_gguf(chance: Random, folder: Path) -> Ask:
    """A GGUF file some bytes of which were changed, most of them of its header."""
    file = chance.choice(sorted((FIXTURES / "gguf").glob("*.gguf")))
    data = file.read_bytes()
    header = min(len(data), 4096)
    (folder / "m.gguf").write_bytes(corrupted(chance, data[:header]) + data[header:])
    return asked(chance, folder)


def of_adapter(chance: Random, folder: Path) -> Ask:
    """An adapter whose settings or weights were changed."""
    adapter = chance.choice(folders("adapters"))
    name = chance.choice(("adapter_config.json", "adapter_model.safetensors"))
    data = (adapter / name).read_bytes()
    changed = damaged(chance, data) if name.endswith("json") else corrupted(chance, data)
    copied(folder, adapter, name).write_bytes(changed)
    return asked(chance, folder)


SETTINGS = ("arrangement", "norm", "eps", "activation", "W_gate", "causal", "similarity", "attention_inner_norm")


def of_matrices(chance: Random, folder: Path) -> Ask:
    """Matrices of any shape and kind."""
    names = ("q", "k", "v", "x", "wq", "wk", "wv", "wo", "mask", "heads", "scale", "labels", "key_labels", "y")
    held = {name: array(chance) for name in chance.sample(names, chance.randint(1, 6))}
    if chance.random() < 0.6:
        whole = chance.choice((BLOCK, {name: np.eye(3).tolist() for name in "qkv"}))
        held = {**whole, chance.choice((*names, *BLOCK, *SETTINGS)): array(chance)}
    kind = chance.randrange(4)
    if kind == 0:
        document = plain(held)
        damage(chance, document)
        return Ask(("attend", *some_options(chance, "attend"), "-"), written(document))
    if kind == 1:
        return Ask(("attend", *some_options(chance, "attend"), "-"), written(plain(held)))
    file = folder / ("m.npz" if kind == 2 else "m.safetensors")
    if kind == 2:
        np.savez(file, allow_pickle=True, **{name: as_array(entry) for name, entry in held.items()})
    else:
        from safetensors.numpy import save_file

        with suppress(Exception):  # an array that the format does not have
            save_file({name: np.ascontiguousarray(as_array(entry)) for name, entry in held.items()}, file)
    if chance.random() < 0.3 and file.exists():
        file.write_bytes(corrupted(chance, file.read_bytes()))
    return Ask(("attend", *some_options(chance, "attend"), file.name))


def array(chance: Random) -> Any:
    """Numbers on no axis or on five, ragged or not, with what is no number, and what is none at all."""
    shape = tuple(chance.choice((0, 1, 2, 3, 3, 3)) for _ in range(chance.choice((0, 1, 2, 2, 2, 3, 5))))
    kind = chance.randrange(6)
    if kind == 0:
        return value(chance)
    numbers = np.array([chance.choice((0.5, -1.0, 2.0)) for _ in range(int(np.prod(shape)))]).reshape(shape)
    if kind == 1 and numbers.size:
        numbers.flat[0] = chance.choice((np.nan, np.inf, -np.inf, 1e39, 1e300, 5e-324))
    if kind == 2:
        return np.asarray(numbers > 0)
    if kind == 3:
        return np.full(shape, float(chance.choice(NUMBERS))).tolist()
    return numbers


def as_array(entry: Any) -> np.ndarray:
    """The same as an array, of an object where it is ragged."""
    try:
        return np.asarray(entry)
    except ValueError:
        held = np.empty((), object)
        held[()] = entry
        return held


def plain(held: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry.tolist() if isinstance(entry, np.ndarray) else entry for name, entry in held.items()}


def of_picture(chance: Random, folder: Path) -> Ask:
    """A picture some bytes of which were changed."""
    sound = chance.choice(sorted((FIXTURES / "pictures").iterdir()))
    file = folder / f"p{sound.suffix}"
    file.write_bytes(corrupted(chance, sound.read_bytes()))
    command, model = chance.choice((("explain", "vit-a"), ("explain", "clip-a"), ("caption", "blip-a")))
    options = some_options(chance, command, 2, ("--model", "--file", "--image", "--seed"))
    return Ask((command, *options, "--model", str(FIXTURES / "models" / model), file.name))


def of_corpus(chance: Random, folder: Path) -> Ask:
    """A corpus of odd lines, as text, as objects, as cells or as columns."""
    lines = [text(chance, 5) for _ in range(chance.randint(0, 4))] + ["it is hope"]
    ending = chance.choice((".txt", ".ndjson", ".csv", ".tsv", ".parquet"))
    file = folder / f"c{ending}"
    kind = ending[1:]
    if kind == "parquet":
        file.write_bytes(corrupted(chance, parquet()))
    elif kind == "ndjson":
        rows = [{"text": line, "id": value(chance)} if chance.random() < 0.7 else value(chance) for line in lines]
        file.write_bytes(b"\n".join(map(written, rows)))
    else:
        rest = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
        file.write_bytes(rest if kind == "txt" else b"text,id\n" + corrupted(chance, rest))
    options = some_options(chance, "scan", 3, ("--model", "--workers", "--dask", "--out", "--part"))
    out = chance.choice((("--ndjson",), ("--out", "scanned")))
    return Ask(
        ("scan", *options, *out, "--workers", "1", "--model", str(FIXTURES / "models" / "bert-plain"), file.name)
    )


@cache
def parquet() -> bytes:
    """Three sentences in a column of Parquet."""
    import pyarrow
    from pyarrow.parquet import write_table

    sink = pyarrow.BufferOutputStream()
    write_table(pyarrow.table({"text": list(TEXTS[:3]), "id": [1, 2, 3]}), sink)
    data: bytes = sink.getvalue().to_pybytes()
    return data


Subject = Callable[[Random, Path], Ask]
SUBJECTS: Mapping[str, Subject] = {
    "text": of_text,
    "options": of_options,
    "trace": of_trace,
    "tensors": of_tensors,
    "config": of_config,
    "weights": of_weights,
    "tokenizer": of_tokenizer,
    "card": of_card,
    "shards": of_shards,
    "gguf": of_gguf,
    "adapter": of_adapter,
    "matrices": of_matrices,
    "picture": of_picture,
    "corpus": of_corpus,
}


def emptied(folder: Path) -> Path:
    """The same folder without what the command before left there."""
    for file in folder.iterdir():
        shutil.rmtree(file) if file.is_dir() and not file.is_symlink() else file.unlink()
    return folder
