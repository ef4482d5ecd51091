"""What may stand after `attnx`: every option and argument as the program declares it, with values right and wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from attnx.cli.app import COMMANDS, parameters_of
from attnx.cli.desk.files import FIGURES
from tests.fuzz.odd import printable

FIXTURES = Path(__file__).parent.parent / "fixtures"
TEXTS = ("a" * 40 + "!", "hope", "Love is powerful because it gives us hope.", "it", "爱很强大。", "a b c a b")
STEPS = ("embedding", "q", "k", "v", "scores", "scaled", "masked", "weights", "z", "out", "summary")
PICTURES = tuple(str(FIXTURES / "pictures" / name) for name in ("scene.png", "broken.jpg", "moving.gif", "sixteen.png"))
MEASURES = ("heads", "entropy", "norms", "distance", "coreference", "broad", "x")
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
    "PICTURE": lambda chance: chance.choice((*PICTURES, "absent.png", ".", "/dev/null")),
    "[PICTURE]": lambda chance: chance.choice((*PICTURES, "absent.png", printable(chance, 3))),
    "MM": lambda chance: chance.choice((84, 0, -1, 1, 10**9, "nan", "x")),
    "DIR": lambda chance: chance.choice(("made.folder", ".", "/proc", "/dev/null", "")),
    "FILE…": lambda chance: chance.choice((str(FIXTURES / "alignments.tsv"), "absent.txt", "*", "x://y", "")),
    "NAME,…": lambda chance: ",".join(
        chance.choices(("heads", "entropy", "norms", "distance", "coreference", "x"), k=2)
    ),
    "L.H,…": lambda chance: chance.choice(("0.0", "0.0,1.1", "9.9", "x", "")),
    "REGEX": lambda chance: chance.choice(("it|he", ".", "(", "(a+)+$", "", printable(chance, 3))),
    "URL": lambda chance: chance.choice(("tcp://127.0.0.1:1", "x", "")),
    "TASK|FILE": lambda chance: chance.choice(("pronoun", "copy", "sort", "absent.txt", "x", "/dev/null")),
    "RATE": lambda chance: chance.choice((0.003, 0, -1, 1e30, "nan", "x")),
    "attention|block|learning": lambda chance: chance.choice(("attention", "block", "learning", "x")),
}
DATA = (".json", ".safetensors", ".npz", ".csv", ".txt", ".md", ".tex", ".svg", ".png", ".pdf", ".html")
WRITTEN = (*DATA, *FIGURES, ".x")
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
