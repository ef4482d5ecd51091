"""Attention between words, from attnx's own NumPy model: what the measurements of the bundled models are made of."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from attnx.checkpoint import Checkpoint
from attnx.doors.explain import explain
from attnx.training.gold import WORD
from attnx.training.questions import Question

Head = tuple[int, int]  # layer, head


def word_looks(model: Checkpoint, text: str, head: Head) -> np.ndarray:
    """(word, word) of one head: mean over a source word's pieces, sum over a target's; [CLS] and [SEP] are left out."""
    layer, number = head
    trace = explain(text, model, layers=[layer], heads=[number], arrays=["weights"])
    spans = [match.span() for match in WORD.finditer(text)]
    belongs = np.array(
        [[not t.special and start <= t.start < end for start, end in spans] for t in trace.tokens], dtype=np.float32
    )  # (token, word)
    sizes = np.maximum(belongs.sum(axis=0), 1.0)
    return np.asarray((belongs / sizes).T @ trace.array("weights", layer=layer, head=number) @ belongs)


def is_right(model: Checkpoint, question: Question, head: Head) -> bool:
    """Whether the candidate that the pronoun looks at most is the right one."""
    row = word_looks(model, question.text, head)[question.pronoun]
    return max(question.candidates, key=lambda place: row[list(place)].sum()) == question.right


def share_right(model: Checkpoint, questions: Iterable[Question], head: Head) -> float:
    return float(np.mean([is_right(model, question, head) for question in questions]))
