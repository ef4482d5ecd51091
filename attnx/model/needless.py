"""Tensors that any checkpoint may hold and attention has no use for: other heads on top, and numbers that are computed.

They stand at the top of a file, or are buffers: a matrix of a layer is never among them.
"""

from __future__ import annotations

from collections.abc import Mapping

# Patterns of names, as a family's renames leave them, each with the reason.
NEEDLESS: Mapping[str, str] = {
    r"(pre_)?classifier\..*": "the head of a classifier",
    r"classification_head\..*": "the head of a classifier",
    r"score\..*": "the head of a classifier or a reward model",
    r"qa_outputs\..*": "the head that finds where an answer stands",
    r"(multiple_choice_head|sequence_summary)\..*": "the head that chooses among answers",
    r"v_head\..*": "the value head of reinforcement learning",
    r"pooler\..*": "comes after all attention",
    r"(.+\.)?rotary_emb\.inv_freq": "the angles, computed here",
    r"(.+\.)?position_ids": "the numbers 0, 1, 2, …",
    r"(.+\.)?token_type_ids": "zeros: one text",
}
