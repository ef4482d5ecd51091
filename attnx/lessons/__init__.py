"""The words of attnx, English and Chinese: everything a user reads that is not a number or their own text."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping

from attnx.errors import AttnxError

LANGUAGES = ("en", "zh")


class Lesson:
    """Says things in one language: `say("cut_rows", shown=20, all=31)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = words(language)

    def __call__(self, key: str, /, **facts: object) -> str:
        return self._words[key].format(**facts) if facts else self._words[key]

    def of(self, error: AttnxError) -> str:
        """The sentence of an error."""
        if self.language == "zh":
            from attnx.lessons.zh_errors import FACTS, SENTENCES

            facts = {name: self._fact(name, fact, FACTS) for name, fact in error.facts.items()}
            return SENTENCES[error.key].format(**facts)
        return str(error)

    def _fact(self, name: str, fact: object, known: Mapping[str, str]) -> object:
        """A fact of an error; those that are words of ours are said in this language."""
        if isinstance(fact, AttnxError):
            return self.of(fact)
        return known.get(str(fact), fact) if name in ("what", "expected", "reason") else fact


def words(language: str) -> Mapping[str, str]:
    """Every sentence of one language, by its key."""
    return ChainMap(*parts(language))


def parts(language: str) -> tuple[dict[str, str], ...]:
    """The same in parts, which share no key."""
    if language == "zh":
        from attnx.lessons import zh, zh_cli, zh_lenses, zh_page, zh_screen

        return zh.WORDS, zh_cli.WORDS, zh_page.WORDS, zh_screen.WORDS, *zh_lenses.LENSES
    from attnx.lessons import en, en_cli, en_lenses, en_page, en_screen

    return en.WORDS, en_cli.WORDS, en_page.WORDS, en_screen.WORDS, *en_lenses.LENSES


def language_of(environment: Mapping[str, str]) -> str:
    """The language that LC_ALL, LC_MESSAGES or LANG ask for, English unless it is Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"
