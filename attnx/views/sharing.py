"""Which query heads share keys and values, and what the cache costs at some lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.measures.sharing import BYTES, Sharing
from attnx.views.look import Look
from attnx.views.model_page import size_of
from attnx.views.opening import FACT, facts_of
from attnx.views.parts import Gap, Heading, Items, Meaning, Note, Paragraph, Part, Title, listing, word
from attnx.views.visible import visible


def sharing_page(sharing: Sharing, look: Look) -> Iterator[Part]:
    """The groups of heads, then the cache, with its arithmetic."""
    model = sharing.model
    yield Title(visible(model.name))
    yield Items(tuple(facts_of(model, look).split(FACT)), FACT, "quiet")
    yield Gap()
    yield Heading(look.say("sharing_title"))
    yield from groups(sharing, look)
    yield Gap()
    yield Heading(look.say("cache_title"))
    if not sharing.caches:
        yield Paragraph(look.say("cache_none"))
        return
    yield Note(look.say("cache_about"))
    yield Paragraph(f"2 × {model.d_head} × kv × {kept(sharing.windows)}")
    yield from caches(sharing, look)
    sizes = sorted({window for window in sharing.windows if window is not None})
    if sizes:
        layers = sum(window is not None for window in sharing.windows)
        words = look.say("comma").join(f"{size:,}" for size in sizes)
        yield Paragraph(look.say("cache_window", layers=layers, all=len(sharing.windows), size=words))
    if sharing.reads:
        yield Paragraph(look.say("cache_reads"))


def groups(sharing: Sharing, look: Look) -> Iterator[Part]:
    """Whose keys and values each head reads from."""
    heads, kv_heads = sharing.model.n_heads, sharing.model.n_kv_heads
    each = heads // kv_heads
    if each == 1:
        yield Paragraph(look.say("sharing_none", heads=heads))
        return
    key = "sharing_one" if kv_heads == 1 else "sharing_groups"
    yield Paragraph(look.say(key, heads=heads, kv_heads=kv_heads, each=each))
    if kv_heads > 1:
        groups = [f"{kv} ← {group[0]}–{group[-1]}" for kv, group in enumerate(sharing.groups)]
        yield Note(look.say("sharing_map"))
        yield Items(tuple(groups), "   ")


def caches(sharing: Sharing, look: Look) -> Iterator[Part]:
    """A line for each number of kv heads and each size of a number, a column for each length."""
    lengths = list(dict.fromkeys(cache.tokens for cache in sharing.caches))
    rows = []
    for kv_heads in dict.fromkeys(cache.kv_heads for cache in sharing.caches):
        own = [cache for cache in sharing.caches if cache.kv_heads == kv_heads]
        style: Meaning = "strong" if kv_heads == sharing.model.n_kv_heads else ""
        for size in BYTES:
            name = look.say("cache_row", kv_heads=kv_heads, size=size)
            rows.append([word(name, style), *(word(size_of(cache.bytes[size]), style) for cache in own)])
    headers = [look.say("column_cache"), *(f"T = {length:,}" for length in lengths)]
    yield listing(headers, rows, numbers=range(1, len(headers)))
    heads, kv_heads = sharing.model.n_heads, sharing.model.n_kv_heads
    key = "cache_own" if kv_heads == heads else "cache_one" if kv_heads == 1 else "cache_groups"
    yield Note(look.say(key, heads=heads, kv_heads=kv_heads))


def kept(windows: Sequence[int | None]) -> str:
    """How many tokens all layers keep of T: 4 × T, or (2 × T + 2 × min(T, 4096))."""
    parts = []
    for window in dict.fromkeys(windows):
        count = windows.count(window)
        parts.append(f"{count} × {'T' if window is None else f'min(T, {window})'}")
    return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"
