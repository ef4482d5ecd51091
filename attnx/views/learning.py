"""A model while it learns: one screen for each moment, a line where there is no screen, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.frozen import frozen
from attnx.measures.history import Moment, jump
from attnx.measures.readings import readings
from attnx.trace import Trace
from attnx.trace.sight import may_look
from attnx.views.answer import Asked, answered, arcs_of, told
from attnx.views.arcs import Arc, arcs
from attnx.views.draw.palette import BARS
from attnx.views.look import Look, label
from attnx.views.parts import Gap, Heading, Line, Lines, Note, Notice, Paragraph, Part, Span, Title, View, line
from attnx.views.reads import called
from attnx.views.visible import visible
from attnx.views.weights import weights_map

HEIGHT = 4  # lines of the curve
PROGRESS = 24  # cells of the bar
KNOWN = ("lookup", "previous", "copy", "pronoun", "sort")  # tasks that have a sentence about them
LEARNT = 0.95  # of the questions on unseen sentences


@frozen
class About:
    """What is learnt, by how large a model, and at which rate."""

    name: str
    parameters: int
    d_model: int
    n_layers: int
    n_heads: int
    rate: float
    seed: int


@frozen
class Result:
    """What came of it on all sentences that were never learnt from: the loss in nats, and the share of right answers.

    `on_answers` is the mean weight of the head that is shown on the words where the answers stand, `counting` the loss
    of counting pairs of words, where each is known. `kept` is the moment whose weights were kept, `lines` how many of a
    text were learnt from, and kept out.
    """

    loss: float
    accuracy: float
    on_answers: float | None
    counting: float | None
    kept: Moment
    lines: tuple[int, int] | None = None


def moment_screen(about: About, history: Sequence[Moment], look: Look) -> View:
    """One moment: how far it has come, the loss so far, what the word reads from, and the weights of its head."""
    now = history[-1]
    yield Title(look.say("learn_title", name=visible(about.name)), "", False, (place_of(now, look),))
    done = PROGRESS * now.step // now.steps
    yield Paragraph(line(("█" * done, "bar"), ("░" * (PROGRESS - done), "quiet"), f"  {figures(now, look)}"))
    yield curve(history, look)
    yield Gap()
    yield from sentence(now, look)


def place_of(now: Moment, look: Look) -> str:
    """How far it has come, in words."""
    return look.say("learn_step", step=f"{now.step:,}", steps=f"{now.steps:,}")


def figures(now: Moment, look: Look) -> str:
    """Loss and accuracy, in a few words."""
    return look.say("learn_figures", loss=look.number(now.unseen), accuracy=f"{now.accuracy:.0%}")


def curve(history: Sequence[Moment], look: Look) -> Lines:
    """The loss on unseen sentences from the first moment on: as high as it was, a column or two for each moment."""
    highest = max(moment.unseen for moment in history)
    edge = max(len(look.number(highest)), len(look.number(0.0)))
    columns = [round(8 * HEIGHT * moment.unseen / highest) if highest else 0 for moment in history]
    wide = 2 if look.width >= edge + 4 + 2 * 41 else 1
    rows = []
    for row in reversed(range(HEIGHT)):
        name = look.number(highest) if row == HEIGHT - 1 else look.number(0.0) if not row else ""
        bars = "".join(wide * BARS[min(max(column - 8 * row, 0), 8)] for column in columns)
        rows.append(line((f"{name:>{edge}} ", "quiet"), (bars[: look.width - edge - 1], "bar")))
    named = look.say("learn_curve")
    return Lines((line((f"{named}", "quiet")), *rows))


def sentence(now: Moment, look: Look) -> Iterator[Part]:
    """What the word that is watched reads from, as an arc, and the weights of all words."""
    attention = now.attention
    rows = readings(now.trace, attention, now.head, may_look(attention, now.head))
    asked = rows.rows[rows.word_with(now.query)]
    drawn = [Arc(asked.word, key, f"{weight:.2f}") for key, weight in arcs_of(asked)]
    yield Lines(tuple(Line(tuple(runs)) for runs in arcs(rows.queries, drawn, look.width)))
    facts = {"query": label(rows.queries[asked.word]), "word": visible(now.word), "share": f"{now.probability:.0%}"}
    yield Note(look.say("learn_says", layer=now.layer, head=now.head, **facts))
    yield weights_map(now.trace, attention, now.head, rows, asked, look)


def moment_line(now: Moment, look: Look) -> Paragraph:
    """The moment in one line, where lines are all there is."""
    tokens = now.trace.queries_of(now.attention)
    row = now.weights[now.query]
    most = int(row.argmax())
    spans: list[Span] = [(place_of(now, look), "quiet")]
    spans.append((f"  {figures(now, look)}", ""))
    reads = look.say(
        "learn_reads",
        query=label(tokens[now.query]),
        key=called(tokens[most], tokens),
        weight=f"{row[most]:.2f}",
        word=visible(now.word),
    )
    spans.append((f"  {reads}", "quiet"))
    return Paragraph(Line(tuple(spans)))


def beginning(about: About, look: Look) -> View:
    """What is about to be learnt, by what, and how."""
    task = look.say(f"learn_{about.name}") if about.name in KNOWN else ""
    yield Title(look.say("learn_title", name=visible(about.name)), task)
    yield Note(
        look.say(
            "learn_about",
            parameters=f"{about.parameters:,}",
            layers=about.n_layers,
            heads=about.n_heads,
            d_model=about.d_model,
            rate=f"{about.rate:g}",
            seed=about.seed,
        )
    )


def ending(
    about: About,
    history: Sequence[Moment],
    result: Result,
    before: Trace,
    after: Trace,
    saved: str | None,
    look: Look,
) -> View:
    """The curve, what it came to, and the answer of the sentence that is watched, before and after.

    `saved` is the directory that the model is written to, if any.
    """
    yield Gap()
    yield curve(history, look)
    yield Gap()
    yield from verdict(about, history[-1], result, look)
    if fell := jump(history):
        facts = {"before": look.number(fell.before), "after": look.number(fell.after)}
        yield Paragraph(look.say("learn_jump", begin=f"{fell.begin:,}", end=f"{fell.end:,}", **facts))
    for name, trace in (("before", before), ("after", after)):
        ((layer, attention),) = trace.attentions()
        asked = Asked(layer, attention, attention.heads[0], result.kept.query)
        yield Gap()
        yield Heading(look.say(f"learn_{name}", text=visible(trace.text)), "▾")
        yield from told(answered(trace, asked), look)
    yield Gap()
    says = {"word": visible(result.kept.word), "share": f"{result.kept.probability:.0%}"}
    yield Paragraph(look.say("learn_in_the_end", query=label(after.tokens[result.kept.query]), **says))
    tries = {"text": visible(after.text), "path": visible(saved or "")}
    yield Note(look.say("learn_try", **tries) if saved else look.say("learn_try_save"))


def verdict(about: About, now: Moment, result: Result, look: Look) -> Iterator[Part]:
    """What was learnt, said as far as it is true."""
    kept = result.kept
    if now.step < now.steps:
        yield Notice(look.say("learn_stopped", step=f"{now.step:,}", steps=f"{now.steps:,}"))
    if result.counting is not None and result.lines is not None:
        better = "better" if result.loss < result.counting else "worse"
        facts = {"loss": look.number(result.loss), "counting": look.number(result.counting)}
        learnt, unseen = result.lines
        yield Title(look.say(f"learn_text_{better}", name=visible(about.name), **facts))
        measured = {"unseen": f"{unseen:,}", "accuracy": f"{result.accuracy:.1%}"}
        yield Note(look.say("learn_text_about", learnt=f"{learnt:,}", **measured))
        if kept.step < now.step:
            yield Note(look.say("learn_kept", step=f"{kept.step:,}"))
        return
    learnt_it = "learnt" if result.accuracy >= LEARNT else "not_learnt"
    yield Title(look.say(f"learn_{learnt_it}", name=visible(about.name), accuracy=f"{result.accuracy:.1%}"))
    if result.on_answers is not None:
        yield Note(look.say("learn_looks", layer=kept.layer, head=kept.head, weight=look.number(result.on_answers)))
