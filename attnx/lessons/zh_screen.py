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

QUIZ: dict[str, str] = {}

WORDS = SCREEN | QUIZ
