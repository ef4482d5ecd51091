"""attnx translate TEXT"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

from attnx.cli.block import NUMBER, BlockChoice, OneNumber, Whole
from attnx.cli.desk import options as o
from attnx.cli.desk.choices import HeadChoice, ModelChoice, Text, ViewChoice, first
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.pace import Pace, PaceOption, play, refuse
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.signature import Without
from attnx.cli.written import AttentionOption, BeamOption, StepOption, Written
from attnx.frozen import frozen
from attnx.trace import ARRAYS, BLOCK, LAST_AXES

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.trace import Trace


@frozen
class Translator(ModelChoice):
    """A model that translates."""

    model: Annotated[str, o.option("--model", help="translator", metavar="NAME|DIR|ID")] = "zh-en"


def translate(
    text: Text,
    model: Translator,
    *,
    beam: BeamOption = 1,
    to: Annotated[str | None, o.option("--to", help="language", metavar="LANGUAGE")] = None,
    step: StepOption = None,
    attention: AttentionOption = None,
    heads: HeadChoice,
    view: Annotated[ViewChoice, Without("brief")],
    block: BlockChoice,
    pace: PaceOption = None,
    output: TraceOutput,
) -> None:
    refuse(pace, output)
    if block.block is not None:
        others = {"--step": step, "--steps": view.steps, "--cell": view.cell, "--merge": view.merge}
        others |= {"--skip-first": view.skip_first, "--top-k": view.top_k, "--layer": heads.layer, "--head": heads.head}
        block.refuse(others | {"--pace": pace}, output)
    showing = Showing(replace(view, focus=None) if block.block else view, output)
    block.refuse_weights(view, output)
    output.alone({"--step": step, "--attention": attention})
    sentence = text.read()

    import attnx

    checkpoint = model.load(sentence)
    run = partial(attnx.translate, sentence, checkpoint, beam=beam, to=to)
    if block.block is not None and output.html is not None:
        trace = run(arrays=(*ARRAYS, *BLOCK, *LAST_AXES))
        showing.show(block.on_page(trace, trace.model.n_layers - 1))
        return
    if block.block is not None:
        trace = run(layers=layers_of(checkpoint, block), arrays=(*ARRAYS, *BLOCK, *LAST_AXES))
        told = ("encoder", "self") if attention is None else ("encoder" if attention == "encoder" else "self",)
        Whole(block.weighed(trace, checkpoint, output), block, view.focus, output, told, checkpoint).show()
        return
    heads = heads.of(checkpoint)
    if view.cell is not None and NUMBER.fullmatch(view.cell):
        one_number(checkpoint, run, view.cell, attention or "self", heads, output)
        return
    written = Written(step, attention, heads, showing)
    arrays = "all" if view.steps is None else (*showing.arrays, *(("x",) if block.weights else ()))
    trace = block.weighed(run(arrays=arrays, **written.recorded), checkpoint, output)
    written.show(trace, lambda output: show_told(trace, output, pace))


def layers_of(checkpoint: Checkpoint, block: BlockChoice) -> tuple[int, ...]:
    """The layers that are told whole, of the side that has more of them; -1 is the last, which is where nobody says."""
    from attnx.checkpoint import load_translator

    translator = load_translator(checkpoint)
    count = max(translator.encoder.spec.n_layers, translator.decoder.spec.n_layers)
    return block.layers(count, count - 1)


def one_number(
    checkpoint: Checkpoint, run: Callable[..., Trace], cell: str, kind: str, heads: HeadChoice, output: TraceOutput
) -> None:
    """One number of a step, opened in the attention of this kind, or in the layer that it belongs to."""
    from attnx.checkpoint import load_translator

    translator = load_translator(checkpoint)
    side = translator.encoder if kind == "encoder" else translator.decoder
    place = first(heads.layers, 0), first(heads.heads, 0)
    OneNumber(side, run, cell, *place, output, kind, checkpoint).show()  # type: ignore[arg-type]


def show_told(trace: Trace, output: TraceOutput, pace: Pace | None) -> None:
    """The translation and then, line by line or at a pace, how it came about."""
    from attnx.views.translation import paced, told

    if pace is None and not output.full:
        output.show(lambda look: told(trace, look), trace.text)
    else:
        play(lambda look: paced(trace, look), output, pace, trace.text)
