"""The words of the answer: what a word reads from, why, and what to try next."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    # the verdict: never said of a row of another kind
    "answer_sharp": ("“{query}” reads from “{key}”: {weight}", "“{query}”读自“{key}”：{weight}"),
    "answer_torn": (
        "“{query}” is torn between “{key}” ({weight}) and “{other}” ({second})",
        "“{query}”在“{key}”（{weight}）与“{other}”（{second}）之间举棋不定",
    ),
    "answer_split": ("“{query}” is split among {keys}", "“{query}”分散在{keys}之间"),
    "answer_split_two": ("“{query}” is split between {keys}", "“{query}”分在{keys}之间"),
    "answer_split_part": ("“{key}” {weight}", "“{key}”占 {weight}"),
    "answer_spread": (
        "“{query}” is spread over {count} places, none with more than {weight}",
        "“{query}”散布在 {count} 处，没有一处超过 {weight}",
    ),
    "answer_even": (
        "“{query}” reads from all {count} places alike, from none in particular",
        "“{query}”同样地读自全部 {count} 处，没有特别看哪一处",
    ),
    "answer_rests": ("“{query}” rests on {marker}: {weight}", "“{query}”停在{marker}上：{weight}"),
    "answer_points_nowhere": (
        "“{query}” found nothing to point to: it rests on {marker} ({weight})",
        "“{query}”没有找到可以指代的词：它停在{marker}上（{weight}）",
    ),
    "answer_alone": ("“{query}” can see nothing but itself", "“{query}”只看得见自己"),
    "answer_nowhere": ("“{query}” may look nowhere", "“{query}”哪里都不能看"),
    "answer_first_marker": ("the start marker {piece}", "开始标记 {piece}"),
    "answer_last_marker": ("the end marker {piece}", "结束标记 {piece}"),
    "answer_other_marker": ("the marker {piece}", "标记 {piece}"),
    # why this head, and how far to trust it
    "answer_head_pronoun": (
        "{place} finds what a pronoun stands for, and there is one: right on {share} of held-out sentences, so it "
        "can be wrong.",
        "{place}找出代词指什么，而这里有代词：在留出的句子上对了 {share}，所以也可能错。",
    ),
    "answer_head_known": (
        "{place} {what}, and has something to read from here; on held-out text it gave that {share} of its weight.",
        "{place}{what}，这里有它可读的；在留出的文本上，它把 {share} 的权重给了那里。",
    ),
    "answer_head_sharpest": (
        "{place}, where the words of this text read most sharply from one another.",
        "{place}，这段文本的词在这里彼此读得最集中。",
    ),
    "answer_head_plain": ("{place}.", "这是{place}。"),
    "answer_head_points": (
        "{place} finds what a pronoun stands for: right on {share} of held-out sentences, so it can be wrong.",
        "{place}找出代词指什么：在留出的句子上对了 {share}，所以也可能错。",
    ),
    "answer_head_does": (
        "{place} {what}: on held-out text it gave that {share} of its weight.",
        "{place}{what}：在留出的文本上，它把 {share} 的权重给了那里。",
    ),
    "answer_head_only": ("{place}, the only one there is.", "{place}，只有这一个。"),
    "answer_head_first": (
        "{place}; the text is too long for all heads to be looked through.",
        "{place}；文本太长，没有把所有的头都看一遍。",
    ),
    "answer_head_random": (
        "{place}; the weights are random, so what reads from what means nothing about language.",
        "{place}；权重是随机的，谁读谁与语言无关。",
    ),
    # the arithmetic of the winner and of the next best
    "answer_why": ("why: ", "为什么："),
    "answer_next_best": ("next best: {key} {scaled} → {weight}", "其次：{key} {scaled} → {weight}"),
    "answer_before": (
        "before learning: most from “{key}”, {weight}",
        "学习之前：最多来自“{key}”，{weight}",
    ),
    "answer_too_long": (
        "{count} tokens are too many for all steps to be read: this is the answer alone; --steps all prints them.",
        "{count} 个词元太多，逐步看不过来：这里只给出答案；--steps all 会全部打印。",
    ),
    "answer_try": ("try: {commands}", "试试：{commands}"),
}
