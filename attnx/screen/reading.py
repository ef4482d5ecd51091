"""Models, each loaded once, and what they make of a text."""

from __future__ import annotations

from attnx.checkpoint import Checkpoint, default_model, load
from attnx.checkpoint.describe import available
from attnx.doors.caption import caption
from attnx.doors.explain import explain
from attnx.doors.lens import with_lens
from attnx.doors.run import SEES
from attnx.frozen import frozen
from attnx.inputs.named import picture_named
from attnx.measures.opening import Opening, opening
from attnx.trace import ARRAYS, BLOCK, LAST_AXES, OF_HEAD, Trace


@frozen
class Asked:
    """A text, or the file of a picture, and the model for it; None lets the text decide.

    `block` is what happens around attention.
    """

    text: str
    model: str | None
    block: bool = False


def arrays_of_block(head: bool) -> tuple[str, ...]:
    """Every step of every layer, and what a head makes of the last."""
    return (*ARRAYS, *BLOCK, *(name for name in LAST_AXES if head or name not in OF_HEAD))


@frozen(eq=False)
class Reading:
    """What came of it, and where it opens."""

    asked: Asked
    trace: Trace
    opened: Opening


class Models:
    """Those that can be chosen: the ones with a name that are here, and the one asked for by the user."""

    def __init__(self, wanted: str | None, revision: str | None = None, offline: bool = False) -> None:
        self.revision, self.offline, self.wanted = revision, offline, wanted
        self.loaded: dict[str, Checkpoint] = {}
        self.written: dict[tuple[str, str], Trace] = {}

    @property
    def names(self) -> list[str]:
        named = [model.name for model in available() if model.installed]
        return [*([] if self.wanted is None or self.wanted in named else [self.wanted]), *named]

    def read(self, asked: Asked) -> Reading:
        """Every layer and head on this text. Raises AttnxError as `attnx.load` and `attnx.explain` do."""
        source = picture_named(asked.text) or asked.text
        model = self.model(asked.model or (default_model(asked.text) if isinstance(source, str) else SEES))
        around = arrays_of_block(model.weights.head is not None) if asked.block else ARRAYS
        trace = explain(source, model, arrays=around)
        trace = with_lens(trace, model, range(len(trace.tokens))) if asked.block else trace
        opened = opening(trace)
        assert opened is not None  # everything was recorded
        return Reading(asked, trace, opened)

    def caption(self, asked: Asked) -> Trace:
        """What its model says of a picture, written once. Raises AttnxError as `attnx.load` and `attnx.caption` do."""
        place = asked.text, asked.model or SEES
        if place not in self.written:
            self.written[place] = caption(asked.text, self.model(place[1]))
        return self.written[place]

    def model(self, name: str) -> Checkpoint:
        if name not in self.loaded:
            revision = self.revision if name == self.wanted else None
            self.loaded[name] = load(name, revision=revision, offline=self.offline)
        return self.loaded[name]
