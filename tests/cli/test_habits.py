"""What hands type out of habit is understood, or answered by what to type."""

from __future__ import annotations

import shlex

import pytest

from attnx.cli.app import COMMANDS, options_of
from tests.cli.processes import refused
from tests.conftest import Run


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", [None, "explain", "models"])
def test_help_is_asked_for_in_four_ways(quick: Run, command: str | None, language: str) -> None:
    named = [] if command is None else [command]
    pages = [
        quick(*arguments, "--lang", language)
        for arguments in ([*named, "--help"], [*named, "-h"], ["help", *named], ["help", "help", *named])
    ]
    assert {page.returncode for page in pages} == {0}
    assert len({page.stdout for page in pages}) == 1
    assert b"-h, --help" in pages[0].stdout


def test_the_version_is_asked_for_in_two_ways(quick: Run) -> None:
    assert quick("-V").stdout == quick("--version").stdout != b""


@pytest.mark.parametrize(
    ("typed", "meant"), [("explian", "explain"), ("shwo", "show"), ("transalte", "translate"), ("hlep", "help")]
)
def test_a_misspelt_command_is_answered_by_the_one_meant(quick: Run, typed: str, meant: str) -> None:
    assert refused(quick(typed, "Love is"), 2).endswith(f"{typed}: did you mean {meant}?\n")
    assert f"{meant} 吗" in refused(quick(typed, "Love is", "--lang", "zh"), 2)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["Love gives us hope."], 'attnx explain "Love gives us hope."'),
        (["Love", "gives", "us", "hope."], 'attnx explain "Love gives us hope."'),
        (["Love gives us hope.", "--focus", "us"], 'attnx explain "Love gives us hope."'),
        (["我爱你。", "--lang", "en"], 'attnx explain "我爱你。"'),
        (['It costs $5, "really"'], "attnx explain 'It costs $5, \"really\"'"),
        (["It's the explainer's show"], "attnx explain \"It's the explainer's show\""),
    ],
)
def test_a_text_is_answered_by_the_command_to_type(quick: Run, arguments: list[str], command: str) -> None:
    assert refused(quick(*arguments), 2).endswith(f": {command}\n")


def test_the_answer_to_a_text_is_what_a_shell_reads_back(quick: Run) -> None:
    for text in ("Love is.", "a $HOME b", "back\\slash and `tick`", "both \" and '", "hey! you"):
        line = refused(quick(text), 2)
        assert shlex.split(line.partition("attnx explain ")[2]) == [text]


def test_a_word_that_is_no_command_is_answered_by_all_of_them(quick: Run) -> None:
    line = refused(quick("hope"), 2)
    assert all(command in line for command in COMMANDS)


def test_a_misspelt_option_is_answered_by_the_one_meant(quick: Run) -> None:
    assert "did you mean --layer?" in refused(quick("explain", "Love", "--layers", "3"), 2)


def test_an_option_of_another_command_is_answered_by_that_command(quick: Run) -> None:
    assert refused(quick("explain", "Love", "--generate", "3"), 2).endswith("these have: predict\n")
    assert "：compare" in refused(quick("explain", "Love", "--with-layer", "3", "--lang", "zh"), 2)
    assert [name for name in COMMANDS if "--beam" in options_of(name)] == ["translate"]
