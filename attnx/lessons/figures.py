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
    "figure_heads_about": (
        "“{text}” · in each map a row is a word that reads, a column one that is read, both in the order of the text",
        "“{text}” · 每幅图中一行是一个在读的词，一列是一个被读的词，都按文本的顺序",
    ),
    # the architecture
    "figure_stack_encoder": ("encoder", "编码器"),
    "figure_stack_self": ("decoder", "解码器"),
    "figure_tokens": ("{count} tokens", "{count} 个词元"),
    "figure_layers": ("{count} layers", "{count} 层"),
    "figure_layer": ("1 layer", "1 层"),
    "figure_attends": ("{heads} heads × {d_head}", "{heads} 个头 × {d_head}"),
    "figure_shares": ("{kv_heads} for keys and values", "键和值共 {kv_heads} 个头"),
    "figure_bidirectional": ("looks both ways", "前后都看"),
    "figure_causal": ("looks back only", "只看前面"),
    "figure_rotary": ("q and k turned by their place", "q 和 k 按位置旋转"),
    "figure_bias": ("their distance added to the scores", "分数加上由距离定的数"),
}
