"""PEGASUS: BART that sums up, with pre-norm and sinusoidal positions (Zhang et al. 2019)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import PairFamily, bart
from attnx.model.places import SinusoidalHalves
from attnx.model.spec import EncoderDecoder, PreNorm, Spec


def spec(config: Config) -> EncoderDecoder:
    config.only("normalize_before", True)
    config.only("add_final_layer_norm", True)
    config.only("static_position_embeddings", True)
    config.ignore("add_bias_logits", "the bias is in the file")
    both = bart.pair(config)
    return EncoderDecoder(side(both.encoder), side(both.decoder))


def side(spec: Spec) -> Spec:
    return replace(spec, positions=SinusoidalHalves(), arrangement=PreNorm(), embedding_norm=False, final_norm=True)


FAMILY = PairFamily(spec, bart.ENCODER, bart.DECODER)
