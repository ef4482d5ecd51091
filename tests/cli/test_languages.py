"""English and Chinese: chosen by --lang, else by LC_ALL, LC_MESSAGES or LANG, for every word that is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attnx.model.families import FAMILIES
from tests.cli.processes import SENTENCE, printed, refused, titles
from tests.conftest import Run

CHINESE = re.compile("[\u4e00-\u9fff]")
# What stays as it is in Chinese: names, parts of formulas, options, and the user's own words.
SAME = set(
    re.findall(
        r"\w+",
        """toy classic minilm reader writer sketch zh en bert vaswani
        given attnx explain pip install no deps gt all v2 softmax Softmax exp norm id tanh
        W_Q W_K W_V W_O weights d_head d_model width full config json tokenizer model safetensors CLS SEP
        it is Love love Thinking Machines thinking machines
        Hugging Face hub owner name scores layer head all explain kB MB""",
    )
)


def english_words(text: str) -> set[str]:
    """Words of English left over in a Chinese page."""
    for family in sorted(FAMILIES, key=len, reverse=True):
        text = re.sub(rf"\b{family}\b", "", text)
    return set(re.findall("[A-Za-z_]{2,}", text)) - SAME


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_TW"}, True),
        ({"LANG": "ZH"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": ""}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": ""}, True),
    ],
    ids=str,
)
def test_the_environment_chooses(quick: Run, environment: dict[str, str], chinese: bool) -> None:
    text = printed(quick("explain", "--model", "toy", "Love", "--steps", "summary", **environment))
    assert ("发生了什么" in text) == chinese
    assert ("what happened" in text) != chinese


def test_the_option_chooses_before_the_environment(run: Run, quick: Run) -> None:
    english = printed(run("explain", "--model", "toy", "Love"))
    chinese = printed(run("explain", "--model", "toy", "Love", LANG="zh_CN.UTF-8"))
    assert english != chinese
    assert printed(quick("explain", "--model", "toy", "Love", "--lang", "zh")) == chinese
    assert printed(quick("explain", "--model", "toy", "--lang=zh", "Love")) == chinese
    assert printed(quick("--lang", "zh", "explain", "--model", "toy", "Love")) == chinese
    assert printed(quick("explain", "--model", "toy", "Love", "--lang", "en", LANG="zh_CN.UTF-8")) == english
    assert printed(quick("explain", "--model", "toy", "Love", "--lang", "zh", "--lang", "en")) == english
    assert printed(quick("explain", "--model", "toy", "--steps", "tokens", "--", "--lang zh")).startswith(
        "toy  random weights"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "--model", "toy", "Love is it"],
        ["explain", "--model", "toy", "Love is it", "--causal", "--head", "all"],
        ["explain", "--model", "toy", "Love is it", "--head", "mean"],
        ["explain", "--model", "toy", "Love " * 50],
        ["explain", "--model", "toy", "Love is it", "--focus", "0", "--width", "40"],
        ["explain", "--model", "toy", "Love " * 50, "--focus", "0"],
        ["explain", "--model", "toy", "Love is it", "--cell", "0,1"],
        ["explain", "--model", "classic"],
        ["heads", "--model", "toy", "Love is it", "--precision", "1"],
        ["heads", "--model", "toy", "Love is it", "--from", "Love", "--to", "it"],
        ["heads", "--sharing", "--model", "toy"],
        ["lookup", "172", "张三=165", "李四=170"],
        ["models"],
        ["models", "toy"],
        ["tour"],
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_a_chinese_page_is_chinese_throughout(quick: Run, arguments: list[str]) -> None:
    text = printed(quick(*arguments, "--lang", "zh"))
    own = {*re.findall(r"\w+", SENTENCE), "CLS", "SEP"} if arguments == ["tour"] else set()
    if arguments == ["tour"]:  # its first scene writes English
        text = text[text.index("2/") :]
        text = text[: text.rindex("/") - 8]  # and so does its last, which captions a picture
    text = re.sub(
        r"^试试：.*$|attnx models\s--families|--steps weights --full|--full|--steps all", "", text, flags=re.MULTILINE
    )  # options
    words = (*re.findall(r"\w+", SENTENCE), "Thinking", "Machines", "CLS", "SEP")
    own |= {word[:cells] for word in words for cells in (2, 3, 4)}  # names cut to a column
    assert english_words(text) - own == set()
    assert CHINESE.search(text)


def test_a_chinese_page_has_every_title(quick: Run) -> None:
    for options in ((), ("--causal", "--head", "all"), ("--head", "mean"), ("--steps", "qkv,z")):
        english = titles(printed(quick("explain", "--model", "toy", "Love is", *options)))
        chinese = titles(printed(quick("explain", "--model", "toy", "Love is", *options, "--lang", "zh")))
        assert [title[0] for title in chinese] == [title[0] for title in english]
        assert all(CHINESE.search(title) or title in ("7 z", "8 z", "3 Q、K、V") for title in chinese), chinese


def test_chinese_help_is_chinese(quick: Run) -> None:
    for command in ("explain", "heads", "lookup", "attend", "show", "verify", "tour", "models", "schema"):
        page = printed(quick(command, "--help", "--lang", "zh"))
        for english in ("Usage", "Arguments", "Options", "Commands", "Show", "default", "help page", "required"):
            assert english not in page
        for line in page.splitlines():
            if re.match(r"  (--|\w)", line) and not line.startswith(("  attnx ", "  echo ")):
                assert CHINESE.search(line) or re.fullmatch(r"  --\w+( \S+)?", line), line


def test_numbers_are_the_same_in_both_languages(quick: Run) -> None:
    def numbers_of(language: str) -> list[str]:
        text = printed(quick("explain", "--model", "toy", SENTENCE, "--full", "--width", "200", "--lang", language))
        return re.findall(r"−?\d+\.\d\d", text)

    assert numbers_of("en") == numbers_of("zh")


def test_why_the_system_refuses_is_said_in_chinese_too(quick: Run, tmp_path: Path) -> None:
    missing, folder = str(tmp_path / "missing.txt"), str(tmp_path)
    assert refused(quick("explain", "--file", missing), 1).endswith(": No such file or directory\n")
    assert refused(quick("explain", "--file", missing, "--lang", "zh"), 1).endswith("：没有这个文件或目录\n")
    assert refused(quick("show", folder, "--lang", "zh"), 1).endswith("：它是一个目录\n")
    unheard = quick("explain", "a", "--model", "toy", "--out", f"{missing}/a.json", "--lang", "zh")
    assert not re.search("[a-z]{3,}", refused(unheard, 1).removeprefix("attnx: ").replace(f"{missing}/a.json", ""))
