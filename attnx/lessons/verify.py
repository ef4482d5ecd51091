"""The words of verify."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "yes": ("yes", "是"),
    "no": ("no ({where})", "否（{where}）"),
    "check_scores": ("scores = similarity of q and k", "得分 = q 与 k 的相似度"),
    "check_scaled": ("scaled = scores made to scale", "缩放 = 得分缩放之后"),
    "check_masked": ("masked = scaled, −∞ where hidden", "掩码 = 缩放后的值，被遮住处为 −∞"),
    "check_weights": ("weights = softmax", "权重 = softmax"),
    "check_sums": ("each row sums to 1", "每行之和为 1"),
    "check_sums_sink": ("each row and its sink sum to 1", "每行与汇点之和为 1"),
    "check_sink": ("a head's sink is the same in every row", "一个头的汇点在各行相同"),
    "check_z": ("z = weights·v", "z = 权重·v"),
    "all_hold": (
        "All {count} checks hold; the largest difference is {largest}.",
        "全部 {count} 项核对成立；最大差异为 {largest}。",
    ),
    "one_holds": ("The one check holds; the difference is {largest}.", "唯一的一项核对成立；差异为 {largest}。"),
}
