"""Rotary positions as configs say them: the keys of transformers 4, and those of transformers 5."""

from __future__ import annotations

from attnx.errors import CheckpointError, Phrase
from attnx.model.config import Config
from attnx.model.places import Dynamic, Llama3, LongRope, Proportional, Rotary, RotaryScaling, Stretched, Yarn
from attnx.model.ranges import COUNT

FULL, NEAR = "full_attention", "sliding_attention"


def rotary(config: Config, d_head: int, theta: str = "rope_theta", share: str | None = None) -> Rotary:
    """The rotary positions of a model whose layers all have the same.

    `theta` and `share` are the older keys of the base and of the share of d_head that is turned; without `share` a
    family turns all of it.
    """
    settings = settings_of(config)
    base = setting("rope_theta", settings, theta, config)
    if share is None:
        turned = whole(config, d_head)
    else:
        turned = width(config, d_head, setting("partial_rotary_factor", settings, share, config), share)
    scaling = scaling_of(settings, config, turned, whole_head=share is None)
    if share is None and not isinstance(scaling, Proportional | None):
        settings.only("partial_rotary_factor", 1.0)
    settings.ignore("partial_rotary_factor", "the family turns all of d_head")
    settings.finish()
    return turning(base, turned, scaling, config)


def turning(base: float, turned: int, scaling: RotaryScaling | None, config: Config) -> Rotary:
    """The positions, once it is sure that there are slow angles and fast ones where YaRN tells them apart."""
    if isinstance(scaling, Yarn) and base == 1.0:
        raise CheckpointError(
            "config_value", path=config.path, key="rope_theta", found=base, expected=Phrase("above_one")
        )
    return Rotary(base, turned, scaling)


def whole(config: Config, d_head: int) -> int:
    """All numbers of a head, which are turned in pairs."""
    if d_head % 2:
        key = "head_dim"
        raise CheckpointError("config_value", path=config.path, key=key, found=d_head, expected=Phrase("even"))
    return d_head


def setting(key: str, settings: Config, older: str, config: Config) -> float:
    """A number among the rotary settings, or under the older key beside them."""
    number = settings.small(key) if settings.says(key) else config.small(older)
    config.ignore(older, "the settings say it")
    return number


def settings_of(config: Config) -> Config:
    """The object of rotary settings, empty where there is none: the older one is meant where there are both."""
    found = Config({}, config.path, config.family)
    for key in ("rope_parameters", "rope_scaling"):
        found = config.inner(key) if config.has(key) else found
        config.ignore(key, "null: nothing is scaled")
    for key in ("partial_rotary_factor", "rope_theta", "original_max_position_embeddings"):
        config.ignore(key, "where nothing is scaled it is not read")
    return found


def width(config: Config, d_head: int, part: float, key: str) -> int:
    """How many numbers of each head are turned; an odd one turns one more."""
    if part > 1 or (turned := int(d_head * part)) + turned % 2 > d_head:
        raise CheckpointError("config_value", path=config.path, key=key, found=part, expected=Phrase("share"))
    return turned


def layered_rotary(
    config: Config, d_head: int, far: str, near: str, both_scaled: bool = False
) -> tuple[Rotary, Rotary]:
    """The positions of layers that see everything, and of those that see near keys; `far`, `near` are older keys.

    An older `rope_scaling` is for the first, or for both.
    """
    d_head, bases = whole(config, d_head), {FULL: config.small(far), NEAR: config.small(near)}
    scalings: dict[str, RotaryScaling | None] = {FULL: None, NEAR: None}
    for key in ("partial_rotary_factor", "rope_theta", "original_max_position_embeddings"):
        config.ignore(key, "a key of other families, which is not read")
    if config.has("rope_parameters"):
        config.only("rope_scaling", None)
        kinds = config.inner("rope_parameters")
        for kind in bases:
            if kinds.has(kind):
                inner = kinds.inner(kind)
                bases[kind] = inner.small("rope_theta", bases[kind])
                inner.only("truncate", True)  # the reference looks for it outside, where it is not
                scalings[kind] = scaling_of(inner, config, d_head)
                inner.finish()
            kinds.ignore(kind, "null: the usual positions")
        kinds.finish()
    elif config.has("rope_scaling"):
        inner = config.inner("rope_scaling")
        scaling = scaling_of(inner, config, d_head)
        scalings = {FULL: scaling, NEAR: scaling if both_scaled else None}
        bases[FULL] = inner.small("rope_theta", bases[FULL])
        inner.finish()
    config.ignore("rope_scaling", "null: nothing is scaled")
    config.ignore("rope_parameters", "null: nothing is scaled")
    wide, close = (turning(bases[kind], d_head, scalings[kind], config) for kind in bases)
    return wide, close


