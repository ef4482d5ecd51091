"""Marian, the opus-mt translators: sinusoidal positions and post-norm (Junczys-Dowmunt et al. 2018)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import PairFamily, bart
from attnx.model.places import SinusoidalHalves
from attnx.model.spec import EncoderDecoder


def spec(config: Config) -> EncoderDecoder:
    config.only("normalize_before", False)
    config.only("normalize_embedding", False)
    config.only("add_final_layer_norm", False)
    config.only("static_position_embeddings", True)
    config.only("decoder_vocab_size", config.size("vocab_size"), None)
    config.ignore("add_bias_logits", "the bias is in the file")
    both = bart.pair(config)
    return EncoderDecoder(
        replace(both.encoder, positions=SinusoidalHalves(), embedding_norm=False),
        replace(both.decoder, positions=SinusoidalHalves(), embedding_norm=False),
    )


FAMILY = PairFamily(spec, bart.ENCODER, bart.DECODER)
