"""The environment of a process under test: that of the tests, but for what the matter of a test depends on."""

from __future__ import annotations

import os
import re

# The language, the terminal, the colours, Python's own settings, and where the hub is.
THE_MATTER = re.compile(
    r"LANG|LANGUAGE|LC_\w+"
    r"|TERM|COLORTERM|COLUMNS|LINES|(NO|FORCE)_COLOR|TTY_\w+|JUPYTER_\w+|UNICODE_VERSION"
    r"|PYTHON\w*|_TYPER_\w+|TYPER_\w+|_ATTNX_\w+"
    r"|HF_\w+|HUGGING_?FACE_\w+|XDG_CACHE_HOME|(http|https|all|no|HTTP|HTTPS|ALL|NO)_(proxy|PROXY)"
)


def environment(**more: str) -> dict[str, str]:
    """A plain environment, in English. What else this machine says, as which kernel multiplies, reaches the process."""
    inherited = {name: value for name, value in os.environ.items() if not THE_MATTER.fullmatch(name)}
    return inherited | {"LANG": "en_US.UTF-8"} | more
