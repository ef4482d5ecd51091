"""GPT-Neo and TinyStories: GPT-2 in which every other layer sees only near keys, its scores not scaled (Black 2021)."""

from __future__ import annotations

from attnx.errors import Phrase
from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Learned
from attnx.model.spec import MLP, Causal, Elsewhere, LanguageHead, LayerNorm, PreNorm, SlidingWindow, Spec

KINDS = ("global", "local")


def spec(config: Config) -> Spec:
    d_model, n_heads = config.size("hidden_size"), config.size("num_heads")
    config.divides("num_heads", n_heads, "hidden_size", d_model)
    n_layers, limit = config.size("num_layers"), config.size("max_position_embeddings")
    positions, near = Learned(limit), SlidingWindow(config.size("window_size"))
    return Spec(
        family=config.family,
        n_layers=n_layers,
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=limit,
        positions=positions,
        pattern=Causal(),
        arrangement=PreNorm(),
        norm=LayerNorm(config.small("layer_norm_epsilon")),
        mlp=MLP(
            config.maybe_size("intermediate_size") or 4 * d_model,
            config.choice("activation_function", ACTIVATIONS),
        ),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        biased=frozenset(("o", "up", "down")),
        scaling=1.0,
        elsewhere=Elsewhere(local_layers(config, n_layers), near, positions),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


def local_layers(config: Config, n_layers: int) -> frozenset[int]:
    """The layers that see only near keys: `attention_types` has lists of kinds, each with how often it is repeated.

    Where the file says `attention_layers` too, a kind for each layer, that is meant.
    """
    config.ignore("embed_dropout", "dropout is for training")
    kinds: list[object] = []
    for group in config.items("attention_types") or [[list(KINDS), 12]]:
        match group:
            case [list(names), int(times)]:
                kinds += names * min(times, n_layers + 1)  # one more is too many, however many were asked for
    if len(kinds) != n_layers or not all(kind in KINDS for kind in kinds):
        raise config.wrong("attention_types", Phrase("names_of", length=n_layers))
    if config.says("attention_layers"):
        kinds = list(config.words("attention_layers", n_layers))
        if not set(KINDS).issuperset(kinds):
            raise config.wrong("attention_layers", ", ".join(KINDS))
    return frozenset(layer for layer, kind in enumerate(kinds) if kind == "local")


NAMES = {
    **{part: f"h.{{layer}}.attn.attention.{part}_proj" for part in "qkv"},
    "o": "h.{layer}.attn.attention.out_proj",
    "attention_norm": "h.{layer}.ln_1",
    "mlp_norm": "h.{layer}.ln_2",
    "up": "h.{layer}.mlp.c_fc",
    "down": "h.{layer}.mlp.c_proj",
    "final_norm": "ln_f",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "wte.weight",
            "position_embedding": "wpe.weight",
            **both(NAMES),
            "head.weight": "lm_head.weight",
        },
        renames=((r"^transformer\.", ""),),
        ignored={r"h\.\d+\.attn\.attention\.(masked_)?bias": "which keys may be seen"},
    ),
)
