"""The chapter of the tour in which a small model learns what "it" stands for, and every step of the way is a number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from attnx.frozen import frozen
from attnx.measures.gradients import Gradients
from attnx.measures.history import Moment
from attnx.views.gradients import backward_step, what_changes
from attnx.views.learning import About, Result, curve, place_of, sentence, verdict
from attnx.views.look import Look, label
from attnx.views.parts import Gap, Paragraph, Part, line
from attnx.views.reads import verdict_of
from attnx.views.tour import scene
from attnx.views.visible import visible


@frozen
class Exhibits:
    """A model that learnt: the moments from before the first step to the last, and that first step backwards."""

    about: About
    history: Sequence[Moment]
    first: Gradients
    result: Result


def scenes(exhibits: Exhibits, look: Look) -> Iterator[Iterator[Part]]:
    """Each scene of the chapter, in order."""
    history, first = exhibits.history, exhibits.first
    shown = {
        "begin": moment(history[0], look),
        "loss": loss(first, look),
        "weights": backward_step(first, "dweights", look),
        "scores": scores(first, look),
        "halfway": moment(halfway(history), look),
        "sharp": moment(history[-1], look),
        "learnt": learnt(exhibits, look),
    }
    for number, (name, parts) in enumerate(shown.items(), start=1):
        yield scene(number, len(shown), f"learn_{name}", parts, look)


def halfway(history: Sequence[Moment]) -> Moment:
    """The first moment at which the key that is read most in the end has half of the weight that it ends with."""
    last = history[-1]
    key = int(last.weights[last.query].argmax())
    enough = last.weights[last.query, key] / 2
    return next(moment for moment in history if moment.weights[moment.query, key] >= enough)


def moment(now: Moment, look: Look) -> Iterator[Part]:
    """What the word that is asked reads from at this moment, and the weights of all words."""
    said = verdict_of(now.trace, now.layer, now.attention, now.head, now.query, look)
    yield Paragraph(line((f"{place_of(now, look)}  ", "quiet"), (said, "strong")))
    yield Gap()
    yield from sentence(now, look)


def loss(first: Gradients, look: Look) -> Iterator[Part]:
    """How likely the right answer is before the first step, and the loss that this makes."""
    query, likely = label(first.trace.tokens[first.query]), math.exp(-first.loss)  # one word of it is asked
    yield Gap()
    yield Paragraph(look.say("tour_learn_answer", query=query, answer=visible(first.answer), share=f"{likely:.2%}"))
    yield Paragraph(line((f"loss = −log {likely:.4f} = {look.number(first.loss)}", "strong")))


def scores(first: Gradients, look: Look) -> Iterator[Part]:
    """What is asked of the scores, and which of them the step raises."""
    yield from backward_step(first, "dscores", look)
    yield from what_changes(first, look)


def learnt(exhibits: Exhibits, look: Look) -> Iterator[Part]:
    """The curve of all moments, and how well unseen sentences are answered in the end."""
    yield Gap()
    yield curve(exhibits.history, look)
    yield from verdict(exhibits.about, exhibits.history[-1], exhibits.result, look)
    yield Gap()
    yield Paragraph(look.say("tour_learn_end"))
