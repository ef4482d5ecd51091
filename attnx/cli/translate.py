"""attnx translate TEXT"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Annotated

from attnx.cli import options as o
from attnx.cli.choices import heads, layers
from attnx.cli.output import console, look
from attnx.cli.pace import play
from attnx.cli.present import Wish, alone, less, present
from attnx.cli.source import read_text
from attnx.errors import InputError, Phrase, UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from attnx.trace import Kind, Trace
    from attnx.views.look import Look

KINDS = ("self", "cross", "encoder")


def kind(value: str) -> str:
    if value not in KINDS:
        raise UsageError("not_a_number", option="--attention", expected=", ".join(KINDS), value=value)
    return value


def translate(
    text: o.TextArgument = None,
    file: o.FileOption = None,
    model: Annotated[str, o.option("--model", help="translator", metavar="NAME|DIR|ID")] = "zh-en",
    revision: o.RevisionOption = None,
    offline: o.OfflineOption = False,
    beam: Annotated[int, o.option("--beam", help="beam", metavar="K", parser=o.whole("--beam", 1, 16))] = 1,
    step: Annotated[int | None, o.option("--step", help="step", metavar="N", parser=o.whole("--step", 1, 999))] = None,
    attention: Annotated[
        str | None, o.option("--attention", help="attention", metavar="|".join(KINDS), parser=kind)
    ] = None,
    layer: o.LayerOption = None,
    head: o.HeadOption = None,
    steps: o.StepsOption = None,
    merge: o.MergeOption = None,
    skip_first: o.SkipFirstOption = False,
    top_k: o.TopKOption = None,
    pace: o.PaceOption = None,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
    html: o.HtmlOption = None,
) -> None:
    wish = Wish(None, None, steps, precision, full, width, json, out, merge is not None, skip_first, top_k, html)
    if html is not None:
        alone(html, {"--step": step, "--attention": attention})
    text = read_text(text, file)

    import attnx
    from attnx.inputs.script import is_chinese

    if model == "zh-en" and text.strip() and not is_chinese(text):
        raise InputError("not_chinese")

    # Tables of one step are of one layer and head; the numbers themselves are all there unless something was chosen.
    changed = wish.merge or wish.skip_first or wish.top is not None or "mean" in (layer, head)
    one = step is not None or attention is not None or changed
    trace = attnx.translate(
        text,
        attnx.load(model, revision=revision, offline=offline),
        beam=beam,
        layers=layers(layer or ("0" if one else "all")),
        heads=heads(head or ("0" if one and layer != "mean" else "all")),
        arrays=wish.arrays if steps is not None else "all",
    )
    if one:
        from attnx.reduce.until import until

        if step is not None and step > len(trace.steps):
            raise UsageError(
                "not_there", what=Phrase("step"), name=step, owner=trace.output, there=f"1–{len(trace.steps)}"
            )
        kinds: tuple[Kind, ...] = ("self", "cross") if attention is None else (attention,)  # type: ignore[assignment]
        trace = less(until(trace, step or len(trace.tokens), kinds), layer, head, wish)
    if one or json or html is not None:
        present(trace, wish)
        return
    if out is not None:
        present(trace, wish, view=told)
        return

    from attnx.views.translation import scenes

    page = console(width)
    play(scenes(trace, look(page, precision, full)), page, pace)


def told(trace: Trace, wish: Wish, how: Look) -> Iterator[RenderableType]:
    """All scenes on one page."""
    from attnx.views.translation import scenes

    return chain.from_iterable(scenes(trace, how))
