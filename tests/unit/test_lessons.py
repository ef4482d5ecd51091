"""Every sentence is there in both languages, with the same gaps to fill, and none is there for nothing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain, product
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import attnx
from attnx import errors, lessons, trace
from attnx.cli import app
from attnx.cli import help as help_page
from attnx.errors import PHRASES, Pair, Phrase, checkpoint, inputs, output, usage
from attnx.errors import trace as trace_errors
from attnx.errors.phrases import REFUSALS
from attnx.lessons import LANGUAGES, SUBJECTS, Lesson, language_of, words_of
from attnx.lessons.hints import HINTS, nearest
from attnx.trace import ATTENTION_AXES, LAYER_AXES, TEXT_AXES
from attnx.views import tour
from attnx.views.page.page import joined, said_by

HOUSE = Path(attnx.__file__).parent
SENTENCES = errors.sentences()
CHINESE = re.compile("[\u4e00-\u9fff]")
# Sentences that are the same in both languages: names and formulas.
SAME = {"title_z", "tour_z", "tour_softmax", "usage", "revision_of", "classic_words"}
SIGNS = {"title_q", "and", "comma"}  # Q、K、V
STARTS = ("start", "written", "sides", "history", "live")  # the modules that begin the pages there are
ERRORS = {"UsageError", "InputError", "CheckpointError", "TraceError", "OutputError", "AttnxError"}
WORDS = {key: pair for subject in SUBJECTS for key, pair in words_of(subject).items()}
ENGLISH = {key: english for key, (english, _) in WORDS.items()}
TABLES = {"words": WORDS, "errors": SENTENCES, "phrases": PHRASES, "hints": HINTS}
tables = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


@cache
def trees() -> dict[str, ast.Module]:
    """The code of attnx by its file, but the sentences themselves."""
    files = [file for file in sorted(HOUSE.rglob("*.py")) if file.parent.name not in ("lessons", "errors")]
    return {file.relative_to(HOUSE).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


@cache
def nodes() -> tuple[ast.AST, ...]:
    """Everything in it."""
    return tuple(node for tree in trees().values() for node in ast.walk(tree))


def called(call: ast.Call) -> str:
    """The name of what is called: say, SAY, InputError."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call, with the name of what is called."""
    return ((called(node), node) for node in nodes() if isinstance(node, ast.Call))


def literals() -> set[str]:
    """Every text that stands in the code, and every word that the script of a page says."""
    texts = {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    scripts = "".join(map(joined, STARTS))
    return texts | said_by(scripts, "en").keys()


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


def test_every_file_of_words_is_a_subject() -> None:
    files = {file.stem for file in Path(lessons.__file__).parent.glob("*.py")}
    assert files == {*SUBJECTS, "__init__", "hints", "examples"}


def test_no_key_is_there_twice() -> None:
    counted = Counter(chain.from_iterable(words_of(subject) for subject in SUBJECTS))
    assert not [key for key, count in counted.items() if count > 1]
    parts = (usage, inputs, checkpoint, trace_errors, output)
    assert sum(len(part.SENTENCES) for part in parts) == len(SENTENCES)


@tables
def test_both_languages_are_there_with_the_same_gaps(table: dict[str, Pair]) -> None:
    assert table
    for key, pair in table.items():
        assert len(pair) == len(LANGUAGES), key
        assert all(sentence.strip() or key in SIGNS for sentence in pair), key
        assert fields(pair[0]) == fields(pair[1]), key


@tables
def test_chinese_is_chinese(table: dict[str, Pair]) -> None:
    for key, (_, chinese) in table.items():
        assert CHINESE.search(chinese) or key in SAME | SIGNS or "或" in chinese, key
        assert not re.search("[\u4e00-\u9fff][,;:?!]", chinese), f"{key} has a sign of English between Chinese letters"


@tables
def test_english_is_english(table: dict[str, Pair]) -> None:
    names = re.compile("张三|李四|王五|我爱你")
    for key, (english, _) in table.items():
        assert not CHINESE.search(names.sub("", english)), key
        assert not re.search("[，。；：？！（）]", english), key


@tables
def test_only_names_and_formulas_are_the_same(table: dict[str, Pair]) -> None:
    assert {key for key, (english, chinese) in table.items() if english == chinese} <= SAME


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
    return {
        str(word.value.value)
        for name, call in calls()
        for word in call.keywords
        if name == "option" and word.arg == "help" and isinstance(word.value, ast.Constant)
    }


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
    for module in app.COMMANDS:
        assert say(f"help_{module}")
    for name in option_helps():
        assert say(f"help_{name}")
    for part in ("token", "position", "segment"):
        assert say(f"part_{part}")
    assert help_page.in_our_words("Usage: x [OPTIONS]").startswith(say("library Usage:")) == (language == "en")


def test_every_check_of_verify_has_a_name() -> None:
    recomputed = {*TEXT_AXES, *LAYER_AXES, *ATTENTION_AXES} - {"mask", "skipped"}
    for step in (*recomputed, "sums"):
        assert f"check_{step}" in ENGLISH


def facts_of(call: ast.Call) -> set[str] | None:
    """The names of the facts of an error or a phrase, None where they are not listed."""
    facts = {keyword.arg for keyword in call.keywords}
    return None if None in facts else {fact for fact in facts if fact}


def raised() -> Iterator[tuple[str, ast.Call, str]]:
    """Every error the code makes, with its key and its file."""
    for file, tree in trees().items():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and called(call) in ERRORS and isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value), call, file


