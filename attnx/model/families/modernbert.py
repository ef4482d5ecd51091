"""ModernBERT: rotary positions, a gated feed-forward network, two layers of three see only near keys (Warner 2024)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family
from attnx.model.families.rope import layered_rotary
from attnx.model.families.windows import windowed_layers
from attnx.model.loading import Fused, Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import Bidirectional, Elsewhere, GatedMLP, LayerNorm, MaskedHead, Neighbourhood, PreNorm, Spec

BIASES = {"attention_bias": ("q", "k", "v", "o"), "mlp_bias": ("gate", "up", "down"), "classifier_bias": ("dense",)}


def spec(config: Config) -> Spec:
    d_model, n_heads = config.size("hidden_size"), config.size("num_attention_heads")
    n_layers = config.size("num_hidden_layers")
    config.divides("num_attention_heads", n_heads, "hidden_size", d_model)
    config.only("norm_bias", False)
    config.only("decoder_bias", True)
    config.ignore("layer_norm_eps", "norm_eps says it")
    config.ignore("position_embedding_type", "a default of another family; places are rotary")
    config.ignore("deterministic_flash_attn", "how the same numbers are computed")
    config.ignore("repad_logits_with_grad", "how the same numbers are computed")
    config.ignore("sparse_prediction", "for training")
    config.ignore("sparse_pred_ignore_index", "for training")
    config.ignore("reference_compile", "how the same numbers are computed")
    far, near = layered_rotary(config, d_model // n_heads, "global_rope_theta", "local_rope_theta", both_scaled=True)
    every = config.size("global_attn_every_n_layers", 3)
    local = windowed_layers(config, n_layers, frozenset(layer for layer in range(n_layers) if layer % every))
    biased = {part for key, parts in BIASES.items() if config.take(key, bool) for part in parts}
    return Spec(
        family=config.family,
        n_layers=n_layers,
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=config.size("max_position_embeddings"),
        positions=far,
        pattern=Bidirectional(),
        arrangement=PreNorm(),
        norm=LayerNorm(config.small("norm_eps")),
        mlp=GatedMLP(config.size("intermediate_size"), config.choice("hidden_activation", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        embedding_norm=True,
        first_bare=True,
        final_norm=True,
        biased=frozenset(biased),
        elsewhere=Elsewhere(local, Neighbourhood(config.size("local_attention") // 2), near),
        head=MaskedHead(config.choice("classifier_activation", ACTIVATIONS), config.take("tie_word_embeddings", bool)),
    )


LAYER = "layers.{layer}."
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embeddings.tok_embeddings.weight",
            "embedding_norm.weight": "embeddings.norm.weight",
            "attention_norm.weight": LAYER + "attn_norm.weight",
            "qkv.weight": LAYER + "attn.Wqkv.weight",
            "qkv.bias": LAYER + "attn.Wqkv.bias",
            "o.weight": LAYER + "attn.Wo.weight",
            "o.bias": LAYER + "attn.Wo.bias",
            "mlp_norm.weight": LAYER + "mlp_norm.weight",
            "gate_up.weight": LAYER + "mlp.Wi.weight",
            "gate_up.bias": LAYER + "mlp.Wi.bias",
            "down.weight": LAYER + "mlp.Wo.weight",
            "down.bias": LAYER + "mlp.Wo.bias",
            "final_norm.weight": "final_norm.weight",
            "head.dense.weight": "head.dense.weight",
            "head.dense.bias": "head.dense.bias",
            "head.norm.weight": "head.norm.weight",
            "head.weight": "decoder.weight",
            "head.bias": "decoder.bias",
        },
        renames=((r"^model\.", ""),),
        ignored={
            r"head\..*": "the layer below a classifier, where no vocabulary follows",
        },
        fused={"qkv": Fused(("q", "k", "v")), "gate_up": Fused(("gate", "up"))},
    ),
)
