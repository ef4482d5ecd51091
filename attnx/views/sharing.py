"""Which query heads share keys and values, and what the cache costs at some lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from attnx.measures.sharing import BYTES, Sharing
from attnx.views.listing import listing
from attnx.views.look import DIM, TITLE, Look
from attnx.views.model_page import size_of
from attnx.views.opening import facts_of
from attnx.views.visible import visible
from attnx.views.wrap import pack


def sharing_page(found: Sharing, look: Look) -> Iterator[RenderableType]:
    """The groups of heads, then the cache, with its arithmetic."""
    model = found.model
    yield Text(visible(model.name), style=TITLE)
    yield Text(pack(facts_of(model, look).split(" · "), " · ", look.width), style=DIM)
    yield Text()
    yield Text(look.say("sharing_title"), style=TITLE)
    yield from groups(found, look)
    yield Text()
    yield Text(look.say("cache_title"), style=TITLE)
    if not found.caches:
        yield Text(look.say("cache_none"))
        return
    yield Text(look.say("cache_about"), style=DIM)
    yield Text(f"2 × {model.d_head} × kv × {kept(found.windows)}")
    yield from caches(found, look)
    sizes = sorted({window for window in found.windows if window is not None})
    if sizes:
        layers = sum(window is not None for window in found.windows)
        words = look.say("comma").join(f"{size:,}" for size in sizes)
        yield Text(look.say("cache_window", layers=layers, all=len(found.windows), size=words))
    if found.reads:
        yield Text(look.say("cache_reads"))


def groups(found: Sharing, look: Look) -> Iterator[Text]:
    """Whose keys and values each head reads from."""
    heads, kv_heads = found.model.n_heads, found.model.n_kv_heads
    each = heads // kv_heads
    if each == 1:
        yield Text(look.say("sharing_none", heads=heads))
        return
    key = "sharing_one" if kv_heads == 1 else "sharing_groups"
    yield Text(look.say(key, heads=heads, kv_heads=kv_heads, each=each))
    if kv_heads > 1:
        parts = [f"{kv} ← {group[0]}–{group[-1]}" for kv, group in enumerate(found.groups)]
        yield Text(look.say("sharing_map"), style=DIM)
        yield Text(pack(parts, "   ", look.width), no_wrap=True)


def caches(found: Sharing, look: Look) -> Iterator[RenderableType]:
    """A line for each number of kv heads and each size of a number, a column for each length."""
    lengths = list(dict.fromkeys(one.tokens for one in found.caches))
    rows = []
    for kv_heads in dict.fromkeys(one.kv_heads for one in found.caches):
        own = [one for one in found.caches if one.kv_heads == kv_heads]
        style = TITLE if kv_heads == found.model.n_kv_heads else ""
        for size in BYTES:
            name = look.say("cache_row", kv_heads=kv_heads, size=size)
            rows.append([Text(name, style=style), *(Text(size_of(one.bytes[size]), style=style) for one in own)])
    headers = [look.say("column_cache"), *(f"T = {one:,}" for one in lengths)]
    yield from listing(headers, rows, look, right=range(1, len(headers)))
    heads, kv_heads = found.model.n_heads, found.model.n_kv_heads
    key = "cache_own" if kv_heads == heads else "cache_one" if kv_heads == 1 else "cache_groups"
    yield Text(look.say(key, heads=heads, kv_heads=kv_heads), style=DIM)


def kept(windows: Sequence[int | None]) -> str:
    """How many tokens all layers keep of T: 4 × T, or (2 × T + 2 × min(T, 4096))."""
    parts = []
    for window in dict.fromkeys(windows):
        count = windows.count(window)
        parts.append(f"{count} × {'T' if window is None else f'min(T, {window})'}")
    return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"
