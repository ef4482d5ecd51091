"""The recipe of `reader-zh` on a tiny sample made here: its grammar, its lessons, and that it learns them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the recipes need torch: pip install attnx[train]")

from rich.console import Console  # noqa: E402

from attnx.checkpoint.directory import read_directory  # noqa: E402
from attnx.doors.explain import explain  # noqa: E402
from attnx.model.places import Learned  # noqa: E402
from attnx.model.spec import MLP  # noqa: E402
from attnx.trace import PRONOUNS  # noqa: E402
from attnx.training.export import write_directory  # noqa: E402
from attnx.training.reader_zh import recipe as reader_zh  # noqa: E402
from attnx.training.reader_zh.characters import character_tokenizer, characters_of  # noqa: E402
from attnx.training.reader_zh.curriculum import Sampler, lesson, own_word, stack  # noqa: E402
from attnx.training.reader_zh.grammar import Grammar  # noqa: E402
from attnx.training.reader_zh.marks import read_marks  # noqa: E402
from attnx.training.reader_zh.questions import by_syntax  # noqa: E402
from attnx.training.steps import train  # noqa: E402

EXAMPLES = Grammar(7).examples(200)
FORMS = {"愛": "爱", "麗": "丽"}
TOKENIZER = character_tokenizer(characters_of(["爱", *(example.text for example in EXAMPLES)]), FORMS)


def in_pairs(text: str) -> list[tuple[int, int]]:
    """Words of two characters, whatever they are."""
    return [(start, min(start + 2, len(text))) for start in range(0, len(text), 2)]


def test_marks_become_links() -> None:
    example = read_marks("我{v1>n1:养}了一{d1>n1:只}{n1:小猫}，{p1>n1:它}很可爱。")
    assert example.text == "我养了一只小猫，它很可爱。"
    cut = [(link, example.text[slice(*here)], example.text[slice(*there)]) for link, here, there in example.links]
    assert cut == [("object", "养", "小猫"), ("noun", "只", "小猫"), ("coreference", "它", "小猫")]


def test_the_grammar_means_what_it_marks() -> None:
    for example in Grammar(3).examples(3_000):
        assert not set("{}()|>") & set(example.text), example.text
        for here, there in example.of("coreference"):
            pronoun, referent = (example.text[slice(*span)] for span in (here, there))
            assert pronoun in PRONOUNS, example
            assert referent == pronoun or referent not in PRONOUNS, example  # the same: nobody who is named


def test_the_questions_are_not_the_grammar_s() -> None:
    """Neither the article's sentence nor one of the evaluation's is made in ten thousand draws."""
    made = {example.text for example in Grammar(1).examples(10_000)}
    assert not made & {question.text for question in by_syntax()}
    assert "爱很强大，因为它给了我们活下去的希望。" not in made


def test_words_look_at_the_rest_of_themselves() -> None:
    batch = stack([lesson(TOKENIZER, "我爱它", lambda text: [(0, 1), (1, 3)])])
    target = own_word(batch)[0].numpy()
    assert np.array_equal(target[1], [0, 1, 0, 0, 0])  # alone: at itself
    assert np.array_equal(target[2], [0, 0, 0, 1, 0])
    assert np.array_equal(target[3], [0, 0, 1, 0, 0])


def test_two_sentences_in_a_row_keep_their_links() -> None:
    first, second = (lesson(TOKENIZER, example.text, in_pairs, example) for example in EXAMPLES[:2])
    both = first + second
    read = (TOKENIZER.id_to_token(number) or "" for number in both.ids[1:-1])
    assert "".join(read) == EXAMPLES[0].text + EXAMPLES[1].text
    link, here, _ = second.links[-1]
    assert both.links[-1][0] == link
    assert np.array_equal(both.ids[both.links[-1][1]], second.ids[here])
    assert np.all(np.diff(both.word) >= 0)


def test_learns_and_runs_in_numpy(tmp_path: Path) -> None:
    recipe = reader_zh.Recipe(steps=20, warmup=2, tokens=200, rate=5e-3)
    spec = replace(
        reader_zh.SPEC, d_model=32, d_head=4, mlp=MLP(32, "gelu"), positions=Learned(128), n_positions=128,
        vocab_size=TOKENIZER.get_vocab_size(),
    )  # fmt: skip
    lessons = [lesson(TOKENIZER, example.text, in_pairs, example) for example in EXAMPLES]
    sampler = Sampler(lessons, lessons, recipe.tokens)
    student = reader_zh.Student(spec, TOKENIZER.get_vocab_size() - len(FORMS), recipe.seed)
    learn = partial(reader_zh.losses, student, sampler, recipe)
    history = train(student, learn, dict(recipe.weights), recipe, tmp_path / "work", Console(quiet=True))
    for loss in ("previous", "next", "word", "coreference", "guess"):
        begun, ended = (np.mean([one[loss] for one in part]) for part in (history[:5], history[-5:]))
        assert ended < begun, loss

    reader_zh.read_alike(student.encoder, TOKENIZER, FORMS)
    write_directory(tmp_path / "model", spec, student.encoder, TOKENIZER, torch.float32)
    model = read_directory(tmp_path / "model")
    old, new = (explain(text, model, arrays=["weights"]) for text in ("我愛它。", "我爱它。"))
    for layer in range(spec.n_layers):
        assert np.array_equal(old.array("weights", layer=layer, head=0), new.array("weights", layer=layer, head=0))
