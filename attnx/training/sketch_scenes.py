"""What sketch learns from: pictures with sentences, and for each word the patches of the thing that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor

from attnx.scenes.invent import KINDS, invent
from attnx.scenes.paint import X, Y, around, cover, paint, painted
from attnx.scenes.place import place
from attnx.scenes.scene import COLOURS, RELATIONS, SHAPES, SIDE, SIZES, Kind, Scene, Thing
from attnx.scenes.sentence import NUMBERS, plural, words

PAD, UNK, BEGIN, END = 0, 1, 2, 3
SPECIAL = ("[PAD]", "[UNK]", "[DEC]", "[SEP]")
# Never seen together in training; each shape and each of these colours is seen with others.
HELD_OUT = frozenset(
    [("circle", "purple"), ("square", "orange"), ("triangle", "blue"), ("star", "green"), ("cross", "red")]
)
SEEN_KINDS = tuple(kind for kind in KINDS if (kind.shape, kind.colour) not in HELD_OUT)
PATCH = 8
SEEN = 1.5  # pixels of a patch that a thing must be on, to be looked for there
NOTHING = -1
PARTS: tuple[tuple[str, ...], ...] = (SHAPES, COLOURS, SIZES)  # of what a thing is
BENT = 1.2  # pixels at most
NOISE = 6.0  # of 255


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
    """A picture (64, 64, 3) and its words; for each word the patches (word, patch) of what it names, if anything; for
    each patch (patch, 3) which shape, colour and size is on it, or NOTHING.
    """

    picture: np.ndarray
    ids: list[int]
    named: np.ndarray
    kinds: np.ndarray


def pixels_on(thing: Thing) -> np.ndarray:
    """How many pixels of each patch, row by row, the thing is on, were it filled."""
    count, part = SIDE // PATCH, around(thing)
    full = np.zeros((SIDE, SIDE), dtype=np.float32)
    full[part] = cover(replace(thing, outlined=False), X[part], Y[part])
    return full.reshape(count, PATCH, count, PATCH).sum((1, 3)).ravel()


def roughly(scene: Scene, chance: np.random.Generator) -> np.ndarray:
    """The picture as an unsteady hand would draw it: bent, stretched, lines of any thickness, in uneven light."""
    waves, shifts = chance.uniform(0.1, 0.5, 2), chance.uniform(0, 2 * np.pi, 2)
    bend = chance.uniform(0, BENT, 2)
    stretch = chance.uniform(0.92, 1.08, 2)
    middle = SIDE / 2
    x = (X - middle) * stretch[0] + middle + (bend[0] * np.sin(waves[0] * Y[:, :1] + shifts[0])).astype(np.float32)
    y = (Y - middle) * stretch[1] + middle + (bend[1] * np.sin(waves[1] * X[:1] + shifts[1])).astype(np.float32)
    picture = painted(scene, x, y, chance.uniform(1.2, 3.0)) * chance.uniform(0.92, 1.05, 3).astype(np.float32)
    picture += chance.standard_normal(picture.shape, dtype=np.float32) * np.float32(chance.uniform(0, NOISE))
    return np.clip(picture, 0, 255).round().astype(np.uint8)


def example(scene: Scene, picture: np.ndarray, ids: Mapping[str, int]) -> Example:
    """What a picture of this scene teaches."""
    on = np.stack([pixels_on(thing) for thing in scene.things])  # (thing, patch)
    told = np.array(
        [[names.index(part) for names, part in zip(PARTS, parts(thing), strict=True)] for thing in scene.things]
    )
    kinds = np.where((on.max(axis=0) > SEEN)[:, None], told[on.argmax(axis=0)], NOTHING)
    groups = np.repeat(range(len(scene.said.groups)), [group.count for group in scene.said.groups])
    said = words(scene.said)
    named = [(on[groups == group] > SEEN).any(axis=0) for _, group in said]
    return Example(picture, [ids[word] for word, _ in said], np.array(named), kinds)


def parts(thing: Thing) -> tuple[str, str, str]:
    return thing.kind.shape, thing.kind.colour, thing.kind.size


def examples(count: int, seed: Sequence[int]) -> list[Example]:
    """New pictures of what may be seen; half of them as the generator paints them, half as by an unsteady hand."""
    chance = np.random.default_rng(seed)
    ids = {word: i for i, word in enumerate(vocabulary())}
    made = []
    for number in range(count):
        scene = place(invent(chance, SEEN_KINDS), chance)
        made.append(example(scene, roughly(scene, chance) if number % 2 else paint(scene), ids))
    return made


def painted_examples(count: int, seed: int, kinds: tuple[Kind, ...]) -> list[Example]:
    """Pictures as `attnx draw` paints them, of these kinds."""
    chance = np.random.default_rng(seed)
    ids = {word: i for i, word in enumerate(vocabulary())}
    scenes = [place(invent(chance, kinds), chance) for _ in range(count)]
    return [example(scene, paint(scene), ids) for scene in scenes]


@dataclass(frozen=True)
class Batch:
    """pixels (example, 3, 64, 64), read and wanted (example, word), named (example, word, patch), kinds
    (example, patch, 3).
    """

    pixels: Tensor
    read: Tensor
    wanted: Tensor
    named: Tensor
    kinds: Tensor


def batch(some: Sequence[Example]) -> Batch:
    """Examples beside each other, filled up with [PAD]."""
    longest = max(len(one.ids) for one in some) + 1
    read, wanted = (np.full((len(some), longest), PAD) for _ in range(2))
    named = np.zeros((len(some), longest, (SIDE // PATCH) ** 2), dtype=np.float32)
    for i, one in enumerate(some):
        count = len(one.ids)
        read[i, : count + 1] = [BEGIN, *one.ids]
        wanted[i, : count + 1] = [*one.ids, END]
        named[i, :count] = one.named
    pictures = pixels(np.stack([one.picture for one in some]))
    kinds = np.stack([one.kinds for one in some])
    return Batch(pictures, *map(torch.from_numpy, (read, wanted, named, kinds)))
