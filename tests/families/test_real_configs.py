"""The config.json of models that people have, key for key as they were published: each says what it should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attnx.checkpoint.directory import read_config, read_spec
from attnx.errors import CheckpointError
from attnx.model.families import PairFamily, defaults_of
from attnx.model.places import Llama3, LongRope, Rotary
from attnx.model.spec import Bidirectional, Causal, GatedMLP, Neighbourhood, SlidingWindow, Spec
from tests.families.published import PUBLISHED
from tests.families.published_more import MORE

LLAMA3 = {
    "factor": 32.0,
    "high_freq_factor": 4.0,
    "low_freq_factor": 1.0,
    "original_max_position_embeddings": 8192,
    "rope_type": "llama3",
}
SHORT = [1.0] * 48
CONFIGS: dict[str, dict[str, Any]] = {
    "bert-base-uncased": {
        "architectures": ["BertForMaskedLM"],
        "attention_probs_dropout_prob": 0.1,
        "gradient_checkpointing": False,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": 768,
        "initializer_range": 0.02,
        "intermediate_size": 3072,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 512,
        "model_type": "bert",
        "num_attention_heads": 12,
        "num_hidden_layers": 12,
        "pad_token_id": 0,
        "position_embedding_type": "absolute",
        "transformers_version": "4.6.0.dev0",
        "type_vocab_size": 2,
        "use_cache": True,
        "vocab_size": 30522,
    },
    "distilbert-base-uncased": {
        "activation": "gelu",
        "architectures": ["DistilBertForMaskedLM"],
        "attention_dropout": 0.1,
        "dim": 768,
        "dropout": 0.1,
        "hidden_dim": 3072,
        "initializer_range": 0.02,
        "max_position_embeddings": 512,
        "model_type": "distilbert",
        "n_heads": 12,
        "n_layers": 6,
        "pad_token_id": 0,
        "qa_dropout": 0.1,
        "seq_classif_dropout": 0.2,
        "sinusoidal_pos_embds": False,
        "tie_weights_": True,
        "transformers_version": "4.10.0.dev0",
        "vocab_size": 30522,
    },
    "roberta-base": {
        "architectures": ["RobertaForMaskedLM"],
        "attention_probs_dropout_prob": 0.1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": 768,
        "initializer_range": 0.02,
        "intermediate_size": 3072,
        "layer_norm_eps": 1e-05,
        "max_position_embeddings": 514,
        "model_type": "roberta",
        "num_attention_heads": 12,
        "num_hidden_layers": 12,
        "pad_token_id": 1,
        "type_vocab_size": 1,
        "vocab_size": 50265,
    },
    "xlm-roberta-base": {
        "architectures": ["XLMRobertaForMaskedLM"],
        "attention_probs_dropout_prob": 0.1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": 768,
        "initializer_range": 0.02,
        "intermediate_size": 3072,
        "layer_norm_eps": 1e-05,
        "max_position_embeddings": 514,
        "model_type": "xlm-roberta",
        "num_attention_heads": 12,
        "num_hidden_layers": 12,
        "output_past": True,
        "pad_token_id": 1,
        "position_embedding_type": "absolute",
        "transformers_version": "4.17.0.dev0",
        "type_vocab_size": 1,
        "use_cache": True,
        "vocab_size": 250002,
    },
    "ModernBERT-base": {
        "architectures": ["ModernBertForMaskedLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": 50281,
        "classifier_activation": "gelu",
        "classifier_bias": False,
        "classifier_dropout": 0.0,
        "classifier_pooling": "mean",
        "cls_token_id": 50281,
        "decoder_bias": True,
        "deterministic_flash_attn": False,
        "embedding_dropout": 0.0,
        "eos_token_id": 50282,
        "global_attn_every_n_layers": 3,
        "global_rope_theta": 160000.0,
        "gradient_checkpointing": False,
        "hidden_activation": "gelu",
        "hidden_size": 768,
        "initializer_cutoff_factor": 2.0,
        "initializer_range": 0.02,
        "intermediate_size": 1152,
        "layer_norm_eps": 1e-05,
        "local_attention": 128,
        "local_rope_theta": 10000.0,
        "max_position_embeddings": 8192,
        "mlp_bias": False,
        "mlp_dropout": 0.0,
        "model_type": "modernbert",
        "norm_bias": False,
        "norm_eps": 1e-05,
        "num_attention_heads": 12,
        "num_hidden_layers": 22,
        "pad_token_id": 50283,
        "position_embedding_type": "absolute",
        "reference_compile": None,
        "sep_token_id": 50282,
        "tie_word_embeddings": True,
        "torch_dtype": "float32",
        "transformers_version": "4.47.0.dev0",
        "vocab_size": 50368,
    },
    "gpt2": {
        "activation_function": "gelu_new",
        "architectures": ["GPT2LMHeadModel"],
        "attn_pdrop": 0.1,
        "bos_token_id": 50256,
        "embd_pdrop": 0.1,
        "eos_token_id": 50256,
        "initializer_range": 0.02,
        "layer_norm_epsilon": 1e-05,
        "model_type": "gpt2",
        "n_ctx": 1024,
        "n_embd": 768,
        "n_head": 12,
        "n_layer": 12,
        "n_positions": 1024,
        "resid_pdrop": 0.1,
        "summary_activation": None,
        "summary_first_dropout": 0.1,
        "summary_proj_to_labels": True,
        "summary_type": "cls_index",
        "summary_use_proj": True,
        "task_specific_params": {"text-generation": {"do_sample": True, "max_length": 50}},
        "vocab_size": 50257,
    },
    "pythia-70m": {
        "architectures": ["GPTNeoXForCausalLM"],
        "bos_token_id": 0,
        "eos_token_id": 0,
        "hidden_act": "gelu",
        "hidden_size": 512,
        "initializer_range": 0.02,
        "intermediate_size": 2048,
        "layer_norm_eps": 1e-05,
        "max_position_embeddings": 2048,
        "model_type": "gpt_neox",
        "num_attention_heads": 8,
        "num_hidden_layers": 6,
        "rotary_emb_base": 10000,
        "rotary_pct": 0.25,
        "tie_word_embeddings": False,
        "torch_dtype": "float16",
        "transformers_version": "4.24.0",
        "use_cache": True,
        "use_parallel_residual": True,
        "vocab_size": 50304,
    },
    "Llama-3.2-1B": {
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": 128000,
        "eos_token_id": [128001, 128008, 128009],
        "head_dim": 64,
        "hidden_act": "silu",
        "hidden_size": 2048,
        "initializer_range": 0.02,
        "intermediate_size": 8192,
        "max_position_embeddings": 131072,
        "mlp_bias": False,
        "model_type": "llama",
        "num_attention_heads": 32,
        "num_hidden_layers": 16,
        "num_key_value_heads": 8,
        "pretraining_tp": 1,
        "rms_norm_eps": 1e-05,
        "rope_scaling": LLAMA3,
        "rope_theta": 500000.0,
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.45.0.dev0",
        "use_cache": True,
        "vocab_size": 128256,
    },
    "Mistral-7B-v0.1": {
        "architectures": ["MistralForCausalLM"],
        "bos_token_id": 1,
        "eos_token_id": 2,
        "hidden_act": "silu",
        "hidden_size": 4096,
        "initializer_range": 0.02,
        "intermediate_size": 14336,
        "max_position_embeddings": 32768,
        "model_type": "mistral",
        "num_attention_heads": 32,
        "num_hidden_layers": 32,
        "num_key_value_heads": 8,
        "rms_norm_eps": 1e-05,
        "rope_theta": 10000.0,
        "sliding_window": 4096,
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.34.0.dev0",
        "use_cache": True,
        "vocab_size": 32000,
    },
    "Qwen2.5-0.5B": {
        "architectures": ["Qwen2ForCausalLM"],
        "attention_dropout": 0.0,
        "bos_token_id": 151643,
        "eos_token_id": 151643,
        "hidden_act": "silu",
        "hidden_size": 896,
        "initializer_range": 0.02,
        "intermediate_size": 4864,
        "max_position_embeddings": 32768,
        "max_window_layers": 24,
        "model_type": "qwen2",
        "num_attention_heads": 14,
        "num_hidden_layers": 24,
        "num_key_value_heads": 2,
        "rms_norm_eps": 1e-06,
        "rope_theta": 1000000.0,
        "sliding_window": 32768,
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.40.1",
        "use_cache": True,
        "use_mrope": False,
        "use_sliding_window": False,
        "vocab_size": 151936,
    },
    "Qwen3-0.6B": {
        "architectures": ["Qwen3ForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": 151643,
        "eos_token_id": 151645,
        "head_dim": 128,
        "hidden_act": "silu",
        "hidden_size": 1024,
        "initializer_range": 0.02,
        "intermediate_size": 3072,
        "max_position_embeddings": 40960,
        "max_window_layers": 28,
        "model_type": "qwen3",
        "num_attention_heads": 16,
        "num_hidden_layers": 28,
        "num_key_value_heads": 8,
        "rms_norm_eps": 1e-06,
        "rope_scaling": None,
        "rope_theta": 1000000,
        "sliding_window": None,
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.51.0",
        "use_cache": True,
        "use_sliding_window": False,
        "vocab_size": 151936,
    },
    "Phi-3-mini-128k-instruct": {
        "_name_or_path": "Phi-3-mini-128k-instruct",
        "architectures": ["Phi3ForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "auto_map": {"AutoConfig": "configuration_phi3.Phi3Config"},
        "bos_token_id": 1,
        "embd_pdrop": 0.0,
        "eos_token_id": 32000,
        "hidden_act": "silu",
        "hidden_size": 3072,
        "initializer_range": 0.02,
        "intermediate_size": 8192,
        "max_position_embeddings": 131072,
        "model_type": "phi3",
        "num_attention_heads": 32,
        "num_hidden_layers": 32,
        "num_key_value_heads": 32,
        "original_max_position_embeddings": 4096,
        "pad_token_id": 32000,
        "resid_pdrop": 0.0,
        "rms_norm_eps": 1e-05,
        "rope_scaling": {"long_factor": SHORT, "short_factor": SHORT, "type": "longrope"},
        "rope_theta": 10000.0,
        "sliding_window": 262144,
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.40.2",
        "use_cache": True,
        "vocab_size": 32064,
    },
    "gemma-2-2b": {
        "architectures": ["Gemma2ForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "attn_logit_softcapping": 50.0,
        "bos_token_id": 2,
        "cache_implementation": "hybrid",
        "eos_token_id": 1,
        "final_logit_softcapping": 30.0,
        "head_dim": 256,
        "hidden_act": "gelu_pytorch_tanh",
        "hidden_activation": "gelu_pytorch_tanh",
        "hidden_size": 2304,
        "initializer_range": 0.02,
        "intermediate_size": 9216,
        "max_position_embeddings": 8192,
        "model_type": "gemma2",
        "num_attention_heads": 8,
        "num_hidden_layers": 26,
        "num_key_value_heads": 4,
        "pad_token_id": 0,
        "query_pre_attn_scalar": 256,
        "rms_norm_eps": 1e-06,
        "rope_theta": 10000.0,
        "sliding_window": 4096,
        "torch_dtype": "float32",
        "transformers_version": "4.42.0.dev0",
        "use_cache": True,
        "vocab_size": 256000,
    },
    "gemma-3-1b-it": {
        "architectures": ["Gemma3ForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "attn_logit_softcapping": None,
        "bos_token_id": 2,
        "cache_implementation": "hybrid",
        "eos_token_id": [1, 106],
        "final_logit_softcapping": None,
        "head_dim": 256,
        "hidden_activation": "gelu_pytorch_tanh",
        "hidden_size": 1152,
        "initializer_range": 0.02,
        "intermediate_size": 6912,
        "max_position_embeddings": 32768,
        "model_type": "gemma3_text",
        "num_attention_heads": 4,
        "num_hidden_layers": 26,
        "num_key_value_heads": 1,
        "pad_token_id": 0,
        "query_pre_attn_scalar": 256,
        "rms_norm_eps": 1e-06,
        "rope_local_base_freq": 10000,
        "rope_scaling": None,
        "rope_theta": 1000000,
        "sliding_window": 512,
        "sliding_window_pattern": 6,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.50.0.dev0",
        "use_cache": True,
        "vocab_size": 262144,
    },
    "opus-mt-zh-en": {
        "_name_or_path": "/tmp/Helsinki-NLP/opus-mt-zh-en",
        "_num_labels": 3,
        "activation_dropout": 0.0,
        "activation_function": "swish",
        "add_bias_logits": False,
        "add_final_layer_norm": False,
        "architectures": ["MarianMTModel"],
        "attention_dropout": 0.0,
        "bad_words_ids": [[65000]],
        "bos_token_id": 0,
        "classif_dropout": 0.0,
        "classifier_dropout": 0.0,
        "d_model": 512,
        "decoder_attention_heads": 8,
        "decoder_ffn_dim": 2048,
        "decoder_layerdrop": 0.0,
        "decoder_layers": 6,
        "decoder_start_token_id": 65000,
        "decoder_vocab_size": 65001,
        "dropout": 0.1,
        "encoder_attention_heads": 8,
        "encoder_ffn_dim": 2048,
        "encoder_layerdrop": 0.0,
        "encoder_layers": 6,
        "eos_token_id": 0,
        "extra_pos_embeddings": 65001,
        "force_bos_token_to_be_generated": False,
        "forced_eos_token_id": 0,
        "id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"},
        "init_std": 0.02,
        "is_encoder_decoder": True,
        "label2id": {"LABEL_0": 0, "LABEL_1": 1, "LABEL_2": 2},
        "max_length": 512,
        "max_position_embeddings": 512,
        "model_type": "marian",
        "normalize_before": False,
        "normalize_embedding": False,
        "num_beams": 6,
        "num_hidden_layers": 6,
        "pad_token_id": 65000,
        "scale_embedding": True,
        "share_encoder_decoder_embeddings": True,
        "static_position_embeddings": True,
        "transformers_version": "4.22.0.dev0",
        "use_cache": True,
        "vocab_size": 65001,
    },
    "bart-base": {
        "_name_or_path": "bart-base",
        "activation_dropout": 0.1,
        "activation_function": "gelu",
        "add_bias_logits": False,
        "add_final_layer_norm": False,
        "architectures": ["BartModel"],
        "attention_dropout": 0.1,
        "bos_token_id": 0,
        "classif_dropout": 0.1,
        "classifier_dropout": 0.0,
        "d_model": 768,
        "decoder_attention_heads": 12,
        "decoder_ffn_dim": 3072,
        "decoder_layerdrop": 0.0,
        "decoder_layers": 6,
        "decoder_start_token_id": 2,
        "dropout": 0.1,
        "early_stopping": True,
        "encoder_attention_heads": 12,
        "encoder_ffn_dim": 3072,
        "encoder_layerdrop": 0.0,
        "encoder_layers": 6,
        "eos_token_id": 2,
        "forced_bos_token_id": 0,
        "forced_eos_token_id": 2,
        "gradient_checkpointing": False,
        "init_std": 0.02,
        "is_encoder_decoder": True,
        "max_position_embeddings": 1024,
        "model_type": "bart",
        "no_repeat_ngram_size": 3,
        "normalize_before": False,
        "normalize_embedding": True,
        "num_beams": 4,
        "num_hidden_layers": 6,
        "pad_token_id": 1,
        "scale_embedding": False,
        "task_specific_params": {"summarization": {"length_penalty": 1.0}},
        "torch_dtype": "float32",
        "transformers_version": "4.12.0.dev0",
        "use_cache": True,
        "vocab_size": 50265,
    },
    "t5-small": {
        "architectures": ["T5ForConditionalGeneration"],
        "d_ff": 2048,
        "d_kv": 64,
        "d_model": 512,
        "decoder_start_token_id": 0,
        "dropout_rate": 0.1,
        "eos_token_id": 1,
        "initializer_factor": 1.0,
        "is_encoder_decoder": True,
        "layer_norm_epsilon": 1e-06,
        "model_type": "t5",
        "n_positions": 512,
        "num_heads": 8,
        "num_layers": 6,
        "output_past": True,
        "pad_token_id": 0,
        "relative_attention_num_buckets": 32,
        "task_specific_params": {"translation_en_to_de": {"prefix": "translate English to German: "}},
        "vocab_size": 32128,
    },
    "mt5-small": {
        "_name_or_path": "/home/patrick/hf/mt5/mt5-small",
        "architectures": ["MT5ForConditionalGeneration"],
        "d_ff": 1024,
        "d_kv": 64,
        "d_model": 512,
        "decoder_start_token_id": 0,
        "dropout_rate": 0.1,
        "eos_token_id": 1,
        "feed_forward_proj": "gated-gelu",
        "initializer_factor": 1.0,
        "is_encoder_decoder": True,
        "layer_norm_epsilon": 1e-06,
        "model_type": "mt5",
        "num_decoder_layers": 8,
        "num_heads": 6,
        "num_layers": 8,
        "pad_token_id": 0,
        "relative_attention_num_buckets": 32,
        "tie_word_embeddings": False,
        "tokenizer_class": "T5Tokenizer",
        "transformers_version": "4.7.0",
        "use_cache": True,
        "vocab_size": 250112,
    },
    **PUBLISHED,
    **MORE,
}


def written(folder: Path, name: str, **changed: object) -> Path:
    (folder / "config.json").write_text(json.dumps(CONFIGS[name] | changed))
    return folder


def spec_of(folder: Path, name: str, **changed: object) -> Spec:
    return read_spec(written(folder, name, **changed))


@pytest.mark.parametrize("name", CONFIGS)
def test_it_is_read(name: str, tmp_path: Path) -> None:
    config, spec = CONFIGS[name], spec_of(tmp_path, name)
    config = {**defaults_of("gemma3_text"), **config["text_config"]} if "text_config" in config else config
    layers = ("num_hidden_layers", "n_layer", "n_layers", "encoder_layers", "num_layers")
    assert spec.n_layers == next(config[key] for key in layers if key in config)
    heads = ("num_attention_heads", "n_head", "n_heads", "encoder_attention_heads", "num_heads")
    assert spec.n_heads == next(config[key] for key in heads if key in config)
    assert spec.vocab_size == config["vocab_size"]
    assert isinstance(read_config(tmp_path)[0], PairFamily) == config.get("is_encoder_decoder", False)


# The reference's class was written for this very model, or for one that differs from it in these keys.
OF_THE_CLASS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("bert-base-uncased", "distilbert-base-uncased", "ModernBERT-base", "gpt2", "gemma-2-2b"), ()),
    **dict.fromkeys(("t5-small", "mt5-small", "electra-small-discriminator", "gpt-j-6b", "openai-gpt"), ()),
    **dict.fromkeys(("falcon-7b", "ERNIE-4.5-0.3B-PT"), ()),
    "roberta-base": (
        "layer_norm_eps",
        "max_position_embeddings",
        "type_vocab_size",
    ),
    "all-mpnet-base-v2": (
        "layer_norm_eps",
        "max_position_embeddings",
    ),
    "Mistral-7B-v0.1": (
        "max_position_embeddings",
        "rms_norm_eps",
    ),
    "Phi-3-mini-128k-instruct": ("max_position_embeddings",),
    "starcoder2-3b": (
        "max_position_embeddings",
        "rope_theta",
    ),
    "Mixtral-8x7B-v0.1": (
        "max_position_embeddings",
        "router_aux_loss_coef",
    ),
    "Qwen3-30B-A3B": (
        "max_position_embeddings",
        "num_hidden_layers",
        "rope_theta",
    ),
    "nllb-200-distilled-600M": ("vocab_size",),
    "c4ai-command-r-v01": ("rope_theta",),
    "GLM-4-9B-0414": (
        "max_position_embeddings",
        "rms_norm_eps",
    ),
    "glm-4-9b-hf": ("max_position_embeddings",),
    "OLMoE-1B-7B-0924": ("intermediate_size",),
    "falcon-40b": (
        "hidden_size",
        "num_attention_heads",
        "num_hidden_layers",
    ),
    "gpt-oss-20b": (
        "num_hidden_layers",
        "num_local_experts",
        "router_aux_loss_coef",
    ),
}


@pytest.mark.parametrize("name", OF_THE_CLASS)
def test_what_is_written_here_is_what_the_class_was_written_for(name: str) -> None:
    """These configs were written down by hand; of what the class knows too, not one number is another."""
    defaults, trained = defaults_of(CONFIGS[name]["model_type"]), ("drop", "initializer", "token_id")
    told = {
        key: value
        for key, value in CONFIGS[name].items()
        if type(value) in (int, float)
        and type(defaults.get(key)) in (int, float)
        and not any(part in key for part in trained)
    }
    assert len(told) >= 4
    assert {key for key, value in told.items() if value != defaults[key]} == set(OF_THE_CLASS[name])


def test_what_they_say(tmp_path: Path) -> None:
    llama = spec_of(tmp_path, "Llama-3.2-1B")
    assert llama.positions == Rotary(500000.0, 64, Llama3(32.0, 1.0, 4.0, 8192))
    assert (llama.n_kv_heads, llama.pattern) == (8, Causal())
    assert spec_of(tmp_path, "Mistral-7B-v0.1").pattern == SlidingWindow(4096)
    assert spec_of(tmp_path, "Qwen2.5-0.5B").biased == {"q", "k", "v"}
    assert spec_of(tmp_path, "roberta-base").n_positions == 512
    gemma = spec_of(tmp_path, "gemma-3-1b-it")
    assert gemma.elsewhere is not None and 5 not in gemma.elsewhere.layers and len(gemma.elsewhere.layers) == 22
    finder = spec_of(tmp_path, "embeddinggemma-300m")
    assert finder.elsewhere is not None and len(finder.elsewhere.layers) == 20
    assert (finder.pattern, finder.elsewhere.pattern) == (Bidirectional(), Neighbourhood(256))
    phi = spec_of(tmp_path, "Phi-3-mini-128k-instruct")
    assert isinstance(phi.positions, Rotary) and isinstance(phi.positions.scaling, LongRope)
    assert round(phi.positions.scaling.magnitude, 4) == 1.1902  # √(1 + ln 32 / ln 4096)
    assert isinstance(spec_of(tmp_path, "mt5-small").mlp, GatedMLP)


def test_a_model_reads_as_far_as_its_places_are_stretched(tmp_path: Path) -> None:
    """What the model cards of Qwen and Vicuna say to add for long texts."""
    yarn = {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    assert spec_of(tmp_path, "Qwen2.5-0.5B").n_positions == 32768
    assert spec_of(tmp_path, "Qwen2.5-0.5B", rope_scaling=yarn).n_positions == 131072
    dynamic = {"type": "dynamic", "factor": 2.0}
    assert spec_of(tmp_path, "Qwen2.5-0.5B", rope_scaling=dynamic).n_positions == 65536


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("Llama-3.2-1B", "rope_scaling", {"rope_type": "axial", "factor": 4.0}),
        ("Llama-3.2-1B", "num_key_value_heads", 5),
        ("Qwen2.5-0.5B", "use_mrope", True),
        ("gpt2", "add_cross_attention", True),
        ("gpt2", "activation_function", "xielu"),
        ("t5-small", "feed_forward_proj", "gated-nothing"),
        ("opus-mt-zh-en", "share_encoder_decoder_embeddings", False),
        ("ModernBERT-base", "norm_bias", True),
        ("bert-base-uncased", "position_embedding_type", "relative_key"),
    ],
)
def test_what_cannot_be_said_is_refused_by_its_name(name: str, key: str, value: object, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError) as caught:
        spec_of(tmp_path, name, **{key: value})
    assert (key if key != "rope_scaling" else "rope_type") in str(caught.value)


@pytest.mark.parametrize("method", ["gptq", "awq", "bitsandbytes", "fp8", "mxfp4"])
def test_quantised_weights_are_refused_with_what_to_load_instead(method: str, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError) as caught:
        spec_of(tmp_path, "Llama-3.2-1B", quantization_config={"quant_method": method, "bits": 4})
    assert caught.value.key == "quantised"
    assert method in str(caught.value) and "load the model it was made from" in str(caught.value)
