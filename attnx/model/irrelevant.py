"""Keys of a config.json that change nothing attnx computes, whatever the family, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "where it came from": "_name_or_path _commit_hash model_name",
    "code that came with the model before the library knew its family": "auto_map",
    "who wrote the file": "transformers_version",
    "which head was on top": "architectures",
    "which kernel computes the same numbers": """
        attn_implementation _attn_implementation _attn_implementation_autoset _attn_implementation_internal
        _flash_attn_2_enabled _experts_implementation experts_implementation""",
    "the same numbers in pieces": "chunk_size_feed_forward",
    "each tensor says its own dtype": "torch_dtype dtype use_bfloat16",
    "an export format": "torchscript xla_device",
    "the shape of a Python result": "return_dict use_return_dict",
    "attnx records what is asked for": "output_attentions _output_attentions output_hidden_states",
    "keys and values are recomputed or kept, the numbers are the same": "use_cache output_past cache_implementation",
    "dropout is for training": """
        attention_probs_dropout_prob hidden_dropout_prob classifier_dropout attention_dropout hidden_dropout
        activation_dropout dropout dropout_rate embd_pdrop attn_pdrop resid_pdrop embd_dropout attn_dropout
        resid_dropout embedding_dropout mlp_dropout qa_dropout seq_classif_dropout classif_dropout encoder_layerdrop
        decoder_layerdrop""",
    "how weights began before training": "initializer_range init_std initializer_factor initializer_cutoff_factor",
    "how training was run": "gradient_checkpointing tf_legacy_loss pretraining_tp neftune_noise_alpha save_step",
    "the family knows": "is_encoder_decoder",
    "the head of a classifier": """
        id2label label2id num_labels _num_labels problem_type finetuning_task classifier_activation classifier_pooling
        classifier_bias summary_activation summary_first_dropout summary_proj_to_labels summary_type summary_use_proj
        loss_type""",
    "the pooler comes after all attention": """
        pooler_fc_size pooler_num_attention_heads pooler_num_fc_layers pooler_size_per_head pooler_type""",
    "a setting of pipelines": "task_specific_params prefix keys_to_ignore_at_inference custom_pipelines",
    "the tokenizer knows its special tokens": """
        bos_token_id eos_token_id unk_token_id sep_token_id cls_token_id mask_token_id""",
    "one text has no padding": "pad_token_id",
    "the tokenizer's own files say it": "tokenizer_class",
    "how writing begins; a translator asks for it by name": "decoder_start_token_id",
    "a setting of generation": """
        forced_bos_token_id forced_eos_token_id force_bos_token_to_be_generated bad_words_ids force_words_ids
        suppress_tokens begin_suppress_tokens num_beams num_beam_groups diversity_penalty num_return_sequences
        max_length max_new_tokens min_length min_new_tokens early_stopping max_time length_penalty
        exponential_decay_length_penalty no_repeat_ngram_size encoder_no_repeat_ngram_size repetition_penalty
        encoder_repetition_penalty penalty_alpha guidance_scale do_sample temperature top_k top_p min_p typical_p
        epsilon_cutoff eta_cutoff renormalize_logits remove_invalid_values output_scores output_logits
        return_dict_in_generate""",
    "for another library": "transformers.js_config sentence_transformers",
    "a note for readers": "language",
    "a note of the conversion": "is_llama_config extra_pos_embeddings",
    "a note of the original BERT": "directionality",
}
IRRELEVANT: Mapping[str, str] = {key: reason for reason, keys in REASONS.items() for key in keys.split()}
# How the keys begin that a tool writes for itself.
NOTES: Mapping[str, str] = {
    "unsloth_": "a note of the tool that trained it",
    "sbert_ce_": "a setting of cross-encoders in sentence-transformers",
}
# Keys of the reference's own base class that would change the numbers, with the values that do not.
HARMLESS: Mapping[str, tuple[object, ...]] = {
    "is_decoder": (False, None),
    "add_cross_attention": (False, None),
    "cross_attention_hidden_size": (None,),
    "tie_encoder_decoder": (False, None),
    "pruned_heads": ({}, None),
    "quantization_config": (None, {}),
}


def is_irrelevant(key: str) -> bool:
    """Whether a key changes nothing, whatever its value."""
    return key in IRRELEVANT or key.startswith(tuple(NOTES))
