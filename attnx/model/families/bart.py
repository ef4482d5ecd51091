"""BART: encoder and decoder with learned positions and post-norm (Lewis et al. 2019)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import PairFamily, both
from attnx.model.loading import Names, Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Learned
from attnx.model.spec import MLP, Bidirectional, Causal, EncoderDecoder, LanguageHead, LayerNorm, PostNorm, Spec

SHARED = ("shared.weight", "decoder.embed_tokens.weight", "encoder.embed_tokens.weight", "lm_head.weight")
FIRST = 2  # rows of the table of places before that of the first token


def side(config: Config, name: str) -> Spec:
    """The encoder or the decoder, as far as they are alike."""
    d_model, n_heads = config.size("d_model"), config.size(f"{name}_attention_heads")
    limit = config.size("max_position_embeddings")
    config.divides(f"{name}_attention_heads", n_heads, "d_model", d_model)
    return Spec(
        family=config.family,
        n_layers=config.size(f"{name}_layers"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=limit,
        positions=Learned(limit, FIRST),
        pattern=Bidirectional(),
        arrangement=PostNorm(),
        norm=LayerNorm(1e-5),
        mlp=MLP(config.size(f"{name}_ffn_dim"), config.choice("activation_function", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        embedding_norm=True,
        embedding_scale=float(d_model**0.5) if config.take("scale_embedding", bool) else 1.0,
        biased=frozenset(("q", "k", "v", "o", "up", "down")),
    )


def pair(config: Config) -> EncoderDecoder:
    """Both sides of any model of this shape."""
    config.only("tie_word_embeddings", True)
    config.only("share_encoder_decoder_embeddings", True)
    for other, key in {"num_hidden_layers": "encoder_layers", "hidden_size": "d_model"}.items():
        config.only(other, config.size(key))  # two names of one thing
    config.ignore("normalize_embedding", "the family knows")
    config.ignore("static_position_embeddings", "the family knows")
    decoder = replace(side(config, "decoder"), pattern=Causal(), cross=True, head=LanguageHead(tied=True))
    return EncoderDecoder(side(config, "encoder"), decoder)


def spec(config: Config) -> EncoderDecoder:
    config.only("normalize_before", False)
    config.only("add_final_layer_norm", False)
    config.only("add_bias_logits", False)
    return pair(config)


def names(side: str) -> Names:
    """The tensors of one side."""
    layer = f"{side}.layers.{{layer}}."
    parts = {
        "embedding_norm": f"{side}.layernorm_embedding",
        "q": layer + "self_attn.q_proj",
        "k": layer + "self_attn.k_proj",
        "v": layer + "self_attn.v_proj",
        "o": layer + "self_attn.out_proj",
        "attention_norm": layer + "self_attn_layer_norm",
        "up": layer + "fc1",
        "down": layer + "fc2",
        "mlp_norm": layer + "final_layer_norm",
        "final_norm": f"{side}.layer_norm",
    }
    if side == "decoder":
        parts |= {f"cross.{part}": layer + f"encoder_attn.{part}_proj" for part in "qkv"}
        parts |= {"cross.o": layer + "encoder_attn.out_proj", "cross_norm": layer + "encoder_attn_layer_norm"}
    embeddings: Names = {
        "token_embedding": (f"{side}.embed_tokens.weight", *SHARED),
        "position_embedding": f"{side}.embed_positions.weight",
    }
    head: Names = {"head.weight": ("lm_head.weight", *SHARED), "head.bias": "final_logits_bias"}
    return {**both(parts), **embeddings, **(head if side == "decoder" else {})}


RENAMES = ((r"^model\.", ""),)
ENCODER, DECODER = (Table(names(side), RENAMES) for side in ("encoder", "decoder"))
FAMILY = PairFamily(spec, ENCODER, DECODER)
