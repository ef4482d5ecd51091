"""What each chapter of the guide shows on the site beside its text: a picture, and a place on a page.

Both are made by the build, by the commands that stand here.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TOY = 'explain "Love gives hope" --model toy'
CLASSIC = 'explain "Thinking Machines" --model classic'
LEARN = "learn pronoun"
STORY = "Once upon a time there was a little"
# The sentences that models of either language read.
SENTENCES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {"love": "Love is powerful because it gives us hope to live.", "short": "Love gives it.", "it": "it"},
        "zh": {"love": "爱很强大，因为它给了我们活下去的希望。", "short": "爱给它。", "it": "它"},
    }
)


@dataclass(frozen=True)
class Chapter:
    """`picture` is the command that draws, as a file that ends so; `page` the one that writes a page, open at `place`.

    What stands in braces is a sentence, or a word of it, in the language of the guide.
    """

    picture: str
    ending: str
    page: str
    place: str

    def spoken(self, language: str) -> Chapter:
        """The same in a language: what is typed, and where the page opens."""
        filled = (text.format(**SENTENCES[language]) for text in (self.picture, self.page, self.place))
        picture, page, place = filled
        return Chapter(f"{picture} --lang {language}", self.ending, f"{page} --lang {language}", place)

    def arguments(self, what: str) -> list[str]:
        return shlex.split(what)


LOVE, SHORT = 'explain "{love}"', 'explain "{short}"'
CHAPTERS: Mapping[str, Chapter] = MappingProxyType(
    {
        "1-lookup": Chapter(LOVE, ".arcs.svg", LOVE, "story/3.0/{it}"),
        "2-tokens": Chapter(f"{TOY} --steps embedding", ".heatmap.svg", TOY, "matrix/0.0/Love"),
        "3-qkv": Chapter(f"{TOY} --head 0 --steps q,k,v", ".heatmap.svg", TOY, "matrix/0.0/Love"),
        "4-scores": Chapter(f"{TOY} --head 0 --steps scores", ".heatmap.svg", TOY, "story/0.0/hope"),
        "5-scale-and-mask": Chapter(
            f"{TOY} --causal --head 0 --steps scaled,masked", ".heatmap.svg", f"{TOY} --causal", "matrix/0.0/gives"
        ),
        "6-softmax": Chapter(f"{CLASSIC} --steps scaled,weights", ".heatmap.svg", CLASSIC, "story/0.0/Thinking"),
        "7-z": Chapter(f"{TOY} --head 0 --steps weights,v,z", ".heatmap.svg", TOY, "story/0.0/hope"),
        "8-heads": Chapter('heads "{love}"', ".heads.svg", LOVE, "heads"),
        "9-add-and-norm": Chapter(f"{SHORT} --block 0", ".svg", f"{SHORT} --block 0", "block"),
        "10-feed-forward": Chapter(f"{SHORT} --layer 0 --cell mlp:{{it}},147", ".svg", f"{SHORT} --block 0", "block"),
        "11-encoder": Chapter(SHORT, ".model.svg", f"{SHORT} --block all", "block"),
        "12-decoder": Chapter('translate "我爱你。"', ".model.svg", 'translate "我爱你。" --block 0', "block"),
        "13-head": Chapter(f'predict "{STORY}" --block --candidates 4', ".svg", f'predict "{STORY}"', "prediction"),
        "14-translate": Chapter('translate "我爱你。"', ".lines.svg", 'translate "我爱你。"', "translation"),
        "15-onwards": Chapter(f'predict "{STORY}"', ".model.svg", f'predict "{STORY}" --generate 12', "text"),
        "16-pictures": Chapter("caption", ".heatmap.svg", "caption", "translation"),
        "17-learning": Chapter(f'explain "{STORY}" --model writer', ".arcs.svg", LEARN, "learning"),
    }
)
