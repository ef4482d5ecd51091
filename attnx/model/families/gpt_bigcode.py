"""SantaCoder and StarCoder: GPT-2 whose heads share one key and value (Allal et al. 2023; Li et al. 2023)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, gpt2
from attnx.model.loading import Fused
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    for key in ("attention_softmax_in_fp32", "scale_attention_softmax_in_fp32"):
        config.ignore(key, "how the same numbers are computed")
    for key in ("inference_runner", "max_batch_size", "max_sequence_length", "pad_key_length", "pre_allocate_kv_cache"):
        config.ignore(key, "a setting of the tool that ran it")
    for key in ("validate_runner_input", "attention_type"):
        config.ignore(key, "a note of the conversion")
    config.ignore("num_key_value_heads", "multi_query says it")
    plain = gpt2.common(config)
    return replace(plain, n_kv_heads=1 if config.take("multi_query", bool) else plain.n_heads)


FAMILY = Family(
    spec,
    replace(gpt2.FAMILY.table, fused={"qkv": Fused(("q", "k", "v"), by_head=True)}, transposed=True),
)
