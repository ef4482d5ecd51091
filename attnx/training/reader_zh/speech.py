"""Who and what generated Chinese sentences speak of, and what is said of them: what the patterns are filled with."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from attnx.training.reader_zh import lexicon

KINDS = tuple(lexicon.KINDS)
BECAUSE = "(，因为|，因为|，因为|，因为|，由于|因为|，主要是因为)"


@dataclass(frozen=True)
class Mention:
    """Someone or something named in a sentence: `text` carries its marks, `pronoun` is what stands for it later."""

    text: str
    number: int
    pronoun: str

    def again(self, place: int = 0) -> str:
        """The pronoun that points back to it, the object number `place` of a verb."""
        return f"{{p{self.number}{place}>n{self.number}:{self.pronoun}}}"

    @property
    def they(self) -> str:
        return self.again()

    def __str__(self) -> str:
        return self.text


class Speech:
    """Draws words with one source of chance; `nouns` are more things, of which only syntax says anything."""

    def __init__(self, seed: int, nouns: Sequence[str] = ()) -> None:
        self.random = random.Random(seed)
        self.nouns = tuple(nouns)

    def one(self, choices: Sequence[str]) -> str:
        return self.random.choice(choices)

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def thing(self, kind: str, number: int, forms: str = "abcdefgh") -> Mention:
        """那本书, 一本书, 我的书, 书, 那本旧书, 那本红色的书, 妈妈做的蛋糕."""
        measure = self.one(tuple(lexicon.KINDS[kind]))
        noun = self.one(lexicon.KINDS[kind][measure])
        if self.nouns and self.chance(0.2):
            noun, measure = self.one(self.nouns), "个"
        n = f"{{n{number}:{noun}}}"
        m, de = (f"{{d{number}{i}>n{number}:{text}}}" for i, text in enumerate((measure, "的")))
        quality = ""
        if self.chance(0.12):
            quality = self.one(lexicon.ADJECTIVES) + de
        elif self.chance(0.12) and len(noun) == 1:
            quality = self.one(lexicon.COLOURS)
        match self.one(forms):
            case "a" | "b":
                text = f"(这|那){m}{quality}{n}"
            case "c" | "d":
                text = f"(一|一|一|两|三|这|那){m}{quality}{n}" if self.chance(0.1) else f"一{m}{quality}{n}"
            case "e":
                text = f"(我|我们|你|{self.one(lexicon.MALE_NAMES)}|邻居|妈妈|朋友|老师){de}{quality}{n}"
            case "f" if self.chance(0.4):
                text = f"(妈妈|他|我|朋友|她){self.one(('买', '送', '做', '喜欢', '带来'))}{de}{n}"
            case _:
                text = f"{quality}{n}"
        return Mention(text, number, self.it(kind))

    def it(self, kind: str) -> str:
        return "它"

    def name(self, number: int, he: str) -> Mention:
        names = lexicon.MALE_NAMES if he == "他" else lexicon.FEMALE_NAMES
        return Mention(f"{{n{number}:{self.one(names)}}}", number, he)

    def person(self, number: int, he: str | None = None, kinds: str = "nnwpp") -> Mention:
        """By name (n), by a word for man or woman (w), or as a person (p) whose gender only the pronoun tells."""
        he = he or self.one(("他", "她"))
        kind = self.one(kinds)
        if kind == "n":
            return self.name(number, he)
        de = f"{{d{number}1>n{number}:的}}"
        if kind == "w":
            noun = self.one(lexicon.MEN if he == "他" else lexicon.WOMEN)
            kin = noun in lexicon.MALE_KIN or noun in lexicon.FEMALE_KIN
            before = f"(我|我|我{de}|你|我们{de}||)" if kin else f"(那个|那个|这个|一个|一位|那位|这位||年轻{de})"
        else:
            noun = self.one(lexicon.PEOPLE)
            before = f"(那个|这个|一个|那位|一位|一名|我们{de}|我{de}|新来{de}||||||)"
        return Mention(f"{before}{{n{number}:{noun}}}", number, he)

    def container(self, number: int) -> Mention:
        """Where something may be: a box, a piece of furniture, or anything else."""
        if self.chance(0.4):
            return self.thing(self.one(("thing", "clothes", "vehicle", "device", "plant")), number, "abegh")
        usual = (*lexicon.BOXES, "桌子", "床", "椅子", "沙发", "柜台", "门", "窗户", "树", "车")
        return Mention(f"(|那个|一个|旧){{n{number}:{self.one(usual)}}}", number, "它")

    def group(self, number: int) -> Mention:
        they = "她们" if self.chance(0.25) else "他们"
        noun = self.one(lexicon.FEMALE_GROUPS if they == "她们" else lexicon.GROUPS)
        if self.chance(0.2):
            a, b = self.name(8, "她" if they == "她们" else "他"), self.name(9, "她" if they == "她们" else "他")
            names = f"{a.text}和{b.text}".replace("{n8:", "").replace("{n9:", "").replace("}", "")
            return Mention(f"{{n{number}:{names}}}", number, they)
        return Mention(f"(|||这些|那些|几个|我的|所有的){{n{number}:{noun}}}", number, they)

    def other(self, he: str) -> str:
        return "她" if he == "他" else "他"

    def anyone(self, number: int) -> Mention:
        return self.group(number) if self.chance(0.12) else self.person(number)

    def speaker(self) -> str:
        return self.one(("我", "我", "我们", "你", "大家", "人们", "谁", "有人"))

    def said(self, kind: str) -> str:
        return self.one(lexicon.SAID[kind])

    def state(self) -> str:
        return self.one(lexicon.STATES)

    def did(self) -> str:
        return self.one(lexicon.DID)

    def time(self, chance: float = 0.3) -> str:
        return self.one(lexicon.TIMES) if self.chance(chance) else ""

    def where_to(self) -> str:
        return self.one(lexicon.LOCATIONS)

    def doing(self, kind: str, what: Mention, number: int = 1) -> str:
        """买了那本书, with the verb's link to its object."""
        verb = self.one(lexicon.DONE[kind])
        after = "(|很|不)" if verb in ("喜欢", "害怕") else ""
        after = after or "(|昨天|刚|已经|没|想|要|常常|正在|从来不|终于|马上|不想|打算|一定要)"
        done = "了" if self.chance(0.6) and verb not in ("喜欢", "害怕", "看见") and not verb.endswith("过") else ""
        if done:
            after = "(||||昨天|刚|已经|终于|马上)"
        return f"{after}{{v{number}>n{what.number}:{verb}}}{done}{what}"

    def it_deed(self, what: Mention) -> str:
        deed = self.one(lexicon.IT_DEEDS)
        who = self.one((*lexicon.MALE_KIN, *lexicon.FEMALE_KIN, "朋友", "老师", "邻居", "我"))
        return deed.format(it=what.they, place=self.where_to(), who=who)

    def own_thing(self, who: Mention, pronoun: str | None = None) -> str:
        """打扫他的房间, 打扫自己的房间: the pronoun stands for the doer."""
        noun, verb = self.one(lexicon.OWN), self.one(lexicon.OWN_VERBS)
        pronoun = pronoun or self.one((who.pronoun, "自己"))
        he = f"{{p{who.number}7>n{who.number}:{pronoun}}}"
        return f"{{v7>n7:{verb}}}(了|了|着|)" + f"{he}{{d7>n7:的}}{{n7:{noun}}}"

    def deed(self, to: Mention) -> str:
        return self.one(lexicon.DEEDS).format(him=to.again())
