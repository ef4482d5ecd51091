"""A page that runs its model itself: what goes with it, and the model for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attnx.cli.desk.options import given
from attnx.cli.desk.output import TraceOutput
from attnx.errors import UsageError

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.views.page.live import Live


def check_live(output: TraceOutput, others: dict[str, object]) -> None:
    """Raises UsageError, before any work is done, where there is no page or where it would show another run."""
    if output.html is None:
        raise UsageError("live_without_page")
    if other := given(others):
        raise UsageError("two_views", one="--live", other=other)


def live_of(checkpoint: Checkpoint) -> Live:
    """A bundled encoder as a page holds it. Raises UsageError for any other model."""
    import numpy as np

    from attnx.checkpoint.bundled import held, unharmed
    from attnx.checkpoint.safetensors import map_tensors
    from attnx.views.page.live import Live

    name, spec = checkpoint.name, checkpoint.spec
    if not held(name) or checkpoint.provenance != "trained":
        raise UsageError("not_live", model=name)
    with unharmed(name) as directory:
        config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
        if config["model_type"] != "bert":
            raise UsageError("not_live", model=name)
        written = json.loads((directory / "tokenizer.json").read_text(encoding="utf-8"))
        tensors = map_tensors(directory / "model.safetensors")
    vocabulary: dict[str, int] = written["model"]["vocab"]
    edges = [part["SpecialToken"]["id"] for part in written["post_processor"]["single"] if "SpecialToken" in part]
    places, at = {}, 0
    for tensor, numbers in tensors.items():
        rows, columns = numbers.shape if numbers.ndim == 2 else (1, len(numbers))
        places[tensor] = (at, rows, columns)
        at += numbers.size
    return Live(
        config={
            "d_model": spec.d_model,
            "d_head": spec.d_head,
            "n_heads": spec.n_heads,
            "n_layers": spec.n_layers,
            "n_positions": spec.n_positions,
            "eps": config["layer_norm_eps"],
        },
        pieces=sorted(vocabulary, key=lambda piece: vocabulary[piece]),
        marks={
            "unknown": written["model"]["unk_token"],
            "first": edges[0],
            "last": edges[1],
            "special": [token["content"] for token in written["added_tokens"]],
        },
        tensors=places,
        weights=b"".join(np.asarray(numbers, dtype="<f2").tobytes() for numbers in tensors.values()),
        word=None if checkpoint.words is None else (checkpoint.words.layer, checkpoint.words.head),
    )
