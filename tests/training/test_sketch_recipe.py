"""The recipe of `sketch`: pairs held out stay out, words know their patches, it learns, and its files are BLIP's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the recipes need torch: pip install attnx[train]")

from safetensors.torch import load_file  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

from attnx.scenes.invent import KINDS  # noqa: E402
from attnx.scenes.paint import INK  # noqa: E402
from attnx.scenes.place import place  # noqa: E402
from attnx.scenes.read import read  # noqa: E402
from attnx.scenes.scene import COLOURS, RELATIONS, SHAPES, SIDE  # noqa: E402
from attnx.training.course import train  # noqa: E402
from attnx.training.sketch import apart  # noqa: E402
from attnx.training.sketch.begin import take_over  # noqa: E402
from attnx.training.sketch.by_hand import drawn_by_hand  # noqa: E402
from attnx.training.sketch.evaluate import load, looks, measure, words_of  # noqa: E402
from attnx.training.sketch.export import write_directory  # noqa: E402
from attnx.training.sketch.held_out import HELD_OUT, SEEN_KINDS  # noqa: E402
from attnx.training.sketch.muon import Muon  # noqa: E402
from attnx.training.sketch.network import Sizes  # noqa: E402
from attnx.training.sketch.recipe import Plan, begin, losses  # noqa: E402
from attnx.training.sketch.rough import between_hues, hue, plain, strange  # noqa: E402
from attnx.training.sketch.scenes import (  # noqa: E402
    BAND,
    BEGIN,
    END,
    NOTHING,
    PAD,
    PATCH,
    UNK,
    batch,
    example,
    examples,
    tokenizer,
    vocabulary,
)

SIZES = Sizes(len(vocabulary()))
IDS = {word: i for i, word in enumerate(vocabulary())}
PLAN = Plan(epochs=2, pictures=80, batch=8, warmup=4, measure_every=2, measured=8, dropout=0.0)


@pytest.fixture(scope="module", autouse=True)
def one_core() -> Iterator[None]:
    """What is as small as here does not get faster by being shared."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def few_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what patches are made is seen on a few pictures."""
    monkeypatch.setattr("attnx.training.sketch.recipe.FIRST", 40)


def test_pairs_held_out_are_nowhere_in_training() -> None:
    assert {shape for shape, _ in HELD_OUT} == set(SHAPES), "one of each shape"
    assert len({colour for _, colour in HELD_OUT}) == len(HELD_OUT)
    assert not HELD_OUT & {(kind.shape, kind.colour) for kind in SEEN_KINDS}
    assert len(SEEN_KINDS) == len(KINDS) - 3 * len(HELD_OUT)
    for one in examples(200, (1, 2)):
        said = read(words_of(one.ids))
        assert not HELD_OUT & {(group.kind.shape, group.kind.colour) for group in said.groups}


def test_what_was_never_shown_is_not_taught_to_be_impossible() -> None:
    """Neither by a word nor at a patch; all else that might be said counts."""
    scene = place(read("a green circle left of two red stars"), np.random.default_rng(2))
    some = batch([example(scene, plain(scene), IDS)])
    left_out = apart.words(torch.zeros(1, some.read.shape[1], len(IDS)), some)[0].isinf()
    known = vocabulary()
    found = [{known[i] for i in row.nonzero().flatten().tolist()} for row in left_out]
    # a, green, circle, left, of, two, red, stars, the end
    assert found[:3] == [{"star", "stars"}, {"purple"}, {"star", "stars"}]
    assert found[6:8] == [{"green"}, {"cross", "crosses"}]
    shapes, colours = apart.shapes_and_colours(torch.zeros(1, 64, 5), torch.zeros(1, 64, 8), some)
    for shape, colour, never_shape, never_colour in ((0, 3, 3, 5), (3, 0, 4, 3)):
        [at] = np.flatnonzero((some.facts[0, :, 0] == shape).numpy())[:1]
        assert some.facts[0, at, 1] == colour
        assert shapes[0, at].isinf().nonzero().flatten().tolist() == [never_shape]
        assert colours[0, at].isinf().nonzero().flatten().tolist() == [never_colour]
    assert not shapes[some.facts[..., 0] == NOTHING].isinf().any()


