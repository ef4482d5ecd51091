"""BLIP, which says what is on a picture: a ViT, and BERT as a decoder that looks at it (Li et al. 2022)."""

from __future__ import annotations

from dataclasses import replace

from attnx.errors import Phrase
from attnx.model.config import Config
from attnx.model.families import PairFamily, bert, both, defaults_of
from attnx.model.families.seeing import encoder, sides
from attnx.model.loading import Fused, Table
from attnx.model.spec import Causal, EncoderDecoder, Patches, Spec


def spec(config: Config) -> EncoderDecoder:
    for key in ("projection_dim", "logit_scale_init_value", "image_text_hidden_size"):
        config.ignore(key, "of what compares a picture with a text")
    for key in ("text_config_dict", "vision_config_dict"):
        config.ignore(key, "the same once more")
    config.ignore("label_smoothing", "for training")
    config.only("tie_word_embeddings", True)
    vision = config.inner("vision_config", defaults_of("blip_vision_model"))
    text = of_text(config)
    seen, told = eyes(vision), writer(text)
    for part in (vision, text):
        part.finish()
    return EncoderDecoder(seen, replace(told, d_source=seen.d_model))


def of_text(config: Config) -> Config:
    return config.inner("text_config", defaults_of("blip_text_model"))


def eyes(config: Config) -> Spec:
    """The encoder of pictures."""
    config.ignore("projection_dim", "of what compares a picture with a text")
    size, trained = sides(config)
    return encoder(config, Patches(size, trained))


def writer(config: Config) -> Spec:
    """The decoder: BERT that sees to the left, and the picture."""
    config.only("is_decoder", True)
    config.ignore("projection_dim", "of what compares a picture with a text")
    config.ignore("label_smoothing", "for training")
    config.ignore("encoder_hidden_size", "the part that sees says how wide its vectors are")
    return replace(bert.encoder(config), pattern=Causal(), cross=True)


EYES = "vision_model.encoder.layers.{layer}."
ENCODER = Table(
    names={
        "first.CLS": "vision_model.embeddings.class_embedding",
        "position_embedding": "vision_model.embeddings.position_embedding",
        **both(
            {
                "patch": "vision_model.embeddings.patch_embedding",
                "qkv": EYES + "self_attn.qkv",
                "o": EYES + "self_attn.projection",
                "attention_norm": EYES + "layer_norm1",
                "mlp_norm": EYES + "layer_norm2",
                "up": EYES + "mlp.fc1",
                "down": EYES + "mlp.fc2",
                "final_norm": "vision_model.post_layernorm",
            }
        ),
    },
    fused={"qkv": Fused(("q", "k", "v"))},
)


def within(names: str | tuple[str, ...]) -> tuple[str, ...]:
    """What BERT's tensors are called in the decoder."""
    several = (names,) if isinstance(names, str) else names
    return tuple(f"text_decoder.{'' if name.startswith('cls.') else 'bert.'}{name}" for name in several)


LOOK = "text_decoder.bert.encoder.layer.{layer}.crossattention."
DECODER = Table(
    names={
        **{part: within(name) for part, name in bert.FAMILY.table.names.items() if part != "segment_embedding"},
        **both(
            {
                "cross.q": LOOK + "self.query",
                "cross.k": LOOK + "self.key",
                "cross.v": LOOK + "self.value",
                "cross.o": LOOK + "output.dense",
                "cross_norm": LOOK + "output.LayerNorm",
            }
        ),
    }
)
OTHERS = (
    ("itm_head.", Phrase("for_retrieval")),  # BlipForImageTextRetrieval
    ("text_model.", Phrase("for_retrieval")),  # BlipModel
    ("text_encoder.", Phrase("for_questions")),  # BlipForQuestionAnswering
)
FAMILY = PairFamily(spec, ENCODER, DECODER, begin="bos_token_id", end="sep_token_id", inside=of_text, others=OTHERS)
