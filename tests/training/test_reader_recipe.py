"""The recipe of `reader` on a tiny sample made here: it learns, stops and goes on, and what it writes runs in NumPy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the recipes need torch: pip install attnx[train]")

from attnx.checkpoint.directory import read_directory  # noqa: E402
from attnx.checkpoint.initial import initial_tensors  # noqa: E402
from attnx.checkpoint.safetensors import map_tensors  # noqa: E402
from attnx.doors.explain import explain  # noqa: E402
from attnx.model.places import Learned  # noqa: E402
from attnx.model.spec import MLP  # noqa: E402
from attnx.training import steps  # noqa: E402
from attnx.training.export import write_directory  # noqa: E402
from attnx.training.gold import WORD, read_marks  # noqa: E402
from attnx.training.keep import save_state  # noqa: E402
from attnx.training.questions import winobias  # noqa: E402
from attnx.training.reader import recipe as reader  # noqa: E402
from attnx.training.reader.curriculum import Curriculum, Sampler, cut_gold  # noqa: E402
from attnx.training.reader.grammar import Grammar  # noqa: E402
from attnx.training.reader.pieces import cut, train_vocabulary  # noqa: E402
from attnx.training.reader.teacher import Looks, by_words  # noqa: E402
from attnx.training.sentences import PRONOUNS  # noqa: E402

SPEC = replace(reader.SPEC, d_model=32, d_head=4, mlp=MLP(32, "gelu"), positions=Learned(48), n_positions=48)
RECIPE = reader.Recipe(steps=20, warmup=2, pieces=200, rate=5e-3)


@pytest.fixture(scope="module")
def lessons() -> Curriculum:
    """Generated sentences, and a teacher whose every head looks at the previous word."""
    examples = Grammar(7).examples(150)
    texts = [example.text for example in examples]
    tokenizer = train_vocabulary(texts, 400)
    sentences = cut(tokenizer, texts)
    before = []
    for count in sentences.word_counts:
        look = np.eye(count, k=-1, dtype=np.float16)
        look[0, 0] = 1
        before.append(np.repeat(look[None], len(reader.TEACHES), axis=0).ravel())
    start = np.concatenate([[0], np.cumsum([len(flat) for flat in before])])
    looks = Looks(np.concatenate(before), start, len(reader.TEACHES))
    gold, links = cut_gold(tokenizer, examples)
    return Curriculum(tokenizer, sentences, looks, np.zeros(len(sentences.ids), dtype=bool), gold, links, sentences)


def student_of(lessons: Curriculum) -> Any:
    return reader.Student(replace(SPEC, vocab_size=lessons.tokenizer.get_vocab_size()), RECIPE)


def train(student: Any, lessons: Curriculum, recipe: reader.Recipe, work: Path) -> list[dict[str, float]]:
    from rich.console import Console

    sampler = Sampler(lessons, recipe.pieces, SPEC.n_positions, "cpu")
    return reader.train(student, sampler, recipe, work, Console(quiet=True))


def test_learns_and_runs_in_numpy(lessons: Curriculum, tmp_path: Path) -> None:
    student = student_of(lessons)
    history = train(student, lessons, RECIPE, tmp_path)
    assert len(history) == 20
    for loss in ("looks", "gold", "guess"):
        begun, ended = (np.mean([one[loss] for one in part]) for part in (history[:5], history[-5:]))
        assert ended < begun, loss

    spec = student.encoder.spec
    write_directory(tmp_path / "model", spec, student.encoder, lessons.tokenizer, torch.float32)
    model = read_directory(tmp_path / "model")
    text = "Tom saw the dog because it was hungry."
    trace = explain(text, model)
    ids = torch.tensor([[token.id for token in trace.tokens]])
    with torch.no_grad():
        x, looked, _ = student.encoder.eval()(ids, torch.ones_like(ids, dtype=torch.bool))
    for layer in range(spec.n_layers):
        weights = np.stack([trace.array("weights", layer=layer, head=head) for head in range(spec.n_heads)])
        assert np.abs(weights - looked[layer][0].exp().numpy()).max() < 1e-5
    from attnx.model.record import Recorder
    from attnx.model.transformer import forward

    nothing = Recorder(names=(), layers=tuple(range(spec.n_layers)), heads=(), n_heads=8, n_kv_heads=8)
    assert np.abs(forward(ids[0].numpy(), model.weights, spec, nothing) - x[0].numpy()).max() < 1e-5


def test_goes_on_where_it_stopped(lessons: Curriculum, tmp_path: Path) -> None:
    whole = student_of(lessons)
    train(whole, lessons, RECIPE, tmp_path / "whole")
    cut_short = student_of(lessons)
    (tmp_path / "cut").mkdir()
    optimizer = torch.optim.AdamW(cut_short.parameters(), lr=RECIPE.rate, betas=(0.9, 0.98), weight_decay=0.01)
    sampler = Sampler(lessons, RECIPE.pieces, SPEC.n_positions, "cpu")
    for step in range(8):  # as far as the interruption, by hand
        for group in optimizer.param_groups:
            group["lr"] = steps.rate(step, RECIPE)
        found = reader.losses(cut_short, sampler, RECIPE, step)
        optimizer.zero_grad()
        (found["looks"] + found["gold"] + RECIPE.guess_weight * found["guess"]).backward()
        torch.nn.utils.clip_grad_norm_(cut_short.parameters(), 1.0)
        optimizer.step()
    save_state(tmp_path / "cut" / "checkpoint.safetensors", cut_short, optimizer, {"step": 8})

    resumed = student_of(lessons)
    assert len(train(resumed, lessons, RECIPE, tmp_path / "cut")) == 12
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(one, other)


def test_begins_with_what_numpy_draws(lessons: Curriculum, tmp_path: Path) -> None:
    student = student_of(lessons)
    write_directory(tmp_path, student.encoder.spec, student.encoder, lessons.tokenizer)
    written = map_tensors(tmp_path / "model.safetensors")
    drawn = initial_tensors(student.encoder.spec, RECIPE.seed)
    assert written.keys() == drawn.keys()
    for name, tensor in drawn.items():
        assert np.array_equal(written[name].astype(np.float32), tensor), name


def test_by_words_sums_targets_and_averages_sources() -> None:
    looks = torch.tensor([[[[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.0, 0.5, 0.5]]]])
    found = by_words(looks, torch.tensor([[0, 1, 1]]))  # two words, the second of two pieces
    assert torch.allclose(found[0, 0], torch.tensor([[0.5, 0.5], [0.125, 0.875]]))


def test_marks_become_links() -> None:
    example = read_marks("The dog#1 isn't here because it@1 ran away.")
    words = WORD.findall(example.text)
    assert example.text == "The dog isn't here because it ran away."
    assert [(words[p - 1], words[r - 1]) for p, r in example.links] == [("it", "dog")]


def test_every_template_marks_what_it_means() -> None:
    for example in Grammar(3).examples(2_000):
        words = [word.lower() for word in WORD.findall(example.text)]
        assert example.links
        for pronoun, referent in example.links:
            assert words[pronoun - 1] in PRONOUNS, example
            assert words[referent - 1].isalpha(), example
        assert not set("()|#@{}~") & set(example.text), example


def test_winobias_is_read_with_its_candidates(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("1 The pilot met [the construction worker] and paid [her] on the spot.\n", encoding="utf-8")
    [question] = winobias(file)
    assert question.text == "The pilot met the construction worker and paid her on the spot."
    assert (question.candidates, question.pronoun, question.right) == (((1,), (4, 5), (11,)), 8, (4, 5))
