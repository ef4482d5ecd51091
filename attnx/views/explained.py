"""A text explained: its steps one after another, and then the answer, which is what a terminal leaves in sight."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from attnx.measures.opening import Opening
from attnx.trace import Trace
from attnx.views.answer import Asked, answer, answered
from attnx.views.changes import said
from attnx.views.look import Look
from attnx.views.opening import model_lines
from attnx.views.parts import Notice, Part, Title
from attnx.views.picture import keys_are_patches
from attnx.views.picture_answer import picture_answer
from attnx.views.steps import chosen_steps, explanation

FEW = 4  # tokens: of a shorter text the weights that end the steps are still in sight
MANY = 40  # tokens: of a longer text the steps are not read


def explained(
    trace: Trace,
    steps: Collection[str],
    look: Look,
    asked: Asked | None,
    brief: bool = False,
) -> Iterator[Part]:
    """The steps and the answer, or the answer alone where it is `brief` or the text is too long for the steps.

    A trace of several heads has no one answer: it is told step by step, with what happened in each.
    """
    if asked is None:
        yield from explanation(trace, (*steps, "summary"), look)
        return
    said = answered(trace, asked)
    of_patches = keys_are_patches(trace.keys_of(asked.attention))
    if not brief and (look.full or len(trace.tokens) <= MANY):
        yield from model_lines(trace.model, look)
        yield from notices(trace, look)
        yield from chosen_steps(trace, steps, look, said.matters)
        in_sight = {"tokens", "weights"} <= set(steps) and len(trace.tokens) <= FEW
        yield from picture_answer(said, look) if of_patches else answer(said, look, with_map=not in_sight)
        return
    parts = picture_answer(said, look, Title) if of_patches else answer(said, look, Title)
    yield next(parts)
    yield from notices(trace, look)
    if not brief:
        yield Notice(look.say("answer_too_long", count=len(trace.tokens)))
    yield from parts


def only_head(trace: Trace, query: int | None = None, opening: Opening | None = None) -> Asked | None:
    """The one head of a trace, where it has no more and its weights are there: what an answer can be about."""
    attentions = list(trace.attentions())
    if len(attentions) != 1:
        return None
    ((layer, attention),) = attentions
    if attention.kind == "cross" and trace.model.embedding:  # which a translation has an answer of its own for
        return None
    if "weights" not in attention.arrays or attention.queries or "skipped" in attention.arrays:
        return None
    if attention.averaged:
        return Asked(layer, attention, None, query)
    return Asked(layer, attention, attention.heads[0], query, opening) if len(attention.heads) == 1 else None


def notices(trace: Trace, look: Look) -> Iterator[Part]:
    """What has to be known of a run before its answer is read."""
    for change in trace.changes:
        yield Notice(said(change, look.say))
    for note in trace.notes:
        if note != "pronoun_head":  # the answer says it
            yield Notice(look.say(f"note_{note}"))
