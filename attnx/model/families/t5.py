"""T5 and T5 v1.1: relative biases, RMSNorm, scores that are not scaled (Raffel et al. 2020)."""

from __future__ import annotations

from dataclasses import replace

from attnx.errors import Phrase
from attnx.model.config import Config
from attnx.model.families import PairFamily
from attnx.model.loading import Names, Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import NoPosition, RelativeBias
from attnx.model.spec import (
    MLP,
    Bidirectional,
    Causal,
    EncoderDecoder,
    FeedForward,
    GatedMLP,
    LanguageHead,
    PreNorm,
    RMSNorm,
    Spec,
)

CHOICES = ", ".join((*ACTIVATIONS, "gated-…"))
SHARED = ("shared.weight", "decoder.embed_tokens.weight", "encoder.embed_tokens.weight", "lm_head.weight")
LONGEST = 32_768  # distances are capped, so any length can be read; this keeps memory within bounds


def spec(config: Config) -> EncoderDecoder:
    tied = config.take("tie_word_embeddings", bool, True)
    scaled = config.take("scale_decoder_outputs", bool, tied)  # transformers 4 scaled where the two were tied
    d_model, n_heads = config.size("d_model"), config.size("num_heads")
    n_layers = config.size("num_layers")
    config.ignore("n_positions", "any length can be read")
    bias = RelativeBias(config.size("relative_attention_num_buckets"), config.size("relative_attention_max_distance"))
    if bias.buckets < 4:  # of which half are for keys after the query, and half of these for what is far
        raise config.wrong("relative_attention_num_buckets", Phrase("above", limit=3))
    if bias.furthest <= bias.buckets // 2:
        raise config.wrong("relative_attention_max_distance", Phrase("above", limit=bias.buckets // 2))
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
        norm=RMSNorm(config.small("layer_norm_epsilon")),
        mlp=network(config),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        scaling=1.0,
    )
    decoder = replace(
        encoder,
        n_layers=config.maybe_size("num_decoder_layers") or n_layers,
        bias=replace(bias, both_sides=False),
        pattern=Causal(),
        cross=True,
        head=LanguageHead(tied=True, scale=float(d_model**-0.5) if scaled else 1.0),
    )
    return EncoderDecoder(encoder, decoder)


def network(config: Config) -> FeedForward:
    """A gate and the activation: `feed_forward_proj` says both, two keys of transformers 5 each by itself."""
    kind = config.take("feed_forward_proj", str)
    gate, _, name = kind.rpartition("-")
    if gate not in ("", "gated"):
        raise config.wrong("feed_forward_proj", CHOICES)
    activation = "gelu_new" if kind == "gated-gelu" else name
    if config.says("dense_act_fn"):
        activation = config.take("dense_act_fn", str)
    if activation not in ACTIVATIONS:
        raise config.wrong("dense_act_fn" if config.says("dense_act_fn") else "feed_forward_proj", CHOICES)
    gated = config.take("is_gated_act", bool, gate == "gated")
    return (GatedMLP if gated else MLP)(config.size("d_ff"), activation)


def names(side: str) -> Names:
    """The tensors of one side; of the two networks only the family's own is asked for."""
    layer, own = f"{side}.block.{{layer}}.layer.", f"{side}.block.0.layer.0.SelfAttention."
    network = f"{layer}{2 if side == 'decoder' else 1}."
    table: dict[str, str | tuple[str, ...]] = {
        "token_embedding": (f"{side}.embed_tokens.weight", *SHARED),
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
        table |= {"cross_norm.weight": f"{layer}1.layer_norm.weight", "head.weight": ("lm_head.weight", *SHARED)}
    return table


RENAMES = ((r"^transformer\.", ""), (r"\.wi_1\.", ".wi."))  # beside a gate, the other half is called wi_1
IGNORED = {
    r"decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight": "of no use across texts",
}
ENCODER, DECODER = (Table(names(side), RENAMES, IGNORED) for side in ("encoder", "decoder"))
FAMILY = PairFamily(spec, ENCODER, DECODER)
