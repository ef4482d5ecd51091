"""Every sentence is there in both languages, with the same gaps to fill, and none is there for nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from attnx import errors, trace
from attnx.cli import app
from attnx.lessons import LANGUAGES, Lesson, language_of, words, zh_errors
from attnx.measures import verify
from attnx.views import tour

HOUSE = Path(errors.__file__).parent
CHINESE = re.compile("[\u4e00-\u9fff]")
# Sentences that are the same in both languages: names and formulas.
SAME = {"title_z", "tour_z", "tour_softmax", "usage"}
SIGNS = {"title_q", "and"}  # Q、K、V
ENGLISH, CHINESE_WORDS = words("en"), words("zh")
ERRORS = {"UsageError", "InputError", "CheckpointError", "TraceError", "OutputError", "AttnxError"}


@cache
def nodes() -> tuple[ast.AST, ...]:
    """Everything in the code of attnx but the sentences themselves."""
    files = [file for file in sorted(HOUSE.rglob("*.py")) if file.parent.name != "lessons" and file.name != "errors.py"]
    return tuple(node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call, with the name of what is called: say, SAY, InputError."""
    for node in nodes():
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""), node


def literals() -> set[str]:
    """Every text that stands in the code."""
    return {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def patterns(node: ast.expr) -> Iterator[str]:
    """The keys an expression can be, as regular expressions: f"title_{step}" is title_.*"""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = [list(patterns(part)) if isinstance(part, ast.Constant) else [".*"] for part in node.values]
        yield from map("".join, product(*parts))
    elif isinstance(node, ast.IfExp):
        yield from patterns(node.body)
        yield from patterns(node.orelse)


def used() -> Iterator[tuple[str, set[str] | None, int]]:
    """What the code says: a pattern of keys, the names of the facts (None where they are not listed), the line."""
    for name, call in calls():
        if name in ("say", "SAY") and call.args:
            facts = {keyword.arg for keyword in call.keywords}
            for pattern in patterns(call.args[0]):
                yield pattern, None if None in facts else {fact for fact in facts if fact}, call.lineno


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences() -> None:
    assert ENGLISH.keys() == CHINESE_WORDS.keys()
    assert list(ENGLISH) == list(CHINESE_WORDS)  # in the same order, so that one can be read beside the other
    assert errors.SENTENCES.keys() == zh_errors.SENTENCES.keys()
    assert list(errors.SENTENCES) == list(zh_errors.SENTENCES)


@pytest.mark.parametrize(
    ("english", "chinese"), [(ENGLISH, CHINESE_WORDS), (errors.SENTENCES, zh_errors.SENTENCES)], ids=["words", "errors"]
)
def test_the_same_gaps_in_both_languages(english: Mapping[str, str], chinese: Mapping[str, str]) -> None:
    for key in english:
        assert fields(english[key]) == fields(chinese[key]), key


@pytest.mark.parametrize("sentences", [CHINESE_WORDS, zh_errors.SENTENCES], ids=["words", "errors"])
def test_chinese_is_chinese(sentences: Mapping[str, str]) -> None:
    for key, sentence in sentences.items():
        assert CHINESE.search(sentence) or key in SAME | SIGNS, key
        assert not re.search("[\u4e00-\u9fff][,;:?!]", sentence), f"{key} has a sign of English between Chinese letters"


@pytest.mark.parametrize("sentences", [ENGLISH, errors.SENTENCES], ids=["words", "errors"])
def test_english_is_english(sentences: Mapping[str, str]) -> None:
    names = re.compile("张三|李四|王五")
    for key, sentence in sentences.items():
        assert not CHINESE.search(names.sub("", sentence)), key
        assert not re.search("[，。；：？！（）]", sentence), key


def test_only_names_and_formulas_are_the_same() -> None:
    alike = {key for key in ENGLISH if ENGLISH[key] == CHINESE_WORDS.get(key)}
    alike |= {key for key, sentence in errors.SENTENCES.items() if sentence == zh_errors.SENTENCES.get(key)}
    assert alike <= SAME


def test_what_the_code_says_is_there() -> None:
    said = list(used())
    assert len(said) > 80
    for pattern, facts, line in said:
        keys = [key for key in ENGLISH if re.fullmatch(pattern, key)]
        assert keys, f"{pattern}, said in line {line}"
        if ".*" not in pattern and facts is not None:
            assert fields(ENGLISH[keys[0]]) <= facts, f"{pattern}, said in line {line}"


def test_what_is_there_is_said() -> None:
    texts = literals() | {f"help_{name}" for name in option_helps()}
    made = [pattern for node in nodes() if isinstance(node, ast.JoinedStr) for pattern in patterns(node)]
    made = [pattern for pattern in made if re.search(r"[a-z]{2,}_|_[a-z]{2,}|library", pattern)]
    for key in ENGLISH:
        assert key in texts or any(re.fullmatch(pattern, key) for pattern in made), f"{key} is never said"


def option_helps() -> set[str]:
    """The names that options hand on: option("--file", help="file")."""
    found = set()
    for name, call in calls():
        if name == "option":
            found |= {
                word.value.value
                for word in call.keywords
                if word.arg == "help" and isinstance(word.value, ast.Constant)
            }
    return {str(name) for name in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_made_of_names_is_there(language: str) -> None:
    say = Lesson(language)
    for step in trace.STEPS:
        if step not in ("k", "v"):  # they share the title of q
            assert say(f"title_{step}")
            assert say(f"about_{step}")
    for name in get_args(trace.Provenance):
        for key in ("provenance", "short", "meaning"):
            assert say(f"{key}_{name}")
    for scene in (*tour.WORKED, "translation", "lookup", "it", "whole"):
        assert say(f"tour_{scene}")
        assert say(f"tour_about_{scene}")
    for module in (
        "explain",
        "explore",
        "quiz",
        "translate",
        "lookup",
        "attend",
        "show",
        "verify",
        "tour",
        "models",
        "schema",
    ):
        assert say(f"help_{module}")
    for name in option_helps():
        assert say(f"help_{name}")
    for part in ("token", "position", "segment"):
        assert say(f"part_{part}")
    assert app.in_our_words("Usage: x [OPTIONS]").startswith(say("library Usage:")) == (language == "en")


def test_every_check_of_verify_has_a_name() -> None:
    steps = set(re.findall(r'(?:return|yield) "(\w+)"', Path(verify.__file__).read_text(encoding="utf-8")))
    assert len(steps) == 6
    for step in steps:
        assert f"check_{step}" in ENGLISH


def raised() -> Iterator[tuple[str, set[str] | None, str]]:
    """Every error the code makes: its key, the names of its facts, and where."""
    for name, call in calls():
        if name in ERRORS and call.args:
            facts = {keyword.arg for keyword in call.keywords}
            listed = None if None in facts else {fact for fact in facts if fact}
            if isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value), listed, f"line {call.lineno}"


def test_every_error_has_its_sentence_and_facts() -> None:
    errors_made = list(raised())
    assert len(errors_made) > 60
    for key, facts, place in errors_made:
        assert key in errors.SENTENCES, f"{key}, {place}"
        if facts is not None:
            assert fields(errors.SENTENCES[key]) == facts, f"{key}, {place}"


def test_words_in_the_facts_of_errors_are_there_in_chinese() -> None:
    said = {
        str(word.value.value)
        for name, call in calls()
        if name in ERRORS
        for word in call.keywords
        if word.arg in ("what", "expected", "reason") and isinstance(word.value, ast.Constant)
    }
    # A shape such as (token, d_model) and a name such as mean are the same in every language.
    assert {fact for fact in said if " " in fact and not fact.startswith("(")} <= zh_errors.FACTS.keys()
    assert zh_errors.FACTS.keys() <= literals() | {"int", "float", "str", "bool"}
    assert all(CHINESE.search(fact) or " 或 " in fact for fact in zh_errors.FACTS.values())


def test_a_users_own_word_is_not_translated() -> None:
    assert "head" in Lesson("zh").of(errors.UsageError("focus_absent", word="head", choices="0 it"))
    refused = Lesson("zh").of(errors.UsageError("not_there", what="head", one=9, owner="toy", there="0, 1"))
    assert refused == "toy 里没有头 9：可选 0, 1"


def test_no_error_is_there_for_nothing() -> None:
    for key in errors.SENTENCES:
        assert key in literals(), f"{key} is never raised"


def test_errors_speak_both_languages() -> None:
    error = errors.UsageError("focus_twice", word="it", choices="0 it, 3 it")
    for language, words_of_it in (("en", "occurs more than once"), ("zh", "出现了不止一次")):
        assert words_of_it in Lesson(language).of(error)
        assert "0 it, 3 it" in Lesson(language).of(error)
    braces = errors.InputError("classic_words", word="{word} {0} %s")
    assert "{word} {0} %s" in str(braces)
    assert "{word} {0} %s" in Lesson("zh").of(braces)


def test_the_tree_of_errors_is_the_one_that_is_drawn() -> None:
    drawn = re.findall(r"[├└]── (\w+)", errors.__doc__ or "")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.AttnxError)]
    assert drawn == [kind.__name__ for kind in kinds if kind is not errors.AttnxError]
    assert {kind: kind.exit_code for kind in kinds if kind.exit_code != 1} == {errors.UsageError: 2}


def test_the_language_of_an_environment() -> None:
    assert language_of({}) == "en"
    assert language_of({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert language_of({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}) == "en"
    assert language_of({"LANG": "de_DE", "LC_MESSAGES": "zh_TW"}) == "zh"
