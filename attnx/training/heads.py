"""What each head of a model looks at, measured on sentences it has not seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from attnx.checkpoint import Checkpoint
from attnx.doors.explain import explain
from attnx.measures.heads import clearest
from attnx.measures.rows import entropy
from attnx.training.gold import WORD, Gold
from attnx.training.looks import Head, word_looks

NOUN_PHRASES = tuple(
    product(
        ("Tom", "my sister", "the teacher", "the old man"),
        ("bought", "found", "painted", "saw"),
        ("red", "small", "new"),
        ("ball", "house", "chair", "horse"),
    )
)


@dataclass(frozen=True)
class HeadKind:
    """A head, the kind it is called by, and the measurement behind the name: a share between 0 and 1."""

    head: Head
    kind: str
    score: float
    scores: Mapping[str, float]
    asked: int | None = None  # pronouns, where the score is a share of right answers


def measure_heads(model: Checkpoint, texts: Iterable[str], gold: Iterable[Gold], coreference: Head) -> list[HeadKind]:
    """Every head in order. The head for pronouns is scored by how often it is right, the others by mean attention.

    A head that is clearly none of the kinds is `broad`, and its score is how evenly it looks: 1 is everywhere alike.
    """
    spec = model.spec
    places = mean_places(model, texts)
    relations = mean_relations(model)
    found = []
    for head in product(range(spec.n_layers), range(spec.n_heads)):
        scores = {kind: round(float(table[head]), 3) for kind, table in (places | relations).items()}
        broad = scores.pop("broad")
        if head == coreference:
            answers = list(found_by(model, gold, head))
            right = round(float(np.mean(answers)), 3)
            found.append(HeadKind(head, "coreference", right, scores | {"coreference": right}, len(answers)))
            continue
        found.append(named(head, scores, broad))
    return found


def named(head: Head, scores: Mapping[str, float], broad: float) -> HeadKind:
    """The head with the kind of its largest clear score; where none is clear it is `broad`, and scored so."""
    kind = clearest(scores) or "broad"
    return HeadKind(head, kind, scores.get(kind, broad), scores)


def mean_places(model: Checkpoint, texts: Iterable[str]) -> dict[str, np.ndarray]:
    """(layer, head) for each place by position: the mean weight that a token of the text gives it.

    `broad` is the entropy of its row as a share of the largest possible one.
    """
    sums: dict[str, list[np.ndarray]] = {}
    for text in texts:
        weights = all_weights(model, text)  # (layer, head, query, key)
        count = weights.shape[-1]
        inner = np.arange(1, count - 1)
        rows = weights[:, :, inner]
        measured = {
            "previous": weights[:, :, inner, inner - 1],
            "next": weights[:, :, inner, inner + 1],
            "itself": weights[:, :, inner, inner],
            "first": rows[..., 0],
            "separator": rows[..., -1],
            "broad": entropy(rows) / np.log2(count),
        }
        for name, value in measured.items():
            sums.setdefault(name, []).append(value.mean(axis=-1))
    return {name: np.mean(values, axis=0) for name, values in sums.items()}


def mean_relations(model: Checkpoint) -> dict[str, np.ndarray]:
    """(layer, head) for relations of grammar, in sentences such as "My sister bought the red ball yesterday." """
    sums: dict[str, list[np.ndarray]] = {}
    for who, verb, adjective, noun in NOUN_PHRASES:
        text = f"{who} {verb} the {adjective} {noun} yesterday."
        weights = all_weights(model, text)
        pieces = [token.piece for token in model.tokenizer(text)]
        the = len(pieces) - 1 - pieces[::-1].index("the")
        v, a, n = the - 1, the + 1, the + 2
        if pieces[v : n + 1] != [verb, "the", adjective, noun]:  # a word in several pieces
            continue
        measured = {
            "noun": (weights[:, :, the, n] + weights[:, :, a, n]) / 2,
            "verb": weights[:, :, n, v],
            "object": weights[:, :, v, n],
        }
        for name, value in measured.items():
            sums.setdefault(name, []).append(value)
    return {name: np.mean(values, axis=0) for name, values in sums.items()}


def all_weights(model: Checkpoint, text: str) -> np.ndarray:
    """(layer, head, query, key)."""
    trace = explain(text, model, arrays=["weights"])
    return np.stack([attention.arrays["weights"].data for _, attention in trace.attentions()])


def share_found(model: Checkpoint, gold: Iterable[Gold], head: Head) -> float:
    """How often a pronoun's largest attention among the words is on its referent."""
    return float(np.mean(list(found_by(model, gold, head))))


def found_by(model: Checkpoint, gold: Iterable[Gold], head: Head) -> Iterator[bool]:
    for example in gold:
        looks = word_looks(model, example.text, head)
        assert len(looks) == len(WORD.findall(example.text))
        for pronoun, referent in example.links:
            yield bool(looks[pronoun - 1].argmax() == referent - 1)
