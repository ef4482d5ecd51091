"""The words of the models: what there is, and what each is and needs."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    # what each is good for
    "column_for": ("for", "用来看"),
    "for_reader": ("English: what “it” stands for", "英文里 “it” 指什么"),
    "for_reader-zh": ("Chinese: what a pronoun stands for", "中文里“它”指什么"),
    "for_writer": ("English stories: what comes next", "英文故事接下来写什么"),
    "for_zh-en": ("translating Chinese into English", "中文怎样译成英文"),
    "for_sketch": ("what is on a drawing of shapes", "说出图上画了哪些形状"),
    "for_toy": ("sums that fit on paper", "小到能用笔验算的数字"),
    "for_classic": ("“Thinking Machines”, step by step", "“Thinking Machines” 的每一步"),
    "for_minilm": ("English, as a model in use reads it", "实际使用的模型怎样读英文"),
    "short_random": ("random", "随机"),
    "short_handcrafted": ("by hand", "手工"),
    "short_trained": ("trained", "训练"),
    "short_given": ("given", "给定"),
    "here": ("ready", "可用"),
    "not_here": ("not installed", "未安装"),
    "heads_unknown": ("Of the heads of {model} nothing was measured.", "没有测量过 {model} 的头。"),
    "heads_title": ("What the heads of {model} do, as it was measured", "实测 {model} 的每个头在做什么"),
    "column_head": ("layer, head", "层，头"),
    "column_does": ("what it does", "作用"),
    "heads_figures": (
        "On text it had not seen: the share of right answers, the mean weight given there, or how even its rows were, "
        "1 being all alike.",
        "在没见过的文本上：答对的比例，或给那里的平均权重，或各行的均匀程度（1 为完全一样）。",
    ),
    "column_measured": ("measured", "实测"),
    "column_kv_heads": ("keys and values", "键和值"),
    "column_looks": ("attention", "注意力"),
    "column_longest": ("longest text", "最长文本"),
    "column_picture": ("a picture is", "一张图片是"),
    "column_vocabulary": ("vocabulary", "词表"),
    "column_size": ("on disk", "占用磁盘"),
    "column_source": ("where", "位置"),
    "column_part": ("what", "内容"),
    "column_numbers": ("numbers", "数字个数"),
    "two_stacks": ("{encoder} of the encoder, {decoder} of the decoder", "编码器 {encoder} 层，解码器 {decoder} 层"),
    "shared_heads": ("{kv}, each for {each} heads", "{kv} 组，每组供 {each} 个头使用"),
    "looks_back": (
        "back only: each token looks at itself and what came before",
        "只向前看：每个词元只看自己和之前的词元",
    ),
    "looks_everywhere": ("both ways: each token looks at all", "双向：每个词元看所有词元"),
    "tokens_count": ("{count} tokens", "{count} 个词元"),
    "files_count": ("in {count} files", "共 {count} 个文件"),
    "memory_title": ("What a text of T tokens takes in memory", "T 个词元的文本占用多少内存"),
    "memory_about": (
        "Roughly, at 4 bytes a number: one layer with all its heads, then all together.",
        "大约的数，每个数字 4 字节：先是一层的所有头，再是总和。",
    ),
    "memory_stream": ("residual, x, output", "残差、x、输出"),
    "memory_layer": ("one layer at work", "一层运行时"),
    "memory_opened": ("one head of it recorded", "记录其中一个头"),
    "memory_weights": ("weights, all read", "全部权重"),
    "get_model": (
        "{model}: `{command}` brings its weights; otherwise the hub does, when first asked.",
        "{model}：用 `{command}` 取得它的权重，否则首次使用时从 hub 下载。",
    ),
    "any_directory": (
        "--model also takes a directory in the Hugging Face layout, or a model of the hub, owner/name.",
        "--model 也可以是 Hugging Face 布局的目录，或 hub 上的模型 owner/name。",
    ),
    "families": (
        "--model opens these families: {families}; `attnx models --families` says what is special in each.",
        "--model 能打开这些家族：{families}；`attnx models --families` 说明各自的特点。",
    ),
    "column_special": ("what is special in it", "特点"),
    "families_about": (
        "The model_type of a config.json that --model opens. docs/families.md says how near each is to the reference.",
        "--model 能打开的 config.json 中的 model_type。docs/families.md 说明各家族与参考实现的差距。",
    ),
    "help_families": (
        "The families of models that can be opened, and what is special in each.",
        "能打开的模型家族，以及各自的特点。",
    ),
}
