"""attnx: see every number inside attention.

    >>> import attnx
    >>> trace = attnx.explain("Thinking Machines", model="classic")
    >>> trace.array("weights", layer=0, head=0).round(2).tolist()[0]
    [0.88, 0.12]

The public surface is what is listed in `__all__`; importing it loads no NumPy.
"""

from typing import TYPE_CHECKING, Any

from attnx.attend import attend
from attnx.errors import AttnxError
from attnx.explain import explain
from attnx.lookup import lookup
from attnx.trace import Trace

if TYPE_CHECKING:
    from attnx.checkpoint import load

__version__ = "0.1.0"
__all__ = ["AttnxError", "Trace", "__version__", "attend", "explain", "load", "lookup"]


def __getattr__(name: str) -> Any:
    if name == "load":  # the rooms behind it need NumPy
        from attnx.checkpoint import load

        return load
    raise AttributeError(f"module 'attnx' has no attribute {name!r}")
