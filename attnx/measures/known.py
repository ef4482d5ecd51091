"""What single heads are known for: what was measured of them, where that holds for the run that is looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attnx.change import Change
from attnx.trace import Attention, HeadFact, Model, Trace


def known(trace: Trace, layer: int, attention: Attention, head: int | None) -> HeadFact | None:
    """What this head was found to do, where it is one and that is known: of a translator it is the encoder's."""
    if attention.layers or head is None or attention.kind != ("encoder" if trace.source else "self"):
        return None
    return heads_known(trace.model, trace.notes, trace.changes).get((layer, head))


def heads_known(
    model: Model, notes: Collection[str], changes: Collection[Change] = ()
) -> Mapping[tuple[int, int], HeadFact]:
    """The same of all heads, by layer and head. What was measured was measured of the model as it was trained."""
    if changes or "causal_added" in notes:
        return {}
    return {(fact.layer, fact.head): fact for fact in model.heads_known}
