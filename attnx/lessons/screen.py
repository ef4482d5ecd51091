"""The words of the screen and its keys."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    # what elsewhere points at options of the command line
    "screen_cut": ("Shown: {what}.", "已显示：{what}。"),
    "screen_focus_cut": (
        "Shown: the {shown} largest of {all} keys; the others have {rest} of the weight.",
        "显示最大的 {shown} 个键（共 {all} 个），其余共占 {rest} 的权重。",
    ),
    "screen_focus_columns": ("Too narrow for: {columns}.", "太窄，放不下：{columns}。"),
    "screen_vector_more": (", … {more} more", ", … 还有 {more} 个"),
    "screen_sum_more": (" + … {more} more", " + … 还有 {more} 项"),
    "screen_about_block_attention": (
        "What its {heads} heads read, joined and projected; 3 shows one of them.",
        "{heads} 个头读到的内容拼接并投影；按 3 显示其中一个。",
    ),
    "screen_about_block_units": (
        "Of {count} hidden units the {shown} strongest of each token, by number.",
        "{count} 个隐藏单元中每个词元最强的 {shown} 个（按编号）。",
    ),
    "screen_cut_dimensions": ("{shown} of {all} dimensions", "{all} 个维度中的 {shown} 个"),
    "explore_reads": ("What happens around attention is being read …", "正在读取注意力之外的各步……"),
    # the parts of the screen
    "explore_text": ("text", "文本"),
    "explore_heads": ("cell in every head", "这一格在各个头里"),
    "explore_matrix": ("rows are queries, columns are keys", "行是查询，列是键"),
    "explore_hidden": ("may not look there", "不能看那里"),
    "explore_part": ("rows {rows} and columns {columns} of 0–{last}", "0–{last} 中的第 {rows} 行、第 {columns} 列"),
    "explore_strips": ("how “{query}” reads each key", "“{query}”怎样从每个键读取"),
    "explore_choose": ("Which model reads the text?", "由哪个模型读这段文本？"),
    "explore_by_text": ("the one that suits the text", "由文本决定"),
    "explore_result": ("“{query}” gives “{key}” the weight {weight}", "“{query}”给“{key}”的权重是 {weight}"),
    "explore_result_hidden": ("“{query}” may not look at “{key}”", "“{query}”不能看“{key}”"),
    "explore_telling_pronoun": (
        "“{query}” is a pronoun: {where} {what}",
        "“{query}”是代词：{where}会{what}",
    ),
    "explore_telling_known": (
        "{where} {what}: no head tells more of “{query}”",
        "{where}会{what}：没有哪个头更能说明“{query}”",
    ),
    "explore_telling_sharpest": (
        "{where}: here “{query}” reads more from one other word than in any other head",
        "{where}：在这里，“{query}”从另一个词读取得最集中，别的头都不如它",
    ),
    "explore_telling_plain": (
        "no head tells more of “{query}” than another: this is {where}",
        "没有哪个头更能说明“{query}”：这是{where}",
    ),
    "explore_telling_only": ("there is no other head", "模型里只有这一个头"),
    "explore_captions": ("The picture is being described …", "正在描述这幅图……"),
    "explore_no_caption": (
        "A picture has a caption: write the name of its file where the text is.",
        "只有图片才有描述：请在文本处写上图片的文件名。",
    ),
    "explore_saved": ("saved as {path}", "已保存为 {path}"),
    # keys
    "key_text": ("edit", "编辑"),
    "key_move": ("move", "移动"),
    "key_heads": ("heads", "头"),
    "key_cell": ("cell", "算式"),
    "key_views": ("view", "视图"),
    "key_model": ("model", "模型"),
    "key_head": ("head", "头"),
    "key_layer": ("layer", "层"),
    "key_query": ("query", "查询"),
    "key_caption": ("caption", "描述"),
    "key_word": ("word", "词"),
    "key_telling": ("best", "最佳头"),
    "key_scroll": ("scroll", "滚动"),
    "key_done": ("done", "完成"),
    "key_back": ("back", "返回"),
    "key_choose": ("choose", "选择"),
    "key_take": ("take", "确定"),
    "key_keys": ("keys", "按键"),
    "key_quit": ("quit", "退出"),
    "keys_title": ("Keys", "按键"),
    "about_key_text": ("edit the text: what is shown changes as you type", "编辑文本：边输入边更新"),
    "about_key_leave": ("done with the text; back from a page like this one", "编辑完毕；从这样的页面返回"),
    "about_key_move": (
        "up and down: the query; left and right: the key; in a picture: over its patches",
        "上下：查询；左右：键；图片中：在小块之间移动",
    ),
    "about_key_heads": (
        "on to the heads (arrows: layer and head), on to the text",
        "转到头的图，用方向键选择层和头；再转到文本",
    ),
    "about_key_head": ("the head before, the head after", "上一个头，下一个头"),
    "about_key_layer": ("the layer before, the layer after", "上一层，下一层"),
    "about_key_caption": (
        "what the model says of a picture, and the patches that each word looked at",
        "模型对图片的描述，以及每个词看过的小块",
    ),
    "about_key_telling": (
        "the head that tells most of the marked word, and why",
        "转到最能说明所标的词的那个头，并说明原因",
    ),
    "about_key_cell": ("the arithmetic of the marked cell, every product of it", "所标那一格的完整算式"),
    "about_key_views": (
        "all weights; the query's row; every step; the layer whole; its way",
        "全部权重；查询的那一行；每一步；完整的一层；它经过所有层的路",
    ),
    "about_key_scroll": ("scroll what does not fit", "滚动放不下的内容"),
    "about_key_model": ("another model", "换一个模型"),
    "about_key_save": ("save what you see as a picture (SVG) where you are", "把所见保存为当前目录里的图片（SVG）"),
    "about_key_keys": ("this page", "本页"),
    "about_key_quit": ("end", "结束"),
    "keys_mouse": (
        "A click of the mouse on a cell, on the name of a row or a column, or on a head of the map moves there.",
        "用鼠标点一格、行名、列名或图中的头，就移到那里。",
    ),
    "keys_about": (
        "Each head in the map has the shade of what the marked query reads from the marked key there.",
        "图中每个头的深浅，是所标查询在那里从所标键读取的权重。",
    ),
}
