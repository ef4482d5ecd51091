"""The words of the whole block: what happens around attention."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "help_block": (
        "Around attention: one layer whole, norms, sums and MLP; `all`: one token's way through all layers.",
        "注意力之外：完整的一层，包括归一化、求和与 MLP；`all`：一个词元经过所有层的路。",
    ),
    "help_weights": (
        "With the weights: beside q, k and v (--steps qkv), or in the file (--json, .safetensors, .npz).",
        "连同权重：显示在 q、k、v 旁（--steps qkv），或写入文件（--json、.safetensors、.npz）。",
    ),
    "number_title": ("{name} of “{token}”, {index}", "“{token}”的 {name}，{index}"),
    "number_largest": (
        "The {shown} largest of {count} products, and the sum of the others; --full shows all.",
        "{count} 个乘积中最大的 {shown} 个，以及其余之和；--full 全部显示。",
    ),
    "number_row_title": ("{name} of “{token}”", "“{token}”的 {name}"),
    "number_row_answer": ("{name} of “{token}” is {value}.", "“{token}”的 {name} 为 {value}。"),
    "number_answer": ("{name} of “{token}” at {index} is {value}.", "“{token}”的 {name} 在 {index} 处为 {value}。"),
    "array_W": ("the part of this head", "属于这个头的部分"),
    "block_stream": ("the stream", "残差流"),
    "block_norm": ("norm", "归一化"),
    "block_attention": ("self-attention", "自注意力"),
    "block_cross": ("cross-attention", "交叉注意力"),
    "block_mlp": ("MLP", "前馈网络（MLP）"),
    "block_title": ("Layer {layer}, whole", "完整的第 {layer} 层"),
    "block_title_encoder": ("The encoder's layer {layer}, whole", "编码器完整的第 {layer} 层"),
    "block_title_self": ("The decoder's layer {layer}, whole", "解码器完整的第 {layer} 层"),
    "arrangement_plain": ("x + f(x)", "x + f(x) 形式"),
    "arrangement_post_norm": ("post-norm: norm(x + f(x))", "后归一化：norm(x + f(x))"),
    "arrangement_pre_norm": ("pre-norm: x + f(norm(x))", "前归一化：x + f(norm(x))"),
    "arrangement_sandwich": ("sandwich: x + norm(f(norm(x)))", "夹心归一化：x + norm(f(norm(x)))"),
    "arrangement_inner_norm": ("inner norm: x + norm(f(x))", "内归一化：x + norm(f(x))"),
    "arrangement_parallel": ("parallel: x + attention + MLP", "并行：x + 注意力 + MLP"),
    "diagram_enters": ("x, the residual stream", "x，残差流"),
    "diagram_add": ("x + what it gives", "x + 它的输出"),
    "diagram_add_both": ("x + what both give", "x + 两者的输出"),
    "diagram_leaves": ("to the next layer", "进入下一层"),
    "diagram_last": ("out of the last layer", "离开最后一层"),
    "title_block_stream": ("the residual stream", "残差流"),
    "about_block_stream": (
        "What enters the layer: a row for each token.",
        "进入这一层的内容：每个词元一行。",
    ),
    "title_block_norm": ("norm of {part}", "{part}的归一化"),
    "title_block_inner_norm": ("norm of what {part} gives", "{part}输出的归一化"),
    "title_block_add": ("add: the stream and {part}", "相加：残差流与{part}"),
    "title_block_down": ("MLP, projected down", "前馈网络，降维"),
    "about_block_add": ("What was there stays, and this is added to it.", "原有的保留，再加上这一部分。"),
    "about_block_layer_norm": (
        "Each row less its mean, divided by its deviation; both stand below.",
        "每行减去均值、除以标准差；两者列在下面。",
    ),
    "about_block_rms_norm": (
        "Each row divided by the root of its mean square, which stands below.",
        "每行除以均方根，列在下面。",
    ),
    "column_chance": ("drawn", "抽到"),
    "column_mean": ("mean", "均值"),
    "column_deviation": ("deviation", "标准差"),
    "column_rms": ("rms", "均方根"),
    "about_block_attention": (
        "What its {heads} heads read, joined and projected; `--layer {layer} --head all` shows each.",
        "{heads} 个头读到的内容拼接并投影；`--layer {layer} --head all` 逐头显示。",
    ),
    "about_block_head": ("What its head read, projected.", "它的头读到的内容，投影之后。"),
    "about_block_units": (
        "Of {count} hidden units the {shown} strongest of each token, by number; --full shows all.",
        "{count} 个隐藏单元中每个词元最强的 {shown} 个（按编号）；--full 全部显示。",
    ),
    "about_block_units_all": (
        "All {count} hidden units, behind the activation.",
        "全部 {count} 个隐藏单元，激活之后。",
    ),
    "about_block_experts": (
        "Of {count} experts each token asks {chosen}; these are their shares.",
        "{count} 个专家中每个词元询问 {chosen} 个；这里是各自所占的份额。",
    ),
    "about_block_down": ("What the hidden units make of each token.", "隐藏单元为每个词元算出的内容。"),
    "column_above": ("above 0", "大于 0"),
    "column_units": ("strongest units", "最强的单元"),
    "block_adds": ("adds", "加上"),
    "block_length": ("length", "长度"),
    "block_answer": (
        "“{name}”: in layer {layer}, most is added by its {part}",
        "“{name}”：第 {layer} 层里加得最多的是{part}",
    ),
    "block_turned": (
        "The stream enters {entered} long and leaves {left} long; the cosine of the two is {cosine}.",
        "残差流进入时长 {entered}，离开时长 {left}；两者的余弦为 {cosine}。",
    ),
    "title_final": ("after the last layer", "最后一层之后"),
    "about_final": ("The stream that the head reads.", "输出头读到的残差流。"),
    "about_final_encoder": ("What the decoder reads in its cross-attention.", "解码器的交叉注意力读到的内容。"),
    "title_logits": ("logits and probabilities", "logits 与概率"),
    "about_logits_after": (
        "The stream times a vector for each word of the vocabulary: what comes next.",
        "残差流与词表中每个词的向量相乘：接下来是什么。",
    ),
    "about_logits_at": (
        "The stream times a vector for each word of the vocabulary: what stands here.",
        "残差流与词表中每个词的向量相乘：这里是什么。",
    ),
    "about_probabilities": (
        "Of “{name}”: exp(logit), by the sum over all words.",
        "“{name}”：exp(logit) 除以所有词之和。",
    ),
    "column_word": ("word", "词"),
    "block_likeliest": ("likeliest", "最可能的词"),
    "way_title": ("The way of “{name}” through {count} layers", "“{name}”经过 {count} 层的路"),
    "way_about": (
        "How long the residual stream is that enters a layer, and what each sublayer adds to it; then the cosine of "
        "what leaves the layer with the start and with the end.",
        "进入每层的残差流有多长，各子层加上的有多长；再看离开时与起点、终点的余弦。",
    ),
    "way_lens": (
        "Logit lens: what the model would say if it ended after this layer.",
        "logit 透镜：模型若到这一层为止会说什么。",
    ),
    "way_enters": ("enters", "进入"),
    "way_attention": ("attention", "注意力"),
    "way_cross": ("cross", "交叉"),
    "way_mlp": ("MLP", "前馈"),
    "way_start": ("start", "起点"),
    "way_end": ("end", "终点"),
    "way_said": ("the lens says", "透镜所见"),
    "way_answer": (
        "“{name}”: most is added by the {part} of layer {layer}, {length} long",
        "“{name}”：加得最多的是第 {layer} 层的{part}，长 {length}",
    ),
    "way_turned": (
        "It enters {entered} long and leaves {left} long; the cosine of start and end is {start}.",
        "进入时长 {entered}，离开时长 {left}；起点与终点的余弦为 {start}。",
    ),
    "way_said_last": (
        "Only the last layer makes “{word}” of it ({probability}).",
        "直到最后一层才成为“{word}”（{probability}）。",
    ),
    "way_said_always": (
        "“{word}” ({probability}) is what the lens says from the embedding on.",
        "从嵌入开始，透镜所见就是“{word}”（{probability}）。",
    ),
    "way_said_since": (
        "From layer {layer} on the lens says what the model says in the end: “{word}” ({probability}).",
        "从第 {layer} 层起，透镜所见就是模型最后的答案：“{word}”（{probability}）。",
    ),
}
