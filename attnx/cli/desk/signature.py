"""From a command that takes values to one that takes their options, as Typer reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, Self, get_args, get_origin, get_type_hints

from attnx.frozen import frozen


@frozen
class Options:
    """A frozen value whose fields are options, declared there and nowhere else."""

    @classmethod
    def declared(cls) -> list[Parameter]:
        """Its options, as parameters of a command."""
        hints = get_type_hints(cls, include_extras=True)
        return [
            Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
            for field in fields(cls)
        ]

    @classmethod
    def typed(cls, values: Mapping[str, Any]) -> Self:
        """The value of what was typed for each of them."""
        return cls(**values)


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
        taken = [option for option in kind.declared() if option.name not in left_out]
        values[name] = kind, [option.name for option in taken]
        spread += (option.replace(kind=parameter.kind) for option in taken)

    @wraps(command)
    def spread_out(**typed: Any) -> None:
        for name, (kind, names) in values.items():
            typed[name] = kind.typed({option: typed.pop(option) for option in names})
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
