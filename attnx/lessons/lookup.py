"""The words of the soft lookup."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "lookup_title": ("Who is nearest to {query}?", "谁最接近 {query}？"),
    "lookup_about": (
        "Similarity −½‖q − k‖², divided by the temperature, through the softmax: near keys weigh most.",
        "相似度 −½‖q − k‖² 除以温度，再经过 softmax：越接近的键权重越大。",
    ),
    "lookup_nearest": ("Nearest: {names} (weight {weight}).", "最接近的是 {names}（权重 {weight}）。"),
}
