"""attnx caption [PICTURE]"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.choices import HeadChoice, ModelChoice, ViewChoice
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.pace import Pace, PaceOption, play, refuse
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.signature import Without
from attnx.cli.words import SAY
from attnx.cli.written import AttentionOption, BeamOption, StepOption, Written
from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.inputs.named import picture_named

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.inputs.image import Picture
    from attnx.trace import Trace


@frozen
class Captioner(ModelChoice):
    """A model that says what it sees."""

    model: Annotated[str, o.option("--model", help="captioner", metavar="NAME|DIR|ID")] = "sketch"


def caption(
    picture: Annotated[
        Path | None, typer.Argument(metavar="[PICTURE]", help=SAY("help_caption_picture"), show_default=False)
    ] = None,
    *,
    model: Captioner,
    seed: Annotated[
        int | None, o.option("--seed", help="caption_seed", metavar="N", parser=o.whole("--seed", 0, 2**32 - 1))
    ] = None,
    beam: BeamOption = 1,
    step: StepOption = None,
    attention: AttentionOption = None,
    heads: HeadChoice,
    view: Annotated[ViewChoice, Without("brief")],
    pace: PaceOption = None,
    output: TraceOutput,
) -> None:
    refuse(pace, output)
    showing = Showing(view, output)
    output.alone({"--step": step, "--attention": attention})
    if picture is not None and seed is not None:
        raise UsageError("seed_of_picture")

    import attnx

    if picture is not None:
        picture_named(picture)  # what is there is opened, whatever it is
    seen, sentence = drawn(seed or 0) if picture is None else (picture, None)
    checkpoint = model.load("")
    heads = heads.of(checkpoint)
    if any(view.rows.values()) and attention is None:
        attention, heads = "cross", looking(heads, checkpoint)
    written = Written(step, attention, heads, showing)
    arrays = "all" if view.steps is None else showing.arrays
    trace = attnx.caption(seen, checkpoint, beam=beam, arrays=arrays, **written.recorded)
    written.show(trace, lambda output: show_told(trace, sentence, output, pace))


def looking(heads: HeadChoice, checkpoint: Checkpoint) -> HeadChoice:
    """The head that looks at what a word names, where it is known and no other was asked for."""
    aligner = checkpoint.translator.aligner if checkpoint.translator else None
    if heads.given or aligner is None:
        return heads
    return replace(heads, layer=str(aligner.layer), head=str(aligner.head))


def drawn(seed: int) -> tuple[Picture, str]:
    """A picture that is made here, and the sentence that it was made for."""
    import numpy as np

    from attnx.inputs.image import picture_of
    from attnx.scenes.invent import invent
    from attnx.scenes.paint import paint
    from attnx.scenes.place import place
    from attnx.scenes.sentence import sentence

    chance = np.random.default_rng(seed)
    scene = place(invent(chance), chance)
    return picture_of(paint(scene), f"attnx-{seed}.png"), sentence(scene.said)


def show_told(trace: Trace, sentence: str | None, output: TraceOutput, pace: Pace | None) -> None:
    """The caption and then, line by line or at a pace, how it came about."""
    from attnx.views.caption import paced, told

    if pace is None and not output.full:
        output.show(lambda look: told(trace, look, sentence), trace.text)
    else:
        play(lambda look: paced(trace, look, sentence), output, pace, trace.text)
