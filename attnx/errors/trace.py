"""What is said where a saved trace is not one, or does not hold."""

from __future__ import annotations

from attnx.errors.language import Pair

SENTENCES: dict[str, Pair] = {
    "not_a_trace": ("{source} is not a saved trace: {reason}", "{source} 不是保存的记录：{reason}"),
    "does_not_hold": (
        "{source} does not hold: {steps} differ from what its own numbers give",
        "{source} 不成立：{steps} 与它自己的数字算出的结果不符",
    ),
    "nothing_to_verify": (
        "{source} holds too few steps to verify: save q, k and v with them",
        "{source} 中的步骤太少，无法核对：请同时保存 q、k 和 v",
    ),
}
