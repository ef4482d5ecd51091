"""The words of a caption: what is said of a picture, and where it was looked at."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "help_caption": (
        "What is on a picture, a word at a time, and where each word looked.",
        "逐词说出图片上有什么，以及每个词看向哪里。",
    ),
    "help_caption_picture": (
        "A picture: PNG, JPEG, WebP, GIF, BMP or TIFF. Without one attnx draws one.",
        "一幅图片：PNG、JPEG、WebP、GIF、BMP 或 TIFF。不给时由 attnx 画一幅。",
    ),
    "help_captioner": (
        "A model that says what it sees: sketch, a directory, or an id on the hub (BLIP).",
        "会描述图片的模型：sketch、一个目录，或 hub 上的编号（BLIP）。",
    ),
    "help_caption_seed": (
        "Another number, another picture, where attnx draws it (default 0).",
        "由 attnx 画图时，换一个数就换一幅图（默认 0）。",
    ),
    "caption_empty": (
        "The caption is empty: the model ended before it wrote a word.",
        "描述是空的：模型一个词也没写就结束了。",
    ),
    "caption_drawn_right": (
        "attnx drew this picture for these very words.",
        "attnx 正是按这句话画了这幅图。",
    ),
    "caption_drawn_for": ("attnx drew this picture for: {sentence}", "attnx 画这幅图时，依据的是：{sentence}"),
    "caption_looks": (
        "Where it looked for each word: bright is read, dark is not.",
        "写每个词时看向哪里：亮处被读取，暗处没有。",
    ),
    "caption_step_looks": (
        "Where the next word comes from: cross-attention, layer {layer}, head {head}; bright is read.",
        "下一个词来自哪里：交叉注意力，第 {layer} 层，第 {head} 头；亮处被读取。",
    ),
    "caption_patches": (
        "Cut into {rows} × {columns} patches, each of which becomes a vector, as a word does.",
        "图片切成 {rows} × {columns} 个小块，每块变成一个向量，就像一个词那样。",
    ),
    "note_not_drawn": (
        "This is hardly a drawing of shapes, and this model has seen nothing else: its sentence means nothing here.",
        "这不像是画出来的形状，而这个模型只见过那种图：它的描述在这里没有意义。",
    ),
}
