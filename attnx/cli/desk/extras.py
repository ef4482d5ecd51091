"""What an extra of attnx brings, asked for before any work is done."""

from __future__ import annotations

from importlib.util import find_spec

from attnx.errors import OutputError

OF_SCAN = ("pyarrow", "fsspec", "datasketches")


def need_scan(dask: bool = False) -> None:
    """Raises OutputError where what a scan needs is not installed; Dask only where it is asked for."""
    for name in (*OF_SCAN, *(("distributed",) if dask else ())):
        if find_spec(name) is None:
            raise OutputError("no_scan", needs=name)
