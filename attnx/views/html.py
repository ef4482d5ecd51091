"""A trace at a prompt and in a notebook: where it opens, its page in a frame, or the weights of one head as a table."""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING

from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.lessons import Lesson, language_of
from attnx.measures.opening import opening
from attnx.trace import Token, Trace
from attnx.views.draw.palette import INK, rgb
from attnx.views.known import shown_head
from attnx.views.look import Look
from attnx.views.summary import happened
from attnx.views.visible import visible

if TYPE_CHECKING:
    from attnx.views.figures.notebook import Still

MOST = 40  # rows and columns drawn
# Of a frame, in pixels: where nothing is counted, around the rows of a story, of a row, and of a further line of words.
HEIGHT, AROUND, ROW, LINE = 720, 472, 27, 40
LETTERS = 80  # of a sentence that stand on one line of a frame
ALL, SOME = 20, 13  # keys up to which each has a row in a story, and the rows of more (sums.js)


@frozen
class Drawn:
    """What a notebook shows when it is the last thing in a cell, and what a saved one keeps for where no frame is."""

    html: str
    still: Still | None = None

    def __repr__(self) -> str:
        return "<HTML, drawn in a notebook>"

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html} | ({} if self.still is None else {self.still.mime: self.still.data})


def opens(trace: Trace) -> str:
    """Where a trace of several heads opens, and why, as its one line at a prompt says it; a translation does not."""
    attentions = [attention for _, attention in trace.attentions()]
    alike = len({attention.kind for attention in attentions}) == 1
    chosen = opening(trace) if alike and sum(len(attention.heads) for attention in attentions) > 1 else None
    return "" if chosen is None else f" (opens at layer {chosen.layer}, head {chosen.head}: {chosen.reason})"


def framed(trace: Trace, view: str | None = None) -> Drawn:
    """The page in a frame: its script runs there and reaches nothing of the notebook. The table where it is too large.

    `view` is the one that is open: story, matrix, lines, heads or translation. Under the frame lies a picture: where
    frames are taken away, as on a host of saved notebooks, it is what remains.
    """
    from attnx.views.figures.notebook import still
    from attnx.views.page.data import Opened
    from attnx.views.page.page import page
    from attnx.views.page.size import fits_notebook

    if not fits_notebook(trace):
        return Drawn(fragment(trace))
    document = escape(page(trace, Opened(view=view), language_of(os.environ)))
    kept = still(trace, view)
    height = height_of(trace, view)
    over = "position:absolute;inset:0;width:100%;height:100%;border:0"
    title = escape(visible(trace.text)[:80])
    frame = f'<iframe srcdoc="{document}" sandbox="allow-scripts" style="{over}" title="attnx: {title}"></iframe>'
    under = kept.tag(height) if kept else ""
    return Drawn(f'<div style="position:relative;height:{height}px">{under}{frame}</div>', kept)


def height_of(trace: Trace, view: str | None) -> int:
    """Pixels that a frame needs: of a story a row for each key that has one, and a line for so many letters."""
    if trace.steps or trace.guesses or trace.picture is not None or view not in (None, "story"):
        return HEIGHT
    letters = sum(cell_len(token.name) + 1 for token in trace.tokens)
    rows = SOME if len(trace.tokens) > ALL else len(trace.tokens)
    return AROUND + ROW * rows + LINE * (letters // LETTERS)


def fragment(trace: Trace) -> str:
    """The weights of the head at which the text opens, under what they say, or what the trace is where it has none."""
    say = Lesson(language_of(os.environ))
    chosen = opening(trace)
    for layer, attention in trace.attentions():
        if "weights" not in attention.arrays or (chosen is not None and layer != chosen.layer):
            continue
        head = None if chosen is None else chosen.head
        weights = attention.of_head("weights", head).data
        caption = say(
            "html_caption",
            said=next(happened(trace, layer, attention, head, Look(say))),
            shown=shown_head(trace, layer, attention, head, None if chosen is None else chosen.reason, Look(say)),
            cut=say("html_cut", most=MOST) if max(weights.shape) > MOST else "",
        )
        heading = "".join(f"<th>{name(token)}</th>" for token in trace.keys_of(attention)[:MOST])
        body = "".join(
            f"<tr><th>{name(query)}</th>" + "".join(cell(float(value)) for value in row[:MOST]) + "</tr>"
            for query, row in zip(trace.queries_of(attention)[:MOST], weights, strict=False)
        )
        return f"<table><caption>{escape(caption)}</caption><tr><th></th>{heading}</tr>{body}</table>"
    return f"<pre>{escape(visible(repr(trace)))}</pre>"


def name(token: Token) -> str:
    return escape(visible(token.name))


def cell(weight: float) -> str:
    red, green, blue = rgb(weight)
    ink = "#fff" if weight < INK else "#000"
    return f'<td style="background:rgb({red},{green},{blue});color:{ink};text-align:right">{weight:.2f}</td>'
