"""The words of two things side by side, before and after learning among them."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "before_after_title": (
        "What “{query}” reads, before learning and after; {where}",
        "“{query}” 在学习之前和之后读取什么；{where}",
    ),
    "column_before": ("before", "之前"),
    "column_after": ("after", "之后"),
    "before_after_changed": (
        "Before learning: most from “{old}” ({old_weight}); now from “{new}” ({new_weight}).",
        "学习之前它最多读取“{old}”（{old_weight}），学习之后是“{new}”（{new_weight}）。",
    ),
    "before_after_same": (
        "Before and after: most from “{new}” ({old_weight}, then {new_weight}).",
        "学习前后它都最多读取“{new}”：先是 {old_weight}，后来是 {new_weight}。",
    ),
    # the verdict: never said of a row of another kind
    "compare_turned": (
        "“{query}” turns from “{old}” ({old_weight}) to “{new}” ({new_weight})",
        "“{query}”从“{old}”（{old_weight}）转向“{new}”（{new_weight}）",
    ),
    "compare_held": (
        "“{query}” reads from “{new}” in both: {old_weight}, then {new_weight}",
        "“{query}”两边都读自“{new}”：先是 {old_weight}，后来是 {new_weight}",
    ),
    "compare_alike": ("Much the same in both: {said}", "两边差不多：{said}"),
    "compare_none": (
        "No word reads otherwise: none has moved {least} of its weight",
        "没有词读得不同：没有一个词移动了 {least} 的权重",
    ),
    "compare_each": ("In A {one}; in B {other}", "A 中{one}；B 中{other}"),
    "compare_at": ("{where}: {said}", "{where}中：{said}"),
    "compare_vector": (
        "{array} of “{token}” changed most: cosine {cosine}",
        "{array} 变化最大的是“{token}”：余弦 {cosine}",
    ),
    "compare_cell": ("“{query}” and “{key}” changed most: {numbers}", "“{query}”与“{key}”之间变化最大：{numbers}"),
    "compare_title": ("{what} side by side; {where}", "并排比较{what}；{where}"),
    "compare_where": ("A is {one}; B is {other}", "A 是{one}；B 是{other}"),
    "compare_about": (
        "Rows are queries, columns are keys; B − A is what B has more (+) or less (−).",
        "行是查询，列是键；B − A 是 B 多出（+）或少掉（−）的部分。",
    ),
    "compare_row": ("What “{query}” reads in A and in B; {where}", "“{query}” 在 A 和 B 中各读取什么；{where}"),
    "column_moved": ("moved", "移动"),
    "column_cosine": ("cosine", "余弦"),
    "column_relative": ("change", "变化"),
    "compare_vectors": (
        "cosine 1: the same direction; change: how long the difference is beside the vector in A.",
        "余弦为 1：方向相同；变化：差的长度与 A 中向量长度之比。",
    ),
    "compare_cut": (
        "Shown: {what}, those that differ most. --full shows all.",
        "已显示：{what}，都是差别最大的。--full 显示全部。",
    ),
    "compare_alone": ("Only in {side}: {words}.", "只在 {side} 中：{words}。"),
    "compare_same": ("Nothing changed: the numbers are the same.", "没有变化：数字完全相同。"),
    "compare_gone": ("All of these vectors are zero in B.", "这些向量在 B 中全为零。"),
    "compare_same_row": (
        "No weight of this row has changed enough to speak of: less than {least} of it is elsewhere.",
        "这一行的权重没有值得一提的变化：移到别处的不到 {least}。",
    ),
    "compare_little": (
        "No row has moved as much as {least} of its weight; the largest change: “{query}” from “{key}” ({numbers}).",
        "没有一行移动了 {least} 以上的权重；最大的变化：“{query}”从“{key}”读取的（{numbers}）。",
    ),
    "compare_row_turned": (
        "“{query}” turns from “{old}” ({old_numbers}) to “{new}” ({new_numbers}).",
        "“{query}”从“{old}”（{old_numbers}）转向“{new}”（{new_numbers}）。",
    ),
    "compare_more": (
        "“{query}” reads more from “{new}” ({new_numbers}), less from “{old}” ({old_numbers}).",
        "“{query}”更多地读取“{new}”（{new_numbers}），更少地读取“{old}”（{old_numbers}）。",
    ),
    "compare_blind": (
        "“{query}” looks nowhere any more; it read most from “{key}” ({key_numbers}).",
        "“{query}”不再看任何地方；它原来最多读取“{key}”（{key_numbers}）。",
    ),
    "compare_looks": (
        "Where {query} looks on each side: bright is read, dark is not.",
        "{query} 在两边各看向哪里：亮处被读取，暗处没有。",
    ),
    "compare_opened": (
        "“{query}” looked nowhere; now it reads most from “{key}” ({key_numbers}).",
        "“{query}”原来无处可看；现在最多读取“{key}”（{key_numbers}）。",
    ),
    "compare_more_rows": (
        "Of {count} more rows at least {least} of the weight has moved.",
        "还有 {count} 行，各有至少 {least} 的权重移到了别处。",
    ),
}
