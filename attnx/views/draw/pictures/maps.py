"""The matrices of a trace as heat maps: for each step one scale, and a map for each layer and head."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from attnx.errors import OutputError
from attnx.trace import ATTENTION_AXES, MATRICES, Attention, Token, Trace
from attnx.views.draw.pictures.drawing import Drawing
from attnx.views.draw.pictures.heatmap import Map, Section, heatmap
from attnx.views.draw.pictures.scale import scale_of, scale_of_shares
from attnx.views.look import Look, label
from attnx.views.opening import titled
from attnx.views.place import of_kind, place
from attnx.views.visible import visible

MOST = 1_000_000  # cells of one picture


def heat_maps(trace: Trace, steps: Collection[str], look: Look) -> Drawing:
    """These steps of the trace, under the name of the model, and above what has to be known of its numbers.

    Raises OutputError where that is more than a picture can show.
    """
    shown = list(sections(trace, steps, look))
    cells = sum(map_.data.size for section in shown for map_ in section.maps)
    if cells > MOST:
        raise OutputError("map_large", found=f"{cells:,}", limit=f"{MOST:,}")
    model, say = trace.model, look.say
    name = visible(model.name)
    notes = [say("random_warning", model=name)] if model.provenance == "random" else []
    notes += [say(f"note_{note}") for note in trace.notes]
    return heatmap(" — ".join(filter(None, titled(model, say))), shown, notes, look)


def sections(trace: Trace, steps: Collection[str], look: Look) -> Iterator[Section]:
    """A section for each step that the trace holds, in the order in which it happens."""
    for step, array in MATRICES.items():
        maps = [
            map_ for number, attention in trace.attentions() for map_ in maps_of(trace, number, attention, array, look)
        ]
        if step not in steps or not maps:
            continue
        title = array if array in ("x", "q", "k", "v") else look.say(f"title_{step}")
        rows, columns = (look.say(f"axis_{axis}") for axis in ATTENTION_AXES[array][-2:])
        numbers = np.concatenate([map_.data.ravel() for map_ in maps])
        scale = scale_of_shares(numbers) if array == "weights" else scale_of(numbers)
        yield Section(title, (rows, columns), scale, maps)


def maps_of(trace: Trace, number: int, attention: Attention, name: str, look: Look) -> Iterator[Map]:
    """The matrix of each head; one for all heads where they share it, or where it is their mean."""
    if name not in attention.arrays:
        return
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    rows, columns = (named(axis, queries, keys) for axis in ATTENTION_AXES[name][-2:])
    shared = name in ("x", "out")
    for head in (None,) if shared or attention.averaged else attention.heads:
        data = attention.of_head(name, head).data
        where = (
            of_kind(attention.kind, look.say("place_layer", layer=number), look.say)
            if shared
            else place(trace, number, attention, head, look.say)
        )
        names = columns or [str(column) for column in range(data.shape[1])]
        if name == "weights" and "skipped" in attention.arrays and len(keys) > 1:
            data, names = data[:, 1:], names[1:]
        yield Map(where, data, rows, names)


def named(axis: str, queries: Sequence[Token], keys: Sequence[Token]) -> list[str]:
    """The number and name of each token on an axis; none where its places are merely counted."""
    tokens = {"query": queries, "key": keys}.get(axis, ())
    return [f"{token.index} {label(token)}" for token in tokens]
