"""One order of the steps: that of the vocabulary, wherever they are named or told one after another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attnx.lessons import Lesson
from attnx.trace import ATTENTION_AXES, MATRICES, STEPS
from attnx.views.page.data import SHOWN
from attnx.views.parts import Heading
from attnx.views.steps import NUMBERS, explanation
from tests.views import exhibits
from tests.views.exhibits import look

DOCS = Path(__file__).parent.parent.parent / "docs"
# As they are typed: one word for q, k and v.
TYPED = list(dict.fromkeys("qkv" if step in ("q", "k", "v") else step for step in STEPS))


def named_in(text: str, names: list[str]) -> list[str]:
    return [word for word in re.findall(r"\w+", text) if word in names]


def test_an_explanation_tells_the_steps_in_their_order() -> None:
    how = look(120)
    told = [part for part in explanation(exhibits.mixed(causal=True), tuple(STEPS), how) if isinstance(part, Heading)]
    titles = {how.say(f"title_{step}"): step for step in STEPS if step not in ("k", "v")}
    assert [titles[part.text] for part in told] == [step for step in STEPS if step not in ("k", "v")]
    assert [part.mark for part in told] == [str(NUMBERS[step]) for step in STEPS if step not in ("k", "v")]


def test_their_numbers_count() -> None:
    assert list(NUMBERS) == list(STEPS)
    assert sorted(NUMBERS.values()) == list(NUMBERS.values())
    assert set(NUMBERS.values()) == set(range(1, 8))


def test_a_page_has_them_in_the_same_order() -> None:
    assert list(SHOWN) == [name for name in ATTENTION_AXES if name in SHOWN]
    assert set(MATRICES.values()) <= set(SHOWN)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_help_names_all_of_them(language: str) -> None:
    assert named_in(Lesson(language)("help_steps"), TYPED) == TYPED


@pytest.mark.parametrize(("page", "sentence", "names"), [
    ("getting-started.md", "`--steps` chooses among", TYPED),
    ("pictures.md", "`--steps` takes any that are matrices", list(MATRICES)),
    ("pictures.md", "heat maps are of those: choose --steps from", list(MATRICES)),
])  # fmt: skip
def test_the_docs_name_all_of_them(page: str, sentence: str, names: list[str]) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert named_in(re.split(r"[.)]\s|\n\n|\n`", text[text.index(sentence) :])[0], names) == names