def test_inks_without_a_name_teach_no_word_and_are_no_ink_of_a_pair_held_out() -> None:
    chance = np.random.default_rng(6)
    scene = place(read("a black star left of two red circles"), chance)
    for _ in range(50):
        for kind, ink in strange(scene, chance).items():
            assert between_hues(hue(ink), hue(INK["green" if kind.shape == "star" else "purple"])) >= 1 / 6
    some = examples(60, (1, 3))
    taught = batch(some)
    for one, wanted, facts in zip(some, taught.wanted, taught.facts, strict=True):
        assert bool((wanted != PAD).any()) == one.asked
        assert bool((facts[:, 1] != NOTHING).any()) == one.asked
        assert (facts[:, 0] != NOTHING).any()
    assert 5 < sum(not one.asked for one in some) < 25


def test_a_word_knows_the_patches_of_what_it_names() -> None:
    scene = place(read("a large red circle left of a large blue square"), np.random.default_rng(4))
    one = example(scene, plain(scene), IDS)
    assert words_of(one.ids) == "a large red circle left of a large blue square"
    circle, square = scene.things
    for thing, rows, shape in ((circle, one.named[:4], 0), (square, one.named[6:], 1)):  # the figure and its ground
        middle = int(thing.y // PATCH) * (SIDE // PATCH) + int(thing.x // PATCH)
        assert (rows == rows[0]).all()
        assert rows[0, middle]
        bands = [int(thing.y // BAND), int(thing.x // BAND)]
        left_of = 1 + RELATIONS.index("left of")
        assert one.facts[middle].tolist() == [shape, COLOURS.index(thing.kind.colour), 2, *bands, shape, left_of, 0, 1]
    assert (one.named[4:6] == one.named[0] | one.named[-1]).all(), "a relation speaks of both"
    assert not (one.named[0] & one.named[-1]).any()
    assert ((one.facts[:, 0] == NOTHING) == ~one.named.any(axis=0)).all()


def test_matrices_are_moved_in_all_directions_alike() -> None:
    """By Muon; what is no matrix of a layer by AdamW, whose first step is of the size of the rate."""
    torch.manual_seed(0)
    wide = torch.nn.Parameter(torch.zeros(16, 32))
    vector = torch.nn.Parameter(torch.zeros(8))
    wide.grad, vector.grad = torch.randn(16, 32) @ torch.diag(torch.linspace(1, 9, 32)), torch.randn(8)
    Muon([wide], [vector], rate=0.1, decay=0.0).step()
    sizes = torch.linalg.svdvals(wide.detach()) / (0.1 * 32**0.5)
    assert 0.6 < float(sizes.min()) < float(sizes.max()) < 1.3
    assert torch.allclose(vector.abs(), torch.full((8,), 0.1), atol=1e-5)


def test_it_begins_with_whitened_patches_and_near_looking_at_near() -> None:
    vision = begin(PLAN, SIZES).model.captioner.vision_model
    seen = batch(examples(60, (11,)))
    with torch.no_grad():
        patches = vision.embeddings.patch_embedding(seen.pixels).flatten(2).mT[seen.facts[..., 0] != NOTHING]
        place = vision.embeddings.position_embedding[0, 1:]
        q, k, _ = vision.encoder.layers[0].self_attn.qkv.weight.chunk(3)
        scores = (place @ q.T) @ (place @ k.T).T
    assert float(torch.cov(patches.T).diagonal()[:8].mean()) == pytest.approx(1, abs=0.5)
    near, far = scores[27, [26, 28, 19, 35]].mean(), scores[27, [0, 7, 56, 63]].mean()
    assert float(near) > float(far)


def test_further_layers_begin_by_changing_nothing() -> None:
    few = begin(PLAN, replace(SIZES, vision_layers=2)).model.captioner.eval()
    more = begin(replace(PLAN, seed=2), SIZES).model.captioner.eval()
    take_over(more, few.state_dict())
    seen = batch(examples(4, (12,))).pixels
    with torch.no_grad():
        assert torch.allclose(more.vision_model(seen), few.vision_model(seen), atol=1e-6)


def test_a_batch_is_filled_up() -> None:
    some = [one for one in examples(12, (3,)) if one.asked]
    made = batch(some)
    for row, (read_, wanted) in enumerate(zip(made.read.tolist(), made.wanted.tolist(), strict=True)):
        ids = some[row].ids
        assert read_[: len(ids) + 1] == [BEGIN, *ids]
        assert wanted[: len(ids) + 1] == [*ids, END]
        assert set(read_[len(ids) + 1 :] + wanted[len(ids) + 1 :]) <= {PAD}
    assert -1 <= float(made.pixels.min()) < float(made.pixels.max()) <= 1


def test_the_tokenizer_reads_what_the_model_writes() -> None:
    made = Tokenizer.from_str(tokenizer().to_str())
    for one in examples(20, (5,)):
        assert made.encode(words_of(one.ids).upper()).ids == one.ids
    assert made.encode("a dog").ids == [IDS["a"], UNK]


def test_drawings_by_hand_are_others() -> None:
    drawn = drawn_by_hand(20, 1)
    assert [one.sentence for one in drawn] == [one.sentence for one in drawn_by_hand(20, 1)]
    assert len({one.picture.size for one in drawn}) > 10
    assert all(read(one.sentence).count <= 3 for one in drawn)


def test_it_learns_goes_on_and_is_written(tmp_path: Path) -> None:
    training = begin(PLAN, SIZES)
    seen = batch(examples(16, (7,)))
    with torch.no_grad():
        before = losses(training.model, seen, seen.read)
    log = train(training, tmp_path / "work", "sketch")
    with torch.no_grad():
        after = losses(training.model, seen, seen.read)
    assert float(after.word) < 0.7 * float(before.word)
    assert float(after.look) < float(before.look)
    assert float(after.patch) < float(before.patch)
    again = begin(PLAN, SIZES)
    assert train(again, tmp_path / "work", "sketch") == log, "nothing is left to do"
    captioner = again.model.captioner.eval()
    write_directory(tmp_path / "out", captioner, {"date": "2026-01-01", "recipe": "", "data": ""})
    opened = load(tmp_path / "out")
    assert sum(file.stat().st_size for file in (tmp_path / "out").iterdir()) < 1.5e6
    for name, value in opened.state_dict().items():
        assert torch.allclose(value, captioner.state_dict()[name], rtol=1e-3, atol=1e-4)
    assert looks(opened, examples(8, (8,))).shape == (SIZES.text_layers, SIZES.n_heads)


def test_the_files_are_those_of_blip(tmp_path: Path) -> None:
    """The names and the settings that BlipForConditionalGeneration asks for; without torch's own names of parts."""
    write_directory(tmp_path, begin(PLAN, SIZES).model.captioner, {})
    names = set(load_file(tmp_path / "model.safetensors"))
    assert {name.split(".")[0] for name in names} == {"vision_model", "text_decoder"}
    for name in (
        "vision_model.embeddings.class_embedding",
        "vision_model.encoder.layers.2.self_attn.qkv.weight",
        "text_decoder.bert.encoder.layer.1.crossattention.self.key.bias",
        "text_decoder.cls.predictions.transform.LayerNorm.weight",
    ):
        assert name in names
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["model_type"] == "blip"
    assert config["text_config"]["bos_token_id"] == BEGIN
    assert config["text_config"]["vocab_size"] == len(vocabulary())
    assert json.loads((tmp_path / "preprocessor_config.json").read_text())["size"] == {"height": SIDE, "width": SIDE}


def test_the_figures_count_whole_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnx.training.sketch.evaluate.COUNT", 6)
    monkeypatch.setattr("attnx.training.sketch.evaluate.BY_HAND", 4)
    figures, wrong = measure(begin(PLAN, SIZES).model.captioner.eval())
    counted = [figures[name] for name in ("unseen", "held_out", "by_hand")]
    assert [one["pictures"] for one in counted] == [6, 6, 4]
    assert sum(one["pictures"] - one["exact"] for one in counted) == len(wrong)
    assert 0 < figures["best_other"]["weight"] < 1
