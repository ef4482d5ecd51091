"""One model: what it is, what a text takes in memory, and what its heads do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.measures.cost import BYTES, Cost
from attnx.trace import Model
from attnx.views.known import figure, kind
from attnx.views.look import Look
from attnx.views.opening import titled
from attnx.views.parts import Gap, Heading, Meaning, Note, Paragraph, Part, Title, line, listing, word
from attnx.views.visible import visible

UNITS = ("kB", "MB", "GB", "TB", "PB", "EB")


@frozen
class ModelPage:
    """A model as it is described. `vocab_size` is None where vectors are made from the words themselves.

    `decoder_layers` stand beside those of the encoder; `weights` are the bytes of its files by name, none where it has
    no files, and `parameters` the numbers in them, None where nobody says.
    """

    facts: Model
    n_positions: int
    vocab_size: int | None
    causal: bool
    decoder_layers: int
    source: str
    weights: Mapping[str, int]
    parameters: int | None
    costs: Sequence[Cost]


def model_page(page: ModelPage, look: Look) -> Iterator[Part]:
    """The whole page."""
    yield Title(*titled(page.facts, look.say))
    yield Note(facts_of(page.facts, look))
    yield Gap()
    yield from what_it_is(page, look)
    yield Gap()
    yield from memory(page, look)
    yield Gap()
    yield from heads(page.facts, look)


def facts_of(model: Model, look: Look) -> str:
    """The sizes of a model, in one line."""
    return look.say("facts", layers=model.n_layers, heads=model.n_heads, d_model=model.d_model, d_head=model.d_head)


def what_it_is(page: ModelPage, look: Look) -> Iterator[Part]:
    """A line for each fact that does not stand in the line of sizes."""
    model, say = page.facts, look.say
    rows = {say("column_family"): visible(model.family)}
    if page.decoder_layers:
        rows[say("column_layers")] = say("two_stacks", encoder=model.n_layers, decoder=page.decoder_layers)
    if model.n_kv_heads != model.n_heads:
        rows[say("column_kv_heads")] = say("shared_heads", kv=model.n_kv_heads, each=model.n_heads // model.n_kv_heads)
    rows[say("column_looks")] = say("looks_back" if page.causal else "looks_everywhere")
    rows[say("column_picture" if "patch" in model.embedding else "column_longest")] = say(
        "tokens_count", count=f"{page.n_positions:,}"
    )
    if page.vocab_size is not None:
        rows[say("column_vocabulary")] = f"{page.vocab_size:,}"
    if page.parameters is not None:
        rows[say("column_parameters")] = f"{page.parameters:,}"
    if page.weights:
        files = [visible(name) for name in page.weights]
        where = files[0] if len(files) == 1 else say("files_count", count=len(files))
        rows[say("column_size")] = f"{size_of(sum(page.weights.values()))}  {where}"
        rows[say("column_source")] = visible(page.source)
    widest = max(map(cell_len, rows))
    for name, value in rows.items():
        yield Paragraph(line((f"{name}{' ' * (widest - cell_len(name))}  ", "quiet"), value))


def memory(page: ModelPage, look: Look) -> Iterator[Part]:
    """The bytes of a text, array by array, and what they come to."""
    model, say, costs = page.facts, look.say, page.costs
    weights = BYTES * (page.parameters or 0)
    yield Heading(say("memory_title"))
    yield Note(say("memory_about"))
    heads, kv_heads = model.n_heads, model.n_kv_heads
    vectors = f"4 × {heads}" if heads == kv_heads else f"(2 × {heads} + 2 × {kv_heads})"
    lines: list[tuple[str, str, list[int], Meaning]] = [
        (say("memory_stream"), f"3 × T × {model.d_model}", [cost.stream for cost in costs], ""),
        ("q, k, v, z", f"{vectors} × T × {model.d_head}", [cost.vectors for cost in costs], ""),
        (
            "scores, …, weights",
            f"{4 if page.causal else 3} × {heads} × T²",
            [cost.matrices for cost in costs],
            "",
        ),
        (say("memory_layer"), "", [cost.layer for cost in costs], ""),
        (say("memory_opened"), "", [cost.opened for cost in costs], ""),
    ]
    if weights:
        lines.append((say("memory_weights"), f"{page.parameters:,}", [weights for _ in costs], ""))
    lines += [
        ("explain", "", [weights + cost.layer + cost.opened for cost in costs], "strong"),
        ("--layer all --head all", "", [weights + cost.layer + cost.recorded for cost in costs], "strong"),
    ]
    headers = [say("column_part"), say("column_numbers"), *(f"T = {cost.tokens:,}" for cost in costs)]
    rows = [
        (
            word(name, style),
            word(numbers, "quiet"),
            *(word(size_of(size), style) for size in sizes),
        )
        for name, numbers, sizes, style in lines
    ]
    yield listing(headers, rows, numbers=range(2, len(headers)))


def heads(model: Model, look: Look) -> Iterator[Part]:
    """What each head does, as the card of the model says it was measured."""
    if not model.heads_known:
        yield Paragraph(look.say("heads_unknown", model=visible(model.name)))
        return
    yield Heading(look.say("heads_title", model=visible(model.name)))
    yield Note(look.say("heads_figures"))
    headers = [look.say("column_head"), look.say("column_does"), look.say("column_measured")]
    rows = [
        (
            f"{fact.layer}, {fact.head}",
            word(kind(fact, look), "quiet" if fact.kind == "broad" else "strong"),
            figure(fact, look, "short"),
        )
        for fact in model.heads_known
    ]
    yield listing(headers, rows)


def size_of(count: int) -> str:
    """Bytes as they are read aloud: 90.9 MB."""
    if count < 1000:
        return f"{count} B"
    size = float(count)
    for unit in UNITS:
        size /= 1000
        if size < 999.95 or unit == UNITS[-1]:
            break
    return f"{size:,.1f} {unit}"
