"""The words of the steps: what each is called and does, what happened in the end, and one query or cell alone."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    # titles and what each step does
    "title_tokens": ("tokens", "词元"),
    "about_tokens": (
        "the text in pieces ({count}), each with its number in the model",
        "文本切成 {count} 个词元，各有模型认识的编号",
    ),
    "about_words": (
        "words ({count}), each with its pieces and the number of the first",
        "文本中的词（{count} 个），列出词片和第一个词片的编号",
    ),
    "about_rows": ("the rows of the queries ({count}), by their labels", "查询矩阵的 {count} 行，按标签列出"),
    "title_embedding": ("embedding", "嵌入"),
    "about_embedding": (
        "Each token becomes a vector x: a row for each token, a column for each dimension.",
        "每个词元变成一个向量 x：每行一个词元，每列一个维度。",
    ),
    "title_given": ("x, as it was given", "给出的 x"),
    "title_given_normed": ("x, the norm of what was given", "x，给出的向量归一化之后"),
    "title_cross": ("x, after self-attention", "x，经过自注意力之后"),
    "title_stream": ("x, the residual stream after layer {layer}", "x，第 {layer} 层之后的残差流"),
    "about_stream": (
        "What layer {layer} reads: the embeddings, and what the layers before it added.",
        "第 {layer} 层读到的内容：嵌入，加上前面各层写进去的东西。",
    ),
    "title_q": ("Q, K, V", "Q、K、V"),
    "about_q": (
        "Each x asks (query), offers itself (key) and carries something (value).",
        "每个 x 都在提问（查询）、介绍自己（键）、携带内容（值）。",
    ),
    "about_q_given": (
        "Queries ask, keys offer themselves, values are what is carried.",
        "查询在提问，键在介绍自己，值是携带的内容。",
    ),
    "title_scores": ("scores", "得分"),
    "about_scores": (
        "How well each key (column) answers each query (row).",
        "每个键（列）与每个查询（行）有多匹配。",
    ),
    "title_scaled": ("scaled", "缩放"),
    "about_scaled": (
        "The scores brought to scale before the softmax.",
        "在 softmax 之前调整得分的大小。",
    ),
    "title_masked": ("masked", "掩码"),
    "into_masked": ("mask", "掩码"),
    "into_masked_sliding": ("window of {size}", "窗口 {size}"),
    "into_masked_sliding_wide": ("window", "窗口"),
    "into_masked_near": ("{reach} to each side", "两侧各 {reach}"),
    "into_masked_near_wide": ("window", "窗口"),
    "into_masked_added": ("+ mask", "+ 掩码"),
    "about_masked": (
        "−∞ where a query (row) may not look.",
        "查询（行）不能看的地方是 −∞。",
    ),
    "about_masked_sliding": (
        ("A query looks back, at {size} keys at most with itself, and −∞ stands elsewhere."),
        "查询只往回看，连自己在内最多 {size} 个键，其余为 −∞。",
    ),
    "about_masked_sliding_wide": (
        ("A query looks back, within a window wider than this text, and −∞ stands elsewhere."),
        "查询只往回看，窗口比这段文本还宽，其余为 −∞。",
    ),
    "about_masked_near": (
        ("A query looks at itself and as far as {reach} to each side, and −∞ stands elsewhere."),
        "查询只看自己和两侧各 {reach} 个位置以内的键，其余为 −∞。",
    ),
    "about_masked_near_wide": (
        ("A query looks at keys near to it, and in a text as short as this all are."),
        "查询只看附近的键，而这段文本很短，全都在附近。",
    ),
    "about_masked_added": (
        "The numbers of the mask are added.",
        "加上掩码中的数。",
    ),
    "title_weights": ("weights", "权重"),
    "about_weights": (
        "How much each query (row) reads from each key (column).",
        "每个查询（行）从每个键（列）读取多少。",
    ),
    "about_weights_whole": (
        "How much each query (row) reads from each key (column); each row sums to 1.",
        "每个查询（行）从每个键（列）读取多少；每行之和为 1。",
    ),
    "about_weights_sink": (
        "How much each query (row) reads from each key (column); the rest of a row is the sink's, which is no key.",
        "每个查询（行）从每个键（列）读取多少；一行余下的部分归汇点，它不是键。",
    ),
    "sink": (
        "The sink, which is no key, has {mean} of a row on average, from {low} to {high}.",
        "汇点不是键，平均占一行的 {mean}，各行从 {low} 到 {high}。",
    ),
    "sink_row": ("The sink, which is no key, has {weight} of this row.", "汇点不是键，占这一行的 {weight}。"),
    "about_weights_top": (
        "How much each query reads from the keys that it reads most from; a line is a query.",
        "每个查询从它读取最多的几个键各读取多少；每行是一个查询。",
    ),
    "skipped": (
        "On the first key, “{key}”, was {mean} of the weight on average, from {low} to {high} a row.",
        "第一个键“{key}”平均占权重的 {mean}，各行从 {low} 到 {high}。",
    ),
    "skipped_row": ("On the first key, “{key}”, was {weight} of the weight.", "第一个键“{key}”占权重的 {weight}。"),
    "title_z": ("z", "z"),
    "about_z": (
        "Each token's new vector: the values, mixed by its row of weights.",
        "每个词元的新向量：按它那一行权重把各个值混合起来。",
    ),
    "title_out": ("joined output", "拼接后的输出"),
    "about_out": (
        "The z of all heads ({heads}) side by side, times W_O.",
        "把所有头（{heads} 个）的 z 并排放好，再乘以 W_O。",
    ),
    "title_summary": ("what happened", "发生了什么"),
    "about_summary": ("Where each token looks most.", "每个词元最关注哪里。"),
    "about_summary_full": (
        "Where each token looks most, and how spread its row is: its entropy, 0 bits where it looks at one token only.",
        "每个词元最关注哪里，它的一行有多分散：熵为 0 比特时，只看一个词元。",
    ),
    # parts and arrays
    "part_token": ("token", "词元"),
    "part_patch": ("patch", "小块"),
    "part_position": ("position", "位置"),
    "part_segment": ("segment", "段落"),
    "title_experts": ("experts", "专家"),
    "about_experts": (
        (
            "After attention a router sends each token to {chosen} of {count} networks, the experts, and mixes what "
            "they make by these shares."
        ),
        "注意力之后，路由器把每个词元交给 {count} 个网络（专家）中的 {chosen} 个，再按这些份额混合它们的结果。",
    ),
    "column_experts": ("expert (share)", "专家（份额）"),
    "array_token_embedding": ("token embedding", "词元嵌入"),
    "array_position_embedding": ("position embedding", "位置嵌入"),
    "array_segment_embedding": ("segment embedding", "段落嵌入"),
    "array_embedded": ("embedding", "嵌入"),
    "array_bias": ("what the distance of query and key adds", "查询与键的距离所加的数"),
    "before_norm": ("before it is normalised", "归一化之前"),
    "before_rotate": ("before its place turns it", "按位置旋转之前"),
    "before_norm_rotate": ("before it is normalised and its place turns it", "归一化并按位置旋转之前"),
    "before_changed": ("before the model changes it", "模型改变它之前"),
    "array_q": ("what each token asks for", "每个词元想找什么"),
    "array_k": ("what each token offers", "每个词元能提供什么"),
    "array_v": ("what each token carries", "每个词元携带什么"),
    "input_given": ("The vectors x were given.", "向量 x 是直接给出的。"),
    "input_given_normed": (
        "The vectors were given, and the norm comes before attention.",
        "向量是直接给出的，进入注意力之前先归一化。",
    ),
    "input_cross": (
        "x is what self-attention made of the tokens; keys and values are read from the source.",
        "x 是自注意力对各词元加工后的结果；键和值来自源文本。",
    ),
    "input_written": (
        "x is what self-attention made of the tokens, each called by the one that is written from it;"
        " keys and values are read from the source.",
        "x 是自注意力对各词元加工后的结果，每一行用由它写出的词元命名；键和值来自源文本。",
    ),
    "source_tokens": ("The keys belong to tokens of their own:", "键属于另外一组词元："),
    "rounded": (
        "Numbers are rounded for display only, so results can look slightly off.",
        "数字只在显示时四舍五入，所以用它们计算，结果可能略有出入。",
    ),
    # what happened
    "column_bits": ("bits", "比特"),
    "bits_of": ("{bits} of {most} bits", "{bits} / {most} 比特"),
    "several": ("{count} alike", "{count} 个并列"),
    "nowhere": ("nowhere", "无处可看"),
    "all_even": ("Every token looks at all it may see almost evenly.", "每个词元都几乎平均地关注它能看到的一切。"),
    "meaning_random": (
        "The weights of {model} are random numbers, so these patterns mean nothing about language.",
        "{model} 的权重是随机数，所以这些模式与语言毫无关系。",
    ),
    "meaning_handcrafted": (
        "The numbers of {model} were made by hand to show the arithmetic, not learned from text.",
        "{model} 的数字是为了演示计算而手工构造的，不是从文本中学来的。",
    ),
    "meaning_trained": ("The weights of {model} were learned from text.", "{model} 的权重是从文本中学来的。"),
    "meaning_given": (
        "The numbers of {model} were given: attnx does not know how they were made.",
        "{model} 的数字是由用户给出的：attnx 不知道它们是怎样得来的。",
    ),
    "meaning_own": (
        "attnx does not know how the weights of {model} were trained, nor what was measured of them.",
        "attnx 不知道 {model} 的权重是怎样训练的，也不知道有过哪些实测。",
    ),
    "honest": (
        "Attention weights show where information is read from, not why the model decides.",
        "注意力权重说明信息从哪里读取，并不说明模型为什么这样判断。",
    ),
    # one query, one cell
    "focus_title": (
        "What “{query}” (token {index}) reads from each key; {where}",
        "“{query}”（词元 {index}）从每个键读取多少；{where}",
    ),
    "about_focus": (
        "score, scaling, exponential, weight: each key's way into z, row by row.",
        "得分、缩放、指数、权重：逐行看每个键怎样进入 z。",
    ),
    "cell_title": (
        "How “{query}” (row {row}) weighs “{key}” (column {column}); {where}",
        "“{query}”（第 {row} 行）给“{key}”（第 {column} 列）多少权重；{where}",
    ),
    "line_score": ("score", "得分"),
    "line_scaled": ("scaled", "缩放"),
    "line_masked": ("masked", "掩码"),
    "line_exp": ("exponential", "指数"),
    "line_largest": ("(less the row's largest, so that nothing overflows)", "（先减去本行最大值，以免溢出）"),
    "line_sink": ("{exp} (sink)", "{exp}（汇点）"),
    "line_total": ("row's total", "本行总和"),
    "line_weight": ("weight", "权重"),
    "line_nowhere": ("0, for this query may look nowhere", "0，因为这个查询无处可看"),
}
