"""Learning: the same seed gives the same numbers, what is kept out is kept out, and what is saved is what learnt."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

import attnx
from attnx.cli.completion import TASKS as COMPLETED
from attnx.doors.learn import OF_TEXT, of_task, of_text
from attnx.errors import InputError
from attnx.learning.drawn import Drawn
from attnx.learning.forward import forward
from attnx.learning.parameters import parameters
from attnx.learning.tasks import TASKS, UNSEEN
from attnx.lessons import Lesson
from attnx.measures.history import Moment, jump
from attnx.views.learning import KNOWN, About, Result, ending
from attnx.views.look import Look
from attnx.views.parts import Title

LINES = [
    f"the {one} sees the {other}" for one in ("dog", "cat", "cow", "man", "boy") for other in ("sun", "sea", "sky")
]
LINES += [f"a {one} runs ." for one in ("dog", "cat", "cow", "man", "boy", "girl")]
SHORT = replace(TASKS["previous"].sizes, steps=80)


def test_every_task_is_named_everywhere() -> None:
    assert set(TASKS) == set(KNOWN) == set(COMPLETED)


@pytest.mark.parametrize("name", TASKS)
def test_a_task_asks_what_can_be_answered(name: str) -> None:
    """The answer stands at its source, as the word itself or as a part of it, and the example is like the others."""
    task = TASKS[name]
    rows = task.draw(200, np.random.default_rng(3))
    assert rows.sources is not None and rows.ids.max() < len(task.words)
    row, place = np.divmod(rows.asked, rows.ids.shape[1])
    sources = rows.ids[row, rows.sources[row, place]]
    for answer, source in zip(rows.answers.tolist(), sources.tolist(), strict=True):
        assert task.words[source].partition("=")[0] == task.words[answer]
    assert set(task.example.split()) | {task.answer} <= set(task.words)
    assert len(task.example.split()) <= task.longest


def test_what_is_kept_out_is_never_learnt_from() -> None:
    material = Drawn(TASKS["pronoun"], seed=4)
    kept_out = {row.tobytes() for row in material.unseen.ids}
    assert len(kept_out) == UNSEEN
    batch = material.batch(2000, np.random.default_rng([4, 1]))  # by the lot that the unseen ones were drawn by
    assert len(batch.ids) < 2000
    assert not kept_out & {row.tobytes() for row in batch.ids}


def test_the_same_seed_gives_the_same_numbers_and_the_task_is_learnt() -> None:
    one, other = (of_task("previous", SHORT, 5) for _ in range(2))
    history, again = list(one.moments()), list(islice(other.moments(), 4))
    assert [moment.document() for moment in history[:4]] == [moment.document() for moment in again]
    assert one.measure().accuracy >= 0.95
    assert history[-1].word == TASKS["previous"].answer
    assert history[0].weights[-1].max() < 0.25 < 0.5 < history[-1].weights[-1].max()  # from grey to sharp


def test_what_is_saved_is_what_learnt(tmp_path: Path) -> None:
    course = of_task("previous", replace(SHORT, steps=5), 0)
    list(course.moments())
    for name, data in course.files().items():
        (tmp_path / name).write_bytes(data)
    saved = attnx.load(tmp_path)
    assert saved.spec == course.learner.spec
    trace = attnx.explain(course.sentence, tmp_path, arrays=["final", "weights", "logits"])
    passed = forward(course.rows.ids, course.learner.weights, course.learner.spec)
    np.testing.assert_allclose(trace.arrays["final"].data, passed.x, atol=1e-5)
    np.testing.assert_allclose(trace.arrays["logits"].data, passed.x @ course.learner.weights.output_table.T, atol=1e-5)
    np.testing.assert_allclose(trace.array("weights", head=0), passed.blocks[0].attention.weights[0, 0], atol=1e-5)


def test_a_text_is_learnt_from_most_of_its_lines_and_its_best_weights_are_kept() -> None:
    course = of_text("farm", LINES, replace(OF_TEXT, d_model=16, n_heads=2, n_layers=1, steps=40), 0)
    history = list(course.moments())
    assert course.lines == (19, 2)
    assert course.counting is not None and course.counting > 0
    best = min(moment.unseen for moment in history)
    assert course.measure().loss == pytest.approx(best, abs=1e-6)
    assert course.sentence in LINES


def test_too_few_lines_and_a_rate_too_large_are_refused() -> None:
    with pytest.raises(InputError, match="at least 20"):
        of_text("farm", LINES[:3] * 9, OF_TEXT, 0)
    with pytest.raises(InputError, match="words come again"):
        of_text("once", [f"word{number}" for number in range(30)], OF_TEXT, 0)
    course = of_task("previous", replace(SHORT, rate=1e6), 0)
    before = [array.copy() for _, array in parameters(course.learner.weights)]
    with pytest.raises(InputError, match="a tenth as large"):
        list(course.moments())
    assert any(
        (array != held).any() for (_, array), held in zip(parameters(course.learner.weights), before, strict=True)
    )


def history_of(*losses: float) -> list[Moment]:
    trace = attnx.explain("Thinking Machines", "classic", arrays=["weights"])
    last = len(losses) - 1
    return [Moment(step, last, None, loss, 0.5, trace, 0, 0, 1, "it", 0.9) for step, loss in enumerate(losses)]


def test_a_jump_is_said_only_of_one() -> None:
    flat, fallen = [2.0] * 10, [0.1] * 10
    assert jump(history_of(*flat, *fallen)) is not None
    assert jump(history_of(*np.linspace(2.0, 0.1, 20).tolist())) is None  # bit by bit
    assert jump(history_of(2.0, *[0.1] * 19)) is None  # at once, from the first step on
    assert jump(history_of(*[2.0] * 20)) is None


@pytest.mark.parametrize(("accuracy", "said"), [(0.951, "is learnt"), (0.9, "is not learnt")])
def test_what_was_not_learnt_is_not_said_to_be(accuracy: float, said: str) -> None:
    history = history_of(2.0, 1.0)
    before = attnx.explain("Thinking Machines", "classic")
    result = Result(0.3, accuracy, None, None, history[-1])
    about = About("previous", 10, 8, 1, 1, 0.01, 0)
    parts = list(ending(about, history, result, before, before, None, Look(Lesson("en"))))
    assert said in next(part.text for part in parts if isinstance(part, Title))
