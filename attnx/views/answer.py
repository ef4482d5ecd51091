"""The answer: what the word in question reads from, the sentence with its arc, why, and the whole matrix of weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.measures.focus import focus
from attnx.measures.known import known
from attnx.measures.opening import Opening
from attnx.measures.readings import Reading, Readings, readings
from attnx.trace import Attention, HeadFact, Trace
from attnx.trace.sight import may_look
from attnx.views import formulas
from attnx.views.arcs import Arc, arcs
from attnx.views.known import shown_head
from attnx.views.look import Look
from attnx.views.parts import Heading, Line, Lines, Note, Paragraph, Part, Span, View, line
from attnx.views.reads import called, quoted, verdict
from attnx.views.relevance import Relevance, relevance_of
from attnx.views.weights import weights_map

PLAIN = re.compile(r"[^\W_]+")  # a word that no shell and no list reads otherwise
SECOND = 0.25  # the weight that earns a second key an arc of its own
SHARED = ("sharp", "torn", "split", "parted")  # readings that point at words


@frozen(eq=False)
class Asked:
    """What the answer is about: the head of an attention, the word asked for if any, and why this head is shown.

    `before` are the same rows before the model learned, where that is known.
    """

    layer: int
    attention: Attention
    head: int | None
    query: int | None = None
    opening: Opening | None = None
    before: Readings | None = None


@frozen(eq=False)
class Answered:
    """What was found: the rows in words, the one that is told first, and those told too."""

    trace: Trace
    asked: Asked
    rows: Readings
    first: Reading
    others: tuple[Reading, ...]

    @property
    def matters(self) -> Relevance:
        """What the steps are looked at for."""
        return relevance_of(self.first, self.rows, self.asked.attention.of_head("weights", self.asked.head).data)


def answered(trace: Trace, asked: Asked) -> Answered:
    rows = readings(trace, asked.attention, asked.head, may_look(asked.attention, asked.head))
    told = rows.told(None if asked.query is None else rows.word_with(asked.query))
    first = told[0] if told else rows.telling
    return Answered(trace, asked, rows, first, told[1:])


def headed(text: str) -> Heading:
    """The verdict below the steps."""
    return Heading(text, "▸")


def answer(said: Answered, look: Look, title: Callable[[str], Part] = headed, with_map: bool = True) -> View:
    """At most two dozen lines, of which the first, the title, says it in words; the weights `with_map` too."""
    yield from told(said, look, title, with_map)
    yield Note(look.say("answer_try", commands=" · ".join(tries(said.trace, said.asked, said.first, said.rows))))


def told(said: Answered, look: Look, title: Callable[[str], Part] = headed, with_map: bool = True) -> View:
    """The same without what could be asked next."""
    trace, asked, rows, first = said.trace, said.asked, said.rows, said.first
    fact = known(trace, asked.layer, asked.attention, asked.head)
    yield title(verdict(first, rows, fact, look))
    reason = asked.opening.reason if asked.opening else None
    yield Note(shown_head(trace, asked.layer, asked.attention, asked.head, reason, look))
    if trace.model.embedding and (drawn := arcs_of(first)):  # matrices are no sentence
        lines = arcs(rows.queries, [Arc(first.word, key, f"{weight:.2f}") for key, weight in drawn], look.width)
        yield Lines(tuple(Line(tuple(runs)) for runs in lines))
    yield from why(trace, asked, first, rows, look)
    others = further(said, fact, look)
    if asked.before is not None and cell_len(others) <= look.width:  # where there is much to say, this is left out
        yield from before(asked.before.rows[first.word], asked.before, look)
    if with_map:
        yield weights_map(trace, asked.attention, asked.head, rows, first, look)
    if others:
        yield Paragraph(others)


def further(said: Answered, fact: HeadFact | None, look: Look) -> str:
    """What else is told: a sentence for each row, in few words where they would take more than a line."""
    sentences = " · ".join(verdict(other, said.rows, fact, look) for other in said.others)
    if look.full or cell_len(sentences) <= look.width:
        return sentences
    return " · ".join(verdict(other, said.rows, fact, look, "few") for other in said.others)


def tries(trace: Trace, asked_for: Asked, reading: Reading, rows: Readings) -> Iterator[str]:
    """What to type next about this word: the arithmetic of its largest weight, its row, and a page of it all."""
    query = rows.queries[reading.word]
    alone = [token.name for token in rows.queries].count(query.name) == 1 and len(
        rows.pieces_of_queries[reading.word]
    ) == 1
    asked = query.name if alone and PLAIN.fullmatch(query.name) else str(query.index)
    if asked_for.query is None:
        yield f"--focus {asked}"
    if reading.keys and asked_for.head is not None and "words_merged" not in trace.notes:
        attention, pieces = asked_for.attention, rows.pieces_of_keys[reading.keys[0]]
        of_query = rows.pieces_of_queries[reading.word]
        held = attention.of_head("weights", asked_for.head).data[of_query.start : of_query.stop]
        row, column = np.unravel_index(held[:, pieces.start : pieces.stop].argmax(), (len(of_query), len(pieces)))
        key = rows.keys[reading.keys[0]]
        single = [token.name for token in rows.keys].count(key.name) == 1 and len(pieces) == 1
        cell = key.name if single and PLAIN.fullmatch(key.name) else str(trace.keys_of(attention)[pieces[column]].index)
        yield f"--cell {asked if alone else trace.queries_of(attention)[of_query[row]].index},{cell}"
    yield "--html page.html"


def arcs_of(reading: Reading) -> list[tuple[int, float]]:
    """The words that an arc leads to, with their weights: the first, and the second where it matters too."""
    if reading.how not in (*SHARED, "rests"):
        return []
    pairs = list(zip(reading.keys, reading.weights, strict=True))[:2]
    return [(key, weight) for key, weight in pairs if key != reading.word and (weight >= SECOND or key == pairs[0][0])]


def why(trace: Trace, asked: Asked, reading: Reading, rows: Readings, look: Look) -> Iterator[Paragraph]:
    """The arithmetic of the largest weight, and of the largest on another word."""
    attention = asked.attention
    if asked.head is None or not reading.keys or not {"scores", "scaled"} <= attention.arrays.keys():
        return
    if "words_merged" in trace.notes:  # which leaves out what belongs to single pieces
        return
    pieces, sources = rows.pieces_of_queries[reading.word], rows.pieces_of_keys[reading.keys[0]]
    if len(pieces) > 1 or len(sources) > 1:  # a word's weight is a sum, which no single score explains
        return
    row, winner = pieces.start, sources.start
    story = focus(attention, row, asked.head)
    seen = story.scaled if story.masked is None else story.masked
    if story.scores is None or seen is None:
        return
    others = [at for at in range(len(story.weights)) if at != winner and np.isfinite(seen[at])]
    spans: list[str | Span] = [
        (look.say("answer_why"), "quiet"),
        ("q·k ", "formula"),
        (look.number(float(story.scores[winner])), "strong"),
        (f"  {' '.join(formulas.scaled(attention, trace.model))} ", "formula"),
        (look.number(float(seen[winner])), "strong"),
        ("  exp, ÷Σ ", "formula"),
        (f"{story.weights[winner]:.2f}", "strong"),
    ]
    if others:
        best = max(others, key=lambda at: float(story.weights[at]))
        other = rows.keys[next(word for word, run in enumerate(rows.pieces_of_keys) if best in run)]
        said = look.say(
            "answer_next_best",
            key=called(other, rows.keys),
            scores=look.number(float(story.scores[best])),
            scaled=look.number(float(seen[best])),
            weight=f"{story.weights[best]:.2f}",
        )
        spans.append((f"   {said}", "quiet"))
    yield Paragraph(line(*spans))


def before(reading: Reading, rows: Readings, look: Look) -> Iterator[Note]:
    """Where the same word read from before the model learned."""
    if not reading.keys:
        return
    weight = f"{reading.weights[0]:.2f}"
    if reading.how == "even":
        yield Note(look.say("answer_before_even", count=len(reading.keys), weight=weight))
    else:
        yield Note(look.say("answer_before", key=quoted(rows.keys[reading.keys[0]], rows.keys, look), weight=weight))
