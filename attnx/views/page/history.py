"""What a page of a history holds: a model's moments, the loss at each, and the weights of one head at each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnx.measures.history import Moment
from attnx.views.page.numbers import Numbers
from attnx.views.page.size import check_size
from attnx.views.page.writing import in_each
from attnx.views.visible import visible


def document(name: str, history: Sequence[Moment], numbers: Numbers, precision: int) -> dict[str, object]:
    """Everything such a page knows but its words: of each moment the weights of the head that shows most at the end.

    Raises UsageError for a history too large for a page.
    """
    last = history[-1]
    check_size(len(last.trace.tokens), len(history))
    return {
        "text": last.trace.text,
        "model": None,
        "remarks": in_each(lambda say: [say("learn_title", name=visible(name))]),
        "thinned": False,
        "attentions": [],
        "learning": {
            "tokens": [
                {"index": token.index, "name": visible(token.name), "special": token.special}
                for token in last.trace.tokens
            ],
            "query": last.query,
            "losses": numbers.keep(np.array([moment.unseen for moment in history])),
            "moments": [moment_of(moment, last, numbers) for moment in history],
        },
        "precision": precision,
    }


def moment_of(moment: Moment, last: Moment, numbers: Numbers) -> dict[str, object]:
    return {
        "step": moment.step,
        "steps": moment.steps,
        "accuracy": moment.accuracy,
        "says": {"word": visible(moment.word), "probability": moment.probability},
        "layer": last.layer,
        "head": last.head,
        "weights": numbers.keep(moment.weights_of(last.layer, last.head), shares=True),
    }
