"""attnx tour"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk.output import Output
from attnx.cli.desk.pace import PaceOption, by_hand, play
from attnx.cli.desk.signature import Without
from attnx.cli.desk.tokens import find
from attnx.cli.words import SAY

if TYPE_CHECKING:
    import numpy as np

    from attnx.views.tour import Exhibits

CHINESE = "我爱你。"
SCENE = "a large red circle left of a large blue square"
# The article's sentence in either language, the pronoun and what it stands for, and who reads it.
SENTENCES = {
    "en": ("Love is powerful because it gives us hope to live.", "it", "Love", "reader"),
    "zh": ("爱很强大，因为它给了我们活下去的希望。", "它", "爱", "reader-zh"),
}


def tour(
    pace: PaceOption = None,
    *,
    output: Annotated[Output, Without("precision", "json", "out", "html")],
) -> None:
    from attnx.views.tour import scenes

    shown = exhibits(SAY.language)
    play(lambda look: scenes(shown, look), output, by_hand() if pace is None else pace)


def exhibits(language: str) -> Exhibits:
    """The traces the tour shows, computed now; the sentences are the article's, which are read in words."""
    import attnx
    from attnx.doors.opening import opened
    from attnx.reduce import merge_words
    from attnx.scenes.scene import COLOURS, SHAPES
    from attnx.views.tour import Exhibits

    sentence, pronoun, referent, model = SENTENCES[language]
    reader = attnx.load(model)
    start = opened(sentence, reader)
    before, after = (
        merge_words(attnx.explain(sentence, weights, layers=[start.layer], heads=[start.head]))
        for weights in (reader.untrained(), reader)
    )
    caption = attnx.caption(painted(SCENE), arrays=["weights"])
    return Exhibits(
        translation=attnx.translate(CHINESE, arrays=["weights"]),
        caption=caption,
        lookup=attnx.lookup(172.0, {"张三": 165.0, "李四": 170.0, "王五": 195.0}, temperature=10.0),
        classic=attnx.explain("Thinking Machines", "classic"),
        before=before,
        after=after,
        everywhere=merge_words(attnx.explain(sentence, reader, arrays=["weights"])),
        it=find(after.tokens, pronoun),
        love=find(after.tokens, referent),
        named=tuple(token.index for token in caption.tokens if token.text in (*COLOURS, *SHAPES)),
    )


def painted(sentence: str) -> np.ndarray:
    """A picture of what a sentence says."""
    import numpy as np

    from attnx.scenes.paint import paint
    from attnx.scenes.place import place
    from attnx.scenes.read import read

    return paint(place(read(sentence), np.random.default_rng(0)))
