"""DistilBERT: BERT with half the layers and no sentence A and B (Sanh et al. 2019)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Learned
from attnx.model.spec import MLP, Bidirectional, LayerNorm, MaskedHead, PostNorm, Spec


def spec(config: Config) -> Spec:
    d_model, n_heads = config.size("dim"), config.size("n_heads")
    config.divides("n_heads", n_heads, "dim", d_model)
    config.take("sinusoidal_pos_embds", bool)  # only how the stored table began
    config.only("tie_weights_", True)
    activation = config.choice("activation", ACTIVATIONS)
    limit = config.size("max_position_embeddings")
    return Spec(
        family=config.family,
        n_layers=config.size("n_layers"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=limit,
        positions=Learned(limit),
        pattern=Bidirectional(),
        arrangement=PostNorm(),
        norm=LayerNorm(1e-12),
        mlp=MLP(config.size("hidden_dim"), activation),
        vocab_size=config.size("vocab_size"),
        embedding_norm=True,
        biased=frozenset(("q", "k", "v", "o", "up", "down", "dense")),
        head=MaskedHead(activation, config.take("tie_word_embeddings", bool)),
    )


NAMES = {
    "q": "transformer.layer.{layer}.attention.q_lin",
    "k": "transformer.layer.{layer}.attention.k_lin",
    "v": "transformer.layer.{layer}.attention.v_lin",
    "o": "transformer.layer.{layer}.attention.out_lin",
    "attention_norm": "transformer.layer.{layer}.sa_layer_norm",
    "up": "transformer.layer.{layer}.ffn.lin1",
    "down": "transformer.layer.{layer}.ffn.lin2",
    "mlp_norm": "transformer.layer.{layer}.output_layer_norm",
    "embedding_norm": "embeddings.LayerNorm",
    "head.dense": "vocab_transform",
    "head.norm": "vocab_layer_norm",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embeddings.word_embeddings.weight",
            "position_embedding": "embeddings.position_embeddings.weight",
            **both(NAMES),
            "head.weight": "vocab_projector.weight",
            "head.bias": "vocab_projector.bias",
        },
        renames=((r"^distilbert\.", ""),),
    ),
)
