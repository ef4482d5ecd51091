"""Safetensors files, memory-mapped: a tensor costs nothing until its numbers are used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
from safetensors import SafetensorError, safe_open

from attnx.errors import CheckpointError, reason_of
from attnx.model.half import BFLOAT16

DTYPES: dict[str, np.dtype[Any]] = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "BF16": BFLOAT16,
    "I64": np.dtype("<i8"),
    "I32": np.dtype("<i4"),
    "U8": np.dtype("u1"),
    "BOOL": np.dtype("?"),
}


def map_tensors(path: Path) -> dict[str, np.ndarray]:
    """Every tensor of the file by name, as read-only views of its bytes on disk.

    Raises CheckpointError where the file is truncated, lies about its contents, or stores a dtype not read here.
    """
    try:
        with safe_open(path, framework="numpy"):  # the library judges header, offsets and length
            pass
    except (SafetensorError, OSError) as error:
        raise CheckpointError("damaged", path=path, reason=reason_of(error, "safetensors")) from error
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = orjson.loads(file.read(length))
    data = np.memmap(path, dtype=np.uint8, mode="r")[8 + length :]
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in DTYPES:
            raise CheckpointError("tensor_dtype", name=name, found=entry["dtype"], expected=", ".join(DTYPES))
        begin, end = entry["data_offsets"]
        tensors[name] = np.asarray(data[begin:end]).view(DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors
