"""The words of the page, and of a trace in a notebook."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "page_noscript": (
        "This page draws its numbers with JavaScript, which is turned off.",
        "本页用 JavaScript 画出数字，而它被关闭了。",
    ),
    "page_made": (
        "Made by attnx {version}. Nothing on this page asks the network for anything.",
        "由 attnx {version} 制作。本页不向网络请求任何东西。",
    ),
    "page_views": ("Views", "视图"),
    "page_story": ("Story", "故事"),
    "page_matrix": ("Matrix", "矩阵"),
    "page_lines": ("Lines", "连线"),
    "page_heads": ("All heads", "所有的头"),
    "page_translation": ("Translation", "翻译"),
    "page_caption": ("Caption", "描述"),
    "page_writing": ("Text", "文本"),
    "page_writing_title": ("token by token", "逐个词元"),
    "page_writing_about": (
        "Move the slider to see what was likeliest at each step, and where the model looked.",
        "移动滑块，看每一步最可能的是什么，以及模型看向哪里。",
    ),
    "page_comparison": ("Side by side", "并排"),
    "page_learning": ("Learning", "学习"),
    "page_sides_title": ("what is compared", "比较什么"),
    "page_sides_text": ("text", "文本"),
    "page_sides_model": ("model", "模型"),
    "page_moved_hint": (
        "Choose a row to see it on both sides; the number is how much of its weight is elsewhere in B.",
        "选一行，看它在两边的样子；数字是它的权重有多少在 B 中移到了别处。",
    ),
    "page_row_hint": ("Choose a row to see it on both sides.", "选一行，看它在两边的样子。"),
    "page_prediction": ("Prediction", "预测"),
    "page_layers_title": ("what each layer would have said", "每一层会说什么"),
    "page_attention": ("Layer", "层"),
    "page_head": ("Head", "头"),
    "page_mean": ("mean", "平均"),
    "page_query": ("query", "查询"),
    "page_key": ("key", "键"),
    "page_block": ("Block", "整层"),
    "page_block_word": ("What happens to “{word}”", "“{word}”经过的每一步"),
    "page_block_strip": ("the vector", "向量"),
    "page_token": ("token", "词元"),
    "page_dimension": ("dimension", "维度"),
    "page_hint": (
        (
            "Choose a token to follow its query through every step; choose a cell of the scores, the weights or z to "
            "see its full arithmetic."
        ),
        "选一个词元，跟随它的查询走完每一步；选得分、权重或 z 中的一格，看它的完整算式。",
    ),
    "page_show": ("Show the numbers", "显示数字"),
    "page_thinned": (
        (
            "To keep the page small, only one head has every step here; of the others there are the weights, off by "
            "less than 0.00001."
        ),
        "为了让页面不太大，这里只有一个头保留了所有步骤；其余的头只有权重，误差小于 0.00001。",
    ),
    "page_rows": ("rows {first} to {last} of {all}", "第 {first} 到 {last} 行，共 {all} 行"),
    "page_row_before": ("rows before", "前面的行"),
    "page_row_after": ("rows after", "后面的行"),
    "page_columns": ("columns {first} to {last} of {all}", "第 {first} 到 {last} 列，共 {all} 列"),
    "page_column_before": ("columns before", "前面的列"),
    "page_column_after": ("columns after", "后面的列"),
    "page_arithmetic": ("The arithmetic of one cell", "一格的算式"),
    "page_close": ("Close", "关闭"),
    "page_more": (" + … {more} more", " + … 还有 {more} 项"),
    "page_products": ("Each product and the sum so far, {digits} decimals", "每个乘积和累计，{digits} 位小数"),
    "page_mixing": (
        "How number {dimension} of the z of “{query}” is mixed; {where}",
        "“{query}”的 z 的第 {dimension} 个数怎样混合而成；{where}",
    ),
    "page_z": ("z", "z 的值"),
    "page_heads_title": ("from query to key", "从查询到键"),
    "page_heads_about": (
        (
            "A line for each query and key, the thicker the more is read; a colour for each head. Choose several heads "
            "to see them together: of each pair the largest weight is told."
        ),
        "每对查询和键之间有一条线，读取越多线越粗；每个头一种颜色。可以同时选几个头一起看，每对说出其中最大的权重。",
    ),
    "page_lines_picture": ("Lines from each query to the keys it reads from", "从每个查询到它所读取的键的连线"),
    "page_lines_hint": (
        "Point at a token to see its lines alone; choose it to keep them.",
        "指着一个词元，只看它的线；选中它，线就留下。",
    ),
    "page_reads": ("“{token}” reads from:", "“{token}”读取："),
    "page_is_read": ("“{token}” is read by:", "读取“{token}”的是："),
    "page_floor": ("Only weights above", "只画大于此值的权重"),
    "page_model_title": ("every head at once", "所有的头"),
    "page_telling": ("heads that do something", "有事做的头"),
    "page_telling_about": (
        "Known for it or, where it says (here), named after what they do in this text. Choose one to see its steps.",
        "已知会做这件事；写着“（这里）”的，以它在这段文本里做的事命名。选一个，看它的各个步骤。",
    ),
    "page_model_about": (
        "Every head, a picture each: rows are queries, columns are keys. Choose one to see its steps.",
        "每个头一幅小图：行是查询，列是键。选一个，看它的各个步骤。",
    ),
    "page_step": ("step {step} of {all}", "第 {step} 步，共 {all} 步"),
    "page_step_slider": ("Which step", "第几步"),
    "page_step_before": ("Step before", "上一步"),
    "page_step_after": ("Next step", "下一步"),
    "page_rivals": ("What could have come next", "接下来还可能是什么"),
    "caption_title": ("caption", "描述"),
    "page_caption_title": ("word by word", "逐词描述"),
    "page_caption_about": (
        "One word after another: move along the steps to see each being chosen, and where it looked.",
        "一个词接一个词：移动步骤，看每个词怎样被选中，以及它看向哪里。",
    ),
    "page_translation_title": ("word by word", "逐词翻译"),
    "page_translation_about": (
        "One word after another: move along the steps to see each being chosen.",
        "一个词接一个词：移动步骤，看每个词怎样被选中。",
    ),
    # the frame
    "page_theme": ("Light or dark", "浅色或深色"),
    "page_picture": ("Save this view as a picture (SVG)", "把这个视图存为图片（SVG）"),
    "page_kind_self": ("self", "自身"),
    "page_kind_encoder": ("encoder", "编码器"),
    "page_kind_cross": ("cross", "交叉"),
    # the story
    "page_story_from": ("How “{query}” comes to read from “{key}”", "“{query}”怎样读到“{key}”"),
    "page_story_what": ("What “{query}” reads from each word", "“{query}”从每个词读取多少"),
    "page_story_hint": (
        (
            "A row for each word, {size} numbers in each strip: orange above zero, blue below. Point at one to see it, "
            "choose a row to see its sum."
        ),
        "每个词一行，每条有 {size} 个数：橙色大于零，蓝色小于零。指着一格看它的数，选一行看它的和。",
    ),
    "page_story_behind": (
        "Behind z: “{query}” on its way out of layer {layer}",
        "z 之后：“{query}”离开第 {layer} 层的路",
    ),
    "page_story_elsewhere": (
        "What happens behind z is on this page for “{word}” in layer {layer}; --block N or --block all shows more.",
        "z 之后的步骤，本页有“{word}”在第 {layer} 层的；--block N 或 --block all 会加入更多。",
    ),
    "page_story_next": ("After the last layer, the likeliest next words:", "最后一层之后，最可能的下一个词："),
    "page_story_weights": ("A row for each word, with how much is read from it.", "每个词一行：从它读取多少。"),
    "page_story_q": ("q of “{query}”", "“{query}”的 q"),
    "page_story_k": ("× k of each word", "× 每个词的 k"),
    "page_story_products": ("= products", "= 乘积"),
    "page_story_sum": ("sum", "和"),
    "page_story_z": ("z of “{query}” =", "“{query}”的 z ="),
    "page_story_brought": ("{share}% of it is the v of “{key}”", "其中 {share}% 是“{key}”的 v"),
    "page_story_rest": ("the other {count}", "其余 {count} 个"),
    "page_hidden": ("hidden", "看不到"),
    "page_play": ("play", "播放"),
    "page_keys_word": ("word", "词"),
    "page_keys_head": ("head", "头"),
    "page_keys_space": ("space", "空格"),
    "page_play_q": ("“{query}” asks: its query q is {size} numbers.", "“{query}”在问：它的查询 q 是 {size} 个数。"),
    "page_play_k": ("Each word answers with its key k.", "每个词用自己的键 k 来回答。"),
    "page_play_products": ("Number by number, q times k.", "q 与 k 的数逐个相乘。"),
    "page_play_sum": ("Each row adds up to one score.", "每一行加起来是一个得分。"),
    "page_play_scaled": ("The scores are scaled: {scaling}.", "得分经过缩放：{scaling}。"),
    "page_play_weight": ("The softmax makes them shares of 1.", "softmax 把它们变成总和为 1 的份额。"),
    "page_play_v": (
        "Each value v counts as much as its share; added up they are z, what “{query}” has read.",
        "每个值 v 按份额计算；加起来就是 z，即“{query}”读到的内容。",
    ),
    # what if, where the page holds its model
    "page_whatif": ("What if", "如果"),
    "page_live_reads": ("“{query}” reads most from “{key}”: {weight}", "“{query}”读取最多的是“{key}”：{weight}"),
    "page_whatif_text": ("Another sentence", "另一个句子"),
    "page_whatif_read": ("read", "读"),
    "page_whatif_blank": ("There is nothing to read yet.", "还没有可读的内容。"),
    "page_whatif_long": (
        "These are {found} tokens, and the model reads at most {limit}.",
        "这里有 {found} 个词元，而模型最多读 {limit} 个。",
    ),
    "page_whatif_temperature": ("temperature", "温度"),
    "page_whatif_scale": ("scaled", "缩放"),
    "page_whatif_silence": ("silence {where}", "让{where}沉默"),
    "page_whatif_reset": ("as the model is", "恢复原样"),
    "page_whatif_hide": (
        "Choose a word to hide it from “{query}” in every layer and head; choose it again to show it.",
        "选一个词，让“{query}”在所有层和头中都看不到它；再选一次则恢复。",
    ),
    # notebook
    "html_caption": (
        "{said}. {shown} Attention weights{cut}: rows are queries, columns are keys.",
        "{said}。{shown}注意力权重{cut}：行是查询，列是键。",
    ),
    "html_cut": (", the first {most} rows and columns", "，仅前 {most} 行和列"),
}
