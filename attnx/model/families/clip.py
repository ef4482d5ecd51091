"""The text tower of CLIP: a causal encoder of captions, pre-norm with learned positions (Radford et al. 2021)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both, defaults_of
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Learned
from attnx.model.spec import MLP, Causal, LayerNorm, PreNorm, Spec


def spec(config: Config) -> Spec:
    """Of the text tower alone, or of the two towers, whose config has that of the text inside."""
    if not config.has("text_config"):
        return tower(config)
    for key in ("vision_config", "text_config_dict", "vision_config_dict", "logit_scale_init_value", "projection_dim"):
        config.ignore(key, "of the tower of images, or what compares the two")
    inner = config.inner("text_config", defaults_of("clip_text_model"))
    spec = tower(inner)
    inner.finish()
    return spec


def tower(config: Config) -> Spec:
    d_model, n_heads = config.size("hidden_size"), config.size("num_attention_heads")
    config.divides("num_attention_heads", n_heads, "hidden_size", d_model)
    config.ignore("projection_dim", "the projection comes after all attention")
    limit = config.size("max_position_embeddings")
    return Spec(
        family=config.family,
        n_layers=config.size("num_hidden_layers"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=limit,
        positions=Learned(limit),
        pattern=Causal(),
        arrangement=PreNorm(),
        norm=LayerNorm(config.small("layer_norm_eps")),
        mlp=MLP(config.size("intermediate_size"), config.choice("hidden_act", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        biased=frozenset(("q", "k", "v", "o", "up", "down")),
    )


LAYER = "encoder.layers.{layer}."
NAMES = {
    **{part: f"{LAYER}self_attn.{part}_proj" for part in "qkv"},
    "o": LAYER + "self_attn.out_proj",
    "attention_norm": LAYER + "layer_norm1",
    "mlp_norm": LAYER + "layer_norm2",
    "up": LAYER + "mlp.fc1",
    "down": LAYER + "mlp.fc2",
    "final_norm": "final_layer_norm",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embeddings.token_embedding.weight",
            "position_embedding": "embeddings.position_embedding.weight",
            **both(NAMES),
        },
        renames=((r"^text_model\.", ""),),
        ignored={
            r"vision_model\..*|visual_projection\.weight": "the tower of images",
            r"text_projection\.weight|logit_scale": "compares a text with an image, after all attention",
        },
    ),
    sees="clip_vision",
)
