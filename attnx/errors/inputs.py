"""What is said where the text, the matrices or the numbers given do not work."""

from __future__ import annotations

from attnx.errors.language import Pair

SENTENCES: dict[str, Pair] = {
    "draw_word": (
        'after "{after}" comes one of {choices}, and {found} is none of them',
        "“{after}”之后可以是 {choices}，而 {found} 不在其中",
    ),
    "draw_begins": (
        "a drawing begins with one of {choices}, as in `a red circle above two blue squares`, and not with {found}",
        "要画的句子以 {choices} 之一开头，例如 `a red circle above two blue squares`，而不是 {found}",
    ),
    "draw_ends": (
        'the sentence ends after "{after}", where one of {choices} has to come',
        "句子在“{after}”之后就结束了，后面还应该有 {choices} 之一",
    ),
    "draw_more": (
        '"{after}" is all that one drawing says: leave out what begins with {found}',
        "一幅画只能说到“{after}”：请去掉从 {found} 开始的部分",
    ),
    "draw_many": (
        "that is {found} things, and a drawing has at most {limit}",
        "这里有 {found} 个东西，而一幅画最多放 {limit} 个",
    ),
    "blank_text": ("the text is blank: attnx needs at least one word", "文本是空白的：attnx 至少需要一个词"),
    "not_utf8": (
        "{source} is not UTF-8 text (byte {position}): save it as UTF-8",
        "{source} 不是 UTF-8 文本（第 {position} 字节）：请存为 UTF-8",
    ),
    "unreadable": ("{path} cannot be read: {reason}", "无法读取 {path}：{reason}"),
    "bad_line": ("line {line} of {path} cannot be read: {reason}", "{path} 的第 {line} 行无法读取：{reason}"),
    "not_json_line": ("it is not JSON (column {column})", "它不是 JSON（第 {column} 列）"),
    "not_json_object": ('it is not an object: write {{"text": "…"}}', '它不是一个对象：请写成 {{"text": "…"}}'),
    "csv_line": ("it is not a row of CSV ({reason})", "它不是一行 CSV（{reason}）"),
    "no_columns": (
        "{path} is plain text and has no column {name}: these files have: {choices}",
        "{path} 是纯文本，没有列 {name}：有列的文件是 {choices}",
    ),
    "no_column": ("{path} has no column {name}, but {there}", "{path} 没有列 {name}，只有 {there}"),
    "scan_no_line": (
        "none of the {count} lines of {path} could be read; the first of them, line {line}: {reason}",
        "{path} 的 {count} 行都无法读取；其中第一行是第 {line} 行：{reason}",
    ),
    "no_field": ("it has no {name}, but {there}", "它没有 {name}，只有 {there}"),
    "field_no_text": ("its {name} is {found} where a text was expected", "它的 {name} 是 {found}，而应为文本"),
    "span_form": (
        "its {name} is {found} where [begin, end] in characters was expected",
        "它的 {name} 是 {found}，而应为 [begin, end]，按字符计",
    ),
    "span_absent": (
        "its {name} is at {begin} to {end}, where there is no word",
        "它的 {name} 在 {begin} 到 {end}，那里没有词",
    ),
    "scan_empty": ("there is no sentence in {path}", "{path} 里没有句子"),
    "scan_unread": (
        "none of the {count} lines of {path} could be read: give UTF-8 text in the language of the model",
        "{path} 的 {count} 行都无法读取：请给出 UTF-8 编码、模型能读的语言的文本",
    ),
    "no_scan_there": ("{path} holds no scan that is finished", "{path} 里没有完成的扫描"),
    "no_lines": ("there is no text in {path}: give one sentence a line", "{path} 里没有文本：请每行写一句"),
    "not_text": (
        '{found} is not a text: give a sentence as str, such as "Love gives us hope."',
        '{found} 不是文本：请给出 str 类型的句子，例如 "Love gives us hope."',
    ),
    "other_language": (
        "{model} reads {language}, and this text is not {language}: {instead}",
        "{model} 读的是{language}，而这段文本不是{language}：{instead}",
    ),
    "nothing_known": (
        "{model} knows nothing of this text, every piece of which is {unknown}: toy reads any text, at random weights",
        "{model} 完全不认识这段文本，每个词片都是 {unknown}：toy 能读任何文本，但权重是随机的",
    ),
    "too_long": (
        "the text is {found} tokens long and {model} reads at most {limit}: shorten it or split it",
        "文本有 {found} 个词元，而 {model} 最多读 {limit} 个：请缩短或分段",
    ),
    "no_room": (
        "the text fills all {limit} tokens that {model} reads: shorten it, so that there is room to write",
        "文本已占满 {model} 能读的 {limit} 个词元：请缩短文本，留出写作的位置",
    ),
    "no_mask": (
        "there is no mask in the text: write {mask} where {model} is to guess a word",
        "文本里没有空格要填：请在要 {model} 猜词的地方写 {mask}",
    ),
    "not_finite": (
        "the numbers of {model} are not finite: {tensor} holds NaN or infinity, so the weights are damaged",
        "{model} 的数字不是有限的：{tensor} 中有 NaN 或无穷大，权重已损坏",
    ),
    "overflow": (
        "the numbers grew past what float32 holds: {model} cannot be run on this input",
        "数字超出了 float32 的范围：{model} 无法处理这个输入",
    ),
    "classic_words": (
        "classic knows only Thinking and Machines, and {word} is neither: use toy for any text",
        "classic 只认识 Thinking 和 Machines，不认识 {word}：其他文本请用 toy",
    ),
    "no_pillow_to_see": (
        "{path} is a picture, and to open one attnx needs Pillow: `pip install 'attnx[vision]'` brings it",
        "{path} 是图片，打开图片需要 Pillow：`pip install 'attnx[vision]'` 会装上它",
    ),
    "picture_absent": (
        "there is no file {path}, whose name is that of a picture: give one that is there, or a sentence",
        "没有文件 {path}，而这个名字像是图片：请给出存在的图片，或一句话",
    ),
    "picture_folder": (
        "{path} is a directory: name the file of a picture in it",
        "{path} 是一个目录：请写出其中一个图片文件",
    ),
    "picture_near": ("there is no file {path}: did you mean {near}?", "没有文件 {path}：你想写的是 {near} 吗？"),
    "not_picture": (
        "{path} is not a picture that can be opened: give a PNG, JPEG, WebP, GIF, BMP or TIFF file",
        "{path} 不是能打开的图片：请给出 PNG、JPEG、WebP、GIF、BMP 或 TIFF 文件",
    ),
    "picture_damaged": (
        "{path} breaks off or is damaged: fetch the picture again",
        "{path} 不完整或已损坏：请重新获取这张图片",
    ),
    "picture_bomb": (
        "{path} unpacks to more than {limit} pixels, as a decompression bomb would: make the picture smaller",
        "{path} 解开后超过 {limit} 个像素，像是解压炸弹：请缩小这张图片",
    ),
    "picture_large": (
        "{path} has {width} × {height} pixels, and attnx opens at most {limit}: make the picture smaller",
        "{path} 有 {width} × {height} 个像素，而 attnx 最多打开 {limit} 个：请缩小这张图片",
    ),
    "picture_small": (
        "{path} has {width} × {height} pixels, in which there is nothing to look at: give a picture of at least 2 × 2",
        "{path} 只有 {width} × {height} 个像素，没有什么可看：请给出至少 2 × 2 的图片",
    ),
    "picture_narrow": (
        "{path}, {width} × {height} pixels, is too narrow to be resized as the model asks: cut a part out of it",
        "{path}（{width} × {height} 像素）太窄，无法按模型的要求缩放：请裁出其中一部分",
    ),
    "picture_channels": (
        "{path} has pixels of the kind {mode}, which are no colours: save it as RGB or as grey",
        "{path} 的像素类型是 {mode}，不是颜色：请存为 RGB 或灰度图",
    ),
    "picture_array": (
        "{found} is no picture: give uint8 numbers of (height, width, 3), or (height, width) of grey",
        "{found} 不是图片：请给出 uint8 的 (高，宽，3) 数组，或灰度的 (高，宽) 数组",
    ),
    "picture_size": (
        "{model} sees pictures of {expected} pixels, and its preprocessor makes them {found}: the two belong together",
        "{model} 看的图片是 {expected} 像素，而它的预处理给出 {found}：两者应当一致",
    ),
    "matrices_form": (
        "{path} is not a file of matrices: attnx reads {choices}",
        "{path} 不是矩阵文件：attnx 能读 {choices}",
    ),
    "matrices_damaged": ("{path} is not a sound {kind} file ({reason})", "{path} 不是完好的 {kind} 文件（{reason}）"),
    "matrices_missing": (
        "{source} has no {name}: give x, wq, wk and wv, or q, k and v",
        "{source} 中没有 {name}：请给出 x、wq、wk、wv，或 q、k、v",
    ),
    "matrices_twice": ("{source} has {name} twice, spelled in two ways", "{source} 里 {name} 出现了两次，写法不同"),
    "matrices_unknown": (
        "{name} is not something attend reads: it knows {choices}",
        "attend 不认识 {name}：它认识 {choices}",
    ),
    "matrices_both": (
        "{source} has both x and {name}: give x, wq, wk and wv, or q, k and v",
        "{source} 中同时有 x 和 {name}：请给出 x、wq、wk、wv，或 q、k、v",
    ),
    "block_lacks": (
        "{source} has {given} and no {name}: a whole block is x, wq, wk and wv, or q, k and v, and wo; with norms "
        "gain1 and gain2; with an MLP W_up and W_down",
        "{source} 中有 {given} 而没有 {name}：完整的一层包括 x、wq、wk、wv（或 q、k、v）和 wo；"
        "有归一化时还有 gain1 和 gain2；有前馈网络时还有 W_up 和 W_down",
    ),
    "block_keys": (
        "a whole block reads its own tokens: give as many keys as queries, and leave out key_labels",
        "完整的一层读的是它自己的词元：键与查询一样多，请去掉 key_labels",
    ),
    "matrix_shape": (
        "{name} has shape {found} where {expected} was expected",
        "{name} 的形状是 {found}，应为 {expected}",
    ),
    "matrix_numbers": ("{name} is not a rectangular array of finite numbers", "{name} 不是由有限数字组成的矩形数组"),
    "matrix_scalar": ("{name} must be {expected}, and {found} is not", "{name} 应为 {expected}，而 {found} 不是"),
    "mask_meaning": (
        "mask has only 0 and 1, which has two meanings: give true for may look, or numbers to add",
        "mask 里只有 0 和 1，有两种含义：允许看的地方请写 true，或写要相加的数",
    ),
    "heads_divide": (
        "{name} is {width} wide, which {heads} heads do not divide: choose a divisor of {width}",
        "{name} 的宽度 {width} 不能被 {heads} 个头整除：请选 {width} 的约数",
    ),
    "no_keys": ("there is nothing to look up: give at least one key", "没有可查找的对象：请至少给出一个键"),
    "value_names": (
        "keys and values must have the same names, and these have only one of both: {names}",
        "键和值的名字必须相同，而这些名字只在其中之一：{names}",
    ),
    "temperature": (
        "the temperature must be a number above 0, and {value} is not",
        "温度必须是大于 0 的数，而 {value} 不是",
    ),
    "labels_count": (
        "there are {found} {name} for {expected} rows: give one for each",
        "{name} 有 {found} 个，而行数是 {expected}：请一一对应",
    ),
    "diverged": (
        (
            "at a rate of {rate} learning came apart: the loss was {first} at first and {loss} at step {step}; choose "
            "a rate a tenth as large"
        ),
        "学习率 {rate} 太大，学习失控了：损失起初是 {first}，第 {step} 步是 {loss}；请把学习率降到十分之一",
    ),
    "too_few_lines": (
        "{path} has {found} different lines with words, and at least {least} are needed to learn from",
        "{path} 有 {found} 行不同的文字，至少要 {least} 行才能学习",
    ),
    "nothing_again": (
        "no word of the lines kept out of {path} stands in its other lines: give a text whose words come again",
        "{path} 留出的行里，没有一个词在别的行出现过：请给出词语会重复的文本",
    ),
}
