"""The words of the quiz."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    "quiz_about": (
        (
            "Questions: {count} (--seed {seed}). Numbers are right to within their last digit. hint gives a hint and "
            "leaves half a point; an empty line skips; quit ends it."
        ),
        (
            "共 {count} 题（--seed {seed}）。数字差在最后一位以内算对。输入 hint 或“提示”可得到提示，只计半分；"
            "空行跳过；quit 或“退出”结束。"
        ),
    ),
    "quiz_number": ("Question {number} of {count}; {where}", "第 {number} 题，共 {count} 题；{where}"),
    "quiz_score": (
        "“{query}” asks, “{key}” offers. What is q·k, the sum of the products?",
        "“{query}” 提问，“{key}” 回应。各乘积之和 q·k 是多少？",
    ),
    "quiz_score_part": (
        "“{query}” asks, “{key}” offers. Of the {all} products of q·k, what do numbers {first} to {last} add up to?",
        "“{query}” 提问，“{key}” 回应。q·k 的 {all} 个乘积中，第 {first} 到 {last} 个之和是多少？",
    ),
    "quiz_row": (
        "What “{query}” reads most from: which weights does the softmax make of these scaled scores?",
        "“{query}” 读取最多的键：softmax 把这些缩放后的得分变成怎样的权重？",
    ),
    "quiz_rest": (
        "To the row's total of exp(s − largest) the other {count} add {rest}.",
        "其余 {count} 个键给这一行 exp(s − 最大值) 的总和加上 {rest}。",
    ),
    "quiz_word": (
        "Which token does “{query}” (token {index}) read most from?",
        "“{query}”（词元 {index}）最多读取哪个词元？",
    ),
    "quiz_hint_score": ("Hint: {products}", "提示：{products}"),
    "quiz_hint_row": (
        "Hint: exp({exponent}) is {parts}, which is {total} in all; each is divided by that.",
        "提示：exp({exponent}) 是 {parts}，总和为 {total}；每一项都除以它。",
    ),
    "quiz_hint_word": ("Hint: it is one of {words}.", "提示：是 {words} 之一。"),
    "quiz_no_more": ("There is one hint for each question.", "每道题只有一个提示。"),
    "quiz_right": ("Right: {right}", "对：{right}"),
    "quiz_wrong": ("No, it is {right}", "不对，是 {right}"),
    "quiz_rest_sink": (
        "The sink and the other keys ({count}) add {rest} to the row's total of exp(s − largest).",
        "汇点和其余的键（{count} 个）给这一行 exp(s − 最大值) 的总和加上 {rest}。",
    ),
    "quiz_skipped": ("Skipped: it is {right}", "跳过：是 {right}"),
    "quiz_whole": ("All {all} products add up to the score, {score}.", "全部 {all} 个乘积之和就是得分 {score}。"),
    "quiz_result": ("Score: {points} of {count}", "得分：{points} / {count}"),
    "quiz_number_one": ("a number", "一个数"),
    "quiz_numbers": ("{count} numbers with spaces between", "{count} 个数，用空格隔开"),
}
