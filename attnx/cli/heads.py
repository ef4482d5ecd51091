"""attnx heads TEXT"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from attnx.cli import options as o
from attnx.cli.choices import find_word, first, given, numbers
from attnx.cli.deliver import Delivery
from attnx.cli.lines import lines_of
from attnx.cli.present import alone
from attnx.cli.source import read_text
from attnx.errors import InputError, UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from attnx.checkpoint import Checkpoint
    from attnx.trace import Trace
    from attnx.views.look import Look

ARRAYS = ("mask", "weights")
LENGTH = o.whole("--length", 1, 1_000_000_000)
SHARES = (64, 8, 1)  # of the longest text: the lengths at which the cache is counted


def heads(
    text: o.TextArgument = None,
    file: o.FileOption = None,
    over: Annotated[Path | None, o.option("--over", help="over", metavar="FILE")] = None,
    from_word: Annotated[str | None, o.option("--from", help="from_word", metavar="WORD|INDEX")] = None,
    to_word: Annotated[str | None, o.option("--to", help="to_word", metavar="WORD|INDEX")] = None,
    sharing: Annotated[bool, o.option("--sharing", help="sharing")] = False,
    length: Annotated[int | None, o.option("--length", help="length", metavar="N", parser=LENGTH)] = None,
    model: o.ModelOption = None,
    revision: o.RevisionOption = None,
    offline: o.OfflineOption = False,
    lens: o.LensOption = None,
    token: o.TokenOption = None,
    layer: Annotated[str | None, o.option("--layer", help="layers_shown", metavar="N|all")] = None,
    head: Annotated[str | None, o.option("--head", help="heads_shown", metavar="N|all")] = None,
    causal: o.CausalOption = False,
    untrained: o.UntrainedOption = False,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
    html: o.HtmlOption = None,
) -> None:
    if html is not None:
        alone(
            html,
            {
                "--over": over,
                "--from": from_word,
                "--sharing": sharing,
                "--lens": lens,
                "--json": json,
                "--out": out,
            },
        )
    deliver = Delivery(precision, full, width, json, out)
    check(text is not None or file is not None, over, from_word, to_word, sharing, length)
    if sharing:
        show_sharing(model or "writer", revision, offline, length, deliver)
        return
    layers, chosen = every("--layer", layer), every("--head", head)
    check_lens(lens, token, {"--over": over, "--from": from_word, "--layer": layer}, head)

    import attnx
    from attnx.checkpoint import default_model

    def opened(sample: str) -> Checkpoint:
        found = attnx.load(model or default_model(sample), revision=revision, offline=offline)
        return found.untrained() if untrained else found

    def run(one: Checkpoint, sentence: str) -> Trace:
        read = partial(attnx.explain, sentence, one, causal=causal)
        if lens in (None, "weights"):
            return read(layers=layers, heads=chosen, arrays=ARRAYS)
        from attnx.cli.lens import in_place_of_weights

        return in_place_of_weights(lens, read, layers, chosen)

    if over is not None:

        def traces(path: Path) -> Iterator[Trace]:
            checkpoint: Checkpoint | None = None
            for number, sentence in lines_of(path):
                checkpoint = checkpoint or opened(sentence)
                try:
                    yield run(checkpoint, sentence)
                except InputError as error:
                    raise InputError("bad_line", line=number, path=path, reason=error) from error

        show_over(traces(over), deliver)
        return
    text = read_text(text, file, default="Thinking Machines" if model == "classic" else None)
    if lens == "logit":
        from attnx.cli.lens import Glass

        Glass(lens, opened(text), text, causal, attnx.explain, None, None, token, deliver).show()
        return
    if html is not None:
        from attnx.cli.page import needed, write_html
        from attnx.views.page.data import Opened

        checkpoint = opened(text)
        kept_layers, kept_heads = needed(checkpoint, text, None, layer, head)
        whole = attnx.explain(text, checkpoint, layers=kept_layers, heads=kept_heads, causal=causal)
        write_html(html, whole, Opened(first(layers, 0), first(chosen, 0), view="model"), precision)
        return
    trace = run(opened(text), text)
    if from_word is not None and to_word is not None:
        show_looks(trace, from_word, to_word, deliver)
    else:
        show_heads(trace, deliver)


def check(
    text: bool, over: Path | None, from_word: str | None, to_word: str | None, sharing: bool, length: int | None
) -> None:
    """Raises UsageError for options that do not go together."""
    views = {"--over": over is not None, "--from": from_word is not None, "--sharing": sharing}
    chosen = [name for name, given in views.items() if given]
    if len(chosen) > 1:
        raise UsageError("two_views", one=chosen[0], other=chosen[1])
    if (from_word is None) != (to_word is None):
        here, missing = ("--from", "--to") if to_word is None else ("--to", "--from")
        raise UsageError("goes_with", option=here, other=missing)
    if length is not None and not sharing:
        raise UsageError("goes_with", option="--length", other="--sharing")
    if text and (sharing or over is not None):
        raise UsageError("no_text_needed", option=chosen[0])


def check_lens(lens: str | None, token: str | None, others: Mapping[str, object], head: str | None) -> None:
    """Raises UsageError for what a lens has no use for."""
    if token is not None and lens != "logit":
        raise UsageError("token_of_logit")
    useless: dict[str, object] = {"--head": head} if lens in ("rollout", "flow", "logit") else {}
    useless |= others if lens == "logit" else {}
    if option := given(useless):
        raise UsageError("lens_without", lens=lens, option=option)


def every(option: str, value: str | None) -> tuple[int, ...] | Literal["all"]:
    """The layers or heads that were chosen, all where nothing was said."""
    found = "all" if value is None else numbers(option, value, ("all",))
    return "all" if isinstance(found, str) else found


def show_heads(trace: Trace, deliver: Delivery) -> None:
    """A map and the measures of every head."""
    from attnx import document as head
    from attnx.measures.heads import heads as measure

    found = measure(trace)

    def page(look: Look) -> Iterable[RenderableType]:
        from attnx.views.heads import heads_page

        return heads_page(trace, found, look)

    def document() -> dict[str, object]:
        return head.document("heads") | head.of_text(trace) | found.document()

    deliver(document, page)


def show_over(traces: Iterable[Trace], deliver: Delivery) -> None:
    """The measures of every head over many sentences."""
    from attnx import document as head
    from attnx.measures.heads import heads_over

    found = heads_over(traces)

    def page(look: Look) -> Iterable[RenderableType]:
        from attnx.views.heads import heads_over_page

        return heads_over_page(found, look)

    def document() -> dict[str, object]:
        noted = {"notes": list(found.notes)}
        return head.document("heads") | noted | head.of_model(found.model) | found.document()

    deliver(document, page)


def show_looks(trace: Trace, from_word: str, to_word: str, deliver: Delivery) -> None:
    """The heads by how much one word attends to another."""
    from attnx import document as head
    from attnx.measures.looks import looks

    found = looks(trace, find_word(trace.tokens, from_word), find_word(trace.tokens, to_word))

    def page(look: Look) -> Iterable[RenderableType]:
        from attnx.views.looks import looks_page

        return looks_page(trace, found, look)

    def document() -> dict[str, object]:
        return head.document("looks") | head.of_text(trace) | found.document()

    deliver(document, page)


def show_sharing(model: str, revision: str | None, offline: bool, length: int | None, deliver: Delivery) -> None:
    """Which heads share keys and values, and what the cache costs; the weights are not read."""
    from attnx import document as head
    from attnx.checkpoint.describe import describe
    from attnx.measures.sharing import sharing

    known = describe(model, revision, offline)
    longest = known.stack.n_positions
    if length is not None and length > longest:
        raise InputError("too_long", found=length, model=known.facts.name, limit=longest)
    lengths = sorted({max(longest // share, 1) for share in SHARES}) if length is None else [length]
    found = sharing(known.stack_facts, known.windows, lengths, writes=known.writes, reads=known.decoder is not None)

    def page(look: Look) -> Iterable[RenderableType]:
        from attnx.views.sharing import sharing_page

        return sharing_page(found, look)

    def document() -> dict[str, object]:
        return head.document("sharing") | head.of_model(found.model) | found.document()

    deliver(document, page)
