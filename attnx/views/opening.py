"""What every page begins with: the model, its sizes, and what has to be known about its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.lessons import Lesson
from attnx.measures.known import known
from attnx.measures.opening import Reason
from attnx.trace import Model, Trace
from attnx.views.changes import said
from attnx.views.known import known_head, shown_head
from attnx.views.look import Look
from attnx.views.parts import Note, Notice, Paragraph, Part, Title
from attnx.views.visible import visible

FACT = " · "  # between two facts about the model


def opening(trace: Trace, look: Look, reason: Reason | None = None) -> Iterator[Part]:
    """The text, the model, and what has to be known about its numbers; `reason` is why the head was chosen."""
    yield from model_lines(trace.model, look)
    yield from shown(trace, look, reason)
    for change in trace.changes:
        yield Notice(said(change, look.say))
    for note in trace.notes:
        yield Notice(look.say(f"note_{note}"))


def beneath(trace: Trace, look: Look, *facts: str) -> Iterator[Part]:
    """What stands below an answer: the model with these facts, and what has to be known about its numbers."""
    model = trace.model
    yield Note(FACT.join((*filter(None, titled(model, look.say)), *facts)))
    if model.provenance == "random":
        yield Notice(look.say("random_warning", model=visible(model.name)))
    for change in trace.changes:
        yield Notice(said(change, look.say))
    for note in trace.notes:
        yield Notice(look.say(f"note_{note}"))


def model_lines(model: Model, look: Look) -> Iterator[Part]:
    """The model, its sizes, and whether its numbers mean anything."""
    random = model.provenance == "random"
    yield Title(*titled(model, look.say), random, tuple(facts_of(model, look).split(FACT)))
    if random:
        yield Notice(look.say("random_warning", model=visible(model.name)))


def titled(model: Model, say: Lesson) -> tuple[str, str]:
    """What a model is called, and what its numbers are, where the name does not say it."""
    if own(model):
        return say("weights_from", model=visible(model.name)), ""
    return visible(model.name), say(f"provenance_{model.provenance}")


def meaning(model: Model, say: Lesson) -> str:
    """What its numbers are worth."""
    return say("meaning_own" if own(model) else f"meaning_{model.provenance}", model=visible(model.name))


def own(model: Model) -> bool:
    """Whether it is a model that attnx does not know, from a directory or the hub, and not matrices."""
    return model.provenance == "given" and bool(model.embedding)


def shown(trace: Trace, look: Look, reason: Reason | None) -> Iterator[Part]:
    """Of one head why it is shown, where attnx chose it, or what it was found to do, where that is known."""
    heads = [(number, attention, head) for number, attention in trace.attentions() for head in attention.heads]
    if len(heads) != 1:
        return
    if reason is not None:
        yield Paragraph(shown_head(trace, *heads[0], reason, look))
    elif fact := known(trace, *heads[0]):
        yield Paragraph(known_head(fact, look))


def facts_of(model: Model, look: Look) -> str:
    """The sizes of a model, in one line."""
    sizes = {"layers": model.n_layers, "heads": model.n_heads, "d_model": model.d_model, "d_head": model.d_head}
    if model.n_kv_heads == model.n_heads:
        return look.say("facts", **sizes)
    return look.say("facts_grouped", kv_heads=model.n_kv_heads, **sizes)
