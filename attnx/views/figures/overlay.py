"""What is read of a picture, laid over it: the picture faded, and on it the colour of each patch's weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnx.frozen import frozen
from attnx.trace import Seen, Trace
from attnx.views.draw.pictures.drawing import HEIGHT, Drawing, Frame, Label, Raster, Shape
from attnx.views.draw.pictures.letters import reach
from attnx.views.draw.sights import shrunk
from attnx.views.figures.heatmap import BESIDE, bar_parts, every
from attnx.views.figures.page import figure, known_of, named
from attnx.views.figures.placed import Placed, abreast, moved
from attnx.views.figures.scale import Scale, scale_of_shares
from attnx.views.figures.style import GAP, SMALL, TEXT, Inks, Style
from attnx.views.figures.told import heads_of, placed, queries_of, told
from attnx.views.look import Look, label, shorten
from attnx.views.opening import FACT
from attnx.views.picture import first_row, keys_are_patches, over_patches, pixels_of
from attnx.views.place import place
from attnx.views.translation import looking, row_of
from attnx.views.visible import visible

LARGE, MANY = 288.0, 144.0  # the longer edge of a picture, where there is one map and where there are many
ACROSS = 720.0  # as far as many of them reach
FINE = 288  # pixels of a picture on its longer edge: finer ones are not told apart on paper
FADED = 0.5  # what is left of the picture where nothing is read
COVERED = 0.8  # of it, what the colour of the largest weight covers
LONGEST = 24  # the longest name below a picture, in cells of a terminal


@frozen(eq=False)
class Overlay:
    """What one row reads: `weights` (row, column) of the patches, its name, and the patch it is of, where it is one."""

    name: str
    weights: np.ndarray
    query: str | None = None


def overlays(trace: Trace, picture: Seen, style: Style, look: Look) -> Drawing:
    """The picture, and over it what the first token of each head reads, or the marked one; of a caption, each word."""
    written = looking(trace) is not None
    row = None if written else told(trace, style)
    drawn = tuple(words(trace, picture, style) if written else rows(trace, picture, row is not None, style, look))
    scale = scale_of_shares(np.concatenate([one.weights.ravel() for one in drawn]), style.inks)
    large = len(drawn) == 1
    edge = LARGE if large else MANY
    there = picture.pixels is not None
    name = shorten(visible(trace.text), LONGEST)
    plain = [whole(pixels_of(picture), edge, name, style.inks)] if there else []
    each = [laid_over(one, picture, scale, edge, large, style.inks) for one in drawn]
    body = flowing([*plain, *each], SMALL * HEIGHT if large else 0.0)
    bar = bar_parts(scale, look.say("figure_weight"), edge, style.inks, look)
    body = abreast(body, Placed(bar.width, bar.height, tuple(moved(bar.parts, 0, body.top))), GAP)
    said = visible(trace.output) if written else row.sentence(trace, look) if row else of_all(drawn, style, look)
    about = look.say("figure_overlay" if there else "figure_on_patches")
    notes = [FACT.join((*where(trace, look), about)), *known_of(trace, look)]
    return figure(said, named(trace, look), [body], notes, style)


def of_all(drawn: Sequence[Overlay], style: Style, look: Look) -> str:
    """What several heads are shown of, where a query was named."""
    return "" if asked(style) is None else look.say("picture_read", query=drawn[0].query)


def looks_at_patches(trace: Trace) -> bool:
    """Whether some attention of a trace has patches for keys: otherwise nothing lies over the picture."""
    return any(keys_are_patches(trace.keys_of(attention)) for _, attention in trace.attentions())


def where(trace: Trace, look: Look) -> Iterator[str]:
    """The layer and head, where all is of one."""
    held = [(number, attention, head) for number, attention in trace.attentions() for head in heads_of(attention)]
    if aligning := looking(trace):
        attention, head, number = aligning
        held = [(number, attention, head)]
    if len(held) == 1:
        yield place(trace, *held[0], look.say)


def words(trace: Trace, picture: Seen, style: Style) -> Iterator[Overlay]:
    """Of a caption what each written word read, or the one that was named; of one that was cut at a step, the next."""
    aligning = looking(trace)
    if aligning is None:
        return
    attention, head, _ = aligning
    weights = attention.of_head("weights", head).data  # (query, key)
    if (query := asked(style)) is not None:
        place = placed(query, queries_of(trace, attention))
        name = label(trace.queries_of(attention)[place])
        yield Overlay(name, over_patches(weights[place], trace.source, picture))
        return
    if trace.steps and trace.tokens[-1].end < len(trace.output):
        yield Overlay(visible(trace.steps[-1].taken.text), over_patches(weights[-1], trace.source, picture))
        return
    for token in trace.tokens:
        if not token.special:
            read = over_patches(weights[row_of(trace, token.index)], trace.source, picture)
            yield Overlay(label(token), read)


def asked(style: Style) -> int | None:
    """The query that was named, by its number in the text."""
    return style.focus if style.mark is None else style.mark[0]


def rows(trace: Trace, picture: Seen, single: bool, style: Style, look: Look) -> Iterator[Overlay]:
    """Of each head the row that was named, or that of the token that stands for the whole."""
    query = asked(style)
    for number, attention in trace.attentions():
        queries, keys = trace.queries_of(attention), trace.keys_of(attention)
        for head in heads_of(attention):
            weights = attention.of_head("weights", head).data  # (query, key)
            if query is None:
                name, read = first_row(queries, weights, look)
            else:
                at = placed(query, queries_of(trace, attention))
                name, read = label(queries[at]), weights[at]
            title = look.say("picture_read", query=name) if single else place(trace, number, attention, head, look.say)
            yield Overlay(title, over_patches(read, keys, picture), name)


def laid_over(one: Overlay, picture: Seen, scale: Scale, edge: float, large: bool, inks: Inks) -> Placed:
    """The picture with the colours of one row over it; patch and query framed, and numbered at its edges if `large`."""
    made = whole(blended(pixels_of(picture), one.weights, scale, inks), edge, one.name, inks, bold=large)
    width, height = made.width, made.bottom
    across, down = width / picture.columns, height / picture.rows
    framed = [(one.query, inks.query)] if large and one.query is not None else []
    parts: list[Shape] = [
        Frame(column * across, line * down, across, down, ink, 2.0)
        for name, ink in framed
        for line in range(picture.rows)
        for column in range(picture.columns)
        if name == f"{line},{column}"
    ]
    if large:
        parts += numbers(picture, across, down, height, inks)
    return Placed(width, made.height, (*made.parts, *parts), made.top, made.bottom)


def numbers(picture: Seen, across: float, down: float, height: float, inks: Inks) -> Iterator[Label]:
    """The numbers of rows and columns, in their patches at the left and lower edge."""
    line = SMALL * HEIGHT
    for row in every(picture.rows, line, down):
        yield Label(-BESIDE / 2, (row + 0.5) * down, str(row), SMALL, inks.quiet, anchor="end")
    for column in every(picture.columns, reach("00") * SMALL, across):
        yield Label((column + 0.5) * across, -line / 2, str(column), SMALL, inks.quiet, anchor="middle")


def blended(pixels: np.ndarray, weights: np.ndarray, scale: Scale, inks: Inks) -> np.ndarray:
    """(height, width, 3), of bytes: the picture faded towards the ground, and under the colour of each weight."""
    height, width = pixels.shape[:2]
    of_rows = np.arange(height) * weights.shape[0] // height
    of_columns = np.arange(width) * weights.shape[1] // width
    spread = weights[np.ix_(of_rows, of_columns)]  # (height, width)
    ground = np.array(inks.ground, dtype=np.float64)
    faded = ground + (pixels - ground) * FADED
    cover = (COVERED * np.sqrt(np.clip(spread / scale.high, 0, 1)))[..., None]  # so that small weights are seen
    return np.asarray(np.rint(faded * (1 - cover) + scale.colours(spread) * cover), dtype=np.uint8)


def whole(pixels: np.ndarray, edge: float, name: str, inks: Inks, bold: bool = False) -> Placed:
    """A picture whose longer edge is so long, and its name below it."""
    height, width = pixels.shape[:2]
    times = edge / max(height, width)
    across, down = width * times, height * times
    fine = min(FINE / max(height, width), 1.0)
    if fine < 1:
        pixels = np.rint(shrunk(pixels, max(round(height * fine), 1), max(round(width * fine), 1))).astype(np.uint8)
    below = Label(across / 2, down + TEXT * HEIGHT / 2 + 4, name, TEXT, inks.text, bold, "middle")
    parts = (
        Raster(0, 0, across, down, pixels),
        Frame(0, 0, across, down, inks.rule),
        below,
    )
    return Placed(across, down + TEXT * HEIGHT + 4, parts, 0.0, down)


def flowing(each: Sequence[Placed], line: float) -> Placed:
    """Side by side under a line, as many in a band as have room; names that are longer than a picture get it."""
    parts: list[Shape] = []
    x, y, right, tallest = 0.0, line, 0.0, 0.0
    for one in each:
        needed = max([one.width, *(part.length for part in one.parts if isinstance(part, Label))])
        if x and x + needed > ACROSS:
            x, y, tallest = 0.0, y + tallest + GAP / 2, 0.0
        parts += moved(one.parts, x + (needed - one.width) / 2, y)
        right = max(right, x + needed)
        x += needed + GAP
        tallest = max(tallest, one.height)
    return Placed(right, y + tallest, tuple(parts), line, line)
