"""The command line: the only place that knows the console, and where errors are rendered, once."""

from __future__ import annotations

import os
import signal
import sys
from io import TextIOWrapper
from typing import NoReturn

from attnx.errors import AttnxError, OutputError, reason_of_system


def main() -> NoReturn:
    """Runs the command line and exits: 0 where it worked, 2 for usage, 1 for the rest."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # two would add in another order; a long text is shared out by its rows
    try:
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `attnx … | head` ends quietly
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a code page such as cp1252 has no Chinese, and few marks
        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = complain(OutputError("interrupted"))
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Runs one command; an error becomes one line on stderr."""
    try:
        if arguments[:1] == ["--complete"]:
            from attnx.cli.completion import complete
            from attnx.cli.desk.streams import emit

            emit(complete(arguments[1:]).encode())
            return 0
        from attnx.cli.app import call

        return call(arguments)
    except AttnxError as error:
        return complain(error)
    except OSError as error:  # the library could not write its help
        from attnx.cli.desk.streams import silence

        silence(sys.stdout)
        return complain(OutputError("cannot_print", reason=reason_of_system(error)))


def complain(error: AttnxError) -> int:
    """Prints the sentence of an error and returns its exit code."""
    from attnx.cli.desk.streams import tell
    from attnx.cli.words import SAY

    tell(f"attnx: {SAY.advise(error)}")
    return error.exit_code
