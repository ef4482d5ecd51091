"""attnx explain TEXT"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from attnx.cli.block import NUMBER, BlockChoice, OneNumber, Whole, arrays_of_block, behind
from attnx.cli.desk import options as o
from attnx.cli.desk.choices import HeadChoice, ModelChoice, Source, ViewChoice, first
from attnx.cli.desk.live import check_live, live_of
from attnx.cli.desk.options import given
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.pace import PaceOption
from attnx.cli.desk.pace import refuse as refuse_pace
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.source import as_typed
from attnx.cli.desk.tokens import find
from attnx.cli.lens import Glass, LensChoice, refuse
from attnx.cli.what_if import WhatIf
from attnx.cli.what_if import present as present_what_if
from attnx.errors import UsageError

if TYPE_CHECKING:
    from attnx.change import Change
    from attnx.checkpoint import Checkpoint
    from attnx.measures.opening import Opening
    from attnx.measures.readings import Readings
    from attnx.trace import Candidate, Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part

LIKELIEST = 5  # words that may come next, on a page
LONG = 4096  # characters: of a longer text only the row that is shown is kept


def explain(
    text: Source,
    *,
    pair: Annotated[str | None, o.option("--pair", help="pair", metavar="TEXT")] = None,
    model: ModelChoice,
    heads: HeadChoice,
    view: ViewChoice,
    lens: LensChoice,
    block: BlockChoice,
    causal: o.CausalOption = False,
    untrained: o.UntrainedOption = False,
    before_after: Annotated[bool, o.option("--before-after", help="before_after")] = False,
    what_if: WhatIf,
    pace: PaceOption = None,
    live: Annotated[bool, o.option("--live", help="live")] = False,
    output: TraceOutput,
) -> None:
    refuse_pace(pace, output)
    if lens.name is not None:
        useless: dict[str, object] = {
            "--cell": view.cell,
            "--steps": view.steps,
            "--merge": view.merge,
            "--skip-first": view.skip_first,
            "--brief": view.brief,
            "--top-k": view.top_k,
            "--before-after": before_after,
            "--pair": pair,
            "--html": output.html,
            "--pace": pace,
        }
        refuse(lens.name, useless, heads, output.out)
    if block.block is not None:
        block.refuse(
            {
                "--lens": lens.name,
                "--cell": view.cell,
                "--steps": view.steps,
                "--brief": view.brief,
                "--merge": view.merge,
                "--skip-first": view.skip_first,
                "--top-k": view.top_k,
                "--before-after": before_after,
                "--layer": heads.layer,
                "--head": heads.head,
                "--pace": pace,
                what_if.option or "": what_if.option,
            },
            output,
        )
    single = None if view.cell is None else NUMBER.fullmatch(view.cell)
    showing = Showing(replace(view, focus=None) if lens.name or block.block else view, output)
    block.refuse_weights(view, output, lens.name is not None or before_after)
    if before_after and view.focus is None:
        raise UsageError("before_after_of", option="--before-after")
    output.alone({"--before-after": before_after})
    if before_after:
        output.refuse_arrays("--before-after")
    if before_after and pace is not None:
        raise UsageError("two_views", one="--before-after", other="--pace")
    others = {"--lens": lens.name, "--html": output.html, "--brief": view.brief, "--pace": pace}
    what_if.refuse({"--before-after": before_after, **others}, showing)
    if live:
        changed = {"--pair": pair, "--causal": causal, "--untrained": untrained}
        check_live(output, {**changed, "--merge": view.merge, "--skip-first": view.skip_first})
    pair = None if pair is None else as_typed(pair, "--pair")

    import attnx

    sentence, checkpoint = text.opened(model)
    if live:
        showing = replace(showing, live=live_of(checkpoint))
    if checkpoint.picture is not None and (
        option := given({"--merge": view.merge, "--pair": pair, "--swap": what_if.swaps})
    ):
        raise UsageError("picture_words", option=option)
    heads = heads.of(checkpoint)
    chosen = heads.given or what_if.first_head is not None
    opened = None if chosen else opening_of(sentence, checkpoint, pair, causal)
    start_layer, start_head = what_if.first_head or ((opened.layer, opened.head) if opened else (0, 0))

    row: tuple[int, ...] | Literal["all"] = "all"
    kept = heads.layers or (start_layer,), heads.heads or ("all" if heads.layer == "mean" else (start_head,))
    if output.html is not None:
        from attnx.cli.desk.html import needed

        kept = needed(checkpoint, sentence, pair, heads)
    elif output.figure == "heads":
        kept = heads.layers or "all", heads.heads or "all"
    elif view.focus is not None and len(sentence) > LONG and not output.figure:
        row = (find(checkpoint.tokenizer(sentence), view.focus),)

    def read(model: Checkpoint, **other: Any) -> Trace:
        """The trace of this layer, head and row, or of what else is asked for."""
        asked = {"layers": kept[0], "heads": kept[1], "queries": row} | other
        trace = attnx.explain(sentence, model, pair=pair, causal=causal, **asked)
        trace = block.weighed(trace, model, output)
        pronoun = opened is not None and opened.reason == "pronoun" and not other.get("heads")
        return replace(trace, notes=(*trace.notes, "pronoun_head")) if pronoun else trace

    def run(model: Checkpoint, changes: Sequence[Change] = (), more: tuple[str, ...] = ()) -> Trace:
        more = (*more, "x") if block.weights else more
        return showing.reduced(read(model, arrays=(*showing.arrays, *more), change=changes), heads)

    if before_after:
        present_before_after(run(checkpoint.untrained()), run(checkpoint), view, output)
        return
    checkpoint = checkpoint.untrained() if untrained else checkpoint
    if single is not None and view.cell is not None:
        what_if.refuse({"--cell": view.cell}, showing)
        place = first(heads.layers, start_layer), first(heads.heads, start_head)
        OneNumber(checkpoint, partial(read, checkpoint, queries="all"), view.cell, *place, output).show()
        return
    if block.block is not None and output.html is None:
        trace = whole(checkpoint, partial(read, checkpoint), block, start_layer)
        Whole(trace, block, view.focus, output, model=checkpoint).show()
        return
    if lens.name is not None:
        reading = partial(read, checkpoint)
        Glass(lens.name, checkpoint, sentence, causal, reading, heads.layers, view.focus, lens.token, output).show()
        return
    if what_if.option is not None:
        changes, more = (
            what_if.changes(sentence, pair, checkpoint),
            (
                "final",
                *(("logits",) if checkpoint.writes else ()),
                *(("label_logits",) if checkpoint.classifies else ()),
            ),
        )
        after = run(checkpoint, changes, more)  # first, for it says what cannot be changed
        present_what_if(run(checkpoint, more=more), after, checkpoint, showing)
        return

    def before() -> Readings | None:
        """The rows of the one head that is shown as they were before the model learned, where that is known."""
        card = checkpoint.card
        if checkpoint.provenance != "trained" or card is None or card.seed is None or heads.mean or view.merge:
            return None
        from attnx.measures.readings import readings
        from attnx.trace.sight import may_look

        early = read(checkpoint.untrained(), arrays=("mask", "weights"))
        ((_, attention),) = early.attentions()
        (head,) = attention.heads
        return readings(early, attention, head, may_look(attention, head))

    around: tuple[str, ...] = ()
    if block.block is not None:  # on a page
        around = arrays_of_block((0,), 1, checkpoint.weights.head is not None)
    trace, place = run(checkpoint, more=around), (first(heads.layers, start_layer), first(heads.heads, start_head))
    if output.html is not None and block.block is None and not (live or heads.mean or view.merge or view.skip_first):
        trace = behind(trace, partial(read, checkpoint, queries="all"), place[0])
        following = following_of(sentence, checkpoint, trace, place, view.focus) if pair is None else ()
        showing = replace(showing, one_word=True, following=following)
    showing.show(
        trace if block.block is None else block.on_page(trace, start_layer),
        layer=place[0],
        head=place[1],
        opening=opened,
        before=before,
        pace=pace,
    )


def whole(checkpoint: Checkpoint, read: Callable[..., Trace], block: BlockChoice, start: int) -> Trace:
    """Every step of the layers that were asked for."""
    count, head = checkpoint.spec.n_layers, checkpoint.weights.head is not None
    layers = block.layers(count, start)
    return read(layers=layers, heads="all", arrays=arrays_of_block(layers, count, head), queries="all")


def following_of(
    text: str, checkpoint: Checkpoint, trace: Trace, place: tuple[int, int], focus: str | None
) -> tuple[Candidate, ...]:
    """What may come after the token that a page follows in this layer and head, where the model says so."""
    if not checkpoint.writes:
        return ()
    import attnx
    from attnx.views.page.data import followed

    attention = next(one for number, one in trace.attentions() if number == place[0])
    token = followed(trace, attention, place[1], None) if focus is None else find(trace.tokens, focus)
    once = attnx.predict(text, checkpoint, at=token, candidates=LIKELIEST, layers=(0,), heads=(0,), arrays=("weights",))
    return once.guesses[0].candidates


def opening_of(text: str, checkpoint: Checkpoint, pair: str | None, causal: bool) -> Opening:
    """Where the text opens, as it does everywhere."""
    from attnx.doors.opening import opened

    return opened(text, checkpoint, pair=pair, causal=causal)


def present_before_after(before: Trace, after: Trace, chosen: ViewChoice, output: TraceOutput) -> None:
    """Prints or writes the weights of one query before learning and after, in one table."""
    from attnx.cli.desk.documents import of_comparison
    from attnx.measures.compare import compare

    query = find(after.tokens, chosen.focus or "")

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.before_after import before_after

        return before_after(before, after, query, replace(look, top=chosen.top_k))

    output.deliver(lambda: of_comparison(before, after, compare(before, after), query), view, text=after.text)
