"""What a head is known for, in words; the figure behind it says of what it is."""

from __future__ import annotations

from typing import Literal

from attnx.measures.known import known
from attnx.measures.opening import Reason
from attnx.trace import Attention, HeadFact, Trace
from attnx.views.look import Look
from attnx.views.place import place
from attnx.views.visible import visible

Form = Literal["whole", "short"]


def shown_head(
    trace: Trace,
    layer: int,
    attention: Attention,
    head: int | None,
    reason: Reason | None,
    look: Look,
    form: Form = "whole",
) -> str:
    """Which head this is, why it is the one shown where it was not chosen by hand, and how well it does what it does.

    Random weights are called so, and of a run that was changed nothing is said to have been measured. In `short` it is
    not said which of how many it is, nor how well it does something.
    """
    if trace.model.n_layers == trace.model.n_heads == 1:
        reason = "only"  # whoever chose it
    where = place(trace, layer, attention, head, look.say)
    model, name = trace.model, visible(trace.model.name)
    several = form == "whole" and model.n_heads > 1 and head is not None and attention.kind == "self"
    facts = {"round": round_of(layer, model.n_layers, look), "heads": model.n_heads} if several else {}
    where = look.say("answer_place_of" if several else "answer_place", model=name, where=where, **facts)
    if trace.model.provenance == "random":
        return look.say("answer_head_random", place=where)
    fact = known(trace, layer, attention, head)
    if fact is not None and form == "short":
        return look.say("answer_head_short", place=where, what=kind(fact, look))
    if fact is not None and reason not in ("sharpest", "first"):
        why = "chosen" if reason not in ("pronoun", "known") else reason
        return look.say(f"answer_head_{why}", place=where, what=kind(fact, look), measured=figure(fact, look))
    if reason in ("pronoun", "known"):
        trained = next(fact for fact in trace.model.heads_known if (fact.layer, fact.head) == (layer, head))
        return look.say("answer_head_changed", place=where, what=kind(trained, look))
    if reason == "sharpest" and trace.picture is not None:
        return look.say("picture_head_sharpest", place=where)
    return look.say(f"answer_head_{reason or 'plain'}", place=where)


def round_of(layer: int, rounds: int, look: Look) -> str:
    """Which of its rounds of reading a model is at in a layer."""
    which = "_only" if rounds == 1 else {0: "_first", rounds - 1: "_last"}.get(layer, "")
    return look.say(f"answer_round{which}", round=layer + 1, rounds=rounds)


def known_head(fact: HeadFact, look: Look) -> str:
    """Which head it is, what it was found to do, and how well."""
    score = figure(fact, look)
    return look.say("head_known", layer=fact.layer, head=fact.head, what=kind(fact, look), measured=score)


def kind(fact: HeadFact, look: Look) -> str:
    """What it does."""
    return look.say(f"kind_{fact.kind}")


def figure(fact: HeadFact, look: Look, form: Literal["measured", "short"] = "measured") -> str:
    """The figure: a share of right answers, a mean weight, or how even its rows were."""
    facts: dict[str, object] = {"share": look.number(fact.score)}
    match fact.kind:
        case "coreference" if fact.asked is not None:
            return look.say(f"{form}_right", asked=f"{fact.asked:,}", **facts)
        case "coreference":
            return look.say(f"{form}_right_somewhere", **facts)
        case "word":
            return look.say(f"{form}_words", **facts)
        case "broad":
            return look.say(f"{form}_even", **facts)
        case _:
            return look.say(f"{form}_weight", **facts)
