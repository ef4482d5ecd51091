"""The words of the screen in Chinese, and those of the quiz."""

from __future__ import annotations

SCREEN: dict[str, str] = {
    "help_explore": "全屏浏览：编辑句子，在层、头和词元之间移动。",
    "help_explore_text": "文本，放在引号里；在屏幕上可以编辑。",
    # 在别处指向命令行选项的话
    "screen_cut": "已显示：{what}。",
    "screen_focus_cut": "显示 {all} 个键中最大的 {shown} 个，其余共占 {rest} 的权重。",
    "screen_focus_columns": "太窄，放不下：{columns}。",
    "screen_vector_more": ", … 还有 {more} 个",
    "screen_sum_more": " + … 还有 {more} 项",
    # 屏幕的各部分
    "explore_text": "文本",
    "explore_heads": "这一格在各个头里",
    "explore_matrix": "行是查询，列是键",
    "explore_part": "0–{last} 中的第 {rows} 行、第 {columns} 列",
    "explore_most": "“{query}” 最多读取 “{key}”（{weight}）。",
    "explore_choose": "由哪个模型读这段文本？",
    "explore_by_text": "由文本决定",
    "explore_back": "Esc 返回",
    "explore_saved": "已保存为 {path}",
    # 按键
    "key_text": "编辑",
    "key_move": "移动",
    "key_heads": "头",
    "key_cell": "算式",
    "key_views": "视图",
    "key_model": "模型",
    "key_save": "保存",
    "key_keys": "按键",
    "key_quit": "退出",
    "keys_title": "按键",
    "about_key_text": "编辑文本：边输入边更新",
    "about_key_leave": "编辑完毕；从这样的页面返回",
    "about_key_move": "上下：查询；左右：键",
    "about_key_heads": "转到头的图，用方向键选择层和头；再转到文本",
    "about_key_head": "上一个头，下一个头",
    "about_key_layer": "上一层，下一层",
    "about_key_cell": "所标那一格的完整算式",
    "about_key_views": "全部权重；查询的那一行；每一步",
    "about_key_scroll": "滚动放不下的内容",
    "about_key_model": "换一个模型",
    "about_key_save": "把所见保存为当前目录里的图片（SVG）",
    "about_key_keys": "本页",
    "about_key_quit": "结束",
    "keys_about": "图中每个头的深浅，是所标查询在那里从所标键读取的权重。",
}

QUIZ: dict[str, str] = {
    "help_quiz": "先预测一个得分、一行权重或读取最多的词，再看算式。",
    "help_quiz_text": "文本，放在引号里（默认：可以手算的例子）。",
    "help_questions": "几道题（默认 5）。",
    "help_quiz_seed": "再出同样的题。",
    "quiz_about": (
        "共 {count} 题（--seed {seed}）。数字差在最后一位以内算对。输入 hint 或“提示”可得到提示，只计半分；空行跳过。"
    ),
    "quiz_number": "第 {number} 题，共 {count} 题；{where}",
    "quiz_score": "“{query}” 提问，“{key}” 回应。各乘积之和 q·k 是多少？",
    "quiz_score_part": "“{query}” 提问，“{key}” 回应。q·k 的 {all} 个乘积中，第 {first} 到 {last} 个之和是多少？",
    "quiz_row": "“{query}” 读取最多的键：softmax 把这些缩放后的得分变成怎样的权重？",
    "quiz_rest": "其余 {count} 个键给这一行 exp(s − 最大值) 的总和加上 {rest}。",
    "quiz_word": "“{query}”（词元 {index}）最多读取哪个词元？",
    "quiz_hint_score": "提示：{products}",
    "quiz_hint_row": "提示：exp({exponent}) 是 {parts}，总和为 {total}；每一项都除以它。",
    "quiz_hint_word": "提示：是 {words} 之一。",
    "quiz_no_more": "每道题只有一个提示。",
    "quiz_right": "对：{right}",
    "quiz_wrong": "不对，是 {right}",
    "quiz_skipped": "跳过：是 {right}",
    "quiz_whole": "全部 {all} 个乘积之和就是得分 {score}。",
    "quiz_result": "得分：{points} / {count}",
    "quiz_number_one": "一个数",
    "quiz_numbers": "{count} 个数，用空格隔开",
}

WORDS = SCREEN | QUIZ
