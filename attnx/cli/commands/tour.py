"""attnx tour"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk import options as o
from attnx.cli.desk.output import Output
from attnx.cli.desk.pace import PaceOption, by_hand, play
from attnx.cli.desk.signature import Without
from attnx.cli.desk.tokens import find
from attnx.cli.words import SAY
from attnx.errors import UsageError
from attnx.trace import ARRAYS, BLOCK, LAST_AXES, OF_HEAD

if TYPE_CHECKING:
    import numpy as np

    from attnx.cli.desk.pace import Scenes
    from attnx.views import tour_block, tour_learning, tour_pictures
    from attnx.views.tour import Exhibits

CHINESE = "我爱你。"
SCENE, NAMED = "a large red circle left of a large blue square", "circle"
# The article's sentence in either language, the pronoun and what it stands for, and who reads it.
SENTENCES = {
    "en": ("Love is powerful because it gives us hope to live.", "it", "Love", "reader"),
    "zh": ("爱很强大，因为它给了我们活下去的希望。", "它", "爱", "reader-zh"),
}


# A short sentence in either language, and the token that is asked about in it.
SHORT = {"en": ("Love gives it.", "it", "reader"), "zh": ("爱给它。", "它", "reader-zh")}
STORY = "Once upon a time there was a little"
TASK, STEPS, SEED = "pronoun", 160, 1  # a task that is learnt while one waits
CHAPTERS = ("attention", "block", "learning", "pictures")


def chapter(value: str) -> str:
    if value not in CHAPTERS:
        raise UsageError("not_a_number", option="--chapter", expected=", ".join(CHAPTERS), value=value)
    return value


def tour(
    chapter: Annotated[
        str, o.option("--chapter", help="chapter", metavar="|".join(CHAPTERS), parser=chapter)
    ] = CHAPTERS[0],
    pace: PaceOption = None,
    *,
    output: Annotated[Output, Without("precision", "json", "out", "html")],
) -> None:
    play(scenes_of(chapter, SAY.language), output, by_hand() if pace is None else pace)


def scenes_of(chapter: str, language: str) -> Scenes:
    """The scenes of a chapter, of traces that are computed now."""
    if chapter == "block":
        from attnx.views import tour_block

        of_block = block_exhibits(language)
        return lambda look: tour_block.scenes(of_block, look)
    if chapter == "learning":
        from attnx.views import tour_learning

        of_learning = learning_exhibits()
        return lambda look: tour_learning.scenes(of_learning, look)
    if chapter == "pictures":
        from attnx.views import tour_pictures

        of_pictures = picture_exhibits()
        return lambda look: tour_pictures.scenes(of_pictures, look)
    from attnx.views import tour

    of_attention = exhibits(language)
    return lambda look: tour.scenes(of_attention, look)


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


def picture_exhibits() -> tour_pictures.Exhibits:
    """A picture that is captioned now."""
    import attnx
    from attnx.views.tour_pictures import Exhibits

    caption = attnx.caption(painted(SCENE))
    return Exhibits(caption, find(caption.tokens, NAMED))


def painted(sentence: str) -> np.ndarray:
    """A picture of what a sentence says."""
    import numpy as np

    from attnx.scenes.paint import paint
    from attnx.scenes.place import place
    from attnx.scenes.read import read

    return paint(place(read(sentence), np.random.default_rng(0)))


def block_exhibits(language: str) -> tour_block.Exhibits:
    """The traces of the chapter about the block."""
    import attnx
    from attnx.doors.weights import with_weights
    from attnx.measures.number import number
    from attnx.views.tour_block import Exhibits

    sentence, asked, model = SHORT[language]
    around = (*ARRAYS, *BLOCK)
    behind = [name for name in LAST_AXES if name not in OF_HEAD]
    reader = attnx.explain(sentence, model, arrays=[*around, *behind])
    token = find(reader.tokens, asked)
    weighed = with_weights(attnx.explain(sentence, model, layers=[0], arrays=around), model)
    strongest = int(weighed.array("mlp_hidden")[token].argmax())
    last = attnx.load("writer").spec.n_layers - 1
    return Exhibits(
        reader=reader,
        translation=attnx.translate(CHINESE, layers=[0], arrays=around),
        prediction=attnx.predict(STORY, candidates=5, layers=[last], arrays=["logits"]),
        unit=number(weighed, "mlp", token, strongest),
    )


def learning_exhibits() -> tour_learning.Exhibits:
    """A model that learns now, from its first step to its last."""
    from dataclasses import replace

    from attnx.cli.follow import about_of, result_of
    from attnx.doors.learn import of_task
    from attnx.learning.tasks import TASKS
    from attnx.views.tour_learning import Exhibits

    course = of_task(TASK, replace(TASKS[TASK].sizes, steps=STEPS), SEED)
    first = course.gradients(1)
    history = list(course.moments())
    return Exhibits(about_of(course), history, first, result_of(course, history))
