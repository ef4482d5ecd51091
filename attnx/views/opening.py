"""What every page begins with: the model, its sizes, and what has to be known about its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from attnx.trace import HeadFact, Model, Trace
from attnx.views.look import DIM, TITLE, Look
from attnx.views.visible import visible
from attnx.views.wrap import pack

FACT = " · "  # between two facts about the model


def opening(trace: Trace, look: Look) -> Iterator[RenderableType]:
    """The text, the model, and what has to be known about its numbers."""
    model = trace.model
    yield from model_lines(model, look)
    shown = [(one.layers or (number,), one.heads) for number, one in trace.attentions()]
    for fact in model.heads_known:
        if shown == [((fact.layer,), (fact.head,))]:
            yield Text(known_head(fact, look))
    for note in trace.notes:
        yield Text(look.say(f"note_{note}"), style="yellow")


def model_lines(model: Model, look: Look) -> Iterator[RenderableType]:
    """The model, its sizes, and whether its numbers mean anything."""
    random = model.provenance == "random"
    provenance = look.say(f"provenance_{model.provenance}")
    yield Text.assemble((visible(model.name), TITLE), "  ", (provenance, "yellow" if random else ""))
    yield Text(pack(facts_of(model, look).split(FACT), FACT, look.width), style=DIM)
    if random:
        yield Text(look.say("random_warning", model=visible(model.name)), style="yellow")


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
