"""attnx: see every number inside attention.

    >>> import attnx
    >>> trace = attnx.explain("Thinking Machines", model="classic")
    >>> trace.array("weights", layer=0, head=0).round(2).tolist()[0]
    [0.88, 0.12]

The public surface is what is listed in `__all__`; importing it loads no NumPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attnx.errors import AttnxError
from attnx.version import __version__

if TYPE_CHECKING:
    from attnx.checkpoint import load
    from attnx.doors.attend import attend
    from attnx.doors.attribute import attribute
    from attnx.doors.caption import caption
    from attnx.doors.explain import explain
    from attnx.doors.lookup import lookup
    from attnx.doors.predict import predict
    from attnx.doors.translate import translate
    from attnx.trace import Trace

__all__ = [
    "AttnxError",
    "Trace",
    "__version__",
    "attend",
    "attribute",
    "caption",
    "explain",
    "load",
    "lookup",
    "predict",
    "translate",
]

LATER = {"Trace": "attnx.trace", "load": "attnx.checkpoint"} | {
    door: f"attnx.doors.{door}"
    for door in ("attend", "attribute", "caption", "explain", "lookup", "predict", "translate")
}


def __getattr__(name: str) -> Any:
    if name in LATER:
        return getattr(import_module(LATER[name]), name)
    raise AttributeError(f"module 'attnx' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
