"""The words of a translation."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "teaching_model": (
        "A teaching model of short everyday sentences: it makes mistakes.",
        "这是一个教学模型，只学过日常短句：它会出错。",
    ),
    "read_title": ("what is read", "读到的"),
    "step_title": ("so far: {text}", "到目前为止：{text}"),
    "nothing_yet": ("(nothing yet)", "（还没有）"),
    "column_next": ("next", "下一个"),
    "column_probability": ("probability", "概率"),
    "column_reads_from": ("reads from", "读自"),
    "column_others": ("or", "或者"),
    "step_looks": (
        "Where the next word comes from: cross-attention, layer {layer}, head {head}.",
        "下一个词来自哪里：交叉注意力，第 {layer} 层，第 {head} 头。",
    ),
    "translation_title": ("translation", "译文"),
    "translation_empty": (
        "The translation is empty: the model ended before it wrote a word.",
        "译文是空的：模型一个词也没写就结束了。",
    ),
    "alignment_title": ("which word comes from which", "哪个词来自哪个字"),
    "alignment_about": (
        "Rows are what was written, columns what was read; layer {layer}, head {head}.",
        "行是写出的词，列是读到的字；第 {layer} 层，第 {head} 头。",
    ),
}