def scaling_of(inner: Config, config: Config, turned: int, whole_head: bool = True) -> RotaryScaling | None:
    """What an object of rope settings asks for, where a family turns `turned` numbers: a whole head, or a share of it.

    Raises CheckpointError for a kind attnx does not know.
    """
    kind = inner.take("rope_type", str, inner.take("type", str, "default"))
    inner.ignore("mrope_section", "in a text without images each token has one place")
    match kind:
        case "default" | "mrope":
            return None
        case "linear":
            return Stretched(inner.small("factor"))
        case "llama3":
            slow, fast = inner.small("low_freq_factor"), inner.small("high_freq_factor")
            if fast <= slow:
                raise inner.wrong("high_freq_factor", Phrase("above", limit=slow))
            return Llama3(inner.small("factor"), slow, fast, original_length(inner, config))
        case "longrope" | "su":
            return longrope(inner, config, (turned + 1) // 2)
        case "yarn":
            return yarn(inner, config)
        case "dynamic" if turned > 2:  # of a single pair it makes nothing
            original = config.size("max_position_embeddings")
            return Dynamic(grown_by(inner, original), original)
        case "proportional" if whole_head:
            part = inner.small("partial_rotary_factor", 1.0)
            if part > 1.0:
                raise inner.wrong("partial_rotary_factor", Phrase("share"))
            return Proportional(part, inner.small("factor", 1.0))
    known = "default, linear, dynamic, yarn, llama3, longrope, proportional, mrope"
    raise inner.wrong("rope_type" if inner.has("rope_type") else "type", known)


def longest(config: Config, positions: Rotary) -> int:
    """The longest text a model reads: scaling as the text grows may go beyond what the config says."""
    said = config.size("max_position_embeddings")
    match positions.scaling:
        case Yarn(factor, original) | Dynamic(factor, original):
            return max(said, int(factor * original))
        case _:
            return said


def original_length(inner: Config, config: Config) -> int:
    """The longest text before the places were scaled: the model's own key, the scaling's, or the longest of all."""
    key = "original_max_position_embeddings"
    if config.says(key) or config.declares(key):
        inner.ignore(key, "the model's own says it")
        return config.size(key)
    return inner.size(key, config.size("max_position_embeddings"))


def grown_by(inner: Config, original: int) -> float:
    """The factor by which the longest text grows, to no more than a text can have."""
    factor = inner.small("factor")
    inner.within(COUNT, "factor", factor * original)
    return factor


def longrope(inner: Config, config: Config, pairs: int) -> LongRope:
    original = original_length(inner, config)
    grown = inner.maybe_small("factor") or config.size("max_position_embeddings") / original
    magnitude = inner.maybe_small("attention_factor")
    if magnitude is None:  # Ding et al. 2024, section 3.3, as the reference has it
        from math import log, sqrt

        if original == 1 and grown > 1.0:
            raise inner.wrong("original_max_position_embeddings", Phrase("above_one"))
        magnitude = 1.0 if grown <= 1.0 else sqrt(1 + log(grown) / log(original))
    return LongRope(inner.smalls("short_factor", pairs), inner.smalls("long_factor", pairs), original, magnitude)


def yarn(inner: Config, config: Config) -> Yarn:
    from math import log

    original = original_length(inner, config)
    factor = grown_by(inner, original)
    magnitude = inner.maybe_small("attention_factor")
    above, below = (inner.maybe_strength(key) for key in ("mscale", "mscale_all_dim"))
    if magnitude is None:  # Peng et al. 2023, section 3.4, as the reference has it
        grown = max(0.1 * log(factor), 0.0)
        magnitude = (1.0 + above * grown) / (1.0 + below * grown) if above and below else 1.0 + grown
    return Yarn(
        factor,
        original,
        fast=inner.maybe_small("beta_fast") or 32.0,
        slow=inner.maybe_small("beta_slow") or 1.0,
        truncated=inner.take("truncate", bool, True),
        magnitude=magnitude,
    )
