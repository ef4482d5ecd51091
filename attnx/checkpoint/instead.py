"""What stands where there should be safetensors, and what to do then: told by the names of files alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attnx.errors import CheckpointError

PICKLE_ENDINGS = (".bin", ".pt", ".pth", ".ckpt", ".pkl")

# The error that each kind of file calls for, the kinds that say most first.
KINDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "pickle": re.compile(r"(pytorch_model[^/]*|model)\.(bin|pt|pth|ckpt|pkl)"),
        "pickle_index": re.compile(r"[^/]+\.(bin|pt|pth)\.index\.json"),
        "onnx": re.compile(r"(onnx/)?[^/]+\.onnx"),
        "other_library": re.compile(r"(tf_model[^/]*\.h5|flax_model[^/]*\.msgpack|rust_model\.ot|[^/]+\.mlmodel)"),
    }
)


def without_weights(place: object, names: Iterable[str]) -> CheckpointError:
    """The error that a folder at `place` with files of these names has no weights that attnx reads."""
    held = sorted(names)
    for key, pattern in KINDS.items():
        for name in held:
            if pattern.fullmatch(name):
                return CheckpointError(key, path=f"{place}/{name}")
    return CheckpointError("no_weights", path=place)
