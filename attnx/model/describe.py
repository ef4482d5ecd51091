"""What a Trace says of how the layers of a Spec are built."""

from __future__ import annotations

from typing import Literal

from attnx.model.places import Rotary
from attnx.model.spec import (
    Arrangement,
    ClampedMLP,
    Classifier,
    Experts,
    GatedMLP,
    HeadNorm,
    InnerNorm,
    LanguageHead,
    LayerNorm,
    MaskedHead,
    OfBoth,
    OfFirst,
    OfPatches,
    OfTwo,
    Parallel,
    Plain,
    PostNorm,
    PreNorm,
    RMSNorm,
    Sandwich,
    Spec,
)
from attnx.trace import Arrangement as Named
from attnx.trace import Block


def named(arrangement: Arrangement) -> Named:
    """An arrangement in the word of a Trace."""
    match arrangement:
        case Plain():
            return "plain"
        case PostNorm():
            return "post_norm"
        case PreNorm():
            return "pre_norm"
        case Sandwich():
            return "sandwich"
        case InnerNorm():
            return "inner_norm"
        case Parallel():
            return "parallel"


def block_of(spec: Spec) -> Block:
    """How its layers are built; of a model some of whose layers have experts, those that do."""
    norm, mlp, head = spec.norm, spec.mlp, spec.head
    each = mlp.each if isinstance(mlp, Experts) else mlp
    return Block(
        arrangement=named(spec.arrangement),
        norm="layer_norm" if isinstance(norm, LayerNorm) else "rms_norm" if isinstance(norm, RMSNorm) else "",
        eps=norm.eps if norm else 0.0,
        one_norm=isinstance(spec.arrangement, Parallel) and spec.arrangement.one_norm,
        first_bare=spec.first_bare,
        residual_scale=spec.residual_scale,
        d_ff=each.d_ff if each else 0,
        activation="sigmoid" if isinstance(each, ClampedMLP) else each.activation if each else "",
        gated=isinstance(each, GatedMLP | ClampedMLP),
        slope=each.slope if isinstance(each, ClampedMLP) else None,
        limit=each.limit if isinstance(each, ClampedMLP) else None,
        experts=mlp.count if isinstance(mlp, Experts) else 0,
        chosen=mlp.chosen if isinstance(mlp, Experts) else 0,
        shares_normed=isinstance(mlp, Experts) and mlp.normed,
        qk_norm="" if spec.qk_norm is None else "head" if isinstance(spec.qk_norm, HeadNorm) else "joined",
        neighbours=isinstance(spec.positions, Rotary) and spec.positions.neighbours,
        embedding_scale=spec.embedding_scale,
        logit_scale=head.scale if isinstance(head, LanguageHead) else 1.0,
        logit_cap=head.soft_cap if isinstance(head, LanguageHead) else None,
        head_activation=head.activation if isinstance(head, MaskedHead) else "",
        n_layers=spec.n_layers,
        classifier=named_reader(spec.patches.classifier) if spec.patches else "",
        first=len(spec.patches.first) if spec.patches else 0,
    )


def named_reader(classifier: Classifier | None) -> Literal["first", "patches", "both", "two", ""]:
    """What a classifier reads, in the word of a Trace."""
    match classifier:
        case OfFirst():
            return "first"
        case OfPatches():
            return "patches"
        case OfBoth():
            return "both"
        case OfTwo():
            return "two"
        case None:
            return ""
