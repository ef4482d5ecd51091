"""Starts attnx again and again without waiting for NumPy and the others to load: they are loaded once, then forked.

Reads requests, a line of JSON each, and answers with the exit code of `python -m attnx`, run in a process of its own.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from typing import Any

import numpy  # noqa: F401
import orjson  # noqa: F401
import rich.console
import rich.table  # noqa: F401
import tokenizers  # noqa: F401
import typer  # noqa: F401
from safetensors import numpy as tensors  # noqa: F401


def attnx(request: dict[str, Any]) -> int:
    """Runs the module as Python does, its streams led to files."""
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, (name, flags) in enumerate((("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))):
        os.dup2(os.open(request[name], flags), number)
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.path[:0] = filter(None, request["environment"].get("PYTHONPATH", "").split(os.pathsep))
    sys.argv = ["attnx", *request["arguments"]]
    try:
        runpy.run_module("attnx", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = attnx(json.loads(line))
            except BaseException:
                sys.excepthook(*sys.exc_info())
                raise
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    serve()
