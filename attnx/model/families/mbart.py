"""mBART: BART in many languages, with pre-norm (Liu et al. 2020)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import PairFamily, bart
from attnx.model.spec import EncoderDecoder, PreNorm


def spec(config: Config) -> EncoderDecoder:
    config.only("normalize_before", True)
    config.only("add_final_layer_norm", True)
    config.only("add_bias_logits", False)
    both = bart.pair(config)
    return EncoderDecoder(
        replace(both.encoder, arrangement=PreNorm(), final_norm=True),
        replace(both.decoder, arrangement=PreNorm(), final_norm=True),
    )


FAMILY = PairFamily(spec, bart.ENCODER, bart.DECODER)
