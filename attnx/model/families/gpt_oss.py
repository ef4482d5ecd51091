"""gpt-oss: each head has a sink, so a row may read less than a whole; experts with a clamped gate (OpenAI 2025)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from math import log

import numpy as np

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.mixtral import TRAINING, experts
from attnx.model.families.rope import rotary
from attnx.model.families.windows import near, windowed_layers
from attnx.model.loading import Table
from attnx.model.places import Yarn
from attnx.model.spec import ClampedMLP, Elsewhere, Spec

# Where a config does not say how places are stretched, the reference does.
USUAL = Yarn(32.0, 4096, fast=32.0, slow=1.0, truncated=False, magnitude=0.1 * log(32.0) + 1.0)


def spec(config: Config) -> Spec:
    for key in TRAINING:
        config.ignore(key, "for training")
    config.ignore("initial_context_length", "the scaling says it")
    config.ignore("experts_per_token", "num_experts_per_tok says it")
    positions = rotary(config, llama.d_head(config))
    if not config.has("rope_parameters"):
        if not config.has("rope_scaling"):
            positions = replace(positions, scaling=USUAL)
        elif positions.scaling is None:  # an empty object is no setting either, for the reference
            raise config.wrong("rope_scaling", "yarn")
    plain = llama.common(config, positions)
    each = ClampedMLP(config.size("intermediate_size"), config.small("swiglu_alpha"), config.small("swiglu_limit"))
    layers = windowed_layers(config, plain.n_layers, frozenset(range(0, plain.n_layers, 2)))
    window = near(config, config.size("sliding_window"))
    return replace(
        plain,
        mlp=experts(config, "num_local_experts", each, normed=True),
        biased=plain.biased | {"router", "gate", "up", "down"},
        sinks=True,
        elsewhere=Elsewhere(layers, window, positions),
    )


def unpacked(name: str, tensor: np.ndarray) -> Mapping[str, np.ndarray]:
    """The projections of each expert, of a tensor that holds those of all; gate and up take turns in it."""
    found = re.fullmatch(r"(layers\.\d+\.mlp\.experts\.)(gate_up|down)_proj(_bias)?", name)
    if not found:
        return {name: tensor}
    layer, part, bias = found.groups()
    kind = "bias" if bias else "weight"
    parts = {"down": tensor} if part == "down" else {"gate": tensor[..., ::2], "up": tensor[..., 1::2]}
    return {f"{layer}{n}.{of}.{kind}": one.T for of, several in parts.items() for n, one in enumerate(several)}


MLP = llama.LAYER + "mlp."
NAMES = {
    **{part: llama.PROJECTIONS[part] for part in "qkvo"},
    "router": MLP + "router",
    **{f"expert.{part}": f"{MLP}experts.{{expert}}.{part}" for part in ("gate", "up", "down")},
}
FAMILY = Family(
    spec,
    Table(
        names={**llama.OUTSIDE, **both(NAMES), **llama.NORMS, "sinks": llama.LAYER + "self_attn.sinks"},
        renames=llama.RENAMES,
        unpacked=unpacked,
    ),
)
