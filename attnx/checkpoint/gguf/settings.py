"""What a GGUF file says of its model, as the config.json of that model would say it, and its tensors by their names.

llama.cpp has the arithmetic of each architecture in its code, so what a file leaves out stands here; what it says and
is not understood is refused by name. https://github.com/ggml-org/llama.cpp/blob/master/src/llama-model.cpp
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from attnx.checkpoint.gguf.file import Gguf
from attnx.errors import CheckpointError
from attnx.frozen import frozen
from attnx.model.config import Config
from attnx.model.half import widen

LARGEST = {"gemma2": 46, "gemma3": 62}  # layers of the one of 27B, whose scores are scaled by another number
FACTORS = "rope_freqs.weight"
LAYER = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
OUTSIDE = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
TWO_NORMS = {"ffn_norm": "post_attention_layernorm"}
FOUR_NORMS = {
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}


@frozen
class Architecture:
    """What one architecture of llama.cpp is called in a config.json, and how its tensors differ from those there.

    `by_neighbours` says that the rows of q and k are in the order in which neighbours turn together, `around_one` that
    the gains of norms are whole and not what they are more than 1.
    """

    model_type: str
    norms: Mapping[str, str]
    by_neighbours: bool = False
    around_one: bool = False


ARCHITECTURES: Mapping[str, Architecture] = {
    "llama": Architecture("llama", TWO_NORMS, by_neighbours=True),
    "qwen2": Architecture("qwen2", TWO_NORMS),
    "qwen3": Architecture("qwen3", TWO_NORMS),
    "gemma": Architecture("gemma", TWO_NORMS, around_one=True),
    "gemma2": Architecture("gemma2", FOUR_NORMS, around_one=True),
    "gemma3": Architecture("gemma3_text", FOUR_NORMS, around_one=True),
}


def architecture_of(file: Gguf) -> tuple[str, Architecture]:
    """The name of a file's architecture, and what is known of it. Raises CheckpointError for one that is not known."""
    found = file.said.get("general.architecture")
    if not isinstance(found, str) or found not in ARCHITECTURES:
        expected = ", ".join(ARCHITECTURES)
        key = "general.architecture"
        raise CheckpointError("config_value", path=file.path, key=key, found=found or "null", expected=expected)
    return found, ARCHITECTURES[found]


