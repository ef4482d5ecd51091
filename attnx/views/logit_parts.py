"""One logit taken apart: layer by layer, then head by head."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.logit_parts import LogitParts
from attnx.trace import Trace
from attnx.views.look import Look, label
from attnx.views.opening import opening
from attnx.views.parts import Bar, Cell, Gap, Heading, Note, Notice, Paragraph, Part, listing
from attnx.views.visible import visible

HEADS = 10  # how many are shown without --full


def logit_story(trace: Trace, parts: LogitParts, look: Look) -> Iterator[Part]:
    """What each layer adds, then the heads that add most, and the two that stand out in words."""
    yield from opening(trace, look)
    token = visible(parts.token.text)
    yield Gap()
    facts = {"token": token, "query": label(trace.tokens[parts.query]), "index": parts.query}
    chance = look.number(parts.token.probability)
    title = look.say("logit_title", logit=look.number(parts.logit), probability=chance, **facts)
    yield Heading(title, "▸")
    yield Note(look.say("logit_about"))
    yield from layer_table(parts, look)
    if parts.soft_cap is not None:
        yield Paragraph(look.say("logit_capped", total=look.number(parts.total), logit=look.number(parts.logit)))
    yield Gap()
    yield Note(look.say("logit_heads"))
    yield from head_table(parts, look)
    for key, place in (("logit_most", int(parts.heads.argmax())), ("logit_against", int(parts.heads.argmin()))):
        layer, head = divmod(place, parts.heads.shape[1])
        adds = float(parts.heads[layer, head])
        if adds > 0 if key == "logit_most" else adds < 0:
            where = look.say("place", layer=layer, head=head)
            yield Paragraph(look.say(key, token=token, where=where, adds=signed(adds, look)))
    yield Paragraph(look.say("lens_honest_logit"))


def signed(value: float, look: Look) -> str:
    """A number with its sign, where it has one as it is printed."""
    text = look.number(value)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def layer_table(parts: LogitParts, look: Look) -> Iterator[Part]:
    """A line for the embedding, for each layer and for what is always added; and how far they come together."""
    biased = bool(parts.biases.any())
    rows: list[tuple[str, list[float | None], float]] = []
    rows.append((look.say("logit_embedding"), [None] * (2 + biased), parts.embedding))
    for layer, together in enumerate(parts.running.tolist()):
        added: list[float | None] = [float(parts.heads[layer].sum()), float(parts.mlps[layer])]
        added += [float(parts.biases[layer])] if biased else []
        rows.append((look.say("place_layer", layer=layer), added, together))
    if parts.constant:
        rows.append((look.say("logit_constant"), [None] * (2 + biased), parts.total))
    names = ("column_all_heads", "column_mlp", *(("column_biases",) if biased else ()), "column_together")
    lines = [
        [name, *("" if addition is None else signed(addition, look) for addition in added), look.number(together)]
        for name, added, together in rows
    ]
    headers = [look.say("column_what"), *(look.say(name) for name in names)]
    yield listing(headers, lines, numbers=tuple(range(1, len(headers))))


def head_table(parts: LogitParts, look: Look) -> Iterator[Part]:
    """The heads that add most, for the token or against it, with a bar as long as what they add."""
    sizes = np.abs(parts.heads).ravel()
    shown = np.argsort(-sizes, kind="stable")[: None if look.full else HEADS]
    cells, widest = 16 if look.roomy else 8, float(sizes.max(initial=0.0))
    lines: list[list[Cell]] = []
    for place in shown.tolist():
        layer, head = divmod(place, parts.heads.shape[1])
        adds = float(parts.heads[layer, head])
        drawn = Bar(abs(adds) / widest if widest else 0.0, cells, against=adds < 0)
        lines.append([str(layer), str(head), signed(adds, look), drawn])
    headers = [look.say("column_layer"), look.say("column_one_head"), look.say("column_adds"), ""]
    yield listing(headers, lines, numbers=(2,))
    if len(shown) < parts.heads.size:
        yield Notice(look.say("logit_heads_cut", shown=len(shown), all=parts.heads.size))
