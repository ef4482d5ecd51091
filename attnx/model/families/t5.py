"""T5 and T5 v1.1: relative biases, RMSNorm, scores that are not scaled (Raffel et al. 2020)."""

from __future__ import annotations

from dataclasses import replace

from attnx.errors import CheckpointError
from attnx.model.config import Config
from attnx.model.families import PairFamily
from attnx.model.loading import Table
from attnx.model.spec import (
    MLP,
    Bidirectional,
    Causal,
    EncoderDecoder,
    FeedForward,
    GatedMLP,
    LanguageHead,
    NoPosition,
    PreNorm,
    RelativeBias,
    RMSNorm,
    Spec,
)

LONGEST = 32_768  # distances are capped, so any length can be read; this keeps memory within bounds
NETWORKS: dict[str, tuple[type[MLP] | type[GatedMLP], str]] = {
    "relu": (MLP, "relu"),
    "gated-gelu": (GatedMLP, "gelu_new"),
    "gated-silu": (GatedMLP, "silu"),
}


def spec(config: Config) -> EncoderDecoder:
    config.only("is_decoder", False)
    tied = config.take("tie_word_embeddings", bool, True)
    scaled = config.take("scale_decoder_outputs", bool, tied)  # transformers 4 scaled where the two were tied
    d_model, n_heads = config.size("d_model"), config.size("num_heads")
    n_layers = config.size("num_layers")
    for key, reason in {
        "n_positions": "any length can be read",
        "is_gated_act": "feed_forward_proj says it",
        "dense_act_fn": "feed_forward_proj says it",
    }.items():
        config.ignore(key, reason)
    bias = RelativeBias(
        config.size("relative_attention_num_buckets", 32), config.size("relative_attention_max_distance", 128)
    )
    encoder = Spec(
        family=config.family,
        n_layers=n_layers,
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=config.size("d_kv"),
        n_positions=LONGEST,
        positions=NoPosition(),
        bias=bias,
        pattern=Bidirectional(),
        arrangement=PreNorm(),
        norm=RMSNorm(config.small("layer_norm_epsilon", 1e-6)),
        mlp=network(config),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        scaling=1.0,
    )
    decoder = replace(
        encoder,
        bias=replace(bias, both_sides=False),
        n_layers=config.maybe("num_decoder_layers", int) or n_layers,
        pattern=Causal(),
        cross=True,
        head=LanguageHead(tied, scale=float(d_model**-0.5) if scaled else 1.0),
    )
    return EncoderDecoder(encoder, decoder)


def network(config: Config) -> FeedForward:
    kind = config.take("feed_forward_proj", str, "relu")
    if kind not in NETWORKS:
        expected = ", ".join(NETWORKS)
        raise CheckpointError("config_value", path=config.path, key="feed_forward_proj", found=kind, expected=expected)
    shape, activation = NETWORKS[kind]
    return shape(config.size("d_ff"), activation)


def names(side: str) -> dict[str, str]:
    """The tensors of one side; of the two networks only the family's own is asked for."""
    layer, own = f"{side}.block.{{layer}}.layer.", f"{side}.block.0.layer.0.SelfAttention."
    network = f"{layer}{2 if side == 'decoder' else 1}."
    table = {
        "token_embedding": "shared.weight",
        "relative_bias": own + "relative_attention_bias.weight",
        **{f"{part}.weight": f"{layer}0.SelfAttention.{part}.weight" for part in "qkvo"},
        "attention_norm.weight": f"{layer}0.layer_norm.weight",
        "gate.weight": network + "DenseReluDense.wi_0.weight",
        "up.weight": network + "DenseReluDense.wi.weight",
        "down.weight": network + "DenseReluDense.wo.weight",
        "mlp_norm.weight": network + "layer_norm.weight",
        "final_norm.weight": f"{side}.final_layer_norm.weight",
    }
    if side == "decoder":
        table |= {f"cross.{part}.weight": f"{layer}1.EncDecAttention.{part}.weight" for part in "qkvo"}
        table |= {"cross_norm.weight": f"{layer}1.layer_norm.weight", "head.weight": "lm_head.weight"}
    return table


RENAMES = ((r"\.wi_1\.", ".wi."),)  # beside a gate, the other half is called wi_1
IGNORED = {
    r"(encoder|decoder)\.embed_tokens\.weight": "the shared embedding once more",
    r"decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight": "of no use across texts",
}
ENCODER, DECODER = (Table(names(side), RENAMES, IGNORED) for side in ("encoder", "decoder"))
FAMILY = PairFamily(spec, ENCODER, DECODER)
