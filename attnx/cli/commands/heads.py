"""attnx heads TEXT"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk import options as o
from attnx.cli.desk.choices import ModelChoice, Shown, Source, first
from attnx.cli.desk.extras import need_scan
from attnx.cli.desk.options import given
from attnx.cli.desk.output import HeadsOutput, Output
from attnx.cli.desk.source import lines_of
from attnx.cli.desk.tokens import find_word
from attnx.cli.lens import Glass, LensChoice, in_place_of_weights
from attnx.errors import InputError, UsageError

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.measures.heads import Heads
    from attnx.trace import Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part

ARRAYS = ("mask", "weights")
LENGTH = o.whole("--length", 1, 1_000_000_000)
SHARES = (64, 8, 1)  # of the longest text: the lengths at which the cache is counted


def heads(
    text: Source,
    *,
    over: Annotated[Path | None, o.option("--over", help="over", metavar="FILE")] = None,
    from_scan: Annotated[str | None, o.option("--from-scan", help="from_scan", metavar="DIR")] = None,
    from_word: Annotated[str | None, o.option("--from", help="from_word", metavar="WORD|INDEX")] = None,
    to_word: Annotated[str | None, o.option("--to", help="to_word", metavar="WORD|INDEX")] = None,
    sharing: Annotated[bool, o.option("--sharing", help="sharing")] = False,
    length: Annotated[int | None, o.option("--length", help="length", metavar="N", parser=LENGTH)] = None,
    model: ModelChoice,
    lens: LensChoice,
    shown: Shown,
    causal: o.CausalOption = False,
    untrained: o.UntrainedOption = False,
    output: HeadsOutput,
) -> None:
    output.alone(
        {"--over": over, "--from-scan": from_scan, "--from": from_word, "--sharing": sharing, "--lens": lens.lens}
    )
    check(text.given, over, from_scan, from_word, to_word, sharing, length)
    others = {"--over": over, "--from-scan": from_scan, "--from": from_word, "--sharing": sharing}
    others |= {"--lens": lens.lens if lens.name == "logit" else None}
    if output.figure and (other := given(others)):
        raise UsageError("two_views", one=other, other=f"--out {output.out}")
    if from_scan is not None:
        asked = {"--lens": lens.lens, "--model": model.model, "--layer": shown.layer, "--head": shown.head}
        if other := given(asked | {"--causal": causal, "--untrained": untrained}):
            raise UsageError("two_views", one="--from-scan", other=other)
        show_measured(scanned(from_scan), output)
        return
    if sharing:
        show_sharing(model, length, output)
        return
    check_lens(lens.name, {"--over": over, "--from": from_word, "--layer": shown.layer}, shown.head)

    import attnx

    def ready(checkpoint: Checkpoint) -> Checkpoint:
        return checkpoint.untrained() if untrained else checkpoint

    def run(checkpoint: Checkpoint, sentence: str) -> Trace:
        chosen = shown.of(checkpoint)
        layers, numbers = chosen.layers or "all", chosen.heads or "all"
        read = partial(attnx.explain, sentence, checkpoint, causal=causal)
        if lens.name is None:
            return read(layers=layers, heads=numbers, arrays=ARRAYS)
        return in_place_of_weights(lens.name, read, layers, numbers)

    if over is not None:

        def traces(path: Path) -> Iterator[Trace]:
            checkpoint: Checkpoint | None = None
            for number, sentence in lines_of(path):
                checkpoint = checkpoint or ready(model.load(sentence))
                try:
                    yield run(checkpoint, sentence)
                except InputError as error:
                    raise InputError("bad_line", line=number, path=path, reason=error) from error

        from attnx.measures.heads import heads_over

        show_measured(heads_over(traces(over)), output)
        return
    sentence, known = text.opened(model)
    checkpoint = ready(known)
    if lens.name == "logit":
        Glass(lens.name, checkpoint, sentence, causal, attnx.explain, None, None, lens.token, output).show()
        return
    if output.html is not None:
        from attnx.cli.desk.html import needed, write_html
        from attnx.views.page.data import Opened

        chosen = shown.of(checkpoint)
        kept_layers, kept_heads = needed(checkpoint, sentence, None, chosen)
        whole = attnx.explain(sentence, checkpoint, layers=kept_layers, heads=kept_heads, causal=causal)
        layer, head = (first(chosen.layers, 0), first(chosen.heads, 0)) if chosen.given else (None, None)
        write_html(output.html, whole, Opened(layer, head, view="heads"), output.precision)
        return
    trace = run(checkpoint, sentence)
    if from_word is not None and to_word is not None:
        show_looks(trace, from_word, to_word, output)
    else:
        show_heads(trace, output)


def check(
    text: bool,
    over: Path | None,
    from_scan: str | None,
    from_word: str | None,
    to_word: str | None,
    sharing: bool,
    length: int | None,
) -> None:
    """Raises UsageError for options that do not go together."""
    views = {"--over": over is not None, "--from-scan": from_scan is not None}
    views |= {"--from": from_word is not None, "--sharing": sharing}
    chosen = [name for name, given in views.items() if given]
    if len(chosen) > 1:
        raise UsageError("two_views", one=chosen[0], other=chosen[1])
    if (from_word is None) != (to_word is None):
        here, missing = ("--from", "--to") if to_word is None else ("--to", "--from")
        raise UsageError("goes_with", option=here, other=missing)
    if length is not None and not sharing:
        raise UsageError("goes_with", option="--length", other="--sharing")
    if text and (sharing or over is not None or from_scan is not None):
        raise UsageError("no_text_needed", option=chosen[0])


def check_lens(lens: str | None, others: Mapping[str, object], head: str | None) -> None:
    """Raises UsageError for what a lens has no use for."""
    useless: dict[str, object] = {"--head": head} if lens in ("rollout", "flow", "logit") else {}
    useless |= others if lens == "logit" else {}
    if option := given(useless):
        raise UsageError("lens_without", lens=lens, option=option)


def show_heads(trace: Trace, output: HeadsOutput) -> None:
    """A map and the measures of every head."""
    from attnx import document as head
    from attnx.cli.desk.figures import figure_of
    from attnx.measures.heads import heads as measure

    measured = measure(trace)

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.heads import heads_page

        return heads_page(trace, measured, look)

    def document() -> dict[str, object]:
        return head.document("heads") | head.of_text(trace) | measured.document()

    output.deliver(document, view, lambda: figure_of(trace, None, output), trace.text)


def scanned(path: str) -> Heads:
    """The measures of every head in a folder of `attnx scan`. Raises OutputError without what reads it."""
    need_scan()
    from attnx.scan.heads import heads_of

    return heads_of(path)


def show_measured(measured: Heads, output: Output) -> None:
    """The measures of every head over many sentences."""
    from attnx import document as head

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.heads_measured import heads_over_page

        return heads_over_page(measured, look)

    def document() -> dict[str, object]:
        noted = {"notes": list(measured.notes)}
        return head.document("heads") | noted | head.of_model(measured.model) | measured.document()

    output.deliver(document, view)


def show_looks(trace: Trace, from_word: str, to_word: str, output: Output) -> None:
    """The heads by how much one word attends to another."""
    from attnx import document as head
    from attnx.measures.looks import looks

    ranked = looks(trace, find_word(trace.tokens, from_word), find_word(trace.tokens, to_word))

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.looks import looks_page

        return looks_page(trace, ranked, look)

    output.deliver(lambda: head.document("looks") | head.of_text(trace) | ranked.document(), view, text=trace.text)


def show_sharing(model: ModelChoice, length: int | None, output: Output) -> None:
    """Which heads share keys and values, and what the cache costs; the weights are not read."""
    from attnx import document as head
    from attnx.checkpoint.describe import describe
    from attnx.measures.sharing import sharing

    known = describe(model.model or "writer", model.revision, model.offline)
    longest = known.stack.n_positions
    if length is not None and length > longest:
        raise InputError("too_long", found=length, model=known.facts.name, limit=longest)
    lengths = sorted({max(longest // share, 1) for share in SHARES}) if length is None else [length]
    shared = sharing(known.stack_facts, known.windows, lengths, writes=known.writes, reads=known.decoder is not None)

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.sharing import sharing_page

        return sharing_page(shared, look)

    output.deliver(lambda: head.document("sharing") | head.of_model(shared.model) | shared.document(), view)
