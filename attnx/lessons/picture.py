"""What is said of a picture: its patches, what was seen of it, and what a classifier takes it for."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "picture_is": ("“{picture}” is {label}: {share}", "“{picture}”是 {label}：{share}"),
    "picture_may_be": (
        "“{picture}” may be {label} ({share}), or {other} ({second})",
        "“{picture}”可能是 {label}（{share}），也可能是 {other}（{second}）",
    ),
    "picture_size": (
        "{width} × {height} pixels; the model sees {seen} of it",
        "{width} × {height} 像素；模型看到其中的 {seen}",
    ),
    "picture_whole": ("all", "全部"),
    "picture_part": ("columns {left}–{right} and rows {top}–{bottom}", "第 {left}–{right} 列、第 {top}–{bottom} 行"),
    "picture_patches": (
        "{rows} × {columns} patches of the picture, called row,column: 0,0 is at the top left, {last} at the bottom "
        "right.",
        "图片的 {rows} × {columns} 个小块，以行和列称呼：0,0 在左上角，{last} 在右下角。",
    ),
    "picture_first": (
        "Before them stands what is the model's own: {tokens}.",
        "排在它们之前的是模型自己的词元：{tokens}。",
    ),
    "picture_head_sharpest": (
        "{place}, where the patches of this picture read most sharply from one another.",
        "{place}，这张图片的小块在这里彼此读取得最集中。",
    ),
    "picture_read": ("what {query} reads", "{query} 读取之处"),
    "picture_shares": ("what has come to {query}", "到达 {query} 之处"),
    "picture_weights": ("weights of {query}", "{query} 的权重"),
    "picture_all": ("all patches, on average", "所有小块（平均）"),
    "picture_heads": ("where every head looks", "每个头看向哪里"),
    "picture_heads_about": (
        "The picture once for each head, as bright as {query} reads each patch.",
        "每个头一幅图片，小块越亮，{query} 从它读取得越多。",
    ),
    "picture_bright": ("brightest: {key}, {weight}", "最亮：{key}，{weight}"),
    "picture_beside": ("on no patch: {weight}", "不在小块上：{weight}"),
    "picture_honest": (
        "Where it looks is one head of one layer, and no reason for the label.",
        "这只是一层中一个头的注视之处，并不是给出这个标签的理由。",
    ),
    "about_patches": (
        "the picture in patches ({count} tokens)",
        "图片切成小块（{count} 个词元）",
    ),
    "picture_key": ("reads from", "读取自"),
    "picture_label": ("label", "标签"),
    "picture_share": ("probability", "概率"),
    "what_if_labels": ("what the picture is taken for", "图片被认作什么"),
    "page_patches": ("Picture", "图片"),
    "page_patches_of_words": (
        "Choose a word to see where it looked, or point at a patch to see which word looked at it most; "
        "what is not read is dark.",
        "选择一个词，看它看向哪里；或指向一个小块，看哪个词最多地看它。没有读取的地方是暗的。",
    ),
    "page_patches_about": (
        "Point at a patch to see where it looks, or choose a token; what is not read is dark.",
        "指向一个小块，看它看向哪里，或选择一个词元；没有读取的地方是暗的。",
    ),
    "note_captioner": (
        "This is the encoder, which sees; attnx caption runs it with its decoder, which says what there is.",
        "这是负责看的编码器；attnx caption 把它与负责描述的解码器一起运行。",
    ),
    "note_draws_only": (
        "This is hardly a drawing of shapes, and this model has seen nothing else: where it looks means little here.",
        "这不像是画出来的形状，而这个模型只见过那种图：它在这里看向哪里没有多少意义。",
    ),
    "note_first_frame": (
        "The picture moves: only its first frame is seen.",
        "这张图片是动图：只看它的第一帧。",
    ),
    "note_transparent": (
        "Some of the picture is transparent: the colours beneath are seen, as the models' own programs see them.",
        "图片有透明的部分：看到的是下面的颜色，与这些模型自己的程序相同。",
    ),
    "note_sixteen_bits": (
        "The picture has sixteen bits a channel: the upper eight are seen.",
        "这张图片每个通道有十六位：只看高八位。",
    ),
}
