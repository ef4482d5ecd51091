"""The scripts of docs/, which are in no package, as modules."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

from tests.conftest import ROOT


def script(name: str) -> ModuleType:
    """docs/NAME.py, which finds its neighbours as it does when it is run."""
    folder = str(ROOT / "docs")
    if folder not in sys.path:
        sys.path.append(folder)
    return import_module(name)
