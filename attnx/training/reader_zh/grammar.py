"""A small grammar of Chinese sentences whose pronouns, objects and modifiers are known, because it put them there.

Which of two candidates a pronoun means is told by gender, by number, by what can be said of things of a kind, or by
syntax alone: in 医生遇见护士，就感谢了她 the one who is thanked is not the one who thanks; 把 and 被, a topic and an
owner, the subject of a first clause each have their rule. The sentences of the evaluation come from questions.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attnx.training.reader_zh.marks import Labelled, read_marks
from attnx.training.reader_zh.people import People
from attnx.training.reader_zh.things import Things

CHOICE = re.compile(r"\(([^()]*)\)")


class Grammar(Things, People):
    """Draws sentences with one source of chance; `nouns` are more things, of which only syntax says anything."""

    def __init__(self, seed: int, nouns: Sequence[str] = ()) -> None:
        super().__init__(seed, nouns)
        self.shares = {
            self.one_thing: 14,
            self.two_kinds: 12,
            self.person_and_thing: 10,
            self.idea: 9,
            self.person_does: 9,
            self.he_and_she: 12,
            self.met_and_did: 14,
            self.one_and_many: 7,
            self.told: 8,
            self.ba: 12,
            self.ba_two: 10,
            self.bei: 10,
            self.topic: 9,
            self.no_subject: 9,
            self.owner: 10,
            self.where: 7,
            self.although: 8,
            self.two_sentences: 9,
            self.own: 12,
            self.this: 9,
            self.gave: 9,
            self.thing_and_deed: 10,
            self.compared: 4,
            self.nobody_named: 7,
            self.relative: 6,
            self.plural_things: 6,
            self.for_another: 9,
            self.done_to_first: 8,
            self.its_own: 7,
            self.inside: 9,
            self.comes: 4,
        }

    def examples(self, count: int) -> list[Labelled]:
        """So many different sentences."""
        found: dict[str, Labelled] = {}
        while len(found) < count:
            template = self.random.choices(list(self.shares), list(self.shares.values()))[0]
            example = read_marks(self.written(template()))
            found[example.text] = example
        return list(found.values())

    def written(self, marked: str) -> str:
        """Choices made, and a full stop."""
        while choice := CHOICE.search(marked):
            marked = marked[: choice.start()] + self.one(choice[1].split("|")) + marked[choice.end() :]
        return (
            marked
            if marked.endswith(("。", "！", "？"))
            else marked + "(。|。|。|。|。|。|！)"[1 + 2 * self.random.randrange(7)]
        )
