"""The lenses, by the name that `--lens` knows them by; each is imported when it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from attnx.frozen import frozen


@frozen
class Lens:
    """One lens: its `function`, module and name, and the schema of what that finds.

    A trace in which what it found stands in place of the weights has the `note`, where that can be.
    """

    function: str
    schema: str
    note: str = ""

    @property
    def measure(self) -> Callable[..., Any]:
        """The function: of a trace, the layers where it follows them, and the rows asked for."""
        module, _, name = self.function.partition(":")
        measure: Callable[..., Any] = getattr(import_module(f"attnx.measures.{module}"), name)
        return measure


LENSES: Mapping[str, Lens] = {
    "norms": Lens("contributions:norms", "lens", "lens_norms"),
    "rollout": Lens("rollout:rollout", "lens", "lens_rollout"),
    "flow": Lens("flow:flow", "lens", "lens_flow"),
    "logit": Lens("logit_parts:logit_parts", "logit"),
}
