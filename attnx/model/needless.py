"""Tensors that stand in the files of any family and that attention does not need, by pattern, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from re import fullmatch

COMPUTED: Mapping[str, str] = {
    r"(.*\.)?rotary_emb\.inv_freq": "the angles, computed here",
    r"(.*\.)?(position|token_type)_ids": "the numbers 0, 1, 2, … and zeros",
}
# Trained in the place of the head that knows the vocabulary: where one of these is, that one is not meant.
TASKS: Mapping[str, str] = {
    r"(pre_)?classifier\..*": "the head of a classifier, of texts or of tokens",
    r"score\..*": "the head of a classifier, or of a judge of answers",
    r"classification_head\..*": "the head of a classifier",
    r"(regression|reward|value)_head\..*": "the head of a judge of answers",
    r"qa_outputs\..*": "the head of a question answerer",
}
ASIDE: Mapping[str, str] = {
    r"pooler\..*": "comes after all attention",
    r"multiple_choice_head\..*": "the head that chooses among answers, beside the one that writes",
    r"v_head\..*": "what a text is worth, beside the head that writes",
}
NEEDLESS: Mapping[str, str] = {**COMPUTED, **TASKS, **ASIDE}


def is_any(name: str, patterns: Iterable[str]) -> bool:
    """Whether a tensor, by its known name, is of one of these kinds."""
    return any(fullmatch(pattern, name) for pattern in patterns)


def for_a_task(names: Iterable[str]) -> bool:
    """Whether the head in a file answers something else than which token."""
    return any(is_any(name, TASKS) for name in names)