def config_of(file: Gguf) -> dict[str, object]:
    """The keys of a config.json. Raises CheckpointError for a setting that is missing, wrong or not understood."""
    name, _ = architecture_of(file)
    said = {key: value for key, value in file.said.items() if key.startswith(f"{name}.")}
    held = Config(said, file.path, name)

    def key(ending: str) -> str:
        return f"{name}.{ending}"

    width, heads = held.size(key("embedding_length")), held.size(key("attention.head_count"))
    layers, length = held.size(key("block_count")), held.size(key("context_length"))
    d_head = held.size(key("attention.key_length"), width // heads)
    for same in ("attention.value_length", "rope.dimension_count"):
        held.only(key(same), d_head)
    vocabulary = file.places["token_embd.weight"].shape[:1] if "token_embd.weight" in file.places else ()
    held.ignore(key("vocab_size"), "the tensor says it")
    held.only(key("expert_count"), 0)
    held.only(key("expert_used_count"), 0)
    config: dict[str, object] = {
        "max_position_embeddings": length,
        "num_hidden_layers": layers,
        "hidden_size": width,
        "intermediate_size": held.size(key("feed_forward_length")),
        "num_attention_heads": heads,
        "num_key_value_heads": held.size(key("attention.head_count_kv"), heads),
        "head_dim": d_head,
        "rms_norm_eps": held.small(key("attention.layer_norm_rms_epsilon")),
        "rope_theta": held.small(key("rope.freq_base"), 10_000.0),
        "vocab_size": vocabulary[0] if vocabulary else 0,
        "tie_word_embeddings": "output.weight" not in file.places,
        "rope_scaling": scaling_of(file, held, key, d_head, length),
    }
    match name:
        case "llama":
            config["attention_bias"] = "blk.0.attn_q.bias" in file.places
        case "gemma2" | "gemma3":
            scaled = width // heads if layers == LARGEST[name] else d_head
            config |= {"query_pre_attn_scalar": scaled, "sliding_window": held.size(key("attention.sliding_window"))}
            config |= {"attn_logit_softcapping": held.maybe_small(key("attn_logit_softcapping"))}
            config |= {"final_logit_softcapping": held.maybe_small(key("final_logit_softcapping"))}
    if name == "gemma2":  # which llama.cpp takes where a file says nothing
        config |= {cap: config[cap] or usual for cap, usual in CAPS.items()}
    if name == "gemma3":
        config |= {"rope_local_base_freq": held.small(key("rope.freq_base_swa"), 10_000.0)}
        held.only(key("attention.sliding_window_pattern"), 6)
        config["sliding_window_pattern"] = 6
    if name == "qwen2":
        del config["head_dim"]
    held.finish()
    return config


CAPS = {"attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0}


def scaling_of(
    file: Gguf, held: Config, key: Callable[[str], str], d_head: int, length: int
) -> dict[str, object] | None:
    """How the places are scaled, as a config.json says it: by one factor, by YaRN, or by a factor for each pair."""
    kind = held.choice(key("rope.scaling.type"), ("none", "linear", "yarn"), "none")
    factor, original = (
        held.maybe_small(key("rope.scaling.factor")),
        held.maybe_size(key("rope.scaling.original_context_length")),
    )
    held.ignore(key("rope.scaling.finetuned"), "a note of how it was trained")
    if FACTORS in file.places:
        factors = next(numbers for name, numbers in file.tensors() if name == FACTORS).astype(float).tolist()
        same = {"short_factor": factors, "long_factor": factors, "attention_factor": 1.0}
        return {"rope_type": "longrope", "original_max_position_embeddings": length, **same}
    match kind:
        case "linear":
            return {"rope_type": "linear", "factor": factor or 1.0}
        case "yarn":
            of = {} if original is None else {"original_max_position_embeddings": original}
            return {"rope_type": "yarn", "factor": factor or 1.0, **of}
    return None


def tensors_of(file: Gguf, heads: int, kv_heads: int) -> Iterator[tuple[str, np.ndarray]]:
    """Every tensor by its name in safetensors, with its rows in the order there."""
    _, architecture = architecture_of(file)
    for name, tensor in file.tensors():
        if name == FACTORS:
            continue
        known = renamed(name, architecture.norms)
        if architecture.by_neighbours and re.fullmatch(r"blk\.\d+\.attn_[qk]\.(weight|bias)", name):
            yield known, halves(tensor, heads if ".attn_q." in name else kv_heads)
        elif architecture.around_one and name.endswith("norm.weight"):
            yield known, widen(tensor) - np.float32(1)
        else:
            yield known, tensor


def renamed(name: str, norms: Mapping[str, str]) -> str:
    """What a tensor is called in safetensors; one that is not known keeps its name, and is refused by that."""
    part, _, kind = name.rpartition(".")
    if part in OUTSIDE:
        return f"{OUTSIDE[part]}.{kind}"
    found = re.fullmatch(r"blk\.(\d+)\.(\w+)", part)
    inside = (LAYER | dict(norms)).get(found[2]) if found else None
    return f"model.layers.{found[1]}.{inside}.{kind}" if found and inside else name


def halves(tensor: np.ndarray, heads: int) -> np.ndarray:
    """The rows of each head with those that turn together half a head apart, where they were neighbours."""
    if tensor.shape[0] % (2 * heads):
        return tensor  # its shape is refused where the config is known
    parts = tensor.reshape(heads, tensor.shape[0] // heads // 2, 2, *tensor.shape[1:])
    return parts.swapaxes(1, 2).reshape(tensor.shape)
