"""attnx predict TEXT"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Annotated

from attnx.cli import options as o
from attnx.cli.choices import find, heads, layers
from attnx.cli.endings import PAGES, ending_of
from attnx.cli.output import console, look
from attnx.cli.pace import play
from attnx.cli.present import Wish, less, present
from attnx.cli.source import read_text
from attnx.cli.words import SAY
from attnx.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from attnx.trace import Trace
    from attnx.views.look import Look

MOST = 10_000


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
    text: o.TextArgument = None,
    file: o.FileOption = None,
    model: Annotated[str, o.option("--model", help="predictor", metavar="NAME|DIR|ID")] = "writer",
    revision: o.RevisionOption = None,
    offline: o.OfflineOption = False,
    generate: Annotated[
        int | None, o.option("--generate", help="generate", metavar="N", parser=o.whole("--generate", 1, MOST))
    ] = None,
    temperature: Annotated[
        float | None, o.option("--temperature", help="sample_temperature", metavar="T", parser=o.positive)
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
    layer: Annotated[str | None, o.option("--layer", help="last_layer", metavar="N|mean|all")] = None,
    head: Annotated[str | None, o.option("--head", help="mean_head", metavar="N|mean|all")] = None,
    pace: o.PaceOption = None,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
) -> None:
    wish = Wish(None, None, None, precision, full, width, json, out)
    for option, given in (("--at", at), ("--lens", lens)):
        if generate and given is not None:
            raise UsageError("two_views", one="--generate", other=option)
    chosen_layers = None if layer is None else layers(layer)
    chosen_heads = "all" if head is None else heads(head)
    text = read_text(text, file)

    import attnx

    checkpoint = attnx.load(model, revision=revision, offline=offline)
    as_numbers = json or (out is not None and ending_of(out) not in PAGES)
    trace = attnx.predict(
        text,
        checkpoint,
        generate=generate or 0,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        seed=seed,
        candidates=candidates,
        at=None if at is None else find(checkpoint.tokenizer(text), at),
        lens=lens is not None,
        layers=chosen_layers or (checkpoint.spec.n_layers - 1,),
        heads=chosen_heads,
        arrays="all" if as_numbers else ("weights",),
    )
    trace = less(trace, layer, head or (None if as_numbers else "mean"), wish)
    if as_numbers or out is not None:
        present(trace, wish, view=told)
        return

    from attnx.views.prediction import scenes

    page = console(width)
    play(scenes(trace, look(page, precision, full)), page, pace)


def told(trace: Trace, wish: Wish, how: Look) -> Iterator[RenderableType]:
    """All scenes on one page."""
    from attnx.views.prediction import scenes

    return chain.from_iterable(scenes(trace, how))
