"""The words of figures for slides and papers."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "figure_query": ("query (reads)", "查询（读）"),
    "figure_key": ("key (is read)", "键（被读）"),
    "figure_d_head": ("dimension", "维度"),
    "figure_d_model": ("dimension", "维度"),
    "figure_weight": ("attention weight", "注意力权重"),
    "figure_heads": ("each head", "每个头"),
    "figure_head": ("head {head}", "头 {head}"),
    "figure_shared": ("all heads", "所有头"),
    "figure_overlay": (
        "the picture as it was seen · the more colour over a patch, the larger the weight that it is read with",
        "图片是模型看到的样子 · 小块上的颜色越浓，读取它的权重越大",
    ),
    "figure_on_patches": (
        "the picture itself is not in this trace · the more colour, the larger the weight that a patch is read with",
        "这份记录里没有图片本身 · 颜色越浓，读取该小块的权重越大",
    ),
    "figure_arcs": (
        "{where} · the thicker, the larger the weight · weights below {least} and markers are left out",
        "{where} · 弧线越粗，权重越大 · 小于 {least} 的权重和标记不画",
    ),
    "figure_lines": (
        "the thicker, the larger the weight · weights below {least} are left out",
        "线越粗，权重越大 · 小于 {least} 的权重不画",
    ),
}