def test_every_error_has_its_sentence_and_facts() -> None:
    errors_made = list(raised())
    assert len(errors_made) > 60
    for key, call, file in errors_made:
        assert key in SENTENCES, f"{key}, {file}:{call.lineno}"
        given, named = facts_of(call), fields(SENTENCES[key][0])
        assert given is None or given - {"text"} == named - {"text"}, f"{key}, {file}:{call.lineno}"  # for a hint


def test_every_phrase_has_its_words_and_facts() -> None:
    phrases = [call for name, call in calls() if name in ("Phrase", "UnsoundError", "choose")]
    assert len(phrases) > 30
    for call in phrases:
        for key in patterns(call.args[0]):
            facts = set() if called(call) == "choose" else facts_of(call)
            assert fields(PHRASES[key][0]) == facts, f"{key}, line {call.lineno}"
    made = {kind.__name__ for kind in (int, float, str, bool)} | {*REFUSALS.values(), "system"}
    assert PHRASES.keys() <= literals() | made


def assigned(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """What each name of a function is set to."""
    held: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for name in (name for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)):
                held.setdefault(name.id, []).append(node.value)
    return held


def spoken(fact: ast.expr, held: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The English that a fact is made of where it is raised: in a text, an f-string, what joins a list, or a name."""
    if isinstance(fact, ast.Call) and called(fact) not in ("join", "format"):  # what it returns is not written here
        return
    if isinstance(fact, ast.Name):
        for value in held.get(fact.id, []):
            yield from spoken(value, {})
    elif isinstance(fact, ast.Constant) and isinstance(fact.value, str):
        if re.search("[a-z]{2,} |^ ?[a-z]+ | [a-z]+ $", re.sub(r"\(.*?\)|--\S+ ?", "", fact.value)):
            yield fact.value
    else:
        for part in ast.iter_child_nodes(fact):
            if isinstance(part, ast.expr):
                yield from spoken(part, held)


def test_no_fact_of_an_error_is_a_sentence_built_where_it_is_raised() -> None:
    for file, tree in trees().items():
        if file.startswith("training/"):
            continue
        for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            held = assigned(scope)
            for call in ast.walk(scope):
                if not isinstance(call, ast.Call) or called(call) not in (*ERRORS, "Phrase", "UnsoundError"):
                    continue
                for fact in call.keywords:
                    place = f"{file}:{call.lineno}, {fact.arg}"
                    assert not list(spoken(fact.value, held)), place
                    bare = isinstance(fact.value, ast.Constant | ast.JoinedStr)
                    assert not (bare and fact.arg in ("what", "reason")), f"{place} is not a Phrase"


def test_a_reason_is_an_error_only_where_it_is_ours() -> None:
    for file, tree in trees().items():
        for handler in (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.name):
            kinds = {name.id for name in ast.walk(handler.type or handler) if isinstance(name, ast.Name)}
            for call in (node for node in ast.walk(handler) if isinstance(node, ast.Call) and called(node) in ERRORS):
                for fact in call.keywords:
                    if isinstance(fact.value, ast.Name) and fact.value.id == handler.name:
                        assert kinds <= ERRORS | {"UnsoundError"}, f"{file}:{call.lineno}"


@pytest.mark.parametrize("room", ["checkpoint", "inputs", "saved"])
def test_what_becomes_a_reason_is_raised_as_a_phrase(room: str) -> None:
    for file, tree in trees().items():
        if file.startswith(f"{room}/"):
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                assert called(call) not in ("ValueError", "TypeError") or not call.args, f"{file}:{call.lineno}"


ENGLISH_WORDS = re.compile(
    r"\b(the|an?|is|are|was|were|not|it|its|of|or|and|where|which|has|have|had|no|with|without|by|that|from|for|than"
    r"|expected|missing|number|list|there|does|cannot)\b"
)


def sample(fact: str, key: str) -> object:
    """Something that a fact of this name may be: a phrase where it is said in words, a name elsewhere."""
    if fact in ("reason", "expected", "what", "source"):
        return Phrase(key, **dict.fromkeys(fields(PHRASES[key][0]), "⟨⟩"))
    return "⟨⟩"


def test_no_english_is_left_in_a_chinese_error() -> None:
    for key, phrase in product(SENTENCES, PHRASES):
        error = errors.AttnxError(key, **{fact: sample(fact, phrase) for fact in fields(SENTENCES[key][0])})
        said = Lesson("zh").advise(errors.AttnxError("bundle_damaged", name="⟨⟩", reason=error))
        said += Lesson("zh").advise(error)
        assert not ENGLISH_WORDS.search(re.sub(r"`.*?`|--[\w-]+", "", said)), said


def test_a_reason_is_said_in_the_language_of_its_error() -> None:
    wrong = errors.CheckpointError(
        "config_value", path="c.json", key="k", found=3, expected=Phrase("divisor", whole="num_attention_heads", size=7)
    )
    assert (
        str(wrong) == "c.json says k = 3, which attnx does not support: it supports a divisor of num_attention_heads, 7"
    )
    assert Lesson("zh").of(wrong) == "c.json 写着 k = 3，attnx 不支持：它支持 num_attention_heads（7）的约数"
    unsound = errors.UnsoundError("no_sign", sign="<unk>")
    assert Lesson("zh").of(errors.CheckpointError("bad_tokenizer", path="t", reason=unsound)).endswith("：它没有 <unk>")


OPTIONS = re.compile(rf"--\w|\battnx ({'|'.join(app.COMMANDS)})\b|\b[A-Z]+=[A-Z]+\b")


def test_a_number_out_of_range_is_no_slip() -> None:
    assert nearest({"value": "13", "expected": "a whole number from 1 to 12"}) is None
    assert nearest({"value": "weigths", "choices": "scores, weights"}) == "weights"


def test_the_library_advises_no_option_and_the_command_line_does() -> None:
    library = {key for key, _, file in raised() if not file.startswith("cli/")}
    assert len(library) > 60
    for key in library:
        for sentence in SENTENCES[key]:
            assert not OPTIONS.search(sentence), f"{key}: {sentence}"
    assert HINTS.keys() <= library
    for key, pair in HINTS.items():
        assert fields(pair[0]) <= fields(SENTENCES[key][0]) | {"typed"}, key
        error = errors.AttnxError(key, **dict.fromkeys(fields(SENTENCES[key][0]), "⟨⟩"))
        for language in LANGUAGES:
            assert not OPTIONS.search(Lesson(language).of(error)), key
            assert OPTIONS.search(Lesson(language).advise(error)), key


@pytest.mark.parametrize(
    ("key", "facts", "meant"),
    [
        ("unknown_step", {"name": "weigths", "choices": "scores, weights, z"}, "weights"),
        ("unknown_model", {"name": "reeder", "choices": "reader, writer"}, "reader"),
        ("focus_absent", {"word": "lov", "choices": "0 [CLS], 1 I, 2 Love"}, "Love"),
        ("unknown_extension", {"path": Path("my.page.htm"), "choices": ".html"}, "my.page.html"),
        ("not_a_number", {"option": "--pace", "value": "entr", "expected": "0 到 3600 之间的秒数，或 enter"}, "enter"),
        ("unknown_step", {"name": "love", "choices": "scores, weights, z"}, None),
        ("unknown_extension", {"path": Path("page"), "choices": ".html"}, None),
        ("not_a_number", {"option": "--top-k", "value": "0", "expected": "a whole number from 1 to 9"}, None),
    ],
)
def test_the_name_that_was_meant_is_said_where_one_is_near(
    key: str, facts: dict[str, object], meant: str | None
) -> None:
    said = [Lesson(language).advise(errors.UsageError(key, **facts)) for language in LANGUAGES]
    assert [sentence.endswith((f" (did you mean {meant}?)", f"（你想写的是 {meant} 吗？）")) for sentence in said] == [
        meant is not None
    ] * 2


def test_a_command_that_would_do_has_the_text_that_was_typed() -> None:
    error = errors.UsageError("no_logits", model="reader", text="The sun is")
    assert Lesson("en").advise(error).endswith('(such as writer: attnx predict "The sun is")')
    odd = errors.UsageError("no_logits", model="reader", text="a $x it's")
    assert "attnx predict 'a $x it'\"'\"'s')" in Lesson("en").advise(odd)
    assert "attnx predict …)" in Lesson("en").advise(errors.UsageError("no_logits", model="reader", text="a\nb" * 99))


def test_a_users_own_word_is_not_translated() -> None:
    assert "head" in Lesson("zh").of(errors.UsageError("focus_absent", word="head", choices="0 it"))
    refused = Lesson("zh").of(errors.UsageError("not_there", what=Phrase("head"), name=9, owner="toy", there="0, 1"))
    assert refused == "toy 里没有头 9：可选 0, 1"


def test_no_error_is_there_for_nothing() -> None:
    assert SENTENCES.keys() <= literals()


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
