"""What comes next, as a model sees it: a table of tokens, a text as it grows, masks filled, and each layer's guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from rich.cells import cell_len

from attnx.measures.likely import sure
from attnx.measures.settle import Settled, settled
from attnx.reduce.words import joined_word, letter, words_of
from attnx.trace import MASKS, Attention, Candidate, Guess, Step, Trace
from attnx.views.draw.palette import bar
from attnx.views.look import LABEL, Look, digits_of, label, shorten
from attnx.views.opening import beneath
from attnx.views.parts import (
    Bar,
    Cell,
    Gap,
    Heading,
    Line,
    Lines,
    Meaning,
    Note,
    Paragraph,
    Part,
    Span,
    Title,
    line,
    line_of,
    listing,
    word,
)
from attnx.views.place import place
from attnx.views.top import pairs_of
from attnx.views.visible import visible

NAME = 24  # the widest name of a token in the table, in cells
BAR = 4  # cells of a bar that stands in a line
GAP = 2  # cells between two tokens in a line
TAKEN = "▶"
LINES = 3  # that a text may have as a title
BESIDE = 3  # guesses of a layer beside each other


def predicted(trace: Trace, look: Look) -> Iterator[Part]:
    """The answer, and then how it came about."""
    yield Title(answer(trace, look))
    yield from beginning(trace, look)
    for scene in happening(trace, look):
        yield from scene
    if trace.steps:
        yield from ending(trace, look)
    if looking(trace) and not settled(trace):
        yield Note(look.say("honest"))


def paced(trace: Trace, look: Look) -> Iterator[Iterator[Part]]:
    """The same as it happens: a scene for each token written or guessed, and the answer last."""
    yield beginning(trace, look)
    yield from happening(trace, look)
    yield conclusion(trace, look)


def beginning(trace: Trace, look: Look) -> Iterator[Part]:
    """The model, and what is shown of each step."""
    yield from beneath(trace, look)
    if trace.sampling:
        yield Note(drawn(trace, look))
    if trace.steps:
        about = look.say("growing_about_drawn" if trace.sampling else "growing_about")
        rows = looking(trace)
        if len(rows) == 1:
            ((number, attention, head),) = rows
            about += look.say("growing_looks", where=place(trace, number, attention, head, look.say))
        elif rows:
            about += look.say("growing_looks", where=look.say("growing_rows"))
        yield Note(about)


def happening(trace: Trace, look: Look) -> Iterator[Iterator[Part]]:
    """Each token that was written, or each that was asked for."""
    for step in trace.steps:
        yield one_step(trace, step, look)
    for token in dict.fromkeys(guess.token for guess in trace.guesses):
        guesses = [guess for guess in trace.guesses if guess.token == token]
        yield by_layer(trace, guesses, look) if len(guesses) > 1 else one_guess(trace, guesses[0], look)


def conclusion(trace: Trace, look: Look) -> Iterator[Part]:
    if trace.steps:
        yield from ending(trace, look)
        return
    yield Gap()
    yield Heading(answer(trace, look))


# ── the answer ────────────────────────────────────────────────────────────────────────────────────────────────────────


def answer(trace: Trace, look: Look) -> str:
    """In a sentence: the text as it was written on, with its masks filled, or what comes after it."""
    if trace.steps:
        return shorten(visible(trace.text + trace.output), LINES * look.width)
    at_last = [guess for guess in trace.guesses if guess.layer == trace.model.n_layers]
    filled = [guess for guess in at_last if trace.tokens[guess.token].piece in MASKS]
    if filled:
        return visible(fill(trace, filled))
    return said(trace, at_last[0], look)


def said(trace: Trace, guess: Guess, look: Look) -> str:
    """How sure the likeliest token is after, or at, the one that was asked for."""
    first, *others = guess.candidates
    facts: dict[str, object] = {
        "name": word_at(trace, guess.token),
        "answer": spoken(trace, guess, first),
        "probability": look.number(first.probability),
    }
    how = sure(guess.candidates)
    if how == "torn":
        facts |= {"other": spoken(trace, guess, others[0]), "second": look.number(others[0].probability)}
    return look.say(f"predicted_{guess.where}_{how}", **facts)


def word_at(trace: Trace, token: int) -> str:
    """The word that a token is part of."""
    pieces = next(pieces for pieces in words_of(trace.tokens) if token in pieces)
    return label(joined_word(0, trace.tokens[pieces.start : token + 1]))


def spoken(trace: Trace, guess: Guess, candidate: Candidate) -> str:
    """What a token is called in a sentence: without the space before it; …ing where it goes on with a word."""
    text = candidate.text.strip()
    if not text:
        return name_of(candidate)
    before = trace.tokens[guess.token].text[-1:]
    goes_on = guess.where == "after" and letter(before) and letter(candidate.text[:1])
    return f"…{visible(text)}" if goes_on else visible(text)


def drawn(trace: Trace, look: Look) -> str:
    """How tokens were drawn, in a line."""
    sampling = trace.sampling
    assert sampling is not None
    facts = [f"temperature {sampling.temperature:g}"]
    facts += [f"top-k {sampling.top_k}"] if sampling.top_k is not None else []
    facts += [f"top-p {sampling.top_p:g}"] if sampling.top_p is not None else []
    return look.say("drawn_by", how=", ".join([*facts, f"seed {sampling.seed}"]))


# ── one token ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def one_guess(trace: Trace, guess: Guess, look: Look) -> Iterator[Part]:
    """The likeliest tokens as a table, then where the token looked from which they come."""
    yield Gap()
    yield Heading(title(trace, guess, look), "▸")
    yield from table_of(trace, guess, look)
    for number, attention, head in looking(trace):
        yield Gap()
        yield Note(look.say("guess_looks", where=place(trace, number, attention, head, look.say)))
        yield from looks(trace, attention, head, guess.token, look, "")


def title(trace: Trace, guess: Guess, look: Look) -> str:
    token = trace.tokens[guess.token]
    return look.say(f"guess_{guess.where}", name=label(token), token=token.index)


def table_of(trace: Trace, guess: Guess, look: Look) -> Iterator[Part]:
    """The likeliest tokens, and what all others have together."""
    candidates = guess.candidates
    rows = [
        row_of(shorten(name_of(candidate), NAME), candidate.probability, candidate.chance, str(candidate.id), look)
        for candidate in candidates
    ]
    rest = max(1.0 - sum(candidate.probability for candidate in candidates), 0.0)
    drawn = max(1.0 - sum(candidate.chance or 0.0 for candidate in candidates), 0.0) if trace.sampling else None
    rows.append([quietly(cell) for cell in row_of(look.say("rest"), rest, drawn, "", look)])
    first = look.say("column_next" if guess.where == "after" else "column_likeliest")
    headers = [first, look.say("column_probability"), ""]
    headers += [look.say("column_drawn")] if trace.sampling else []
    headers += [look.say("column_id")] if look.full else []
    yield listing(headers, rows, numbers=(1, 3, 4))


def row_of(name: str, probability: float, chance: float | None, number: str, look: Look) -> list[Cell]:
    """One line of that table: the chance to be drawn only where tokens are, the id with --full."""
    row: list[Cell] = [name, look.number(probability), Bar(probability, 20 if look.roomy else 10)]
    row += [] if chance is None else [word(look.number(chance), "" if chance else "quiet")]
    return [*row, word(number, "quiet")] if look.full else row


def quietly(cell: Cell) -> Cell:
    """The same cell, said quietly."""
    return replace(cell, quiet=True) if isinstance(cell, Bar) else word(line_of(cell).plain, "quiet")


def name_of(candidate: Candidate) -> str:
    """What a token is written as, the spaces at its ends made visible."""
    inner = candidate.text.strip(" ")
    if not inner:
        return "␣" * len(candidate.text)
    before, after = candidate.text.index(inner), len(candidate.text) - len(candidate.text.rstrip(" "))
    return "␣" * before + visible(inner) + "␣" * after


# ── each layer's guess ────────────────────────────────────────────────────────────────────────────────────────────────


def by_layer(trace: Trace, guesses: Sequence[Guess], look: Look) -> Iterator[Part]:
    """The logit lens: a row for each layer, and how likely the answer was there."""
    story = next(story for story in settled(trace) if story.token == guesses[0].token)
    token, answer = trace.tokens[story.token], name_of(story.answer)
    yield Gap()
    yield Heading(look.say(f"lens_{guesses[0].where}", name=label(token), token=token.index), "▸")
    yield Note(look.say("lens_about"))
    headers = [look.say("column_layer"), look.say("column_likeliest"), f"“{shorten(answer, LABEL)}”", ""]
    cells = min(
        max(cell_len(name_of(candidate)) for guess in guesses for candidate in guess.candidates[:BESIDE]), LABEL
    )
    number, drawing = len(look.number(1.0)), 16 if look.roomy else 8
    room = look.width - 9 - cell_len(headers[2]) - drawing
    beside = min(max((room + GAP) // (cells + 1 + number + GAP), 1), BESIDE)
    rows = []
    for guess, share in zip(guesses, story.shares, strict=True):
        mark: str | Span = (f"{TAKEN} ", "number") if guess.layer == story.first else "  "
        style: Meaning = "strong" if guess.layer >= story.from_then_on else ""
        rows.append(
            (
                line(mark, (str(guess.layer), style)),
                likeliest(guess, answer_id=story.answer.id, beside=beside, cells=cells, look=look),
                word(look.number(share), style),
                Bar(share, drawing),
            )
        )
    yield listing(headers, rows, numbers=(2,))
    yield Paragraph(settled_sentence(story, answer, look))


def likeliest(guess: Guess, answer_id: int, beside: int, cells: int, look: Look) -> Line:
    """The likeliest tokens of one layer beside each other, the answer in bold."""
    spans: list[Span] = []
    for place_, candidate in enumerate(guess.candidates[:beside]):
        name = shorten(name_of(candidate), cells)
        meaning: Meaning = "strong" if candidate.id == answer_id else ""
        spans.append((" " * GAP if place_ else "", ""))
        spans.append((name + " " * (cells - cell_len(name) + 1), meaning))
        spans.append((look.number(candidate.probability), meaning or "quiet"))
    return line(*spans)


def settled_sentence(story: Settled, answer: str, look: Look) -> str:
    """After how many layers the answer is there."""
    if story.first == story.from_then_on:
        return look.say("lens_settled", answer=answer, layer=story.first)
    return look.say("lens_wavers", answer=answer, layer=story.first, stays=story.from_then_on)


# ── where it looked ───────────────────────────────────────────────────────────────────────────────────────────────────


def looking(trace: Trace) -> list[tuple[int, Attention, int | None]]:
    """The attentions to show rows of: layer, attention, and the head, None where it is a mean."""
    return [
        (number, attention, head)
        for number, attention in trace.attentions()
        if "weights" in attention.arrays
        for head in ((None,) if attention.averaged else attention.heads)
    ]


def looks(trace: Trace, attention: Attention, head: int | None, query: int, look: Look, before: str) -> Iterator[Part]:
    """One line: the keys that a token reads most from, as many as there is room for, and the rest."""
    weights = attention.of_head("weights", head).data
    row = weights[query]
    digits, number = digits_of(trace.tokens), len(look.number(1.0)) + (0 if look.colour else 1)
    seen = [token for token in trace.tokens if row[token.index] > 0]
    cells = min(LABEL if look.roomy else LABEL - 3, max((cell_len(label(token)) for token in seen), default=1))
    width = digits + 1 + cells + 1 + number
    fit = max((look.width - cell_len(before) + GAP) // (width + GAP), 1)
    count = fit if np.count_nonzero(row) <= fit else max(fit - 1, 1)
    spans: list[Span] = [(before, "quiet")]
    for place_, pair in enumerate(pairs_of(row, trace.tokens, count, digits, cells, look)):
        if place_ < fit:
            spans += [(" " * GAP if place_ else "", ""), *pair.spans, (" " * (width - pair.cells), "")]
    yield Lines((line(*spans).rstrip(),))


# ── a text as it grows ────────────────────────────────────────────────────────────────────────────────────────────────


def one_step(trace: Trace, step: Step, look: Look) -> Iterator[Part]:
    """The text so far and the token taken; what it was chosen from; where the last token looked."""
    yield Gap()
    yield Lines((grown(trace, step, look), choice(trace, step, look)))
    several, indent = len(looking(trace)) > 1, " " * indented(trace)
    for number, attention, head in looking(trace):
        which = "" if not several else f"{number}·{look.say('short_mean') if head is None else head} "
        yield from looks(trace, attention, head, step.after, look, f"{indent}{look.say('reads')} {which}")


def indented(trace: Trace) -> int:
    """The cells of the number of a step, which is that of the token written."""
    return len(str(trace.steps[-1].after + 1)) + 1


def grown(trace: Trace, step: Step, look: Look) -> Line:
    """The end of the text so far, and what was taken."""
    number = f"{step.after + 1:<{indented(trace)}}"
    taken = name_of(step.taken)
    written = visible((trace.text + trace.output)[: trace.tokens[step.after].end])
    room = max(look.width - len(number) - cell_len(taken), 1)
    while cell_len(written) > room and len(written) > 1:
        written = "…" + written[2:] if written[0] == "…" else "…" + written[1:]
    return line((number, "number"), written, (taken, "written"))


def choice(trace: Trace, step: Step, look: Look) -> Line:
    """What the token was chosen from, as much as a line has room for."""
    everyone = [candidate for any_step in trace.steps for candidate in any_step.candidates]
    cells = min(max(cell_len(name_of(candidate)) for candidate in everyone), LABEL)
    width = 2 + cells + 1 + len(look.number(1.0)) + 1 + BAR
    fit = max((look.width - indented(trace) + GAP) // (width + GAP), 1)
    shown = [candidate for candidate in step.candidates if candidate.chance is None or candidate.chance > 0][:fit]
    if step.taken not in shown:  # drawn from further down
        shown[-1:] = [step.taken]
    spans: list[Span] = [(" " * indented(trace), "")]
    for place_, candidate in enumerate(shown):
        share = candidate.probability if candidate.chance is None else candidate.chance
        taken = candidate.id == step.taken.id
        name = shorten(name_of(candidate), cells)
        meaning: Meaning = "strong" if taken else ""
        drawing = bar(share, BAR)
        spans += [(" " * GAP if place_ else "", ""), (f"{TAKEN} " if taken else "  ", "number")]
        spans += [(name + " " * (cells - cell_len(name) + 1), meaning), (look.number(share) + " ", meaning)]
        spans += [(drawing, "bar"), (" " * (BAR - len(drawing)), "")]
    return line(*spans).rstrip()


def ending(trace: Trace, look: Look) -> Iterator[Part]:
    """The whole text, and why it ends there."""
    yield Gap()
    yield Heading(look.say("written_title"), "▸")
    yield Paragraph(line(lines_of(trace.text), (lines_of(trace.output), "written")))
    if "context_full" not in trace.notes:
        yield Note(how_it_ended(trace, look))


def how_it_ended(trace: Trace, look: Look) -> str:
    """Why nothing more was written."""
    last = trace.steps[-1]
    if last.after == len(trace.tokens) - 1:  # what was taken was not read
        return look.say("written_ended", token=visible(last.taken.text))
    return look.say("written_cut", count=len(trace.steps))


def fill(trace: Trace, guesses: Sequence[Guess]) -> str:
    """The text with the likeliest token in each place."""
    filled, done = "", 0
    for guess in guesses:
        token = trace.tokens[guess.token]
        filled += trace.text[done : token.start] + guess.candidates[0].text
        done = token.end
    return filled + trace.text[done:]


def lines_of(text: str) -> str:
    """A text of several lines, safe to print."""
    return "\n".join(visible(line) for line in text.split("\n"))
