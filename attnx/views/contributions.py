"""What each key adds, beside how much weight it got; where the two are furthest apart, in words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.contributions import APART, Contribution, Contributions, disagreement, sink
from attnx.trace import Token, Trace
from attnx.views.look import LABEL, ROWS, Look, label, names_of
from attnx.views.opening import opening
from attnx.views.parts import Bar, Beside, Cell, Either, Gap, Heading, Matrix, Note, Paragraph, Part, listing, word
from attnx.views.picture import first_row, sights
from attnx.views.place import has_kinds, of_kind, place
from attnx.views.reads import called

LENGTH = "‖v·W_O‖"
EVEN = 1.25  # how much larger a share may be than another that is almost alike


def contribution_tables(trace: Trace, contributions: Contributions, look: Look) -> Iterator[Part]:
    """Of each part the shares and the weights as matrices, and a row for each key over all queries."""
    yield from opening(trace, look)
    for part in contributions.parts:
        yield from title(
            trace,
            contributions,
            part,
            look.say(f"lens_title_{contributions.lens}", where=where(trace, part, look)),
            look,
        )
        queries, keys = labels(trace, part)
        yield from over_picture(trace, part, look)
        lengths = Beside(look.say("column_length"), part.amounts.sum(axis=-1)) if part.lengths is not None else None
        yield Matrix(part.shares, queries, keys, shaded=True, largest=True, sums=True, beside=lengths)
        yield Gap()
        yield Note(look.say("lens_weights", where=weights_of(trace, part, look)))
        yield Matrix(part.weights, queries, keys, shaded=True, largest=True, sums=True)
        yield Gap()
        yield Note(look.say("lens_means"))
        yield from key_table(part, part.weights.mean(axis=0), part.shares.mean(axis=0), keys, look)
        yield from said(contributions, part, queries, keys, look)
    yield Paragraph(look.say(f"lens_honest_{contributions.lens}"))


def contribution_row(trace: Trace, contributions: Contributions, look: Look) -> Iterator[Part]:
    """Of each part the one row that it holds: a line for each key."""
    yield from opening(trace, look)
    for part in contributions.parts:
        queries, keys = labels(trace, part)
        facts = {"query": label(queries[0]), "index": part.queries[0], "where": where(trace, part, look)}
        yield from title(trace, contributions, part, look.say(f"lens_row_{contributions.lens}", **facts), look)
        yield from over_picture(trace, part, look)
        yield from key_table(part, part.weights[0], part.shares[0], keys, look)
        yield from said(contributions, part, queries, keys, look)
    yield Paragraph(look.say(f"lens_honest_{contributions.lens}"))


def over_picture(trace: Trace, part: Contribution, look: Look) -> Iterator[Part]:
    """What has come of each patch of a picture to its first row, beside the weights of that; of a text nothing."""
    if trace.picture is not None:
        queries, _ = labels(trace, part)
        found = {"shares": first_row(queries, part.shares, look), "weights": first_row(queries, part.weights, look)}
        rows = [(look.say(f"picture_{name}", query=query), row) for name, (query, row) in found.items()]
        yield sights(trace.picture, trace.tokens, rows, look)


def title(trace: Trace, contributions: Contributions, part: Contribution, words: str, look: Look) -> Iterator[Part]:
    """What is shown and how it was found."""
    yield Gap()
    yield Heading(words, "▸")
    yield Note(look.say(f"lens_about_{contributions.lens}"))


def where(trace: Trace, part: Contribution, look: Look) -> str:
    """The layer, and the head where it is of one."""
    if part.head is None:
        return look.say("place_layer", layer=part.layer)
    return weights_of(trace, part, look)


def weights_of(trace: Trace, part: Contribution, look: Look) -> str:
    """Whose weights stand beside it."""
    attention = next(
        candidate for layer, candidate in trace.attentions() if (layer, candidate.kind) == (part.layer, part.kind)
    )
    if part.head is not None:
        return place(trace, part.layer, attention, part.head, look.say)
    mean = look.say("place_mean", layer=part.layer, heads=len(attention.heads))
    return of_kind(part.kind, mean, look.say) if has_kinds(trace) else mean


def labels(trace: Trace, part: Contribution) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The tokens of the rows and of the columns."""
    tokens = trace.source if part.kind == "encoder" else trace.tokens
    return tuple(tokens[query] for query in part.queries), trace.tokens if part.kind == "self" else trace.source


def key_table(
    part: Contribution, weights: np.ndarray, shares: np.ndarray, keys: tuple[Token, ...], look: Look
) -> Iterator[Part]:
    """A line for each key: weight and share, a bar for each where there is room, and how long v·W_O is."""
    shown = range(len(keys)) if look.full or len(keys) <= ROWS else most(weights, shares)
    cells = 10 if look.width >= 60 else 0
    lengths = [] if part.lengths is None else [LENGTH]
    bars = [""] if cells else []
    headers = [look.say("column_key"), look.say("column_weight"), *bars, look.say("column_share_of"), *bars, *lengths]

    def rows(widest: int) -> list[list[Cell]]:
        lines = []
        for key, name in zip(shown, names_of([keys[key] for key in shown], widest), strict=True):
            row: list[Cell] = [name]
            for numbers in (weights, shares):
                row.append(word(look.number(float(numbers[key])), "strong" if largest(numbers, key) else ""))
                row += [Bar(float(numbers[key]), cells)] if cells else []
            row += [] if part.lengths is None else [look.number(float(part.lengths[key]))]
            lines.append(row)
        return lines

    cut = look.say("lens_cut", shown=len(shown), all=len(keys)) if len(shown) < len(keys) else ""
    numbers = ((1, 3, 5) if cells else (1, 2, 3))[: 2 + len(lengths)]
    yield Either(*(listing(headers, rows(widest), numbers, cut) for widest in (LABEL, LABEL - 4)))


def even(part: Contribution) -> bool:
    """Whether in every row the largest share is hardly larger than the smallest that there is."""
    rows = [row[row > 0] for row in part.shares]
    several = [row for row in rows if len(row) > 1]
    return bool(several) and all(row.max() <= EVEN * row.min() for row in several)


def largest(numbers: np.ndarray, key: int) -> bool:
    return bool(numbers[key] == numbers.max() > 0)


def most(weights: np.ndarray, shares: np.ndarray) -> list[int]:
    """The keys with the largest weights or shares, in their order."""
    order = np.argsort(-np.maximum(weights, shares), kind="stable")
    return sorted(int(key) for key in order[:ROWS])


def said(
    contributions: Contributions, part: Contribution, queries: tuple[Token, ...], keys: tuple[Token, ...], look: Look
) -> Iterator[Part]:
    """Where shares and weights are furthest apart, and whether the first key is a place to rest."""
    furthest = disagreement(part)
    if furthest is None:
        yield Paragraph(look.say("lens_agree", limit=look.number(APART)))
    else:
        tokens = dict(zip(part.queries, queries, strict=True))
        facts = {
            "query": called(tokens[furthest.query], queries),
            "key": called(keys[furthest.key], keys),
            "weight": look.number(furthest.weight),
            "share": look.number(furthest.share),
        }
        yield Paragraph(look.say("lens_apart" if contributions.lens == "norms" else "lens_apart_through", **facts))
    if contributions.lens != "norms" and even(part):
        yield Paragraph(look.say("lens_even"))
    rest = sink(part)
    if rest is not None:
        numbers = {name: look.number(getattr(rest, name)) for name in ("weight", "share", "length", "others")}
        yield Paragraph(look.say("lens_sink", key=called(keys[rest.key], keys), **numbers))
