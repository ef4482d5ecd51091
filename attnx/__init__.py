"""attnx: see every number inside attention.

    >>> import attnx
    >>> trace = attnx.explain("Thinking Machines", model="classic")
    >>> trace.array("weights", layer=0, head=0).round(2).tolist()[0]
    [0.88, 0.12]

The public surface is what is listed in `__all__`; importing it loads no NumPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attnx.attend import attend
from attnx.attribute import attribute
from attnx.errors import AttnxError
from attnx.explain import explain
from attnx.lookup import lookup
from attnx.predict import predict
from attnx.translate import translate
from attnx.version import __version__

if TYPE_CHECKING:
    from attnx.checkpoint import load
    from attnx.trace import Trace

__all__ = [
    "AttnxError",
    "Trace",
    "__version__",
    "attend",
    "attribute",
    "explain",
    "load",
    "lookup",
    "predict",
    "translate",
]

LATER = {"Trace": "attnx.trace", "load": "attnx.checkpoint"}


def __getattr__(name: str) -> Any:
    if name in LATER:
        return getattr(import_module(LATER[name]), name)
    raise AttributeError(f"module 'attnx' has no attribute {name!r}")
