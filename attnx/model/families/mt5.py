"""mT5: T5 v1.1 in many languages, its outputs never scaled (Xue et al. 2020)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import PairFamily, t5
from attnx.model.spec import EncoderDecoder, LanguageHead


def spec(config: Config) -> EncoderDecoder:
    pair = t5.spec(config)
    return EncoderDecoder(pair.encoder, replace(pair.decoder, head=LanguageHead(tied=True)))


FAMILY = PairFamily(spec, t5.ENCODER, t5.DECODER)
