"""Questions in Chinese to which the answer is known, none of which the grammar of training made.

A first set is written by hand, one sentence a line. The second is made of patterns of its own, in which two candidates
of the same gender or kind are told apart by syntax alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product
from pathlib import Path

from attnx.training.questions import rows

Span = tuple[int, int]  # of characters, from and to


@dataclass(frozen=True)
class Question:
    """A text, where its pronoun stands, what it stands for, and the other candidate, if only these two are asked."""

    text: str
    pronoun: Span
    right: Span
    wrong: Span | None = None


def everyday(path: Path) -> Iterator[Question]:
    """Rows of text, pronoun (its last occurrence) and the word it stands for (its first); every word is a candidate."""
    for text, pronoun, referent in rows(path):
        start, end = text.rindex(pronoun), text.index(referent)
        yield Question(text, (start, start + len(pronoun)), (end, end + len(referent)))


MEN = ("铁匠", "牧师", "中介", "园丁", "大刚", "杰森", "老周", "船员", "棋手", "牧羊人")
WOMEN = ("女店员", "裁判", "药剂师", "晓燕", "多萝西", "领班", "舞者", "校医")
# (pattern, whether {a} is what the pronoun, in brackets, stands for; otherwise it is {b})
OF_PEOPLE = (
    ("{a}请{b}坐下，给[他]倒了一杯热茶。", False),
    ("{a}一看到{b}，就把[他]拉到一边说话。", False),
    ("{a}在门口等着{b}，想当面谢谢[他]。", False),
    ("{a}替{b}写完信，又念给[他]听。", False),
    ("{a}跑过去拉住{b}，不让[他]离开。", False),
    ("{a}叫{b}过来，问[他]要不要喝水。", False),
    ("{a}送{b}去机场，一路上都在安慰[他]。", False),
    ("{a}的{b}昨天走了，是我送[他]上的车。", False),
    ("{b}被{a}推了一下，[他]的衣服全湿了。", False),
    ("{a}没有把[自己]的秘密告诉{b}。", True),
    ("{a}向{b}讲起了[自己]的童年。", True),
    ("{a}当着{b}的面，夸了夸[自己]。", True),
    ("认识{b}的那个{a}来过了，你没见到[他]吗？", True),
)
THINGS = ("茶壶", "积木", "零件", "硬币", "扳手", "磁带", "螺丝刀", "模型", "徽章", "望远镜")
BOXES = ("木箱", "橱柜", "提包", "纸箱", "保险柜", "工具箱")
OF_THINGS = (
    ("哥哥把{a}从{b}里取出来，仔细擦了擦[它]。", True),
    ("有人把{a}扔进了{b}里，我又把[它]捡了出来。", True),
    ("至于{a}，我早就把[它]从{b}里拿走了。", True),
    ("{b}里的{a}是谁的？能不能把[它]借给我？", True),
    ("{a}比{b}还重，我一个人搬不动[它]。", True),
    ("{a}放在{b}旁边，谁都可以拿走[它]。", True),
    ("{b}里只有{a}，弟弟偷偷拿走了[它]。", True),
    ("打开{b}，看见了{a}，我小心地拿起[它]。", True),
    ("我找遍了{b}，才找到{a}，原来弟弟把[它]藏起来了。", True),
)


def by_syntax() -> Iterator[Question]:
    """Every pattern with some pairs of its words."""
    for people, he in ((MEN, "他"), (WOMEN, "她")):
        for place, (pattern, first) in enumerate(OF_PEOPLE):
            pairs = list(permutations(people, 2))[place::7]
            yield from (filled(pattern.replace("[他]", f"[{he}]"), a, b, first) for a, b in pairs)
    for place, (pattern, first) in enumerate(OF_THINGS):
        pairs = list(product(THINGS, BOXES))[place::4]
        yield from (filled(pattern, a, b, first) for a, b in pairs)


def filled(pattern: str, a: str, b: str, first: bool) -> Question:
    marked = pattern.format(a=a, b=b)
    text = marked.replace("[", "").replace("]", "")
    start = marked.index("[")
    spans = [(text.index(word), text.index(word) + len(word)) for word in (a, b)]
    right, wrong = spans if first else spans[::-1]
    return Question(text, (start, marked.index("]") - 1), right, wrong)
