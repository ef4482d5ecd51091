"""What each what-if does: some change what the model is, some how attention looks, the others touch an array."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf, isfinite, prod
from types import MappingProxyType
from typing import Any

import numpy as np

from attnx.change import Ablate, Change, Hide, ScaleHead, Swap, Temperature, WithoutPosition, WithoutScale
from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.model.attention import How
from attnx.model.masks import may_look
from attnx.model.places import NoPosition
from attnx.model.record import HeadTouch
from attnx.model.spec import Except, Spec


@frozen
class Site:
    """Where a what-if is to be made: a model, what it is called, and what the tokens of the text are called."""

    spec: Spec
    names: Sequence[str]
    owner: str


@frozen
class Effect:
    """What one kind of what-if does, each part called with the change first.

    `spec` makes another model of one, `how` another look, `touch` another array of one (it is told the name of the
    array, the layer and the heads). `check` raises UsageError for what cannot be made, or would change nothing.
    """

    spec: Callable[[Any, Spec], Spec] | None = None
    how: Callable[[Any, How], How] | None = None
    touch: Callable[[Any, int, str, np.ndarray, slice], np.ndarray] | None = None
    check: Callable[[Any, Site], None] | None = None


def without_scale(_: WithoutScale, spec: Spec) -> Spec:
    return replace(spec, scaling=1.0, scaled_by_layer=False)


def without_position(_: WithoutPosition, spec: Spec) -> Spec:
    elsewhere = spec.elsewhere and replace(spec.elsewhere, positions=NoPosition())
    return replace(spec, positions=NoPosition(), bias=None, elsewhere=elsewhere)


def check_positions(_: WithoutPosition, site: Site) -> None:
    if isinstance(site.spec.positions, NoPosition) and site.spec.bias is None:
        raise UsageError("no_positions", owner=site.owner)


def temper(change: Temperature, layer: int, name: str, array: np.ndarray, heads: slice) -> np.ndarray:
    """What the softmax sees, divided (Hinton et al. 2015)."""
    if name == "scaled":
        array /= change.value
    return array


def check_temperature(change: Temperature, site: Site) -> None:
    if not 0 < change.value < inf:
        raise UsageError("temperature", value=change.value)


def hide_key(change: Hide, how: How) -> How:
    return replace(how, pattern=Except(how.pattern, change.query, change.key))


def check_hidden(change: Hide, site: Site) -> None:
    for index in (change.query, change.key):
        if not 0 <= index < len(site.names):
            raise UsageError("focus_index", index=index, last=len(site.names) - 1)
    if not any(seen(site.spec, layer, change.query, change.key) for layer in range(site.spec.n_layers)):
        query, key = site.names[change.query], site.names[change.key]
        raise UsageError("hidden_already", query=query, key=key, owner=site.owner)


def scale_head(change: Ablate | ScaleHead, layer: int, name: str, array: np.ndarray, heads: slice) -> np.ndarray:
    """The z of one head, times a factor."""
    if name == "z" and layer == change.layer and heads.start <= change.head < heads.stop:
        z = array[change.head - heads.start]  # (query, d_head)
        z *= change.factor
        z += 0.0  # there is no −0 in a silent head
    return array


def check_head(change: Ablate | ScaleHead, site: Site) -> None:
    spec = site.spec
    if not (0 <= change.layer < spec.n_layers and 0 <= change.head < spec.n_heads):
        place = f"{change.layer}.{change.head}"
        raise UsageError("ablate_absent", place=place, owner=site.owner, layers=spec.n_layers, heads=spec.n_heads)
    if not isfinite(change.factor):
        raise UsageError("factor", value=change.factor)


EFFECTS: Mapping[type[Change], Effect] = MappingProxyType(
    {
        WithoutScale: Effect(spec=without_scale),
        WithoutPosition: Effect(spec=without_position, check=check_positions),
        Hide: Effect(how=hide_key, check=check_hidden),
        Temperature: Effect(touch=temper, check=check_temperature),
        Ablate: Effect(touch=scale_head, check=check_head),
        ScaleHead: Effect(touch=scale_head, check=check_head),
        Swap: Effect(),  # another text, and nothing of the model
    }
)


def changed_spec(spec: Spec, changes: Sequence[Change]) -> Spec:
    """What the model is with these changes: without a scale, without positions."""
    for change in changes:
        effect = EFFECTS[type(change)].spec
        spec = spec if effect is None else effect(change, spec)
    return spec


def changed(how: How, changes: Sequence[Change]) -> How:
    """How attention looks with these changes."""
    for change in changes:
        effect = EFFECTS[type(change)].how
        how = how if effect is None else effect(change, how)
    return how


def touches(changes: Sequence[Change], layer: int) -> tuple[HeadTouch, ...]:
    """What these changes do to the arrays of one layer's attention."""
    effects = ((change, EFFECTS[type(change)].touch) for change in changes)
    return tuple(partial(touch, change, layer) for change, touch in effects if touch is not None)


def temperature_of(changes: Sequence[Change]) -> float:
    """What the scaled scores are divided by, all changes together."""
    return prod((change.value for change in changes if isinstance(change, Temperature)), start=1.0)


def check(changes: Sequence[Change], spec: Spec, names: Sequence[str], owner: str) -> None:
    """Raises UsageError for a change that cannot be made, or would change nothing. `names` are the tokens' names."""
    for change in changes:
        effect = EFFECTS[type(change)].check
        if effect is not None:
            effect(change, Site(spec, names, owner))


def seen(spec: Spec, layer: int, query: int, key: int) -> bool:
    """Whether a query may look at a key."""
    mask = may_look(spec.pattern_of(layer), 1, query, slice(key, key + 1))
    return mask is None or bool(mask.all())
