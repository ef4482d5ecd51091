"""From a command that takes values to one that takes their options, as Typer reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from attnx.frozen import frozen


@frozen
class Options:
    """A frozen value whose fields are options, declared there and nowhere else."""


class Without:
    """Beside such a value in an annotation: the options that a command does not take."""

    def __init__(self, *names: str) -> None:
        self.names = names


def flat(command: Callable[..., None]) -> Callable[..., None]:
    """The same command with every `Options` in its signature spread into its fields.

    Each value is made of what was typed, in the order of the signature, before the command begins: one that
    contradicts itself refuses then.
    """
    hints = get_type_hints(command, include_extras=True)
    spread: list[Parameter] = []
    values: dict[str, tuple[type[Options], list[str]]] = {}
    for name, parameter in signature(command).parameters.items():
        kind, left_out = options_of(hints[name])
        if kind is None:
            spread.append(parameter.replace(annotation=hints[name]))
            continue
        declared = get_type_hints(kind, include_extras=True)
        taken = [field for field in fields(kind) if field.name not in left_out]
        values[name] = kind, [field.name for field in taken]
        spread += (
            Parameter(field.name, parameter.kind, default=field.default, annotation=declared[field.name])
            for field in taken
        )

    @wraps(command)
    def spread_out(**typed: Any) -> None:
        for name, (kind, names) in values.items():
            typed[name] = kind(**{option: typed.pop(option) for option in names})
        command(**typed)

    spread_out.__dict__["__signature__"] = Signature(spread)
    spread_out.__annotations__ = {parameter.name: parameter.annotation for parameter in spread}
    return spread_out


def options_of(annotation: Any) -> tuple[type[Options] | None, tuple[str, ...]]:
    """The value that an annotation names, if it is one, and which of its options are left out."""
    kind, *extras = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    if not (isinstance(kind, type) and issubclass(kind, Options)):
        return None, ()
    return kind, tuple(name for extra in extras if isinstance(extra, Without) for name in extra.names)
