"""A trained captioner as a model directory, as BlipForConditionalGeneration is saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attnx.training.keep import write_json, write_tensors
from attnx.training.sketch.network import Captioner, Sizes
from attnx.training.sketch.scenes import BEGIN, END, PAD, SPECIAL, tokenizer

NOTICE = """\
The weights in this directory were trained on pictures and sentences that attnx makes itself (attnx/scenes).
They contain nobody else's work.
"""


def write_directory(out: Path, model: Captioner, about: Mapping[str, str]) -> None:
    """All but the card, whose figures are measured on these files; half precision."""
    out.mkdir(parents=True, exist_ok=True)
    tensors = {name: value.half() for name, value in model.state_dict().items()}
    write_tensors(out / "model.safetensors", tensors, {"format": "pt", **about})
    write_json(out / "config.json", config(model.sizes))
    write_json(out / "preprocessor_config.json", preprocessor(model.sizes))
    write_json(out / "generation_config.json", {"bos_token_id": BEGIN, "eos_token_id": END, "pad_token_id": PAD})
    write_json(out / "tokenizer_config.json", tokenizer_config(model.sizes))
    (out / "tokenizer.json").write_text(tokenizer().to_str(pretty=False), encoding="utf-8")
    (out / "NOTICE").write_text(NOTICE, encoding="utf-8")


def config(sizes: Sizes) -> dict[str, object]:
    """The config.json, every size said twice: for the picture and for the text."""
    both = {
        "hidden_size": sizes.d_model,
        "intermediate_size": sizes.d_ff,
        "num_attention_heads": sizes.n_heads,
        "hidden_act": "gelu",
        "layer_norm_eps": sizes.eps,
    }
    vision = {
        "model_type": "blip_vision_model",
        **both,
        "num_hidden_layers": sizes.vision_layers,
        "image_size": sizes.image_size,
        "patch_size": sizes.patch_size,
    }
    text = {
        "model_type": "blip_text_model",
        **both,
        "num_hidden_layers": sizes.text_layers,
        "vocab_size": sizes.vocab_size,
        "encoder_hidden_size": sizes.d_model,
        "max_position_embeddings": sizes.max_positions,
        "is_decoder": True,
        "bos_token_id": BEGIN,
        "eos_token_id": END,
        "sep_token_id": END,
        "pad_token_id": PAD,
    }
    return {
        "model_type": "blip",
        "architectures": ["BlipForConditionalGeneration"],
        "vision_config": vision,
        "text_config": text,
        "tie_word_embeddings": True,
    }


def preprocessor(sizes: Sizes) -> dict[str, object]:
    """How any picture becomes what the model reads."""
    return {
        "image_processor_type": "BlipImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"height": sizes.image_size, "width": sizes.image_size},
        "resample": 3,  # bicubic
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    }


def tokenizer_config(sizes: Sizes) -> dict[str, object]:
    pad, unknown, begin, end = SPECIAL
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": pad,
        "unk_token": unknown,
        "bos_token": begin,
        "eos_token": end,
        "model_max_length": sizes.max_positions,
    }
