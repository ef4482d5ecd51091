"""A picture in a view: its patches, where one of its tokens looks, and what a classifier takes it for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from attnx.trace import Attention, Candidate, Seen, Token, Trace
from attnx.views.look import Look, label
from attnx.views.parts import Bar, Note, Paragraph, Part, Sight, Sights, line, listing
from attnx.views.visible import visible

SIDE = 36  # cells of a picture, beside a second one on a terminal of 80
FEW = 5  # keys and labels that are listed
SURE = 0.5  # the probability from which on a label is said without a second one
BLANK = 8  # pixels of a patch of which the picture is not at hand


def picture_lines(trace: Trace, picture: Seen, look: Look) -> Iterator[Part]:
    """The step of the tokens: the picture, and what its patches are called."""
    if picture.pixels is not None:
        yield Sights((Sight(picture.pixels),), SIDE)
    yield Note(f"{visible(trace.text)}: {size_of(picture, look)}")
    last = f"{picture.rows - 1},{picture.columns - 1}"
    yield Paragraph(look.say("picture_patches", rows=picture.rows, columns=picture.columns, last=last))
    if first := [label(token) for token in trace.source or trace.tokens if token.box is None]:
        yield Paragraph(look.say("picture_first", tokens=look.say("comma").join(first)))


def size_of(picture: Seen, look: Look) -> str:
    """How large the picture is, and which part of it is seen."""
    box = picture.box
    edges = {edge: round(getattr(box, edge)) for edge in ("left", "right", "top", "bottom")}
    whole = tuple(edges.values()) == (0, picture.width, 0, picture.height)
    seen = look.say("picture_whole") if whole else look.say("picture_part", **edges)
    return look.say("picture_size", width=picture.width, height=picture.height, seen=seen)


def pixels_of(picture: Seen) -> np.ndarray:
    """What was seen, or where a trace does not hold it, a white board of the same patches."""
    if picture.pixels is not None:
        return picture.pixels
    return np.full((picture.rows * BLANK, picture.columns * BLANK, 3), 255, dtype=np.uint8)


def keys_are_patches(tokens: Sequence[Token]) -> bool:
    return any(token.box is not None for token in tokens)


def over_patches(row: np.ndarray, tokens: tuple[Token, ...], picture: Seen) -> np.ndarray:
    """Of one number for each token (token,) those of the patches, (row, column)."""
    patches = [token.index for token in tokens if token.box is not None]
    return np.asarray(row[patches].reshape(picture.rows, picture.columns))


def sight(row: np.ndarray, tokens: tuple[Token, ...], picture: Seen, title: str, look: Look) -> Sight:
    """The picture as bright as each patch is read, `title` below it, and which is read most."""
    weights = over_patches(row, tokens, picture)
    place = np.unravel_index(int(weights.argmax()), weights.shape)
    names = [line((title, "strong"))]
    if weights.any():
        key = f"{place[0]},{place[1]}"
        names.append(line((look.say("picture_bright", key=key, weight=f"{weights.max():.2f}"), "quiet")))
    if first := [token.index for token in tokens if token.box is None]:
        beside = float(row[first].sum())
        names.append(line((look.say("picture_beside", weight=look.number(beside)), "quiet")))
    return Sight(pixels_of(picture), weights, tuple(names))


def sights_of_row(
    trace: Trace, attention: Attention, head: int | None, query: int, look: Look, side: int = SIDE
) -> Iterator[Part]:
    """The picture, and beside it what the query at this row reads of it; nothing where the keys are no patches."""
    keys = trace.keys_of(attention)
    if trace.picture is None or not keys_are_patches(keys):
        return
    row = attention.of_head("weights", head).data[query]
    title = look.say("picture_read", query=label(trace.queries_of(attention)[query]))
    itself = Sight(pixels_of(trace.picture), None, (line((visible(trace.text), "quiet")),))
    there = () if trace.picture.pixels is None else (itself,)
    yield Sights((*there, sight(row, keys, trace.picture, title, look)), side)


def sights(
    picture: Seen, tokens: tuple[Token, ...], rows: Iterable[tuple[str, np.ndarray]], look: Look, side: int = SIDE
) -> Sights:
    """The picture as each of some rows (token,) reads it, below each what it is."""
    return Sights(tuple(sight(row, tokens, picture, title, look) for title, row in rows), side)


def first_row(queries: tuple[Token, ...], numbers: np.ndarray, look: Look) -> tuple[str, np.ndarray]:
    """The row (key,) of the first token of the model's own, or the only one, with its name; without such the mean."""
    if len(queries) == 1 or queries[0].box is None:
        return label(queries[0]), numbers[0]
    return look.say("picture_all"), numbers.mean(axis=0)


def taken_for(trace: Trace, look: Look) -> str | None:
    """In words what a classifier takes the picture for, where there is one."""
    if not trace.labels:
        return None
    first, *others = trace.labels
    facts = {"picture": visible(trace.text), "label": visible(first.text), "share": f"{first.probability:.2f}"}
    if first.probability >= SURE or not others:
        return look.say("picture_is", **facts)
    second = f"{others[0].probability:.2f}"
    return look.say("picture_may_be", other=visible(others[0].text), second=second, **facts)


def labels(likeliest: tuple[Candidate, ...], look: Look) -> Part:
    """The likeliest labels with their probabilities."""
    cells = 10 if look.roomy else 4
    rows = [(visible(one.text), look.number(one.probability), Bar(one.probability, cells)) for one in likeliest[:FEW]]
    return listing([look.say("picture_label"), look.say("picture_share"), ""], rows, numbers=(1,))
