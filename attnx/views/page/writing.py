"""What a page holds of a text that is written or guessed: each step, what was likeliest, and where it looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from attnx.lessons import LANGUAGES, Lesson
from attnx.measures.settle import settled
from attnx.trace import Candidate, Guess, Step, Trace
from attnx.views.look import Look
from attnx.views.page.numbers import Numbers
from attnx.views.place import place
from attnx.views.prediction import name_of, settled_sentence, title
from attnx.views.translation import looking, so_far
from attnx.views.visible import visible

T = TypeVar("T")


def in_each(say_it: Callable[[Lesson], T]) -> dict[str, T]:
    """The same thing in every language."""
    return {language: say_it(Lesson(language)) for language in LANGUAGES}


def writing(trace: Trace, numbers: Numbers, precision: int) -> dict[str, object] | None:
    """The steps of a translation, or of a text that goes on, and the rows that say where each looked."""
    if not trace.steps:
        return None
    return {
        "kind": "caption" if trace.picture else "translation" if trace.source else "writing",
        "text": visible(trace.text),
        "output": visible(trace.output),
        "steps": [step_of(trace, step, row, precision) for row, step in enumerate(trace.steps)],
        "looks": aligned(trace) if trace.source else looks(trace, numbers),
        "ahead": trace.aligner.ahead if trace.aligner else True,
    }


def aligned(trace: Trace) -> dict[str, object] | None:
    """The head that says which word comes from which."""
    aligning = looking(trace)
    if aligning is None or aligning[0].averaged:
        return None
    at = next(at for at, (_, attention) in enumerate(trace.attentions()) if attention is aligning[0])
    return {"attention": at, "head": aligning[0].heads.index(aligning[1])}


def looks(trace: Trace, numbers: Numbers) -> dict[str, object] | None:
    """Where each token looks in the last layer that is here, the mean of its heads."""
    held = [(at, layer, attention) for at, (layer, attention) in enumerate(trace.attentions())]
    if not held or "weights" not in held[-1][2].arrays:
        return None
    at, layer, attention = held[-1]
    weights = attention.arrays["weights"].data
    mean = weights if attention.averaged else weights.mean(axis=0)
    where = in_each(lambda say: place(trace, layer, attention, None, say))
    return {"attention": at, "weights": numbers.keep(mean), "where": where}


def step_of(trace: Trace, step: Step, row: int, precision: int) -> dict[str, object]:
    """One step; `row` is where it stands among the steps, and in the weights of a translation."""

    def before(say: Lesson) -> str:
        if trace.source:
            return so_far(trace, step, Look(say, precision=precision))
        return visible((trace.text + trace.output)[: trace.tokens[step.after].end])

    return {
        "so_far": in_each(before),
        "taken": visible(step.taken.text),
        "row": row if trace.source else step.after,
        "candidates": [
            candidate_of(candidate) | {"taken": candidate.id == step.taken.id} for candidate in step.candidates
        ],
    }


def candidate_of(candidate: Candidate) -> dict[str, Any]:
    return {"text": name_of(candidate), "probability": candidate.probability}


def guesses(trace: Trace, numbers: Numbers, precision: int) -> dict[str, object] | None:
    """What could come next or stand behind a mask, and what each layer would have said where that was asked for."""
    if not trace.guesses:
        return None
    tokens = dict.fromkeys(guess.token for guess in trace.guesses)
    each = [[guess for guess in trace.guesses if guess.token == token] for token in tokens]
    return {"looks": looks(trace, numbers), "places": [place_of(trace, layers, precision) for layers in each]}


def place_of(trace: Trace, layers: list[Guess], precision: int) -> dict[str, object]:
    """One token and the guesses of each layer, the last of which is the model's."""

    def look(say: Lesson) -> Look:
        return Look(say, precision=precision)

    story = next((story for story in settled(trace) if story.token == layers[0].token), None)
    told: dict[str, object] = {
        "title": in_each(lambda say: title(trace, layers[-1], look(say))),
        "column": "column_next" if layers[-1].where == "after" else "column_likeliest",
        "row": layers[-1].token,
        "candidates": [candidate_of(candidate) for candidate in layers[-1].candidates],
        "layers": None,
    }
    if story is None or len(layers) < 2:
        return told
    answer = name_of(story.answer)
    return told | {
        "answer": answer,
        "settled": in_each(lambda say: settled_sentence(story, answer, look(say))),
        "layers": [
            {"layer": guess.layer, "likeliest": [candidate_of(one) for one in guess.candidates[:3]], "share": share}
            for guess, share in zip(layers, story.shares, strict=True)
        ],
    }
