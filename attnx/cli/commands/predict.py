"""attnx predict TEXT"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

from attnx.cli.block import BlockChoice, Whole, arrays_of_block
from attnx.cli.desk import options as o
from attnx.cli.desk.choices import HeadChoice, ModelChoice, Text, ViewChoice
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.pace import Pace, PaceOption, play, refuse
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.tokens import find
from attnx.cli.words import SAY
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from attnx.trace import Trace

MOST = 10_000


@frozen
class Predictor(ModelChoice):
    """A model that predicts."""

    model: Annotated[str, o.option("--model", help="predictor", metavar="NAME|DIR|ID")] = "writer"


@frozen
class LastLayer(HeadChoice):
    """Layers and heads, which are the last and the mean where nothing is said."""

    layer: Annotated[str | None, o.option("--layer", help="last_layer", metavar="N|mean|all")] = None
    head: Annotated[str | None, o.option("--head", help="mean_head", metavar="N|mean|all")] = None


def share(value: str) -> float:
    """Reads a share of the probability."""
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1:
        raise UsageError("not_a_number", option="--top-p", expected=SAY("expected_share"), value=value)
    return number


def logit(value: str) -> str:
    """There is one lens of this kind."""
    if value != "logit":
        raise UsageError("not_a_number", option="--lens", expected="logit", value=value)
    return value


def predict(
    text: Text,
    model: Predictor,
    *,
    generate: Annotated[
        int | None, o.option("--generate", help="generate", metavar="N", parser=o.whole("--generate", 1, MOST))
    ] = None,
    temperature: Annotated[
        float | None,
        o.option("--temperature", help="sample_temperature", metavar="T", parser=o.positive("--temperature")),
    ] = None,
    top_k: Annotated[
        int | None, o.option("--top-k", help="sample_top_k", metavar="K", parser=o.whole("--top-k", 1, 1_000_000))
    ] = None,
    top_p: Annotated[float | None, o.option("--top-p", help="top_p", metavar="P", parser=share)] = None,
    seed: Annotated[
        int | None, o.option("--seed", help="seed", metavar="N", parser=o.whole("--seed", 0, 2**32 - 1))
    ] = None,
    candidates: Annotated[
        int, o.option("--candidates", help="candidates", metavar="K", parser=o.whole("--candidates", 1, MOST))
    ] = 10,
    at: Annotated[str | None, o.option("--at", help="at", metavar="WORD|INDEX")] = None,
    lens: Annotated[str | None, o.option("--lens", help="logit_lens", metavar="logit", parser=logit)] = None,
    chosen: LastLayer,
    block: BlockChoice,
    pace: PaceOption = None,
    output: TraceOutput,
) -> None:
    refuse(pace, output)
    if generate and (option := o.given({"--at": at, "--lens": lens})):
        raise UsageError("two_views", one="--generate", other=option)
    if block.block is not None:
        others = {
            "--generate": generate,
            "--lens": lens,
            "--layer": chosen.layer,
            "--head": chosen.head,
            "--pace": pace,
        }
        block.refuse(others, output)
    block.refuse_weights(ViewChoice(), output)
    output.alone({})
    sentence = text.read()

    import attnx
    from attnx.reduce import reduced

    checkpoint = model.load(sentence)
    run = partial(
        attnx.predict,
        sentence,
        checkpoint,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        seed=seed,
        candidates=candidates,
        at=None if at is None else find(checkpoint.tokenizer(sentence), at),
    )
    if block.block is not None:
        count = checkpoint.spec.n_layers
        if output.html is not None:
            trace = run(arrays=arrays_of_block((0,), 1, head=True))
            Showing(ViewChoice(), output).show(block.on_page(trace, count - 1))
            return
        layers = block.layers(count, count - 1)
        trace = run(layers=layers, lens=block.way, arrays=arrays_of_block(layers, count, head=True))
        Whole(block.weighed(trace, checkpoint, output), block, str(trace.guesses[0].token), output).show()
        return
    chosen = chosen.of(checkpoint)
    kept = chosen.layers or (checkpoint.spec.n_layers - 1,), chosen.heads or "all"
    if output.html is not None:
        from attnx.cli.desk.html import needed

        kept = needed(checkpoint, sentence, None, chosen)
    trace = run(
        generate=generate or 0,
        lens=lens is not None,
        layers=kept[0],
        heads=kept[1],
        arrays="all" if output.as_data or output.html is not None else ("weights",),
    )
    trace = block.weighed(trace, checkpoint, output)
    told = reduced(trace, (chosen if chosen.head else replace(chosen, head="mean")).reductions)
    for one in output.each:
        if one.as_data or one.html is not None:
            Showing(ViewChoice(), one).show(reduced(trace, chosen.reductions))
        else:
            show_told(told, one, pace)


def show_told(trace: Trace, output: TraceOutput, pace: Pace | None) -> None:
    """What comes next and then, at once or at a pace, how it came about."""
    from attnx.views.prediction import paced, predicted

    if pace is None:
        output.show(lambda look: predicted(trace, look), trace.text)
    else:
        play(lambda look: paced(trace, look), output, pace, trace.text)
