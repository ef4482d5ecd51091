"""Random checkpoints in the shapes of well-known models, written without torch: only their sizes matter here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

GPT2 = {
    "model_type": "gpt2",
    "architectures": ["GPT2LMHeadModel"],
    "vocab_size": 50257,
    "n_embd": 768,
    "n_layer": 12,
    "n_head": 12,
    "n_positions": 1024,
    "activation_function": "gelu_new",
    "layer_norm_epsilon": 1e-5,
    "bos_token_id": 0,
    "eos_token_id": 0,
}
BERT = {
    "model_type": "bert",
    "architectures": ["BertModel"],
    "vocab_size": 30522,
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
    "hidden_act": "gelu",
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}
LLAMA = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "vocab_size": 128256,
    "hidden_size": 3072,
    "intermediate_size": 8192,
    "num_hidden_layers": 28,
    "num_attention_heads": 24,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "max_position_embeddings": 131072,
    "rms_norm_eps": 1e-5,
    "rope_theta": 500000.0,
    "hidden_act": "silu",
    "tie_word_embeddings": True,
    "torch_dtype": "bfloat16",
}
TEXT = "the a cat dog sat ran on under mat tree and then it was because so we hope love gives us to live"
WORDS = TEXT.split()


def write(folder: Path, config: dict[str, object]) -> Path:
    """The checkpoint of this shape in `folder`, unless it is there already."""
    if (folder / "tokenizer.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    random = np.random.default_rng(0)
    shapes = {"gpt2": gpt2_shapes, "bert": bert_shapes}[str(config["model_type"])]()
    tensors = {}
    for name, shape in shapes.items():
        centre = 1.0 if len(shape) == 1 and name.endswith("weight") else 0.0
        tensors[name] = (random.standard_normal(shape, dtype=np.float32) * np.float32(0.02)) + np.float32(centre)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    write_tokenizer(folder)
    return folder


def write_tokenizer(folder: Path) -> None:
    """Words by number: enough to make a text of any length."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = {word: number for number, word in enumerate(("[UNK]", *WORDS))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))


def gpt2_shapes() -> dict[str, tuple[int, ...]]:
    d = 768
    found: dict[str, tuple[int, ...]] = {"wte.weight": (50257, d), "wpe.weight": (1024, d)}
    found |= {"ln_f.weight": (d,), "ln_f.bias": (d,)}
    for layer in range(12):
        for part, shape in {"attn.c_attn": (d, 3 * d), "attn.c_proj": (d, d), "mlp.c_fc": (d, 4 * d)}.items():
            found |= {f"h.{layer}.{part}.weight": shape, f"h.{layer}.{part}.bias": shape[1:]}
        found |= {f"h.{layer}.mlp.c_proj.weight": (4 * d, d), f"h.{layer}.mlp.c_proj.bias": (d,)}
        for norm in ("ln_1", "ln_2"):
            found |= {f"h.{layer}.{norm}.weight": (d,), f"h.{layer}.{norm}.bias": (d,)}
    return found


def bert_shapes() -> dict[str, tuple[int, ...]]:
    d = 768
    found: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (30522, d),
        "embeddings.position_embeddings.weight": (512, d),
        "embeddings.token_type_embeddings.weight": (2, d),
        "embeddings.LayerNorm.weight": (d,),
        "embeddings.LayerNorm.bias": (d,),
    }
    for layer in range(12):
        at = f"encoder.layer.{layer}."
        parts = {
            **{f"attention.self.{one}": (d, d) for one in ("query", "key", "value")},
            "attention.output.dense": (d, d),
            "intermediate.dense": (4 * d, d),
            "output.dense": (d, 4 * d),
        }
        for part, shape in parts.items():
            found |= {f"{at}{part}.weight": shape, f"{at}{part}.bias": shape[:1]}
        for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
            found |= {f"{at}{norm}.weight": (d,), f"{at}{norm}.bias": (d,)}
    return found


def text_of(count: int) -> str:
    """A text of so many tokens."""
    return " ".join(WORDS[(7 * i + i // 5) % len(WORDS)] for i in range(count))
