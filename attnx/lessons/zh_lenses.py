"""The words of the lenses in Chinese, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {}

COMPARE: dict[str, str] = {}

CONTRIBUTIONS: dict[str, str] = {
    "lens_title_norms": "每个键给每个查询加上多少；{where}",
    "lens_title_rollout": "每个词元有多少到了每个查询，连乘到{where}",
    "lens_title_flow": "每个词元最多有多少能到每个查询，最大流到{where}",
    "lens_row_norms": "每个键给“{query}”（词元 {index}）加上什么；{where}",
    "lens_row_rollout": "到了“{query}”（词元 {index}）的是什么，连乘到{where}",
    "lens_row_flow": "能到“{query}”（词元 {index}）的是什么，最大流到{where}",
    "lens_about_norms": (
        "一个键加上的是 权重 · v·W_O：这些向量的长度，按行化为份额（Kobayashi 等 2020）；行是查询，列是键。"
    ),
    "lens_about_rollout": (
        "每层看作一半是平均权重、一半是词元自己，再把各层连乘（Abnar 与 Zuidema 2020）；行是查询，列是文本的词元。"
    ),
    "lens_about_flow": (
        "把 rollout 的各层看作管道，权重多大管道多宽：查询到每个词元的最大流，按行化为份额"
        "（Abnar 与 Zuidema 2020）；列是文本的词元。"
    ),
    "lens_weights": "原来的权重，{where}；行是查询，列是键。",
    "lens_means": "每个键，对所有查询的平均：",
    "lens_cut": "显示了权重或份额最大的 {shown} 个键（共 {all} 个）。--full 显示全部。",
    "column_part": "份额",
    "column_length": "长度",
    "lens_apart": "相差最大：{query} 给 {key} 的权重是 {weight}，而加到它上面的有 {share} 来自那里。",
    "lens_apart_through": "相差最大：{query} 在这一层给 {key} 的权重是 {weight}，而经过所有层，它有 {share} 来自那里。",
    "lens_agree": "权重与份额处处相差不超过 {limit}。",
    "lens_sink": (
        "{key} 是歇脚的地方：它得到其他各行 {weight} 的权重，却只给它们加上 {share}，"
        "因为它的 v·W_O 很短（{length}，其余键的中位数是 {others}）。"
    ),
    "lens_honest_norms": "向量有多长，说的是在这里加上了多少，不是后面用不用它。",
    "lens_even": "份额几乎处处一样：这样看，没有哪个词元突出。",
    "lens_honest_rollout": "连乘只知道权重，不知道值，也不知道前馈网络：它只是对来处的猜测。",
    "lens_honest_flow": "最大流只知道权重，说的是最多能来多少，不是来了什么。",
    "logit_title": "“{query}”（词元 {index}）之后“{token}”的 logit 由什么组成：{logit}，概率 {probability}",
    "logit_about": (
        "每个部分加到残差流上的东西，沿这个词元的方向读出，最后的归一化固定在它此处的尺度上（Elhage 等 2021）。"
        "所有部分合起来就是 logit。"
    ),
    "logit_capped": "合起来是 {total}，模型的软上限把它弯成 {logit}。",
    "logit_embedding": "嵌入",
    "logit_constant": "总会加上的",
    "logit_heads": "各个头，按加得多少排列：",
    "logit_heads_cut": "显示了加得最多（无论正负）的 {shown} 个头（共 {all} 个）。--full 显示全部。",
    "column_what": "部分",
    "column_layer": "层",
    "column_head": "头",
    "column_all_heads": "各头",
    "column_mlp": "前馈",
    "column_biases": "偏置",
    "column_together": "到此",
    "column_adds": "加上",
    "logit_most": "最支持“{token}”的：{where}（{adds}）。",
    "logit_against": "最反对“{token}”的：{where}（{adds}）。",
    "lens_honest_logit": (
        "logit 只有与别的相比才有意义：给每个词元都加一样多，等于没加。在这里加得少的头，也可能帮了后面的层。"
    ),
}

PREDICT: dict[str, str] = {}

WORDS = HEADS | COMPARE | CONTRIBUTIONS | PREDICT
