"""What every page begins with: the model, its sizes, and what has to be known about its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.trace import HeadFact, Model, Trace
from attnx.views.changes import said
from attnx.views.look import Look
from attnx.views.parts import Items, Note, Notice, Paragraph, Part, Title
from attnx.views.visible import visible

FACT = " · "  # between two facts about the model


def opening(trace: Trace, look: Look) -> Iterator[Part]:
    """The text, the model, and what has to be known about its numbers."""
    yield from model_lines(trace.model, look)
    yield from measured(trace, look)
    for change in trace.changes:
        yield Notice(said(change, look.say))
    for note in trace.notes:
        yield Notice(look.say(f"note_{note}"))


def beneath(trace: Trace, look: Look, *facts: str) -> Iterator[Part]:
    """What stands below an answer: the model with these facts, and what has to be known about its numbers."""
    model = trace.model
    yield Note(FACT.join((visible(model.name), look.say(f"provenance_{model.provenance}"), *facts)))
    if model.provenance == "random":
        yield Notice(look.say("random_warning", model=visible(model.name)))
    for change in trace.changes:
        yield Notice(said(change, look.say))
    for note in trace.notes:
        yield Notice(look.say(f"note_{note}"))


def model_lines(model: Model, look: Look) -> Iterator[Part]:
    """The model, its sizes, and whether its numbers mean anything."""
    random = model.provenance == "random"
    provenance = look.say(f"provenance_{model.provenance}")
    yield Title(visible(model.name), provenance, doubtful=random)
    yield Items(tuple(facts_of(model, look).split(FACT)), FACT, "quiet")
    if random:
        yield Notice(look.say("random_warning", model=visible(model.name)))


def measured(trace: Trace, look: Look) -> Iterator[Part]:
    """What the head that is shown was found to do, where it is one and that is known."""
    shown = [(attention.layers or (number,), attention.heads) for number, attention in trace.attentions()]
    for fact in trace.model.heads_known:
        if shown == [((fact.layer,), (fact.head,))]:
            yield Paragraph(known_head(fact, look))


def known_head(fact: HeadFact, look: Look) -> str:
    """What one head was found to do."""
    what, score = look.say(f"kind_{fact.kind}"), look.number(fact.score)
    return look.say("head_known", layer=fact.layer, head=fact.head, what=what, score=score)


def facts_of(model: Model, look: Look) -> str:
    """The sizes of a model, in one line."""
    sizes = {"layers": model.n_layers, "heads": model.n_heads, "d_model": model.d_model, "d_head": model.d_head}
    if model.n_kv_heads == model.n_heads:
        return look.say("facts", **sizes)
    return look.say("facts_grouped", kv_heads=model.n_kv_heads, **sizes)
