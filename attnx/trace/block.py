"""How a layer is built around its attention: what one has to know to compute it again from its weights."""

from __future__ import annotations

from typing import Literal

from attnx.frozen import frozen

Arrangement = Literal["plain", "post_norm", "pre_norm", "sandwich", "inner_norm", "parallel"]
Norm = Literal["layer_norm", "rms_norm", ""]
QkNorm = Literal["head", "joined", ""]
Classifier = Literal["first", "patches", "both", "two", ""]
FIRST: tuple[Arrangement, ...] = ("pre_norm", "sandwich", "parallel")  # the norm comes before the sublayer


@frozen
class Block:
    """How every layer of one stack is built; there are `n_layers` of them, 0 where nobody said.

    `arrangement` says how a sublayer joins the residual stream, where what it adds is multiplied by `residual_scale`;
    `norm` with its `eps` is the kind of every norm, "" where there is none. With `one_norm`, a parallel layer has one
    for both of its sublayers; where the first is `first_bare`, the first attention has none before it. The feed-forward
    network has `d_ff` units behind an `activation`, `gated` or not, or `experts` of them of which each token asks
    `chosen`; 0 where there is no network. With a `limit` it is g · sigmoid(`slope` · g) · (u + 1), gate g up to the
    limit and u within it. `qk_norm` says what of q and k is normalised together, and with `neighbours`
    each number is turned with the next one. Token embeddings are multiplied by `embedding_scale`, what meets the
    vocabulary by `logit_scale`, behind `head_activation` where a head has a layer of its own, and the logits are bent
    into `logit_cap`. Of a picture `first` tokens stand before its patches, and `classifier` says what of the last
    stream is taken for a label: the first token, the mean of the patches, both behind one another, or the mean of what
    two tokens say; "" where there is none.
    """

    arrangement: Arrangement
    norm: Norm = ""
    eps: float = 0.0
    one_norm: bool = False
    first_bare: bool = False
    residual_scale: float = 1.0
    d_ff: int = 0
    activation: str = ""
    gated: bool = False
    slope: float | None = None
    limit: float | None = None
    experts: int = 0
    chosen: int = 0
    shares_normed: bool = False
    qk_norm: QkNorm = ""
    neighbours: bool = False
    embedding_scale: float = 1.0
    logit_scale: float = 1.0
    logit_cap: float | None = None
    head_activation: str = ""
    n_layers: int = 0
    classifier: Classifier = ""
    first: int = 0

    @property
    def norm_first(self) -> bool:
        """Whether a sublayer reads the residual stream normalised."""
        return self.arrangement in FIRST

    @property
    def norm_inside(self) -> bool:
        """Whether what a sublayer gives is normalised once more before it is added."""
        return self.arrangement in ("sandwich", "inner_norm")

    def order(self, layer: int, cross: bool = False) -> tuple[tuple[str, str], ...]:
        """What a layer does, in order: each step, and the sublayer that it belongs to.

        `norm` is the norm of a sublayer, which stands before or after it, `run` is the sublayer itself, `inner_norm`
        that of what it gives, and `add` the sum with the residual stream.
        """
        parts = ["attention", *(["cross"] if cross else []), *(["mlp"] if self.d_ff else [])]
        done: list[tuple[str, str]] = []
        for part in parts:
            bare = part == "attention" and layer == 0 and self.first_bare
            if self.norm_first and not bare and not (part == "mlp" and self.one_norm):
                done.append(("norm", part))
            done.append(("run", part))
            if self.norm_inside:
                done.append(("inner_norm", part))
            if self.arrangement != "parallel":
                done.append(("add", part))
            if self.arrangement == "post_norm":
                done.append(("norm", part))
        return (*done, ("add", "mlp")) if self.arrangement == "parallel" else tuple(done)

    @property
    def left(self) -> str:
        """The array that leaves a layer for the next one."""
        part = "mlp" if self.d_ff or self.arrangement == "parallel" else "attention"
        return f"{part}_norm" if self.arrangement == "post_norm" else f"{part}_add"
