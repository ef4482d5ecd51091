"""Nomic BERT: BERT with rotary positions and a gated network, its vectors for search (Nussbaum et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, bert, both
from attnx.model.families.rope import rotary
from attnx.model.loading import Fused, Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Rotary
from attnx.model.spec import MLP, Bidirectional, GatedMLP, LayerNorm, MaskedHead, PostNorm, Spec

THETA = 1_000.0
OLDER = {  # keys of the code that first came with the model, which change nothing there
    "dense_seq_output": "how the same numbers are computed",
    "fused_bias_fc": "how the same numbers are computed",
    "fused_dropout_add_ln": "how the same numbers are computed",
    "use_flash_attn": "how the same numbers are computed",
    "use_xentropy": "for training",
    "reorder_and_upcast_attn": "how the same numbers are computed",
    "max_trained_positions": "how long the texts of training were",
    "pad_vocab_size_multiple": "vocab_size says it",
}


def spec(config: Config) -> Spec:
    plain = first_dialect(config) if config.has("n_embd") else later_dialect(config)
    assert isinstance(plain.mlp, MLP)
    return replace(
        plain,
        mlp=GatedMLP(plain.mlp.d_ff, plain.mlp.activation),
        biased=frozenset(("dense",)),
        head=MaskedHead(plain.mlp.activation, bert.is_tied(config)),
    )


def later_dialect(config: Config) -> Spec:
    """As the library has it, with the names of BERT."""
    activation = config.choice("hidden_act", ACTIVATIONS)
    plain = bert.spec(config)
    d_head = config.maybe_size("head_dim") or plain.d_head
    positions = rotary(config, d_head)
    return replace(plain, d_head=d_head, positions=positions, mlp=MLP(config.size("intermediate_size"), activation))


def first_dialect(config: Config) -> Spec:
    """As the code that came with the model had it, with the names of GPT-2."""
    d_model, n_heads = config.size("n_embd"), config.size("n_head")
    config.divides("n_head", n_heads, "n_embd", d_model)
    for key in ("causal", "prenorm", "parallel_block", "parallel_block_tied_norm", "use_rms_norm"):
        config.only(key, False)
    for key in ("qkv_proj_bias", "mlp_fc1_bias", "mlp_fc2_bias", "rotary_emb_interleaved"):
        config.only(key, False)
    for key in ("rotary_emb_scale_base", "rotary_scaling_factor"):
        config.only(key, None)
    config.only("scale_attn_weights", True)
    config.only("scale_attn_by_inverse_layer_idx", False)
    config.only("rotary_emb_fraction", 1.0)
    config.only("activation_function", "swiglu")
    for key, reason in OLDER.items():
        config.ignore(key, reason)
    return Spec(
        family=config.family,
        n_layers=config.size("n_layer"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=config.size("n_positions"),
        positions=Rotary(config.small("rotary_emb_base", THETA), d_model // n_heads),
        pattern=Bidirectional(),
        arrangement=PostNorm(),
        norm=LayerNorm(config.small("layer_norm_epsilon", 1e-12)),
        mlp=MLP(config.size("n_inner"), "silu"),
        vocab_size=config.size("vocab_size"),
        n_segments=config.size("type_vocab_size", 2),
        embedding_norm=True,
    )


LAYER = "encoder.layers.{layer}."
NAMES = {
    "qkv": LAYER + "attn.Wqkv",
    "o": LAYER + "attn.out_proj",
    "attention_norm": LAYER + "norm1",
    "up": LAYER + "mlp.fc11",
    "gate": LAYER + "mlp.fc12",
    "down": LAYER + "mlp.fc2",
    "mlp_norm": LAYER + "norm2",
    "embedding_norm": "emb_ln",
    "head.dense": "cls.predictions.transform.dense",
    "head.norm": "cls.predictions.transform.layer_norm",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embeddings.word_embeddings.weight",
            "segment_embedding": "embeddings.token_type_embeddings.weight",
            **both(NAMES),
            "head.weight": "cls.predictions.decoder.weight",
            "head.bias": ("cls.predictions.decoder.bias", "cls.predictions.bias"),
        },
        renames=((r"^(nomic_)?bert\.", ""),),
        fused={"qkv": Fused(("q", "k", "v"))},
    ),
)
