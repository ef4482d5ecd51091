"""What families that see pictures have alike: their sizes, and the labels of a classifier."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attnx.model.config import Config
from attnx.model.families import defaults_of
from attnx.model.ops import ACTIVATIONS
from attnx.model.patches import CHANNELS
from attnx.model.places import Learned
from attnx.model.spec import MLP, Bidirectional, FeedForward, LayerNorm, Patches, PreNorm, Spec

BIASED = frozenset(("q", "k", "v", "o", "up", "down", "gate"))
AFTER = {r"pooler\..*": "comes after all attention", r"(embeddings\.)?mask_token": "for training"}


def encoder(config: Config, patches: Patches, mlp: FeedForward | None = None) -> Spec:
    """The encoder of Dosovitskiy et al. 2020: pre-norm, every patch sees every patch."""
    d_model, n_heads = config.size("hidden_size"), config.size("num_attention_heads")
    config.divides("num_attention_heads", n_heads, "hidden_size", d_model)
    return Spec(
        family=config.family,
        n_layers=config.size("num_hidden_layers"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=patches.count,
        positions=Learned(patches.count),
        pattern=Bidirectional(),
        arrangement=PreNorm(),
        norm=LayerNorm(config.small("layer_norm_eps")),
        mlp=mlp or MLP(config.size("intermediate_size"), config.choice("hidden_act", ACTIVATIONS)),
        final_norm=True,
        biased=BIASED,
        patches=patches,
    )


def sides(config: Config) -> tuple[int, int]:
    """The pixels of a patch and of a picture, each way."""
    config.only("num_channels", CHANNELS)
    size, trained = config.size("patch_size"), config.size("image_size")
    if size > trained:
        raise config.wrong("patch_size", f"1–{trained}")
    return size, trained


def of_tower(config: Config, family: str, tower: Callable[[Config, tuple[str, ...]], Spec]) -> Spec:
    """The spec of a tower, from its own config or from that of two towers, which has it inside."""
    labels = labels_of(config)
    if not config.has("vision_config"):
        return tower(config, labels)
    inner = config.inner("vision_config", defaults_of(family))
    spec = tower(inner, labels)
    inner.finish()
    return spec


def labels_of(config: Config) -> tuple[str, ...]:
    """What the classes are called, in order; where nobody says, as the reference calls them."""
    said = config.said("id2label")
    if isinstance(said, Mapping) and said and set(said) == set(map(str, range(len(said)))):
        names = tuple(said[str(number)] for number in range(len(said)))
        if all(isinstance(name, str | int) for name in names):
            return tuple(map(str, names))
    if said is not None:
        raise config.wrong("id2label", '{"0": …, "1": …}')
    return tuple(f"LABEL_{number}" for number in range(2))
