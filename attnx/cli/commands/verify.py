"""attnx verify FILE"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.choices import ModelChoice
from attnx.cli.desk.output import Output
from attnx.cli.desk.signature import Without
from attnx.cli.desk.source import name_of, read_bytes
from attnx.cli.words import SAY
from attnx.errors import TraceError, UsageError

if TYPE_CHECKING:
    from attnx.measures.verify import Check
    from attnx.trace import Place, Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help=SAY("help_trace"), show_default=False)],
    model: ModelChoice,
    image: Annotated[Path | None, o.option("--image", help="verify_image", metavar="PICTURE")] = None,
    *,
    output: Annotated[Output, Without("precision", "full", "out", "html")],
) -> None:
    from attnx import saved
    from attnx.measures.verify import unchecked
    from attnx.measures.verify import verify as verify_trace

    if image is not None and model.model is None:
        raise UsageError("goes_with", option="--image", other="--model")
    source = name_of(file)
    trace = saved.from_bytes(read_bytes(file), source)
    if model.model is not None:
        from attnx.doors.weights import with_weights

        trace = with_weights(trace, model.load(trace.text), picture=image)
    checks = verify_trace(trace)
    if not checks:
        raise TraceError("nothing_to_verify", source=source)
    taken = unchecked(trace, checks)

    names = {name.removeprefix("encoder.") for name in trace.parameters}
    unseen = trace.picture is not None and "patch_projection.W" in names and "patches" not in names

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.verdict import verdict

        weighed = bool(trace.parameters) or not trace.model.embedding
        return verdict(checks, look, taken, weighed, unseen)

    output.deliver(lambda: document(trace, checks, taken), view)
    broken = dict.fromkeys(check.step for check in checks if not check.holds)
    if broken:
        raise TraceError("does_not_hold", source=source, steps=", ".join(broken))


def document(trace: Trace, checks: Sequence[Check], taken: Sequence[tuple[Place, str]]) -> dict[str, Any]:
    """Every check, whether all of them hold, and what was taken as it is."""
    from attnx import document as head

    told = [asdict(check) | {"holds": check.holds} for check in checks]
    left = [asdict(place) | {"array": name} for place, name in taken]
    ok = all(check.holds for check in checks)
    return head.document("verify") | head.of_text(trace) | {"ok": ok, "checks": told, "unchecked": left}
