"""What can stand where a word begins, asked for by the scripts in `shells/`: a value and its meaning on each line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from attnx.cli.app import COMMANDS, HELP, options_first, parameters_of
from attnx.cli.words import SAY
from attnx.errors import AttnxError

# Named here, for their own room loads NumPy.
MODELS = ("reader", "reader-zh", "writer", "zh-en", "sketch", "toy", "classic", "minilm")
TASKS = ("pronoun", "lookup", "previous", "copy", "sort")
FILES = ":"  # what a shell is told where it is to add the names of files


def lenses() -> Iterable[str]:
    from attnx.measures.lenses import LENSES

    return ("weights", *LENSES)


def steps() -> Iterable[str]:
    from attnx.trace import STEPS

    return STEPS


def schemas() -> Iterable[str]:
    from attnx.schemas import NAMES

    return NAMES


def terms() -> Iterable[str]:
    from attnx.lessons.glossary import NAMES

    return (names[0] for names in NAMES.values())


# What stands for a value in the usage, and which values there are; small letters, as in N|mean|all, mean themselves.
VALUES: Mapping[str, Callable[[], Iterable[str]]] = {
    "NAME|DIR|ID": lambda: MODELS,
    "TASK|FILE": lambda: TASKS,
    "LENS": lenses,
    "STEP,STEP,…": steps,
    "NAME": schemas,
    "TERM": terms,
}
PATHS = ("FILE", "PATH", "DIR")
# What is counted from 0 to one less than the model has.
COUNTED: Mapping[str, Literal["n_layers", "n_heads"]] = {
    **dict.fromkeys(("--layer", "--with-layer", "--block"), "n_layers"),
    **dict.fromkeys(("--head", "--with-head"), "n_heads"),
}


def complete(words: Sequence[str]) -> str:
    """The answer to a shell; the last of the words has only been begun, the others are written."""
    *written, begun = words or [""]
    return "".join(
        f"{value}\t{meaning}".rstrip("\t") + "\n"
        for value, meaning in dict(choices(written, begun)).items()
        if value == FILES or value.startswith(begun)
    )


def choices(written: Sequence[str], begun: str) -> Iterator[tuple[str, str]]:
    """Everything that can come after the words that are written, and what it means."""
    name = next((word for word in written if word in COMMANDS), None)
    parameters = parameters_of(name)
    asked = next((known for known in parameters if written and written[-1] in known.opts and takes_value(known)), None)
    if asked is not None:
        if name is not None and written[-1] in COUNTED:
            yield from numbers_of(written[-1], parameters, written[written.index(name) + 1 : -1])
        yield from values_of(asked)
    elif begun.startswith("-"):
        for known in parameters:
            if known.param_type_name == "option" and (known.multiple or not set(known.opts) & set(written)):
                yield from ((option, known.help or "") for option in known.opts)
    elif name is None or written[0] == HELP:
        yield from (
            (command, SAY(f"help_{command}")) for command in (COMMANDS if HELP in written else (*COMMANDS, HELP))
        )
    else:
        for known in parameters:
            if known.param_type_name == "argument":
                yield from values_of(known)


def takes_value(parameter: Any) -> bool:
    return parameter.param_type_name == "option" and not parameter.is_flag


def numbers_of(option: str, parameters: Sequence[Any], typed: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The layers or the heads of the model that a line means, where that is known without asking anybody."""
    from attnx.checkpoint.describe import describe

    model = model_of(option, parameters, typed)
    try:
        stack = None if model is None else describe(model, offline=True).stack
    except AttnxError:  # which the command will say
        return
    yield from ((str(number), "") for number in range(0 if stack is None else getattr(stack, COUNTED[option])))


def model_of(option: str, parameters: Sequence[Any], typed: Sequence[str]) -> str | None:
    """The model that was named, or that the command takes where none is: for its text, where it takes one."""
    named = dict(pairwise(typed))
    if option.startswith("--with-") and "--with-model" in named:
        return named["--with-model"]
    taken = next((known for known in parameters if "--model" in known.opts), None)
    if taken is None or "--model" in named:
        return named.get("--model")
    if taken.default is not None:
        return str(taken.default)
    valued = {name for known in parameters if takes_value(known) for name in known.opts}
    *_, text = options_first(list(typed), valued)
    if text == "--" or {"--file", "--image"} & set(typed) or Path(text).is_file():
        return None
    from attnx.checkpoint import default_model

    return default_model(text)


def values_of(parameter: Any) -> Iterator[tuple[str, str]]:
    """The values that an option or an argument can have, as far as they can be listed, and whether it can be a file."""
    written = parameter.metavar or ""
    known = VALUES.get(written)
    alternatives = written.strip("[]").split("|")
    yield from ((value, "") for value in (known() if known else filter(str.islower, alternatives)))
    if set(alternatives) & set(PATHS):
        yield FILES, ""
