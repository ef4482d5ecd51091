"""The Transformer of 2017: encoder and decoder, sinusoidal positions, post-norm (Vaswani et al. 2017)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import PairFamily
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Sinusoidal
from attnx.model.spec import MLP, Bidirectional, Causal, EncoderDecoder, LanguageHead, LayerNorm, PostNorm, Spec


def spec(config: Config) -> EncoderDecoder:
    d_model, n_heads = config.size("d_model"), config.size("n_heads")
    config.divides("n_heads", n_heads, "d_model", d_model)
    encoder = Spec(
        family=config.family,
        n_layers=config.size("encoder_layers"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=config.size("max_positions"),
        positions=Sinusoidal(),
        pattern=Bidirectional(),
        arrangement=PostNorm(),
        norm=LayerNorm(config.small("layer_norm_eps")),
        mlp=MLP(config.size("d_ff"), config.choice("activation", ACTIVATIONS)),
        vocab_size=config.size("source_vocab_size"),
        embedding_scale=d_model**0.5,
        biased=frozenset(("q", "k", "v", "o", "up", "down")),
    )
    decoder = replace(
        encoder,
        n_layers=config.size("decoder_layers"),
        pattern=Causal(),
        vocab_size=config.size("target_vocab_size"),
        cross=True,
        head=LanguageHead(tied=True),
    )
    return EncoderDecoder(encoder, decoder)


def names(side: str, embedding: str) -> dict[str, str]:
    """The tensors of one side; a decoder has cross-attention beside."""
    layer = f"{side}.{{layer}}."
    table = {"token_embedding": embedding}
    for kind in ("weight", "bias"):
        table |= {f"{part}.{kind}": f"{layer}self.{part}.{kind}" for part in "qkvo"}
        table |= {f"{part}.{kind}": f"{layer}{part}.{kind}" for part in ("up", "down", "mlp_norm")}
        table[f"attention_norm.{kind}"] = f"{layer}self_norm.{kind}"
        if side == "decoder":
            table |= {f"cross.{part}.{kind}": f"{layer}cross.{part}.{kind}" for part in "qkvo"}
            table[f"cross_norm.{kind}"] = f"{layer}cross_norm.{kind}"
    return table


ENCODER = Table(names("encoder", "source_embedding.weight"))
DECODER = Table(names("decoder", "target_embedding.weight"))
FAMILY = PairFamily(spec, ENCODER, DECODER, begin="begin_token_id", end="end_token_id")
