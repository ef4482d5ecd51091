"""What comes next, as a model sees it: a table of tokens, a text as it grows, masks filled, and each layer's guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from attnx.measures.settle import Settled, settled
from attnx.trace import Attention, Candidate, Guess, Step, Trace
from attnx.views.listing import listing
from attnx.views.look import DIM, LABEL, NUMBER, TITLE, Look, digits_of, label, shorten
from attnx.views.opening import opening
from attnx.views.palette import bar
from attnx.views.place import place
from attnx.views.top import pairs_of
from attnx.views.visible import visible

NAME = 24  # the widest name of a token in the table, in cells
BAR = 4  # cells of a bar that stands in a line
GAP = 2  # cells between two tokens in a line
TAKEN = "▶"
BESIDE = 3  # guesses of a layer beside each other


def scenes(trace: Trace, look: Look) -> Iterator[Iterator[RenderableType]]:
    """The opening, a scene for each token written or guessed, and the end."""
    yield beginning(trace, look)
    for step in trace.steps:
        yield one_step(trace, step, look)
    for token in dict.fromkeys(guess.token for guess in trace.guesses):
        guesses = [guess for guess in trace.guesses if guess.token == token]
        yield by_layer(trace, guesses, look) if len(guesses) > 1 else one_guess(trace, guesses[0], look)
    yield ending(trace, look)


def beginning(trace: Trace, look: Look) -> Iterator[RenderableType]:
    yield from opening(trace, look)
    if trace.sampling:
        yield Text(drawn(trace, look), style=DIM)
    if trace.steps:
        about = look.say("growing_about_drawn" if trace.sampling else "growing_about")
        rows = looking(trace)
        if len(rows) == 1:
            ((number, attention, head),) = rows
            about += look.say("growing_looks", where=place(trace, number, attention, head, look.say))
        elif rows:
            about += look.say("growing_looks", where=look.say("growing_rows"))
        yield Text()
        yield Text(about, style=DIM)


def drawn(trace: Trace, look: Look) -> str:
    """How tokens were drawn, in a line."""
    sampling = trace.sampling
    assert sampling is not None
    facts = [f"temperature {sampling.temperature:g}"]
    facts += [f"top-k {sampling.top_k}"] if sampling.top_k is not None else []
    facts += [f"top-p {sampling.top_p:g}"] if sampling.top_p is not None else []
    return look.say("drawn_by", how=", ".join([*facts, f"seed {sampling.seed}"]))


# ── one token ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def one_guess(trace: Trace, guess: Guess, look: Look) -> Iterator[RenderableType]:
    """The likeliest tokens as a table, then where the token looked from which they come."""
    yield Text()
    yield Text.assemble(("▸ ", NUMBER), (title(trace, guess, look), TITLE))
    yield from table_of(trace, guess, look)
    for number, attention, head in looking(trace):
        yield Text()
        yield Text(look.say("guess_looks", where=place(trace, number, attention, head, look.say)), style=DIM)
        yield from looks(trace, attention, head, guess.token, look, "")


def title(trace: Trace, guess: Guess, look: Look) -> str:
    token = trace.tokens[guess.token]
    return look.say(f"guess_{guess.where}", name=label(token), token=token.index)


def table_of(trace: Trace, guess: Guess, look: Look) -> Iterator[RenderableType]:
    """The likeliest tokens, and what all others have together."""
    candidates = guess.candidates
    rows = [row_of(shorten(name_of(one), NAME), one.probability, one.chance, str(one.id), look) for one in candidates]
    rest = max(1.0 - sum(one.probability for one in candidates), 0.0)
    drawn = max(1.0 - sum(one.chance or 0.0 for one in candidates), 0.0) if trace.sampling else None
    rows.append(row_of(look.say("rest"), rest, drawn, "", look))
    for cell in rows[-1]:
        cell.stylize(DIM)
    first = look.say("column_next" if guess.where == "after" else "column_likeliest")
    headers = [first, look.say("column_probability"), ""]
    headers += [look.say("column_drawn")] if trace.sampling else []
    headers += [look.say("column_id")] if look.full else []
    yield from listing(headers, rows, look, right=(1, 3, 4))


def row_of(name: str, probability: float, chance: float | None, number: str, look: Look) -> list[Text]:
    """One line of that table: the chance to be drawn only where tokens are, the id with --full."""
    row = [Text(name), Text(look.number(probability)), Text(bar(probability, 20 if look.roomy else 10), style="cyan")]
    row += [] if chance is None else [Text(look.number(chance), style="" if chance else DIM)]
    return [*row, Text(number, style=DIM)] if look.full else row


def name_of(one: Candidate) -> str:
    """What a token is written as, the spaces at its ends made visible."""
    inner = one.text.strip(" ")
    if not inner:
        return "␣" * len(one.text)
    before, after = one.text.index(inner), len(one.text) - len(one.text.rstrip(" "))
    return "␣" * before + visible(inner) + "␣" * after


# ── each layer's guess ────────────────────────────────────────────────────────────────────────────────────────────────


def by_layer(trace: Trace, guesses: Sequence[Guess], look: Look) -> Iterator[RenderableType]:
    """The logit lens: a row for each layer, and how likely the answer was there."""
    story = next(one for one in settled(trace) if one.token == guesses[0].token)
    token, answer = trace.tokens[story.token], name_of(story.answer)
    yield Text()
    yield Text.assemble(
        ("▸ ", NUMBER), (look.say(f"lens_{guesses[0].where}", name=label(token), token=token.index), TITLE)
    )
    yield Text(look.say("lens_about"), style=DIM)
    headers = [look.say("column_layer"), look.say("column_likeliest"), f"“{shorten(answer, LABEL)}”", ""]
    cells = min(max(cell_len(name_of(one)) for guess in guesses for one in guess.candidates[:BESIDE]), LABEL)
    number, drawing = len(look.number(1.0)), 16 if look.roomy else 8
    room = look.width - 9 - cell_len(headers[2]) - drawing
    beside = min(max((room + GAP) // (cells + 1 + number + GAP), 1), BESIDE)
    rows = []
    for guess, share in zip(guesses, story.shares, strict=True):
        mark = (f"{TAKEN} ", NUMBER) if guess.layer == story.first else "  "
        style = "bold" if guess.layer >= story.from_then_on else ""
        rows.append(
            (
                Text.assemble(mark, (str(guess.layer), style)),
                likeliest(guess, answer_id=story.answer.id, beside=beside, cells=cells, look=look),
                Text(look.number(share), style=style),
                Text(bar(share, drawing), style="cyan"),
            )
        )
    yield from listing(headers, rows, look, right=(2,))
    yield Text(settled_sentence(story, answer, look))


def likeliest(guess: Guess, answer_id: int, beside: int, cells: int, look: Look) -> Text:
    """The likeliest tokens of one layer beside each other, the answer in bold."""
    line = Text()
    for place_, one in enumerate(guess.candidates[:beside]):
        name, style = shorten(name_of(one), cells), "bold" if one.id == answer_id else ""
        line.append(" " * GAP if place_ else "").append(name + " " * (cells - cell_len(name) + 1), style)
        line.append(look.number(one.probability), style or DIM)
    return line


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


def looks(
    trace: Trace, attention: Attention, head: int | None, query: int, look: Look, before: str
) -> Iterator[RenderableType]:
    """One line: the keys that a token reads most from, as many as there is room for, and the rest."""
    weights = attention.of_head("weights", head).data
    row = weights[query]
    digits, number = digits_of(trace.tokens), len(look.number(1.0)) + (0 if look.colour else 1)
    seen = [token for token in trace.tokens if row[token.index] > 0]
    cells = min(LABEL if look.roomy else LABEL - 3, max((cell_len(label(token)) for token in seen), default=1))
    width = digits + 1 + cells + 1 + number
    fit = max((look.width - cell_len(before) + GAP) // (width + GAP), 1)
    count = fit if np.count_nonzero(row) <= fit else max(fit - 1, 1)
    line = Text.assemble((before, DIM), no_wrap=True, overflow="ellipsis")
    for place_, pair in enumerate(pairs_of(row, trace.tokens, count, digits, cells, look)):
        if place_ < fit:
            line.append(" " * GAP if place_ else "").append_text(pair).append(" " * (width - pair.cell_len))
    line.rstrip()
    yield line


# ── a text as it grows ────────────────────────────────────────────────────────────────────────────────────────────────


def one_step(trace: Trace, step: Step, look: Look) -> Iterator[RenderableType]:
    """The text so far and the token taken; what it was chosen from; where the last token looked."""
    yield Text()
    yield grown(trace, step, look)
    yield choice(trace, step, look)
    several, indent = len(looking(trace)) > 1, " " * indented(trace)
    for number, attention, head in looking(trace):
        which = "" if not several else f"{number}·{look.say('short_mean') if head is None else head} "
        yield from looks(trace, attention, head, step.after, look, f"{indent}{look.say('reads')} {which}")


def indented(trace: Trace) -> int:
    """The cells of the number of a step, which is that of the token written."""
    return len(str(trace.steps[-1].after + 1)) + 1


def grown(trace: Trace, step: Step, look: Look) -> Text:
    """The end of the text so far, and what was taken."""
    number = f"{step.after + 1:<{indented(trace)}}"
    taken = name_of(step.taken)
    written = visible((trace.text + trace.output)[: trace.tokens[step.after].end])
    room = max(look.width - len(number) - cell_len(taken), 1)
    while cell_len(written) > room and len(written) > 1:
        written = "…" + written[2:] if written[0] == "…" else "…" + written[1:]
    return Text.assemble((number, NUMBER), written, (taken, "bold green"), no_wrap=True, overflow="ellipsis")


def choice(trace: Trace, step: Step, look: Look) -> Text:
    """What the token was chosen from, as much as a line has room for."""
    everyone = [one for any_step in trace.steps for one in any_step.candidates]
    cells = min(max(cell_len(name_of(one)) for one in everyone), LABEL)
    width = 2 + cells + 1 + len(look.number(1.0)) + 1 + BAR
    fit = max((look.width - indented(trace) + GAP) // (width + GAP), 1)
    shown = [one for one in step.candidates if one.chance is None or one.chance > 0][:fit]
    if step.taken not in shown:  # drawn from further down
        shown[-1:] = [step.taken]
    line = Text(" " * indented(trace), no_wrap=True, overflow="ellipsis")
    for place_, one in enumerate(shown):
        share = one.probability if one.chance is None else one.chance
        name, style = shorten(name_of(one), cells), "bold" if one.id == step.taken.id else ""
        drawing = bar(share, BAR)
        line.append(" " * GAP if place_ else "").append(f"{TAKEN} " if one.id == step.taken.id else "  ", NUMBER)
        line.append(name + " " * (cells - cell_len(name) + 1), style).append(look.number(share) + " ", style)
        line.append(drawing, "cyan").append(" " * (BAR - len(drawing)))
    line.rstrip()
    return line


def ending(trace: Trace, look: Look) -> Iterator[RenderableType]:
    """The whole text and why it ends there; the text with its masks filled."""
    if trace.steps:
        yield Text()
        yield Text.assemble(("▸ ", NUMBER), (look.say("written_title"), TITLE))
        yield Text.assemble(lines_of(trace.text), (lines_of(trace.output), "bold green"))
        if "context_full" not in trace.notes:
            yield Text(how_it_ended(trace, look), style=DIM)
    filled = [guess for guess in trace.guesses if guess.where == "at" and guess.layer == trace.model.n_layers]
    if filled:
        yield Text()
        yield Text.assemble(("▸ ", NUMBER), (look.say("filled_title"), TITLE))
        yield fill(trace, filled)
    if looking(trace) and not settled(trace):
        yield Text(look.say("honest"))


def how_it_ended(trace: Trace, look: Look) -> str:
    """Why nothing more was written."""
    last = trace.steps[-1]
    if last.after == len(trace.tokens) - 1:  # what was taken was not read
        return look.say("written_ended", token=visible(last.taken.text))
    return look.say("written_cut", count=len(trace.steps))


def fill(trace: Trace, guesses: Sequence[Guess]) -> Text:
    """The text with the likeliest token in each place."""
    text, done = Text(), 0
    for guess in guesses:
        token = trace.tokens[guess.token]
        text.append(visible(trace.text[done : token.start]))
        text.append(visible(guess.candidates[0].text), "bold green")
        done = token.end
    return text.append(visible(trace.text[done:]))


def lines_of(text: str) -> str:
    """A text of several lines, safe to print."""
    return "\n".join(visible(line) for line in text.split("\n"))
