"""What is asked of attnx by chance: for each subject a command, and the files it is given."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

import attnx
from attnx import saved
from attnx.change import Change, ScaleHead, Swap, Temperature
from attnx.cli.app import COMMANDS, parameters_of
from tests.fuzz.inside import Ask, ask_inside
from tests.fuzz.odd import NUMBERS, corrupted, damage, damaged, printable, text, value, written

FIXTURES = Path(__file__).parent.parent / "fixtures"
TEXTS = ("a" * 40 + "!", "hope", "Love is powerful because it gives us hope.", "it", "爱很强大。", "a b c a b")
STEPS = ("embedding", "q", "k", "v", "scores", "scaled", "masked", "weights", "z", "out", "summary")
# What a placeholder of the usage stands for: some values that are right, and some that are not.
VALUES: Mapping[str, Callable[[Random], object]] = {
    "N": lambda chance: chance.choice((0, 1, 2, 3, 9, 40, 80, -1, "x", 10**20)),
    "K": lambda chance: chance.choice((1, 2, 5, 0, 100, -1, "x")),
    "P": lambda chance: chance.choice((0.5, 1, 0, 2, "nan", "x")),
    "T": lambda chance: chance.choice((0.5, 1, 2, 0, -1, 1e-30, 1e30, "inf", "nan")),
    "N|all": lambda chance: chance.choice((0, 1, 3, "all", -1, 99)),
    "N|mean|all": lambda chance: chance.choice((0, 1, "mean", "all", "0,1", "mean,1", -1, 99)),
    "LAYER.HEAD": lambda chance: chance.choice(("0.0", "1.1", "3.0", "0", "9.9", "a.b", "1.1.1")),
    "LAYER.HEAD=FACTOR": lambda chance: chance.choice(("0.0=2", "1.1=0", "3.0=-1e30", "0=1", "0.0=nan", "0.0=")),
    "QUERY,KEY": lambda chance: chance.choice(("0,0", "1,0", "it,Love", "hope,it", "99,0", ",", "it", "-1,0")),
    "WORD|INDEX": lambda chance: chance.choice(("0", "1", "it", "Love", "hope", "99", "-1", "", printable(chance, 3))),
    "WORD=OTHER": lambda chance: chance.choice(("it=she", "hope=爱", "x=y", "=", "it=", printable(chance, 4))),
    "WORD": lambda chance: chance.choice(("it", "hope", " hope", "", printable(chance, 3))),
    "TEXT": lambda chance: chance.choice((*TEXTS, printable(chance))),
    "OTHER": lambda chance: chance.choice((*TEXTS, printable(chance))),
    "LENS": lambda chance: chance.choice(("weights", "norms", "rollout", "flow", "logit", "x")),
    "logit": lambda chance: chance.choice(("logit", "x")),
    "STEP,STEP,…": lambda chance: ",".join(chance.choices(("tokens", *STEPS, "x"), k=chance.choice((1, 1, 2, 4)))),
    "NAME": lambda chance: chance.choice(("dark", "light", "x", "trace", "heads")),
    "TERM": lambda chance: chance.choice(("softmax", "mask", "weights", printable(chance, 3))),
    "WHEN": lambda chance: chance.choice(("auto", "always", "never", "x")),
    "LANGUAGE": lambda chance: chance.choice(("en", "zh", "x")),
    "en|zh": lambda chance: chance.choice(("en", "zh", "x")),
    "words": lambda chance: "words",
    "self|cross|encoder": lambda chance: chance.choice(("self", "cross", "encoder", "x")),
    "SECONDS|enter": lambda chance: chance.choice((0, "enter", -1, "x")),
    "NAME|DIR|ID": lambda chance: chance.choice(("reader", "writer", "toy", "classic", "zh-en", "reader-zh", "x", ".")),
    "REV": lambda chance: chance.choice(("main", "x")),
    "NAME=KEY…": lambda chance: chance.choice(("张三=165", "x=1e30", "a=", "=1", printable(chance, 3) + "=1")),
    "QUERY": lambda chance: chance.choice((172, "x", 1e30, "nan")),
    "PATH": lambda chance: "absent.txt",
}
WRITTEN = (".json", ".safetensors", ".npz", ".csv", ".txt", ".md", ".tex", ".svg", ".heatmap.svg", ".html", ".x")
# What waits for a person, writes to the home, or asks the hub.
ELSEWHERE = ("--help", "--version", "--revision", "--install-completion", "--show-completion")
ANSWERS = b"1\n\n2\n"  # to a quiz, and to whoever waits for a key
LIVE = ("explore", "tour")  # screens, which have tests of their own


@cache
def options_of(command: str) -> tuple[Any, ...]:
    """The options of a command, as the program declares them."""
    known = (parameter for parameter in parameters_of(command) if parameter.param_type_name == "option")
    return tuple(option for option in known if option.opts[-1] not in ELSEWHERE)


def value_of(chance: Random, placeholder: str) -> str:
    if placeholder == "FILE":
        return "made" + chance.choice(WRITTEN)
    known = VALUES.get(placeholder)
    return str(known(chance) if known else printable(chance, 3))


def some_options(chance: Random, command: str, most: int = 3, without: tuple[str, ...] = ()) -> list[str]:
    """Some options of a command with a value each, right or wrong."""
    words: list[str] = []
    options = options_of(command)
    for option in chance.sample(options, chance.randint(0, min(most, len(options)))):
        name = option.opts[-1]
        if name not in without:
            words += [name] if option.is_flag else [name, value_of(chance, option.metavar or "")]
    return words


def arguments_of(chance: Random, command: str) -> list[str]:
    """What a command must be given, right or wrong."""
    needed = (known for known in parameters_of(command) if known.param_type_name == "argument")
    return [value_of(chance, known.metavar or "") for known in needed]


def commands() -> Iterator[str]:
    return (name for name in COMMANDS if name not in LIVE)


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
)


@cache
def traces() -> tuple[bytes, ...]:
    """Saved traces of every kind."""
    models = [tuple(fixture(word) for word in words) for words in SAVED]
    outcomes = [ask_inside(Ask((*words, "--json"))) for words in models]
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


PATTERNS = ("(a+)+$", "(a|a)*b", "(.*a){12}$", r"(\w+\s?)*$", "(?=(a+))a*b\\1", "((a?){20}){20}", "[", "(?<x>a)\\k<y>")


def exploding(chance: Random, data: bytes) -> bytes:
    """A tokenizer that cuts, or writes anew, by a pattern that goes back again and again, or is none."""
    pattern = {"Regex": chance.choice(PATTERNS)}
    part = chance.choice(
        (
            {"pre_tokenizer": {"type": "Split", "pattern": pattern, "behavior": "Isolated", "invert": False}},
            {"normalizer": {"type": "Replace", "pattern": pattern, "content": "x"}},
        )
    )
    return written(json.loads(data) | part)


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


def of_matrices(chance: Random, folder: Path) -> Ask:
    """Matrices of any shape and kind."""
    names = ("q", "k", "v", "x", "wq", "wk", "wv", "wo", "mask", "heads", "scale", "labels", "key_labels", "y")
    held = {name: array(chance) for name in chance.sample(names, chance.randint(1, 6))}
    if chance.random() < 0.5:
        held |= {name: np.eye(3).tolist() for name in "qkv"}
        held |= {chance.choice(names): array(chance)}
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
}


def emptied(folder: Path) -> Path:
    """The same folder without what the command before left there."""
    for file in folder.iterdir():
        shutil.rmtree(file) if file.is_dir() and not file.is_symlink() else file.unlink()
    return folder
