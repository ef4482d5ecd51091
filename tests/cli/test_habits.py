"""What hands type out of habit is understood, or answered by what to type."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

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


def test_help_has_the_colours_that_are_asked_for(quick: Run) -> None:
    for arguments in (["--help"], ["help"], ["explain", "-h"], ["help", "explain"]):
        assert b"\x1b[1m" in quick(*arguments, "--color", "always").stdout
        assert b"\x1b" not in quick(*arguments, "--color=never", FORCE_COLOR="1").stdout
    before, behind = quick("--color", "always", "glossary", "head"), quick("glossary", "head", "--color", "always")
    assert before.stdout == behind.stdout
    assert b"\x1b[1m" in before.stdout
    assert b"\x1b" not in quick("--color", "always", "glossary", "head", "--color", "never").stdout


def test_a_language_is_known_by_what_people_call_it(quick: Run) -> None:
    for typed, meant in (("ch", "zh"), ("chinese", "zh"), ("English", "en")):
        assert f"(did you mean {meant}?)" in refused(quick("explain", "Love is.", "--lang", typed), 2)
    assert "did you mean" not in refused(quick("explain", "Love is.", "--lang", "fr"), 2)


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
    assert [name for name in COMMANDS if "--beam" in options_of(name)] == ["translate", "caption"]


SENTENCE = "Love gives us hope."


@pytest.mark.parametrize(
    "command",
    [
        ["explain", SENTENCE, "--json"],
        ["explain", SENTENCE, "--lens", "norms", "--json"],
        ["explain", SENTENCE, "--ablate", "0.1", "--json"],
        ["heads", SENTENCE, "--json"],
        ["predict", "Once upon a", "--json"],
        ["translate", "我爱你。", "--json"],
        ["quiz", SENTENCE, "--seed", "1", "--json"],
        ["compare", SENTENCE, "Love gave us hope.", "--json"],
    ],
    ids=" ".join,
)
def test_minus_one_is_the_last(quick: Run, command: list[str]) -> None:
    model = {"predict": "writer", "translate": "zh-en"}.get(command[0], "reader")
    facts = json.loads(quick("models", model, "--json").stdout)["model"]
    last = [quick(*command, "--layer", str(facts["n_layers"] - 1), "--head", str(facts["n_heads"] - 1))]
    last += [quick(*command, "--layer", "-1", "--head", "-1"), quick(*command, "--layer=-1", "--head=-1")]
    assert {done.returncode for done in last} == {0}, last[0].stderr
    assert len({done.stdout for done in last}) == 1
    assert quick(*command, "--layer", "0", "--head", "0").stdout != last[0].stdout


def test_the_last_of_two_models_is_the_last_of_each(quick: Run) -> None:
    arguments = ["compare", SENTENCE, "--model", "reader", "--with-model", "toy", "--json"]
    document = json.loads(quick(*arguments, "--layer", "-1", "--head", "-1").stdout)
    names = [json.loads(quick("models", name, "--json").stdout)["model"] for name in ("reader", "toy")]
    assert names[0]["n_layers"] != names[1]["n_layers"]
    assert document["parts"]


def test_of_a_saved_trace_the_last_is_the_last_it_holds(quick: Run, tmp_path: Path) -> None:
    saved = tmp_path / "trace.json"
    saved.write_bytes(quick("explain", SENTENCE, "--layer", "0,2", "--head", "0,1", "--json").stdout)
    assert quick("show", str(saved), "--layer", "-1", "--head", "-2", "--json").stdout == (
        quick("show", str(saved), "--layer", "2", "--head", "0", "--json").stdout
    )


def test_what_is_before_the_first_is_not_there(quick: Run) -> None:
    refused(quick("explain", SENTENCE, "--layer", "-99"), 2, "-99")


@pytest.mark.parametrize(("command", "said"), [("tour", "attnx tour does not take more"), ("glossary", "")])
def test_an_argument_too_many(quick: Run, command: str, said: str) -> None:
    refused(quick(command, *([] if said else ["softmax"]), "more"), 2, said or "attnx glossary does not take more")
    refused(quick("heads", "Love", "more"), 2, "more is one argument too many", "in quotes")


def test_an_answer_alone_is_of_every_key_and_of_weights(quick: Run) -> None:
    refused(quick("explain", "It is red.", "--brief", "--skip-first"), 2, "--brief and --skip-first were both given")
    refused(quick("explain", "It is red.", "--brief", "--lens", "norms"), 2, "has no use for --brief")
