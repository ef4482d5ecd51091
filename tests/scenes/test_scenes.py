"""Drawn scenes: a sentence and what it says are one another's inverse, and what is said is true of the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnx.errors import InputError
from attnx.scenes.clear import clear
from attnx.scenes.invent import KINDS, invent, usual
from attnx.scenes.paint import INK, X, Y, cover, paint
from attnx.scenes.place import BACKGROUNDS, DARK, LOST_IN_THE_DARK, place
from attnx.scenes.read import read
from attnx.scenes.scene import BESIDE, BETWEEN, COLOURS, MOST, SHAPES, SIDE, SIZES, Group, Kind, Said, Thing
from attnx.scenes.sentence import sentence, words

kinds = st.sampled_from(KINDS)
singles = kinds.map(Group)
counts = st.integers(1, MOST)


@st.composite
def sayings(draw: st.DrawFn) -> Said:
    """Everything that the grammar can say, the usual order or not."""
    relation = draw(st.sampled_from((None, *BESIDE, BETWEEN)))
    if relation is None:
        return Said(Group(draw(kinds), draw(counts)))
    if relation == BETWEEN:
        ground = (Group(draw(kinds), 2),) if draw(st.booleans()) else (draw(singles), draw(singles))
        return Said(draw(singles), relation, ground)
    figure = Group(draw(kinds), draw(st.integers(1, 2)))
    if figure.count == 2:
        return Said(figure, relation, (draw(singles),))
    two = draw(st.sampled_from(["one", "two", "and"]))
    ground = (draw(singles), draw(singles)) if two == "and" else (Group(draw(kinds), 1 + (two == "two")),)
    return Said(figure, relation, ground)


@given(sayings())
def test_what_is_said_is_read_again(said: Said) -> None:
    assert read(sentence(said)) == said
    assert read(sentence(said).upper() + ".") == said


@given(st.integers(0, 2**32 - 1))
def test_what_is_invented_is_in_its_usual_order(seed: int) -> None:
    said = invent(np.random.default_rng(seed))
    assert read(sentence(said)) == said
    assert said.count <= MOST
    if said.relation in BESIDE and len(said.ground) == 1:
        assert usual(said) == said


@given(sayings(), st.integers(0, 2**32 - 1))
def test_the_sentence_is_true_of_the_scene(said: Said, seed: int) -> None:
    scene = place(said, np.random.default_rng(seed))
    figure, *grounds = scene.groups()
    ground = [thing for group in grounds for thing in group]
    assert [thing.kind for thing in scene.things] == [group.kind for group in said.groups for _ in range(group.count)]
    for thing in scene.things:
        assert thing.radius <= thing.x <= SIDE - thing.radius
        assert thing.radius <= thing.y <= SIDE - thing.radius
    for i, one in enumerate(scene.things):
        for other in scene.things[:i]:
            assert max(abs(one.x - other.x), abs(one.y - other.y)) > one.radius + other.radius, "they would touch"
    assert clear(said, [(thing.x, thing.y) for thing in scene.things])
    if said.relation in BESIDE:
        assert all(stands(one, said.relation, other) for one in figure for other in ground)
    if said.relation == BETWEEN:
        [middle], (first, last) = figure, ground
        before = "left of" if stands(first, "left of", last) else "above"
        assert stands(first, before, middle) and stands(middle, before, last)


@pytest.mark.parametrize(
    ("text", "places", "well"),
    [
        ("a red circle between two blue stars", [(32, 34), (12, 30), (52, 34)], True),
        ("a red circle between two blue stars", [(32, 42), (12, 30), (52, 30)], False),  # above whom?
        ("a red circle below two blue stars", [(32, 52), (20, 30), (44, 30)], True),
        ("two blue stars above a red circle", [(20, 30), (44, 30), (32, 52)], True),
        ("a red circle below two blue stars", [(32, 40), (12, 30), (52, 30)], False),  # nearly between them
        ("a red circle below two blue stars", [(22, 52), (20, 30), (44, 30)], False),  # or a star right of both?
        ("a red circle above a blue star", [(20, 20), (30, 40)], True),
    ],
)
def test_a_relation_of_three_is_a_clear_case_of_it(text: str, places: list[tuple[int, int]], well: bool) -> None:
    assert clear(read(text), places) is well


def stands(one: Thing, relation: str, other: Thing) -> bool:
    """Whether all of one lies on that side of all of the other, and nowhere is it further aside than that."""
    x, y = other.x - one.x, other.y - one.y
    apart = {"left of": x, "right of": -x, "above": y, "below": -y}[relation]
    return apart >= one.radius + other.radius


@given(sayings(), st.integers(0, 2**32 - 1))
def test_every_thing_is_seen(said: Said, seed: int) -> None:
    scene = place(said, np.random.default_rng(seed))
    picture = paint(scene)
    assert picture.shape == (SIDE, SIDE, 3)
    assert picture.dtype == np.uint8
    for thing in scene.things:
        inked = (picture == INK[thing.kind.colour]).all(axis=-1) & (cover(thing, X, Y) == 1)
        assert inked.any() or thing.outlined or thing.kind.size == "small"
        assert (cover(thing, X, Y) > 0.5).sum() >= 8
    lost = {group.kind.colour for group in said.groups} & LOST_IN_THE_DARK
    assert scene.background in BACKGROUNDS
    assert not (lost and scene.background == DARK)


def test_one_seed_one_picture() -> None:
    said = read("two small yellow stars above a large blue cross")
    first, second, other = (paint(place(said, np.random.default_rng(seed))) for seed in (1, 1, 2))
    assert (first == second).all()
    assert (first != other).any()


@pytest.mark.parametrize("shape", SHAPES)
def test_an_outline_lies_within_its_shape(shape: str) -> None:
    full, edge = (
        cover(Thing(Kind(shape, "red"), SIDE / 2, SIDE / 2, 10.0, outlined), X, Y) for outlined in (False, True)
    )
    assert (edge <= full + 1e-6).all()
    assert 0.1 < edge.sum() / full.sum() < 0.9
    assert np.allclose(full, full[:, ::-1], atol=1e-5), "each shape is the same from left and from right"


def test_words_know_what_they_name() -> None:
    said = read("a red circle between two large blue stars")
    assert words(said) == [
        *[("a", 0), ("red", 0), ("circle", 0), ("between", None)],
        *[("two", 1), ("large", 1), ("blue", 1), ("stars", 1)],
    ]


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("", "blank_text", ""),
        ("red circle", "draw_begins", "two"),
        ("a dog", "draw_word", "small, large, " + ", ".join(COLOURS)),
        ("a small dog", "draw_word", ", ".join(COLOURS)),
        ("a red dog", "draw_word", ", ".join(SHAPES)),
        ("two red circle", "draw_word", "circles"),
        ("a red circle on a blue square", "draw_word", ", ".join((*BESIDE, BETWEEN))),
        ("a red", "draw_ends", ", ".join(SHAPES)),
        ("a red circle between a blue star", "draw_ends", "and"),
        ("a red circle above two blue stars below", "draw_more", "below"),
        ("two red circles above two blue stars", "draw_many", str(MOST)),
    ],
)
def test_what_cannot_be_drawn_says_what_could(text: str, key: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        read(text)
    assert error.value.key == key
    assert says in error.value.said("en")
    assert says in error.value.said("zh")


def test_every_size_has_a_name_or_none() -> None:
    assert SIZES[1] == ""
    assert len(KINDS) == len(set(KINDS)) == len(SHAPES) * len(COLOURS) * len(SIZES)
