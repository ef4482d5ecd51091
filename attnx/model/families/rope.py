"""Rotary positions as configs say them: the keys of transformers 4, and those of transformers 5."""

from __future__ import annotations

from attnx.errors import CheckpointError
from attnx.model.config import Config
from attnx.model.spec import Llama3, LongRope, Rotary, RotaryScaling, Stretched

THETA = 10_000.0


def rotary(
    config: Config,
    d_head: int,
    theta: str = "rope_theta",
    share: str = "partial_rotary_factor",
    usual: float = 1.0,
    usual_theta: float = THETA,
) -> Rotary:
    """The rotary positions of a model whose layers all have the same.

    `theta` and `share` are the older keys of the base and of the share of d_head that is turned.
    """
    base, part = config.maybe(theta, float), config.maybe(share, float)
    scaling: RotaryScaling | None = None
    if config.has("rope_parameters"):
        inner = config.inner("rope_parameters")
        base = inner.maybe("rope_theta", float) or base
        part = inner.maybe("partial_rotary_factor", float) or part
        scaling = scaling_of(inner, config, width(d_head, part, usual))
        inner.finish()
    elif config.has("rope_scaling"):
        inner = config.inner("rope_scaling")
        scaling = scaling_of(inner, config, width(d_head, part, usual))
        inner.finish()
    config.ignore("rope_scaling", "null: nothing is scaled")
    config.ignore("rope_parameters", "null: nothing is scaled")
    return Rotary(base or usual_theta, width(d_head, part, usual), scaling)


def width(d_head: int, part: float | None, usual: float) -> int:
    """How many numbers of each head are turned."""
    return int(d_head * (usual if part is None else part))


def layered_rotary(config: Config, d_head: int, far: str, near: str, usual: float = THETA) -> tuple[Rotary, Rotary]:
    """The positions of layers that see everything, and of those that see near keys; `far`, `near` are older keys."""
    bases = [config.maybe(key, float) for key in (far, near)]
    scalings: list[RotaryScaling | None] = [None, None]
    if config.has("rope_parameters"):
        kinds = config.inner("rope_parameters")
        for place, kind in enumerate(("full_attention", "sliding_attention")):
            if kinds.has(kind):
                inner = kinds.inner(kind)
                bases[place] = inner.maybe("rope_theta", float) or bases[place]
                scalings[place] = scaling_of(inner, config, d_head)
                inner.finish()
        kinds.finish()
    elif config.has("rope_scaling"):
        inner = config.inner("rope_scaling")
        scalings[0] = scaling_of(inner, config, d_head)
        inner.finish()
    config.ignore("rope_scaling", "null: nothing is scaled")
    config.ignore("rope_parameters", "null: nothing is scaled")
    wide, close = (Rotary(base or usual, d_head, scaling) for base, scaling in zip(bases, scalings, strict=True))
    return wide, close


def scaling_of(inner: Config, config: Config, turned: int) -> RotaryScaling | None:
    """What an object of rope settings asks for. Raises CheckpointError for a kind attnx does not know."""
    kind = inner.maybe("rope_type", str) or inner.maybe("type", str) or "default"
    inner.ignore("type", "rope_type says it")
    inner.ignore("rope_type", "type says it")
    match kind:
        case "default":
            return None
        case "linear":
            return Stretched(inner.small("factor"))
        case "llama3":
            return Llama3(
                inner.small("factor"),
                inner.small("low_freq_factor"),
                inner.small("high_freq_factor"),
                inner.size("original_max_position_embeddings"),
            )
        case "longrope" | "su":
            return longrope(inner, config, turned // 2)
    expected = "default, linear, llama3, longrope"
    raise CheckpointError("config_value", path=inner.path, key="rope_type", found=kind, expected=expected)


def longrope(inner: Config, config: Config, pairs: int) -> LongRope:
    limit = config.size("max_position_embeddings")
    original = inner.maybe("original_max_position_embeddings", int)
    original = original or config.maybe("original_max_position_embeddings", int) or limit
    grown = inner.maybe("factor", float) or limit / original
    magnitude = inner.maybe("attention_factor", float)
    if magnitude is None:  # Ding et al. 2024, section 3.3, as the reference has it
        from math import log, sqrt

        magnitude = 1.0 if grown <= 1.0 else sqrt(1 + log(grown) / log(original))
    return LongRope(inner.numbers("short_factor", pairs), inner.numbers("long_factor", pairs), original, magnitude)
