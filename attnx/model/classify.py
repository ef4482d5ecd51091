"""What a picture shows, as far as a classifier says."""

from __future__ import annotations

import numpy as np

from attnx.model.spec import OfBoth, OfFirst, OfPatches, OfTwo, Patches
from attnx.model.touch import Touch, forget
from attnx.model.weights import Linear
from attnx.trace import LABEL_LOGITS


def label_logits(x: np.ndarray, classifier: tuple[Linear, ...], patches: Patches, touch: Touch = forget) -> np.ndarray:
    """How strongly each label is meant, (label,), from the last residual stream x (token, d_model)."""
    own, seen = x[: len(patches.first)], x[len(patches.first) :]
    match patches.classifier:
        case OfFirst():
            said = classifier[0](own[0])
        case OfPatches():
            said = classifier[0](seen.mean(axis=0))
        case OfBoth():
            said = classifier[0](np.concatenate((own[0], seen.mean(axis=0))))
        case OfTwo():
            said = np.mean([by(token) for by, token in zip(classifier, own, strict=False)], axis=0)
        case None:
            raise AssertionError("a model without labels has no classifier")
    return touch(LABEL_LOGITS, said)
