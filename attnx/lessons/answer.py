"""The words of the answer: what a word reads from, why, and what to try next."""

from __future__ import annotations

from attnx.errors import Pair

WORDS: dict[str, Pair] = {
    # the verdict: never said of a row of another kind
    "answer_sharp": ("“{query}” reads from “{key}”: {weight}", "“{query}”主要从“{key}”读取：{weight}"),
    "answer_sharp_itself": ("“{query}” reads from itself: {weight}", "“{query}”主要从自己读取：{weight}"),
    "answer_torn": (
        "“{query}” is torn between {key} ({weight}) and {other} ({second})",
        "“{query}”在{key}（{weight}）与{other}（{second}）之间拿不定主意",
    ),
    "answer_split": ("“{query}” is split among {keys}", "“{query}”分散在{keys}之间"),
    "answer_split_two": ("“{query}” is split between {keys}", "“{query}”分散在{keys}之间"),
    "answer_parted": (
        "“{query}” is in pieces, each of which reads from one word: {keys}",
        "“{query}”拆成了几片，每片各读一个词：{keys}",
    ),
    "answer_itself": ("itself", "自己"),
    "answer_split_part": ("{key} {weight}", "{key}（占 {weight}）"),
    "answer_spread": (
        "“{query}” is spread over {count} places, {weight} at most",
        "“{query}”分散在 {count} 处，最多的一处占 {weight}",
    ),
    "answer_even": (
        "“{query}” reads from all {count} places almost alike, from none in particular",
        "“{query}”从全部 {count} 处读取的几乎一样多，没有偏重",
    ),
    "answer_even_two": (
        "“{query}” reads from {key} ({weight}) and {other} ({second}) almost alike",
        "“{query}”从{key}（{weight}）和{other}（{second}）读取的几乎一样多",
    ),
    "answer_rests": ("“{query}” rests on {marker}: {weight}", "“{query}”停在{marker} 上：{weight}"),
    "answer_points_nowhere": (
        "“{query}” found nothing to point to: it rests on {marker} ({weight})",
        "“{query}”没有找到所指代的词，停在{marker} 上（{weight}）",
    ),
    "answer_alone": ("“{query}” can see nothing but “{key}”", "“{query}”只看得见“{key}”"),
    "answer_alone_itself": ("“{query}” can see nothing but itself", "“{query}”只看得见自己"),
    "answer_nowhere": ("“{query}” may look nowhere", "“{query}”没有可看的地方"),
    "answer_first_marker": ("the start marker {piece}", "开始标记 {piece}"),
    "answer_last_marker": ("the end marker {piece}", "结束标记 {piece}"),
    "answer_other_marker": ("the marker {piece}", "标记 {piece}"),
    # the same of further rows, where there are too many for sentences
    "answer_few_sharp": ("“{query}” → “{key}” {weight}", "“{query}”读“{key}”{weight}"),
    "answer_few_sharp_itself": ("“{query}” → itself {weight}", "“{query}”读自己 {weight}"),
    "answer_few_torn": (
        "“{query}” → {key} {weight} or {other} {second}",
        "“{query}”读{key} {weight} 或{other} {second}",
    ),
    "answer_few_split": ("“{query}” → {keys}", "“{query}”分读{keys}"),
    "answer_few_spread": ("“{query}” → {count} places", "“{query}”分散在 {count} 处"),
    "answer_few_even": ("“{query}” → all {count} alike", "“{query}”读 {count} 处几乎一样多"),
    "answer_few_rests": ("“{query}” → {marker} {weight}", "“{query}”停在 {marker} {weight}"),
    "answer_few_points_nowhere": (
        "“{query}” → no word, {marker} {weight}",
        "“{query}”没有所指，停在 {marker} {weight}",
    ),
    "answer_few_alone": ("“{query}” → “{key}” alone", "“{query}”只看得见“{key}”"),
    "answer_few_alone_itself": ("“{query}” → itself alone", "“{query}”只看得见自己"),
    "answer_few_nowhere": ("“{query}” → nowhere", "“{query}”没有可看的"),
    # why this head, and how far to trust it
    "answer_place": ("{model}, {where}", "{model} 的{where}"),
    "answer_place_of": (
        "{model}, {where} ({round}, 1 of {heads} heads)",
        "{model} 的{where}（{round}，{heads} 个头之一）",
    ),
    "answer_round_first": ("first of {rounds} rounds of reading", "{rounds} 轮阅读的第一轮"),
    "answer_round": ("reading round {round} of {rounds}", "{rounds} 轮阅读的第 {round} 轮"),
    "answer_round_last": ("last of {rounds} rounds of reading", "{rounds} 轮阅读的最后一轮"),
    "answer_round_only": ("the only round of reading", "只有一轮阅读"),
    "answer_head_pronoun": (
        "{place} {what}: {measured}, so it can be wrong.",
        "{place}会{what}，这里正好有代词：{measured}，所以也可能错。",
    ),
    "answer_head_known": (
        "{place} {what}: {measured}. It is shown for its rows, some of which are sharp here.",
        "{place}会{what}：{measured}。选它，是因为这里有几行读得集中。",
    ),
    "answer_head_chosen": ("{place} {what}: {measured}.", "{place}会{what}：{measured}。"),
    "answer_head_short": ("{place} {what}.", "{place}会{what}。"),
    "answer_head_changed": (
        "{place} {what} in the model as it was trained; of this changed run that was not measured.",
        "在训练好的模型中，{place}会{what}；这次运行有改动，没有这样测过。",
    ),
    "answer_head_sharpest": (
        "{place}, where the words of this text read most sharply from one another.",
        "{place}：在这里，文本中的词彼此读取得最集中。",
    ),
    "answer_head_plain": ("{place}.", "这是 {place}。"),
    "answer_head_only": ("{place}, the only one there is.", "{place}，模型里只有这一个头。"),
    "answer_head_first": (
        "{place}; the text is too long for all heads to be looked through.",
        "{place}；文本太长，没有逐个查看所有的头。",
    ),
    "answer_head_random": (
        "{place}; the weights are random, so what reads from what means nothing about language.",
        "{place}；权重是随机的，谁读谁与语言无关。",
    ),
    # the arithmetic of the winner and of the next best
    "answer_why": ("why: ", "为什么："),
    "answer_next_best": ("next: {key} {scores} → {scaled} → {weight}", "其次：{key} {scores} → {scaled} → {weight}"),
    "answer_before": (
        "before learning: most from {key}, {weight}",
        "学习之前：从{key}读取最多，{weight}",
    ),
    "answer_before_even": (
        "before learning: from all {count} places almost alike, {weight} at most",
        "学习之前：从全部 {count} 处读取的几乎一样多，最多 {weight}",
    ),
    "answer_too_long": (
        "{count} tokens are too many for all steps to be read: this is the answer alone; --steps all prints them.",
        "{count} 个词元太多，逐步看不过来：这里只给出答案；--steps all 会全部打印。",
    ),
    "answer_try": ("try: {commands}", "试试：{commands}"),
}
