"""GPT-J: rotary positions by neighbours, attention and network side by side after one norm (Wang 2021)."""

from __future__ import annotations

from attnx.errors import Phrase
from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Rotary
from attnx.model.spec import MLP, Causal, LanguageHead, LayerNorm, Parallel, Spec

THETA = 10_000.0


def spec(config: Config) -> Spec:
    d_model, n_heads = config.size("n_embd"), config.size("n_head")
    config.divides("n_head", n_heads, "n_embd", d_model)
    config.only("rotary", True)
    config.only("scale_attn_weights", True)
    width = config.size("rotary_dim")
    if width % 2 or width > d_model // n_heads:
        raise config.wrong("rotary_dim", Phrase("even"))
    return Spec(
        family=config.family,
        n_layers=config.size("n_layer"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=config.size("n_positions"),
        positions=Rotary(THETA, width, neighbours=True),
        pattern=Causal(),
        arrangement=Parallel(one_norm=True),
        norm=LayerNorm(config.small("layer_norm_epsilon")),
        mlp=MLP(config.maybe_size("n_inner") or 4 * d_model, config.choice("activation_function", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        biased=frozenset(("up", "down")),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


LAYER = "h.{layer}."
NAMES = {
    **{part: f"{LAYER}attn.{part}_proj" for part in "qkv"},
    "o": LAYER + "attn.out_proj",
    "attention_norm": LAYER + "ln_1",
    "up": LAYER + "mlp.fc_in",
    "down": LAYER + "mlp.fc_out",
    "final_norm": "ln_f",
    "head": "lm_head",
}
FAMILY = Family(
    spec,
    Table(
        names={"token_embedding": "wte.weight", **both(NAMES)},
        renames=((r"^transformer\.", ""),),
        ignored={r"h\.\d+\.attn\.(masked_)?bias": "the causal mask", r"h\.\d+\.attn\.embed_positions": "the angles"},
    ),
)
