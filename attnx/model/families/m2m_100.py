"""M2M-100 and NLLB: mBART's arrangement for two hundred languages, places as waves (Fan 2020; NLLB team 2022)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import PairFamily, bart
from attnx.model.loading import Table
from attnx.model.places import SinusoidalBesidePads
from attnx.model.spec import EncoderDecoder, PreNorm, Spec


def spec(config: Config) -> EncoderDecoder:
    config.only("normalize_before", True)
    config.only("add_final_layer_norm", True)
    config.only("add_bias_logits", False)
    positions, both = SinusoidalBesidePads(config.count("pad_token_id")), bart.pair(config)

    def side(plain: Spec) -> Spec:
        return replace(plain, positions=positions, arrangement=PreNorm(), embedding_norm=False, final_norm=True)

    return EncoderDecoder(side(both.encoder), side(both.decoder))


IGNORED = {r"(encoder|decoder)\.embed_positions\.weights?": "the waves, computed here"}
FAMILY = PairFamily(
    spec, Table(bart.ENCODER.names, bart.RENAMES, IGNORED), Table(bart.DECODER.names, bart.RENAMES, IGNORED)
)
