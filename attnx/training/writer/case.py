"""Capital letters put back into lower-case English, as a text with capitals writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
MARKS = frozenset('.!?":\n')
NAMED = re.compile(r"\bnamed ([a-z]+)")


class Case:
    """What `texts` write with a capital: after which marks, which words, and which words after which others."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._after: Counter[str] = Counter()  # context → capitals less small letters
        self._word: Counter[str] = Counter()  # the same for a word in mid-sentence
        self._pair: Counter[tuple[str, str]] = Counter()
        for text in texts:
            for context, word in words(text):
                known = word.lower()
                vote = 1 if word[0].isupper() else -1
                self._pair[context, known] += vote
                if is_marks(context):
                    self._after[context] += vote
                else:
                    self._word[known] += vote

    def restore(self, text: str) -> str:
        """The same text with its capitals. Whoever is `named` something has a name."""
        names = {name for name in NAMED.findall(text) if self._word[name] >= 0}  # and not she who `named the cat`
        found = iter([self._is_capital(context, word, names) for context, word in words(text)])
        return WORD.sub(lambda match: match[0][0].upper() + match[0][1:] if next(found) else match[0], text)

    def _is_capital(self, context: str, word: str, names: set[str]) -> bool:
        if word.removesuffix("'s") in names:
            return True
        votes = self._pair[context, word]
        if votes:
            return votes > 0
        return self._word[word] > 0 or (is_marks(context) and self._after[context] > 0)


def words(text: str) -> Iterator[tuple[str, str]]:
    """(context, word) for every word: the marks before it, or where there are none the word before."""
    end, before = 0, ""
    for match in WORD.finditer(text):
        between = text[end : match.start()]
        yield (between if not before or MARKS & set(between) else before), match[0]
        end, before = match.end(), match[0].lower()


def is_marks(context: str) -> bool:
    return not context[:1].isalpha()
