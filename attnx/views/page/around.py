"""What a page holds of what happens around attention: the steps of each layer, and the words at the end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.lessons import Lesson
from attnx.measures.side import Side, sides
from attnx.trace import Candidate, Trace
from attnx.views.block import OneLayer, answers
from attnx.views.diagram import mlp_formula, norm_formula
from attnx.views.look import Look
from attnx.views.page.numbers import Numbers
from attnx.views.page.size import LARGEST
from attnx.views.page.writing import candidate_of, in_each


@frozen
class OneWord:
    """A token in a layer, where of all that happens around attention a page has no more; `following` may come next."""

    layer: int
    token: int
    following: tuple[Candidate, ...]


def around(trace: Trace, numbers: Numbers, only: OneWord | None = None) -> list[dict[str, object]]:
    """Each layer of which every step was recorded, the encoder's first; of `only` one word where there is one.

    Raises UsageError where they are too large for a page.
    """
    layers = [(side, layer) for side in sides(trace) for layer in side.recorded]
    if only is not None:
        return [layer_of(trace, side, layer, numbers, only) for side, layer in layers if layer == only.layer]
    size = sum(array.data.nbytes for side, layer in layers for array in side.layers[layer].values())
    if size > LARGEST:
        found, limit = (f"{count / 1e6:.0f}" for count in (size, LARGEST))
        raise UsageError("page_block", layers=len(layers), size=found, limit=limit)
    return [layer_of(trace, side, layer, numbers) for side, layer in layers]


def layer_of(trace: Trace, side: Side, layer: int, numbers: Numbers, only: OneWord | None = None) -> dict[str, object]:
    """One layer: its steps in order, each with a row for every token or for the `only` one, and what leaves it."""

    def told(say: Lesson) -> OneLayer:
        return OneLayer(trace, side, layer, 0, Look(say))

    last = layer + 1 == side.n_layers
    steps = list(steps_of(told(Lesson("en"))))
    rows = slice(None) if only is None else slice(only.token, only.token + 1)
    following = said(trace) if only is None else {str(only.token): [candidate_of(one) for one in only.following]}
    return {
        "title": in_each(lambda say: told(say).title),
        "about": in_each(lambda say: say(f"arrangement_{side.block.arrangement}")),
        "layer": layer,
        "rows": "source" if side.kind == "encoder" else "tokens",
        "steps": [
            {"title": in_each(partial(titled, key)), "formula": formula, "array": numbers.keep(array[rows])}
            for key, formula, array in steps
        ],
        "attended": {part: at for at, ((title, _), _, _) in enumerate(steps) for part in RUNS if title == RUNS[part]},
        "word": None if only is None else only.token,
        "last": last,
        "leaves": in_each(lambda say: say("diagram_last" if last else "diagram_leaves")),
        "said": following if side.kind == "self" and (last or only is not None) else None,
    }


RUNS = {"self": "block_attention", "encoder": "block_attention", "cross": "block_cross"}  # the title of each attention
Key = tuple[str, str]  # of the title, and of the sublayer in it


def titled(key: Key, say: Lesson) -> str:
    title, part = key
    return say(title, part=say(f"block_{part}")) if part else say(title)


def steps_of(told: OneLayer) -> Iterator[tuple[Key, str, np.ndarray]]:
    """The title of each step, its formula, and its numbers (token, d_model or unit)."""
    held, block = told.held, told.block
    yield ("title_block_stream", ""), "", held["residual"].data
    for step, part in block.order(told.layer, told.cross):
        if step == "run" and part == "mlp":
            if "mlp_hidden" in held:
                yield ("block_mlp", ""), mlp_formula(block), held["mlp_hidden"].data
            yield ("title_block_down", ""), "hidden·W_down", held["mlp_down"].data
        elif step == "run":
            yield (f"block_{part}", ""), told.made, told.attended(part).arrays["out"].data
        elif step == "add":
            yield ("title_block_add", part), told.sum(part), held[f"{part}_add"].data
        else:
            yield (f"title_block_{step}", part), norm_formula(block), held[f"{part}_{step}"].data


def said(trace: Trace) -> dict[str, list[dict[str, Any]]] | None:
    """The likeliest words at each token of which they are known."""
    found = {str(token): [candidate_of(one) for one in candidates] for token, candidates in answers(trace).items()}
    return found or None
