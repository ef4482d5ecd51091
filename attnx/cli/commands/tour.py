"""attnx tour"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk.output import Output
from attnx.cli.desk.pace import PaceOption, by_hand, play
from attnx.cli.desk.signature import Without
from attnx.cli.desk.tokens import find

if TYPE_CHECKING:
    from attnx.views.tour import Exhibits

CHINESE = "我爱你。"
SENTENCE = "Love is powerful because it gives us hope to live."


def tour(
    pace: PaceOption = None,
    *,
    output: Annotated[Output, Without("precision", "json", "out", "html")],
) -> None:
    from attnx.views.tour import scenes

    shown = exhibits()
    play(lambda look: scenes(shown, look), output, by_hand() if pace is None else pace)


def exhibits() -> Exhibits:
    """The traces the tour shows, computed now. Both sentences are the article's."""
    import attnx
    from attnx.doors.opening import opened
    from attnx.views.tour import Exhibits

    reader = attnx.load("reader")
    start = opened(SENTENCE, reader)
    before, after = (
        attnx.explain(SENTENCE, weights, layers=[start.layer], heads=[start.head])
        for weights in (reader.untrained(), reader)
    )
    return Exhibits(
        translation=attnx.translate(CHINESE, arrays=["weights"]),
        lookup=attnx.lookup(172.0, {"张三": 165.0, "李四": 170.0, "王五": 195.0}, temperature=10.0),
        classic=attnx.explain("Thinking Machines", "classic"),
        before=before,
        after=after,
        everywhere=attnx.explain(SENTENCE, reader, arrays=["weights"]),
        it=find(after.tokens, "it"),
        love=find(after.tokens, "Love"),
    )
