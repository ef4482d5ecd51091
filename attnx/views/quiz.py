"""A question as it is asked, its hint, and what there is to see once it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from attnx.measures.cell import cell
from attnx.measures.opening import Reason
from attnx.measures.quiz import Answer, Question, RowWeights, Score, Word
from attnx.trace import Attention, Trace
from attnx.views.cell import one_cell, products
from attnx.views.focus import one_row
from attnx.views.look import Look, label, names_of
from attnx.views.opening import opening
from attnx.views.parts import Cell, Gap, Heading, Items, Notice, Paragraph, Part, listing, word
from attnx.views.picture import picture_lines
from attnx.views.place import place
from attnx.views.visible import visible

CHOICES = 6  # of a longer row only so many scores are shown


def beginning(trace: Trace, count: int, seed: int, look: Look, reason: Reason | None = None) -> Iterator[Part]:
    """The model, why this head, and the rules."""
    yield from opening(trace, look, reason)
    yield Paragraph(look.say("quiz_about", count=count, seed=seed))


def asked(question: Question, number: int, count: int, trace: Trace, look: Look) -> Iterator[Part]:
    """The question, with the numbers it takes."""
    attention = attention_of(question, trace)
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    where = place(trace, question.layer, attention, question.head, look.say)
    query = label(queries[question.query])
    yield Gap()
    title = look.say("quiz_number", number=number, count=count, where=where)
    yield Heading(title, "▸")
    match question:
        case Score():
            words = {"query": query, "key": label(keys[question.key])}
            if question.of > len(question.q):
                last = question.begin + len(question.q) - 1
                part = {"first": question.begin, "last": last, "all": question.of}
                yield Paragraph(look.say("quiz_score_part", **words, **part))
            else:
                yield Paragraph(look.say("quiz_score", **words))
            factors = factor_rows(question.begin, question.q, question.k, look=look)
            yield listing(("i", "qᵢ", "kᵢ"), factors, numbers=(1, 2))
        case RowWeights():
            yield Paragraph(look.say("quiz_row", query=query))
            names = names_of([keys[key] for key in question.keys])
            scores = (look.number(float(score)) for score in question.scaled)
            headers = (look.say("column_key"), look.say("line_scaled"))
            yield listing(headers, list(zip(names, scores, strict=True)), numbers=(1,))
            sinks = "sink" in attention_of(question, trace).arrays
            if question.others or sinks:
                key = "quiz_rest_sink" if sinks else "quiz_rest"
                yield Paragraph(look.say(key, count=question.others, rest=look.number(question.rest)))
        case Word():
            yield Paragraph(look.say("quiz_word", query=query, index=question.query))
            yield from choices(question, trace, attention, look)


def choices(question: Word, trace: Trace, attention: Attention, look: Look) -> Iterator[Part]:
    """The tokens; where nothing was learned that one could know, with the largest scores of the row."""
    keys = trace.keys_of(attention)
    if trace.picture is not None:
        yield from picture_lines(trace, trace.picture, look)
        return
    if trace.model.provenance == "trained":
        yield Items(tuple(f"{key.index} {label(key)}" for key in keys), "  ")
        return
    best = sorted(range(len(keys)), key=lambda key: -question.scores[key])[:CHOICES]
    names = names_of([keys[key] for key in sorted(best)])
    scores = (look.number(question.scores[key]) for key in sorted(best))
    headers = (look.say("column_key"), look.say("line_scaled"))
    yield listing(headers, list(zip(names, scores, strict=True)), numbers=(1,))


def factor_rows(begin: int, *columns: Iterable[float], look: Look) -> list[tuple[Cell, ...]]:
    numbers = zip(*columns, strict=True)
    return [
        (word(str(i), "quiet"), *(look.number(float(number)) for number in row)) for i, row in enumerate(numbers, begin)
    ]


def hint(question: Question, again: bool, trace: Trace, look: Look) -> Iterator[Part]:
    """The step before the last; there is no second one."""
    yield Notice(look.say("quiz_no_more")) if again else Paragraph(step_before(question, trace, look))


def heard(line: str) -> Iterator[Part]:
    """An answer that came from elsewhere than a terminal, where it would stand already."""
    yield Paragraph(f"> {visible(line)}".rstrip())


def refused(sentence: str) -> Iterator[Part]:
    """Why an answer could not be read."""
    yield Notice(visible(sentence))


def step_before(question: Question, trace: Trace, look: Look) -> str:
    n = look.number
    match question:
        case Score():
            return look.say("quiz_hint_score", products=" + ".join(n(float(number)) for number in question.products))
        case RowWeights():
            parts = " + ".join(
                [*(n(float(number)) for number in question.exp), *([n(question.rest)] if question.rest else [])]
            )
            largest = float(question.scaled.max())
            exponent = f"s − {n(largest)}" if largest >= 0 else f"s + {n(-largest)}"
            total = n(float(question.exp.sum()) + question.rest)
            return look.say("quiz_hint_row", exponent=exponent, parts=parts, total=total)
        case Word():
            keys = trace.keys_of(attention_of(question, trace))
            two = sorted((question.right, question.second))
            return look.say("quiz_hint_word", words=", ".join(f"{key} {label(keys[key])}" for key in two))


def answered(answer: Answer, trace: Trace, look: Look) -> Iterator[Part]:
    """Whether it was right, and the arithmetic."""
    question = answer.question
    attention = attention_of(question, trace)
    key = "quiz_skipped" if not answer.given else "quiz_right" if answer.correct else "quiz_wrong"
    verdict = look.say(key, right=right_of(question, trace, look))
    yield Paragraph(word(verdict, "right")) if answer.correct else Notice(verdict)
    if isinstance(question, Score) and question.of > len(question.q):
        workings = cell(attention, question.query, question.key, question.head)
        yield from products(
            replace(workings, q=question.q, k=question.k, products=question.products), attention, look, question.begin
        )
        score = float(workings.products.sum())
        yield Paragraph(look.say("quiz_whole", all=question.of, score=look.number(score)))
    elif isinstance(question, Score):
        yield from one_cell(trace, question.layer, attention, question.head, question.query, question.key, look)
    else:
        yield from one_row(trace, question.layer, attention, question.head, question.query, look)


def right_of(question: Question, trace: Trace, look: Look) -> str:
    """The right answer, as it would be written."""
    match question:
        case Score():
            return look.number(question.right)
        case RowWeights():
            return "  ".join(look.number(float(weight)) for weight in question.right)
        case Word():
            key = trace.keys_of(attention_of(question, trace))[question.right]
            return f"{label(key)} ({key.index})"


def result(points: float, count: int, look: Look) -> Iterator[Part]:
    yield Gap()
    yield Heading(look.say("quiz_result", points=f"{points:g}", count=count))


def attention_of(question: Question, trace: Trace) -> Attention:
    return next(attention for number, attention in trace.attentions() if number == question.layer)
