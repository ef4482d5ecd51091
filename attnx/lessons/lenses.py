"""The words of the lenses."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "note_lens_norms": (
        (
            "Weights are replaced by what keys add: the lengths of weight · v·W_O, as shares of their row (Kobayashi "
            "et al. 2020)."
        ),
        "权重换成了各个键实际加上的量：“权重 · v·W_O” 的长度在本行中的份额（Kobayashi 等，2020）。",
    ),
    "note_lens_rollout": (
        (
            "Weights are replaced by rollout, what of each token has come up to a layer (Abnar & Zuidema 2020): its "
            "heads together, as head 0."
        ),
        "权重换成了 rollout：每个词元有多少传到了这一层（Abnar 与 Zuidema，2020），各头合在一起，记作第 0 头。",
    ),
    "note_lens_flow": (
        (
            "Weights are replaced by flow, what can come up from each token through all layers (Abnar & Zuidema 2020): "
            "the heads together, as head 0."
        ),
        "权重换成了 flow：每个词元最多能有多少穿过所有层（Abnar 与 Zuidema，2020），各头合在一起，记作第 0 头。",
    ),
    "lens_title_norms": ("How much each key adds to each query; {where}", "每个键给每个查询加上多少；{where}"),
    "lens_title_rollout": (
        "How much of each token has come to each query, by rollout up to {where}",
        "每个词元有多少到了每个查询，连乘到{where}",
    ),
    "lens_title_flow": (
        "How much of each token could come to each query, by flow up to {where}",
        "每个词元最多有多少能到每个查询，最大流到{where}",
    ),
    "lens_row_norms": (
        "What each key adds to “{query}” (token {index}); {where}",
        "每个键给“{query}”（词元 {index}）加上什么；{where}",
    ),
    "lens_row_rollout": (
        "What has come to “{query}” (token {index}), by rollout up to {where}",
        "到了“{query}”（词元 {index}）的是什么，连乘到{where}",
    ),
    "lens_row_flow": (
        "What could come to “{query}” (token {index}), by flow up to {where}",
        "能到“{query}”（词元 {index}）的是什么，最大流到{where}",
    ),
    "lens_about_norms": (
        (
            "A key adds weight · v·W_O: the lengths of these vectors, as shares of their row (Kobayashi et al. 2020); "
            "rows are queries, columns are keys."
        ),
        "一个键加上的是 权重 · v·W_O：这些向量的长度，按行化为份额（Kobayashi 等 2020）；行是查询，列是键。",
    ),
    "lens_about_rollout": (
        (
            "A layer is taken as half its mean weights and half the token itself, and the layers are multiplied up "
            "(Abnar & Zuidema 2020); rows are queries, columns are the tokens of the text."
        ),
        "每层看作一半是平均权重、一半是词元自己，再把各层连乘（Abnar 与 Zuidema 2020）；行是查询，列是文本的词元。",
    ),
    "lens_about_flow": (
        (
            "The layers of a rollout as pipes, each as wide as its weight: the largest flow from a query to each "
            "token, as shares of its row (Abnar & Zuidema 2020); columns are the tokens of the text."
        ),
        (
            "把 rollout 的各层看作管道，权重多大管道多宽：查询到每个词元的最大流，按行化为份额（Abnar 与 Zuidema 2020）"
            "；列是文本的词元。"
        ),
    ),
    "lens_weights": (
        "The plain weights, {where}; rows are queries, columns are keys.",
        "原来的权重，{where}；行是查询，列是键。",
    ),
    "lens_means": ("Each key, over all queries (means):", "每个键，对所有查询的平均："),
    "lens_cut": (
        "Shown: the {shown} keys of {all} with most weight or share. --full shows all.",
        "显示了权重或份额最大的 {shown} 个键（共 {all} 个）。--full 显示全部。",
    ),
    "column_share_of": ("share", "份额"),
    "column_length": ("length", "长度"),
    "lens_apart": (
        (
            "Furthest apart: “{query}” gives “{key}” {weight} of its weight, and {share} of what is added to it comes "
            "from there."
        ),
        "相差最大：“{query}”给“{key}”的权重是 {weight}，而加到它上面的有 {share} 来自那里。",
    ),
    "lens_apart_through": (
        (
            "Furthest apart: “{query}” gives “{key}” {weight} of its weight in this layer, and through all layers "
            "{share} of it is from there."
        ),
        "相差最大：“{query}”在这一层给“{key}”的权重是 {weight}，而经过所有层，它有 {share} 来自那里。",
    ),
    "lens_agree": ("Weight and share are nowhere further apart than {limit}.", "权重与份额处处相差不超过 {limit}。"),
    "lens_sink": (
        (
            "“{key}” is a place to rest: it gets {weight} of the weight of the other rows and adds {share} to them, "
            "for its v·W_O is short ({length}, where the median of the others is {others})."
        ),
        (
            "“{key}”是歇脚的地方：它得到其他各行 {weight} 的权重，却只给它们加上 {share}，因为它的 v·W_O "
            "很短（{length}，其余键的中位数是 {others}）。"
        ),
    ),
    "lens_honest_norms": (
        "How long a vector is says how much was added here, not whether it is used later.",
        "向量有多长，说的是在这里加上了多少，不是后面用不用它。",
    ),
    "lens_even": (
        "The shares are almost even: seen this way, hardly any token stands out.",
        "份额几乎处处一样：这样看，没有哪个词元突出。",
    ),
    "lens_honest_rollout": (
        "Rollout knows weights alone, neither values nor feed-forward networks: it guesses where things came from.",
        "连乘只知道权重，不知道值，也不知道前馈网络：它只是对来处的猜测。",
    ),
    "lens_honest_flow": (
        "Flow knows weights alone, and says how much could come through, not what did.",
        "最大流只知道权重，说的是最多能来多少，不是来了什么。",
    ),
    "logit_title": (
        "What makes the logit of “{token}” after “{query}” (token {index}): {logit}, chance {probability}",
        "“{query}”（词元 {index}）之后“{token}”的 logit 由什么组成：{logit}，概率 {probability}",
    ),
    "logit_about": (
        (
            "What each part adds to the residual stream, read in the direction of this token, with the final norm held "
            "at the scale it has here (Elhage et al. 2021). All parts together are the logit."
        ),
        (
            "每个部分加到残差流上的东西，沿这个词元的方向读出，最后的归一化固定在它此处的尺度上（Elhage 等 2021）。"
            "所有部分合起来就是 logit。"
        ),
    ),
    "logit_capped": (
        "Together {total}, which the soft cap of the model bends to {logit}.",
        "合起来是 {total}，模型的软上限把它弯成 {logit}。",
    ),
    "logit_embedding": ("embedding", "嵌入"),
    "logit_constant": ("what is always added", "总会加上的"),
    "logit_heads": ("The heads by how much they add:", "各个头，按加得多少排列："),
    "logit_heads_cut": (
        "Shown: the {shown} of {all} heads that add most, for or against. --full shows all.",
        "显示了加得最多（无论正负）的 {shown} 个头（共 {all} 个）。--full 显示全部。",
    ),
    "column_what": ("part", "部分"),
    "column_one_head": ("head", "头"),
    "column_all_heads": ("heads", "各头"),
    "column_mlp": ("feed-forward", "前馈"),
    "column_biases": ("biases", "偏置"),
    "column_together": ("so far", "到此"),
    "column_adds": ("adds", "加上"),
    "logit_most": ("Most for “{token}”: {where} ({adds}).", "最支持“{token}”的：{where}（{adds}）。"),
    "logit_against": ("Most against “{token}”: {where} ({adds}).", "最反对“{token}”的：{where}（{adds}）。"),
    "lens_honest_logit": (
        (
            "A logit counts only beside the others: what adds as much to every token changes nothing. And a head that "
            "adds little here may still have served the layers after it."
        ),
        "logit 只有与别的相比才有意义：给每个词元都加一样多，等于没加。在这里加得少的头，也可能帮了后面的层。",
    ),
}
