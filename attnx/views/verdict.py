"""Whether a trace holds, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.measures.verify import Check
from attnx.trace import Place
from attnx.views.look import Look
from attnx.views.parts import Note, Paragraph, Part, listing, word
from attnx.views.place import of_kind


def verdict(
    checks: Sequence[Check],
    look: Look,
    taken: Sequence[tuple[Place, str]] = (),
    weighed: bool = True,
    unseen: bool = False,
) -> Iterator[Part]:
    """A row for each step: the worst of all layers, the largest difference, and what rounding allows.

    `taken` are the arrays that no check recomputed, and `weighed` is whether that is not for want of the weights;
    `unseen` is whether the picture was not at hand.
    """
    several = len({check.kind for check in checks if check.kind is not None}) > 1
    rows = []
    for step in dict.fromkeys(check.step for check in checks):
        of_step = [check for check in checks if check.step == step]
        broken = [check for check in of_step if not check.holds]
        worst = max(broken or of_step, key=lambda check: check.error)
        where = look.say("place_text") if worst.layer is None else look.say("place_layer", layer=worst.layer)
        where = of_kind(worst.kind, where, look.say) if several and worst.kind is not None else where
        answer = look.say("yes") if not broken else look.say("no", where=where)
        rows.append(
            (
                look.say(f"check_{step}"),
                f"{worst.error:.2e}",
                word(f"{worst.allowed:.2e}", "quiet"),
                word(answer, "right" if not broken else "wrong"),
            )
        )
    headers = [look.say(f"column_{name}") for name in ("step", "error", "allowed", "holds")]
    yield listing(headers, rows, numbers=(1, 2))
    if all(check.holds for check in checks):
        largest = max(check.error for check in checks)
        key = "all_hold" if len(checks) > 1 else "one_holds"
        yield Paragraph(look.say(key, count=len(checks), largest=f"{largest:.2e}"))
    if taken:
        yield Note(look.say("taken" if weighed else "taken_weights", names=", ".join(named(checks, taken, look))))
    if unseen:
        yield Note(look.say("verify_unseen"))


def named(checks: Sequence[Check], taken: Sequence[tuple[Place, str]], look: Look) -> Iterator[str]:
    """Each array that was taken as it is; where others of its name were recomputed, with its places."""
    recomputed = {check.step for check in checks}
    for name in dict.fromkeys(name for _, name in taken):
        places = [place for place, held in taken if held == name]
        if name not in recomputed:
            yield name
            continue
        layers = ", ".join(dict.fromkeys(str(place.layer) for place in places if place.layer is not None))
        where = look.say("place_layer", layer=layers) if layers else look.say("place_text")
        kinds = dict.fromkeys(place.kind for place in places if place.kind not in (None, "self"))
        yield f"{name} ({', '.join(filter(None, (*kinds, where)))})"
