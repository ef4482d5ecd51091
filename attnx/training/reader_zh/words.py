"""Chinese words, as jieba's dictionary parts them (MIT, https://github.com/fxsjy/jieba); at training time only."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

DETERMINED = re.compile(r"[这那每哪一两几][\u4e00-\u9fff]{2,}")  # jieba takes 那本书 for one word


class Words:
    """Parts texts into words; words that are given are known to it."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self.tokenizer = jieba.Tokenizer()
        for word in known:
            self.tokenizer.add_word(word)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of every word."""
        found, start = [], 0
        for word in self.tokenizer.cut(text):
            cuts = (1, 1, len(word) - 2) if DETERMINED.fullmatch(word) and word not in WHOLE else (len(word),)
            for size in cuts:
                found.append((start, start + size))
                start += size
        return found

    def nouns(self, count: int) -> list[str]:
        """So many nouns of two characters that are no people, the most frequent in jieba's texts first."""
        from jieba import posseg

        posseg.dt.initialize()
        tags = posseg.dt.word_tag_tab
        things = (word for word in tags if len(word) == 2 and tags[word] == "n" and word[-1] not in PEOPLE)
        return sorted(things, key=lambda word: (-(self.tokenizer.FREQ.get(word) or 0), word))[:count]


PEOPLE = frozenset("人员者们亲夫妻爷爸妈爹娘友师长民士工家生手伴众官兵帝皇童徒敌客贼女男")  # how words for people end
WHOLE = frozenset(
    [
        *("一会儿", "一下子", "这么样", "那么样", "一样的", "一辈子", "这时候", "那时候"),
        *("一点儿", "两口子", "一口气", "一连串", "一把手", "一系列", "每一个"),
    ]
)
