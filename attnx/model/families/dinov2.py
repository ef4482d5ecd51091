"""DINOv2, which learned to see without labels (Oquab et al. 2023), with registers too (Darcet et al. 2023)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.families.seeing import AFTER, BIASED, encoder, labels_of, sides
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import MLP, Cubic, GatedMLP, OfBoth, Patches, Smoothed, Spec


def spec(config: Config) -> Spec:
    size, trained = sides(config)
    registers = config.count("num_register_tokens") if config.declares("num_register_tokens") else 0
    first = ("CLS", *(f"REG{number}" for number in range(registers)))
    d_ff = int(config.size("hidden_size") * config.small("mlp_ratio"))
    mlp = MLP(d_ff, config.choice("hidden_act", ACTIVATIONS))
    gated = GatedMLP((int(d_ff * 2 / 3) + 7) // 8 * 8, "silu")
    bends = Smoothed() if config.declares("num_register_tokens") else Cubic()
    patches = Patches(size, trained, first, placeless=registers, bends=bends, classifier=OfBoth(labels_of(config)))
    plain = encoder(config, patches, gated if config.take("use_swiglu_ffn", bool) else mlp)
    for key in ("out_features", "out_indices", "_out_features", "_out_indices", "stage_names"):
        config.ignore(key, "what another model is given of it")
    for key in ("reshape_hidden_states", "apply_layernorm"):
        config.ignore(key, "how it is given to another model")
    for key in ("drop_path_rate", "use_mask_token"):
        config.ignore(key, "for training")
    config.ignore("layerscale_value", "where the gains began")
    return plain if config.take("qkv_bias", bool) else replace(plain, biased=BIASED - {"q", "k", "v"})


def unpacked(name: str, tensor: np.ndarray) -> dict[str, np.ndarray]:
    """The gate and the other half of what enters a gated network, which stand in one tensor."""
    if ".weights_in." not in name:
        return {name: tensor}
    return dict(zip((name.replace("weights_in", part) for part in ("gate", "fc1")), np.split(tensor, 2), strict=True))


LAYER = "encoder.layer.{layer}."
NAMES = {
    **dict(zip("qkv", (f"{LAYER}attention.attention.{part}" for part in ("query", "key", "value")), strict=True)),
    "o": LAYER + "attention.output.dense",
    "attention_norm": LAYER + "norm1",
    "mlp_norm": LAYER + "norm2",
    "gate": LAYER + "mlp.gate",
    "up": LAYER + "mlp.fc1",
    "patch": "embeddings.patch_embeddings.projection",
    "final_norm": "layernorm",
    "classifier": "classifier",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "first.CLS": "embeddings.cls_token",
            "first.REG": "embeddings.register_tokens",
            "position_embedding": "embeddings.position_embeddings",
            **both(NAMES),
            "down.weight": (LAYER + "mlp.fc2.weight", LAYER + "mlp.weights_out.weight"),
            "down.bias": (LAYER + "mlp.fc2.bias", LAYER + "mlp.weights_out.bias"),
            "o.gain": LAYER + "layer_scale1.lambda1",
            "down.gain": LAYER + "layer_scale2.lambda1",
        },
        renames=((r"^dinov2(_with_registers)?\.", ""),),
        ignored=AFTER,
        unpacked=unpacked,
        gains={"o": "o.gain", "down": "down.gain"},
    ),
)
