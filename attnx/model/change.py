"""What each what-if does: some change what the model is, others how one attention looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from attnx.change import Ablate, Change, Hide, Swap, Temperature, WithoutPosition, WithoutScale
from attnx.errors import UsageError
from attnx.model.attention import How, may_look
from attnx.model.spec import Except, NoPosition, Spec


def changed_spec(spec: Spec, changes: Sequence[Change]) -> Spec:
    """What the model is with these changes: without a scale, without positions."""
    for change in changes:
        match change:
            case WithoutScale():
                spec = replace(spec, scaling=1.0, scaled_by_layer=False)
            case WithoutPosition():
                elsewhere = spec.elsewhere and replace(spec.elsewhere, positions=NoPosition())
                spec = replace(spec, positions=NoPosition(), elsewhere=elsewhere)
            case Temperature() | Hide() | Ablate() | Swap():
                pass
    return spec


def changed(how: How, layer: int, changes: Sequence[Change]) -> How:
    """How the attention of one layer looks with these changes."""
    for change in changes:
        match change:
            case Temperature(value):
                how = replace(how, temperature=how.temperature * value)
            case Hide(query, key):
                how = replace(how, pattern=Except(how.pattern, query, key))
            case Ablate(of, head) if of == layer:
                how = replace(how, silent=(*how.silent, head))
            case WithoutScale() | WithoutPosition() | Ablate() | Swap():
                pass
    return how


def check(changes: Sequence[Change], spec: Spec, names: Sequence[str], owner: str) -> None:
    """Raises UsageError for a change that cannot be made, or would change nothing. `names` are the tokens' names."""
    for change in changes:
        match change:
            case Temperature(value) if not 0 < value < inf:
                raise UsageError("temperature", value=value)
            case Ablate(layer, head) if not (0 <= layer < spec.n_layers and 0 <= head < spec.n_heads):
                place = f"{layer}.{head}"
                raise UsageError("ablate_absent", place=place, owner=owner, layers=spec.n_layers, heads=spec.n_heads)
            case Hide(query, key):
                for index in (query, key):
                    if not 0 <= index < len(names):
                        raise UsageError("focus_index", index=index, last=len(names) - 1)
                if not any(seen(spec, layer, query, key) for layer in range(spec.n_layers)):
                    raise UsageError("hidden_already", query=names[query], key=names[key], owner=owner)
            case WithoutPosition() if isinstance(spec.positions, NoPosition):
                raise UsageError("no_positions", owner=owner)
            case _:
                pass


def seen(spec: Spec, layer: int, query: int, key: int) -> bool:
    """Whether a query may look at a key."""
    mask = may_look(spec.pattern_of(layer), 1, query, slice(key, key + 1))
    return mask is None or bool(mask.all())
