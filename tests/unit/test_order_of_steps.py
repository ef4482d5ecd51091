"""One order of the steps: that of the vocabulary, wherever they are named or told one after another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import attnx
from attnx.lessons import Lesson
from attnx.trace import ATTENTION_AXES, MATRICES, STEPS
from attnx.views.page.data import SHOWN
from attnx.views.parts import Heading
from attnx.views.steps import explanation, numbered
from tests.views import exhibits
from tests.views.exhibits import look

DOCS = Path(__file__).parent.parent.parent / "docs"
# As they are typed: one word for q, k and v.
TYPED = list(dict.fromkeys("qkv" if step in ("q", "k", "v") else step for step in STEPS))


def named_in(text: str, names: list[str]) -> list[str]:
    return [word for word in re.findall(r"\w+", text) if word in names]


def test_an_explanation_tells_the_steps_in_their_order() -> None:
    how, trace = look(120), exhibits.mixed(causal=True)
    told: list[Heading] = []
    for part in explanation(trace, tuple(STEPS), how):
        told += [part] if isinstance(part, Heading) else [step.heading for step in getattr(part, "steps", ())]
    told = list(dict.fromkeys(told))
    titles = {how.say(f"title_{step}"): step for step in STEPS if step not in ("k", "v")}
    happening = [step for step in STEPS if step not in ("k", "v", "experts")]  # this model has no experts
    assert [titles[part.text] for part in told] == happening
    assert [part.mark for part in told] == [str(numbered(trace)[step]) for step in happening]


@pytest.mark.parametrize("causal", [False, True])
def test_their_numbers_count(causal: bool) -> None:
    """1, 2, 3 …, each once but for q, k and v; what does not happen has none of its own."""
    numbers = numbered(exhibits.mixed(causal))
    assert list(numbers) == list(STEPS)
    told = [step for step in STEPS if step not in ("k", "v", "experts") and (causal or step != "masked")]
    assert [numbers[step] for step in told] == list(range(1, len(told) + 1))
    assert len(told) == (10 if causal else 9)


def test_given_matrices_are_not_embedded() -> None:
    numbers = numbered(attnx.attend([[1.0]], [[1.0]], [[1.0]]))
    assert (numbers["tokens"], numbers["q"], numbers["scores"], numbers["z"]) == (1, 2, 3, 6)


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
