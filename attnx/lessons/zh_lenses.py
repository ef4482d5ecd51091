"""The words of the lenses in Chinese, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {}

COMPARE: dict[str, str] = {
    "compare_title": "并排比较{what}；{where}",
    "compare_where": "A 是{one}；B 是{other}",
    "compare_about": "行是查询，列是键；B − A 是 B 多出（+）或少掉（−）的部分。",
    "compare_row": "“{query}” 在 A 和 B 中各读取什么；{where}",
    "column_moved": "移动",
    "column_cosine": "余弦",
    "column_relative": "变化",
    "compare_vectors": "余弦为 1：方向相同；变化：差的长度与 A 中向量长度之比。",
    "compare_cut": "已显示：{what}，都是差别最大的。--full 显示全部。",
    "compare_alone": "只在 {side} 中：{words}。",
    "compare_same": "没有变化：数字完全相同。",
    "compare_gone": "这些向量在 B 中全为零。",
    "compare_same_row": "这一行的权重没有值得一提的变化：移到别处的不到 {least}。",
    "compare_little": "没有一行移动了 {least} 以上的权重；最大的变化：“{query}”从“{key}”读取的（{numbers}）。",
    "compare_turned": "“{query}”从“{old}”（{old_numbers}）转向“{new}”（{new_numbers}）。",
    "compare_more": "“{query}”更多地读取“{new}”（{new_numbers}），更少地读取“{old}”（{old_numbers}）。",
    "compare_blind": "“{query}”不再看任何地方；它原来最多读取“{key}”（{key_numbers}）。",
    "compare_opened": "“{query}”原来无处可看；现在最多读取“{key}”（{key_numbers}）。",
    "compare_more_rows": "还有 {count} 行，各有至少 {least} 的权重移到了别处。",
}

WHAT_IF: dict[str, str] = {
    "what_if_without_scale": "如果得分不缩放：缩放系数为 1。",
    "what_if_temperature": "如果得分在 softmax 之前除以温度 {value}。",
    "what_if_hide": "如果“{query}”在所有层和头里都不能看“{key}”。",
    "what_if_ablate": "如果第 {layer} 层第 {head} 头不说话：它的 z 为零。",
    "what_if_without_position": "如果模型不知道词元的顺序。",
    "what_if_swap": "如果“{word}”换成“{other}”。",
    "what_if_a": "原来",
    "what_if_b": "改变之后",
    "what_if_same": "没有变化，{where}：{steps}。",
    "what_if_stream": "结果：最后一层之后的残差",
    "what_if_next": "整段文本之后接下来是什么，可能性多大",
    "what_if_bits": "下一个词元的概率移动了 {bits} 比特（KL 散度）。",
    "what_if_most_bits": "移动最多的是“{token}”之后，有 {bits} 比特。",
}

CONTRIBUTIONS: dict[str, str] = {}

PREDICT: dict[str, str] = {}

WORDS = HEADS | COMPARE | WHAT_IF | CONTRIBUTIONS | PREDICT
