"""What sketch learns from: pictures with sentences, and for each word the patches of what it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor

from attnx.scenes.invent import invent
from attnx.scenes.paint import X, Y, around, cover
from attnx.scenes.place import place
from attnx.scenes.scene import COLOURS, MOST, RELATIONS, SHAPES, SIDE, SIZES, Kind, Said, Scene, Thing
from attnx.scenes.sentence import NUMBERS, plural, words
from attnx.training.sketch.held_out import SEEN_KINDS
from attnx.training.sketch.rough import Drawn, plain, roughly

PAD, UNK, BEGIN, END = 0, 1, 2, 3
SPECIAL = ("[PAD]", "[UNK]", "[DEC]", "[SEP]")
PATCH = 8
SEEN = 1.5  # pixels of a patch that a thing must be on, to be looked for there
NOTHING = -1
BAND = 4  # pixels: of these bands of rows and of columns, one has the middle of a thing
BANDS = range(SIDE // BAND)
COUNTS = range(1, MOST + 1)
# What is asked of a patch about the thing on it: what it is, where its middle is, what of the sentence it is (the
# figure, the first or the second ground, and of which relation), how many like it there are, and how many things.
PARTS: tuple[Sequence[object], ...] = (
    *(SHAPES, COLOURS, SIZES, BANDS, BANDS),
    *(range(MOST), (None, *RELATIONS), COUNTS, COUNTS),
)
COLOUR, ROLE = 1, 5  # where in them its colour stands, and that it is figure or ground


def vocabulary() -> tuple[str, ...]:
    """Every word of a sentence, after the special ones."""
    relations = dict.fromkeys(word for relation in RELATIONS for word in relation.split())
    sizes = filter(None, SIZES)
    return (*SPECIAL, "a", "an", *NUMBERS.values(), *sizes, *COLOURS, *SHAPES, *map(plural, SHAPES), *relations, "and")


def tokenizer() -> Tokenizer:
    """A word a token, in small letters."""
    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(vocabulary())}, "[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.add_special_tokens(list(SPECIAL))
    return made


def pixels(pictures: np.ndarray) -> Tensor:
    """(picture, 64, 64, 3) of 0…255 → (picture, 3, 64, 64) of −1…1."""
    return torch.from_numpy((pictures.astype(np.float32) / 127.5 - 1).transpose(0, 3, 1, 2))


@dataclass(frozen=True)
class Example:
    """A picture (64, 64, 3) and its words; for each word the patches (word, patch) of what it names, and for a relation
    and for "and" those of all things; for each patch (patch, PARTS) which of each part its thing has, or NOTHING.
    Where no word names its inks, its words are not `asked`.
    """

    picture: np.ndarray
    ids: list[int]
    asked: bool
    named: np.ndarray
    facts: np.ndarray


def pixels_on(thing: Thing) -> np.ndarray:
    """How many pixels of each patch, row by row, the thing is on, were it filled."""
    count, part = SIDE // PATCH, around(thing)
    full = np.zeros((SIDE, SIDE), dtype=np.float32)
    full[part] = cover(replace(thing, outlined=False), X[part], Y[part])
    return full.reshape(count, PATCH, count, PATCH).sum((1, 3)).ravel()


def example(scene: Scene, drawn: Drawn, ids: Mapping[str, int]) -> Example:
    """What a picture of this scene teaches."""
    on = np.stack([pixels_on(thing) for thing in scene.things])  # (thing, patch)
    groups = np.repeat(range(len(scene.said.groups)), [group.count for group in scene.said.groups])
    of_things = zip(scene.things, groups.tolist(), strict=True)
    told = np.array([parts(thing, group, scene.said) for thing, group in of_things])
    if not drawn.named:
        told[:, COLOUR] = NOTHING
    facts = np.where((on.max(axis=0) > SEEN)[:, None], told[on.argmax(axis=0)], NOTHING)
    said = words(scene.said)
    named = [((on if group is None else on[groups == group]) > SEEN).any(axis=0) for _, group in said]
    return Example(drawn.picture, [ids[word] for word, _ in said], drawn.named, np.array(named), facts)


def parts(thing: Thing, group: int, said: Said) -> list[int]:
    """Which of each of PARTS is true of a thing of this group of what is said."""
    kind, alike = thing.kind, said.groups[group].count
    of_sentence = (group, said.relation, alike, said.count)
    true = (kind.shape, kind.colour, kind.size, int(thing.y // BAND), int(thing.x // BAND), *of_sentence)
    return [names.index(part) for names, part in zip(PARTS, true, strict=True)]


def examples(count: int, seed: Sequence[int]) -> list[Example]:
    """New pictures of what may be seen; half of them as the generator paints them, half as by an unsteady hand."""
    chance = np.random.default_rng(seed)
    ids = {word: i for i, word in enumerate(vocabulary())}
    made = []
    for number in range(count):
        scene = place(invent(chance, SEEN_KINDS), chance)
        made.append(example(scene, roughly(scene, chance) if number % 2 else plain(scene), ids))
    return made


def painted_examples(count: int, seed: int, kinds: tuple[Kind, ...]) -> list[Example]:
    """Pictures as `attnx draw` paints them, of these kinds."""
    chance = np.random.default_rng(seed)
    ids = {word: i for i, word in enumerate(vocabulary())}
    scenes = [place(invent(chance, kinds), chance) for _ in range(count)]
    return [example(scene, plain(scene), ids) for scene in scenes]


@dataclass(frozen=True)
class Batch:
    """pixels (example, 3, 64, 64), read and wanted (example, word), named (example, word, patch), facts
    (example, patch, PARTS).
    """

    pixels: Tensor
    read: Tensor
    wanted: Tensor
    named: Tensor
    facts: Tensor


def batch(some: Sequence[Example]) -> Batch:
    """Examples beside each other, filled up with [PAD]."""
    longest = max(len(one.ids) for one in some) + 1
    read, wanted = (np.full((len(some), longest), PAD) for _ in range(2))
    named = np.zeros((len(some), longest, (SIDE // PATCH) ** 2), dtype=np.float32)
    for i, one in enumerate(some):
        count = len(one.ids)
        read[i, : count + 1] = [BEGIN, *one.ids]
        if one.asked:
            wanted[i, : count + 1] = [*one.ids, END]
        named[i, :count] = one.named
    pictures = pixels(np.stack([one.picture for one in some]))
    facts = np.stack([one.facts for one in some])
    return Batch(pictures, *map(torch.from_numpy, (read, wanted, named, facts)))
