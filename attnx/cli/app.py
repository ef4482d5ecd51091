"""The commands, and the words that the command-line library says for itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from itertools import pairwise, takewhile
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from attnx.cli.desk import options as o
from attnx.cli.desk import shells
from attnx.cli.desk.signature import flat
from attnx.cli.desk.streams import emit
from attnx.cli.help import help_of
from attnx.cli.words import SAY
from attnx.errors import OutputError, UsageError
from attnx.version import __version__

# The library's own root of usage errors, which it does not export by name.
LibraryUsageError: type[Exception] = typer.BadParameter.__mro__[1]


# A dash or two and a name. What else begins with a dash, such as -5 or "- yes, indeed", is a value.
OPTION = re.compile(r"--?[A-Za-z][\w-]*(=.*)?", re.DOTALL)


def options_first(arguments: list[str], valued: Collection[str]) -> list[str]:
    """The same arguments, those that are no options after a --; `valued` are the options that take a value."""
    options: list[str] = []
    values: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            values += rest
        elif not OPTION.fullmatch(argument):
            values.append(argument)
        elif argument not in valued:
            options.append(argument)
        else:
            value = next(rest, None)
            if value is None:
                return arguments  # the library says what is missing
            options += (argument, value)
    return [*options, "--", *values]


class Command(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        valued = {name for option in self.params if not getattr(option, "is_flag", True) for name in option.opts}
        return super().parse_args(ctx, options_first(args, valued))

    def get_help(self, ctx: Any) -> str:
        return help_of(self, ctx)


class Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return help_of(self, ctx)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:  # before the library makes an exit code of it
            raise OutputError("interrupted") from stop

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)  # in the order of the article, not of the alphabet

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise not_a_command(args)
        return super().resolve_command(ctx, args)


def not_a_command(typed: Sequence[str]) -> UsageError:
    """What to type in place of these words, the first of which is no command: one like it, or one for a text."""
    if guess := get_close_matches(typed[0], (*COMMANDS, HELP), n=1):
        return UsageError("no_such_command_but", name=typed[0], guess=guess[0])
    text = " ".join(takewhile(lambda word: not OPTION.fullmatch(word), typed))
    if " " in text.strip() or not text.isascii():
        from attnx.lessons.hints import as_typed

        return UsageError("text_without_command", text=as_typed(text))
    return UsageError("no_such_command", name=typed[0], choices=", ".join(COMMANDS))


COMMANDS = (
    "explain",
    "heads",
    "scan",
    "compare",
    "predict",
    "translate",
    "draw",
    "caption",
    "lookup",
    "attend",
    "learn",
    "show",
    "verify",
    "tour",
    "explore",
    "quiz",
    "models",
    "glossary",
    "schema",
)
HELP = "help"  # which has no file of its own


def print_version(wanted: bool) -> None:
    if wanted:
        emit(f"attnx {__version__}\n".encode())
        raise typer.Exit


def install_completion(shell: str | None) -> None:
    if shell is not None:
        shells.install(shell)
        raise typer.Exit


def show_completion(shell: str | None) -> None:
    if shell is not None:
        emit(shells.script(shell))
        raise typer.Exit


# What an option that takes a shell has beside its name; alone, it means the one that attnx was called from.
SHELL: dict[str, Any] = {"metavar": f"[{'|'.join(shells.SHELLS)}]", "parser": shells.known, "is_eager": True}
INSTALL = o.option("--install-completion", help="install_completion", callback=install_completion, **SHELL)
SHOW = o.option("--show-completion", help="show_completion", callback=show_completion, **SHELL)


def attnx(
    ctx: typer.Context,
    version: bool = typer.Option(
        False, "--version", "-V", help=SAY("help_version"), callback=print_version, is_eager=True
    ),
    lang: o.LangOption = None,
    color: o.ColorOption = "auto",
    install: Annotated[str | None, INSTALL] = None,
    show: Annotated[str | None, SHOW] = None,
) -> None:
    if ctx.invoked_subcommand is None:
        emit(f"{ctx.get_help()}\n".encode())
    else:
        ctx.default_map = {ctx.invoked_subcommand: {"color": color}}  # where that has no --color of its own


def nothing() -> None:
    """What a command does that is only named."""


def command_of(name: str) -> Callable[..., None]:
    command: Callable[..., None] = getattr(import_module(f"attnx.cli.commands.{name}"), name)
    return flat(command)


def app_of(commands: Mapping[str, Callable[..., None]]) -> typer.Typer:
    """The program with these commands."""
    page = {"help_option_names": ["--help", "-h"], "color": True}  # which keeps the colours that are there
    app = typer.Typer(
        name="attnx",
        cls=Group,
        help=SAY("help_attnx"),
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings=page,
    )
    for name, command in commands.items():
        words = SAY(f"help_{name}")
        app.command(name, cls=Command, help=words, short_help=words, context_settings=page)(command)
    app.callback(invoke_without_command=True)(attnx)
    return app


def call(arguments: list[str]) -> int:
    """Runs one command. Raises UsageError, in our words, for what the library cannot read."""
    before = list(takewhile(lambda word: word not in COMMANDS, arguments))
    if HELP in before:
        arguments = [*(word for word in before if word != HELP), *arguments[len(before) :], "--help"]
    if arguments and arguments[-1] in ("--install-completion", "--show-completion"):
        arguments = [*arguments, shells.asking(arguments[-1])]
    arguments = filled(arguments)
    # The library studies every command it is given, each for some milliseconds: it is given the one that was asked for.
    if arguments and arguments[0] in COMMANDS:
        commands = {arguments[0]: command_of(arguments[0])}
    elif set(arguments) & set(COMMANDS):
        commands = {name: command_of(name) for name in COMMANDS}
    else:  # their names are shown, and none is called
        commands = dict.fromkeys((*COMMANDS, HELP), nothing)
    try:
        code = typer.main.get_command(app_of(commands))(arguments, prog_name="attnx", standalone_mode=False)
    except LibraryUsageError as error:
        raise usage_error(error) from error
    except typer.Exit as stop:
        return int(stop.exit_code)
    return code if isinstance(code, int) else 0


def filled(arguments: list[str]) -> list[str]:
    """The same with the value of `--block` where none was typed, which the library cannot leave out."""
    pairs = pairwise([*arguments, ""])
    return [
        "--block=here" if word == "--block" and not re.fullmatch(r"-?\d+|all", following) else word
        for word, following in pairs
    ]


def parameters_of(name: str | None) -> list[Any]:
    """The options and arguments of a command, or of the program where there is none."""
    program: Any = typer.main.get_command(app_of({} if name is None else {name: command_of(name)}))
    command = program if name is None else program.commands[name]
    found: list[Any] = command.get_params(typer.Context(command, **command.context_settings))
    return found


def options_of(name: str) -> set[str]:
    """Every option that a command takes."""
    return {option for known in parameters_of(name) if known.param_type_name == "option" for option in known.opts}


def usage_error(error: Any) -> UsageError:
    """The library's usage error as one of ours."""
    command = error.ctx.command_path if error.ctx else "attnx"
    message = error.format_message()
    if hasattr(error, "possibilities"):
        near = [option for option in error.possibilities or () if option.startswith(error.option_name.rstrip("s"))]
        if near:
            return UsageError("no_such_option_but", option=error.option_name, guess=near[0])
        if takers := [name for name in COMMANDS if error.option_name in options_of(name)]:
            return UsageError("option_of", option=error.option_name, command=command, takers=", ".join(takers))
        if error.possibilities:
            return UsageError("no_such_option_but", option=error.option_name, guess=error.possibilities[0])
        return UsageError("no_such_option", option=error.option_name, command=command)
    if hasattr(error, "option_name"):
        if "does not take a value" in message:
            return UsageError("takes_no_value", option=error.option_name)
        return UsageError("needs_value", option=error.option_name)
    if type(error).__name__ == "MissingParameter":
        return UsageError("missing", name=error.param.metavar or error.param.name, command=command)
    extra = re.search(r"unexpected extra argument.*\((.*)\)", message)
    if extra:
        value, taken = extra[1].split(" ")[0], [known.metavar for known in error.ctx.command.params]
        return (
            UsageError("unexpected", value=value)
            if "TEXT" in taken
            else UsageError("too_many", value=value, command=command)
        )
    return UsageError("usage", detail=message)
