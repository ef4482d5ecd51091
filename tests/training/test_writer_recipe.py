"""The recipe of `writer` on a few stories made here: what is held out stays out, it learns, and it runs in NumPy."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the recipes need torch: pip install attnx[train]")

from attnx.checkpoint.directory import read_directory  # noqa: E402
from attnx.checkpoint.initial import initial_tensors  # noqa: E402
from attnx.checkpoint.safetensors import map_tensors  # noqa: E402
from attnx.model.families.llama import FAMILY  # noqa: E402
from attnx.model.loading import load_weights  # noqa: E402
from attnx.model.places import Rotary  # noqa: E402
from attnx.model.spec import GatedMLP  # noqa: E402
from attnx.training.course import train  # noqa: E402
from attnx.training.writer import recipe as writer  # noqa: E402
from attnx.training.writer.back_looks import repeats  # noqa: E402
from attnx.training.writer.case import Case  # noqa: E402
from attnx.training.writer.evaluate import all_logits, card_of, heads_of, surprise  # noqa: E402
from attnx.training.writer.export import fill, write_directory  # noqa: E402
from attnx.training.writer.network import Writer  # noqa: E402
from attnx.training.writer.stories import CASED, LOWER, is_held_out, letters, plain, read_stories  # noqa: E402
from attnx.training.writer.tokens import BYTES, EDGE, NOTHING, batches, read_and_wanted, rows, said_twice  # noqa: E402
from attnx.training.writer.tokens import train_vocabulary as learn_vocabulary  # noqa: E402

SPEC = replace(
    writer.SPEC,
    n_layers=2,
    n_heads=4,
    n_kv_heads=2,
    d_model=24,
    d_head=6,
    n_positions=96,  # what is said twice is as long
    positions=Rotary(10_000.0, 6),
    mlp=GatedMLP(20, "silu"),
)
PLAN = writer.Plan(epochs=4, batch_tokens=1_800, dropout=0.1, rate=1e-2, warmup=4, measure_every=2)
THINGS = ("ball", "cake", "dog", "hat", "box")


def tell(number: int) -> str:
    """A story of about eighty words, whose names nobody else has."""
    chance = random.Random(number)
    name, friend = ("".join(chance.choice(("ba", "lo", "ri", "mu", "te")) for _ in range(5)).title() for _ in range(2))
    lines = [f"Once there was a little girl named {name}. She had a friend named {friend}."]
    for _ in range(5):
        thing = chance.choice(THINGS)
        lines.append(f'One day {name} saw a {thing}. "I like it!" said {name}, and {friend} took the {thing} home.')
    return "\n".join(lines)


@pytest.fixture(scope="module", autouse=True)
def one_core() -> Iterator[None]:
    """What is as small as here does not get faster by being shared."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two files: thirty-six stories with capitals, and the same and ten more without."""
    folder = tmp_path_factory.mktemp("data")
    told = [tell(number) for number in range(46)]
    (folder / CASED).write_text("\n<|endoftext|>\n".join([*told[:36], told[36][:90]]), encoding="utf-8")
    lower = [story.lower().replace("\n", "\n\n") for story in [*told, told[0][:90]]]
    (folder / LOWER).write_text("\n".join(lower), encoding="utf-8")
    return folder


def test_what_is_held_out_is_nowhere_in_training(data: Path) -> None:
    stories = read_stories(data)
    assert (len(stories.train) + len(stories.held_out), stories.restored) == (46, 10)
    assert stories.held_out == [tell(number) for number in range(36) if is_held_out(tell(number))] != []
    assert not set(map(letters, stories.held_out)) & set(map(letters, stories.train))
    for story in stories.held_out:
        assert is_held_out(story.lower().replace("\n", "\n\n")), "its twin would be on the other side"


def test_capitals_come_back(data: Path) -> None:
    stories = read_stories(data)
    told = {letters(story): story for story in map(tell, range(46))}
    assert all(story == told[letters(story)] for story in stories.train)
    case = Case(["I saw Tom. Tom saw a cat."])
    assert case.restore("a cat named rex saw tom. rex saw me.") == "A cat named Rex saw Tom. Rex saw me."


def test_marks_are_those_of_ascii() -> None:
    assert plain("“Hi,” said\n\n Tom’s â€œdogâ€\x9d … ") == '"Hi," said\nTom\'s "dog" ...'


def test_rows_hold_every_token_once() -> None:
    told = [tell(number) for number in range(5)]
    tokenizer = learn_vocabulary(told, 400)
    cut = rows(tokenizer, told, 48)
    assert all(len(row) <= 49 for row in cut)
    read, wanted = read_and_wanted(cut)
    whole = [[*tokenizer.encode(story).ids, EDGE] for story in told]
    assert wanted[wanted != NOTHING].tolist() == [token for ids in whole for token in ids[1:]]
    assert [row[0] for row in cut].count(EDGE) >= 5
    assert (read[wanted == NOTHING] == EDGE).all()
    groups = batches(cut, 120, np.random.default_rng(1))
    assert sorted(np.concatenate(groups).tolist()) == list(range(len(cut)))
    assert max(len(group) * max(len(cut[i]) for i in group) for group in groups) <= 120
    assert tokenizer.decode(tokenizer.encode("Tom said: 你好!").ids) == "Tom said: 你好!"


def test_what_is_said_twice_is_said_twice() -> None:
    said = said_twice(3, 400, np.random.default_rng(2))
    length = said.shape[1] // 2
    assert said.shape == (3, 1 + 2 * length)
    assert (said[:, 0] == EDGE).all()
    assert (said[:, 1 : 1 + length] == said[:, 1 + length :]).all()
    assert said[:, 1:].min() >= BYTES
    assert all(len(set(row)) == 1 + length for row in said.tolist())


def trained(data: Path, work: Path) -> Any:
    stories = read_stories(data)
    tokenizer = learn_vocabulary(stories.train, 400)
    spec = replace(SPEC, vocab_size=tokenizer.get_vocab_size())
    model, optimizer, device = writer.begin(PLAN, spec)
    learned, held_out = (rows(tokenizer, some, spec.n_positions) for some in (stories.train, stories.held_out))
    return (
        writer.Training(PLAN, learned, held_out, model, optimizer, device, work / "best.safetensors"),
        tokenizer,
        stories,
    )


def test_the_network_is_that_of_attnx(tmp_path: Path) -> None:
    """On random weights, as both are before learning: torch, and NumPy from the drawn tensors and from the file."""
    spec = replace(SPEC, vocab_size=300)
    network = Writer(spec, dropout=0.1)
    drawn = initial_tensors(spec, 3)
    fill(network, drawn)
    ids = np.random.default_rng(0).integers(0, 300, 40)
    with torch.no_grad():
        wanted = network.logits(network(torch.from_numpy(ids)[None]))[0].numpy()
    write_directory(tmp_path, network, learn_vocabulary(["a b c"], 300), {}, torch.float32)
    model = read_directory(tmp_path)
    assert replace(model.spec, vocab_size=300) == spec
    np.testing.assert_allclose(all_logits(model, ids), wanted, atol=1e-5)
    fresh = replace(model, weights=load_weights(drawn, FAMILY.table, spec, tmp_path))
    np.testing.assert_allclose(all_logits(fresh, ids), wanted, atol=1e-5)


def test_it_learns_stops_and_goes_on(data: Path, tmp_path: Path) -> None:
    training, tokenizer, stories = trained(data, tmp_path / "one")
    log = train(training, tmp_path / "one", "writer")
    assert log[-1]["loss"] < log[0]["loss"]
    measured = [entry["perplexity"] for entry in log if "perplexity" in entry]
    assert len(measured) == 2
    assert training.smallest() == min(measured) < 100

    again, _, _ = trained(data, tmp_path / "two")
    again.plan = replace(PLAN, epochs=2, cooldown=1e-9)
    train(again, tmp_path / "two", "writer")  # stopped while the rate is level
    again, _, _ = trained(data, tmp_path / "two")
    resumed = train(again, tmp_path / "two", "writer")
    assert [entry["loss"] for entry in resumed] == [entry["loss"] for entry in log]

    about = {"version": "0", "date": "today", "data": "test", "recipe": 'writer {"seed": 1}'}
    folder = tmp_path / "model"
    write_directory(folder, training.model, tokenizer, about)
    assert {file.name for file in folder.iterdir()} == {"config.json", "tokenizer.json", "model.safetensors", "NOTICE"}
    assert {str(tensor.dtype) for tensor in map_tensors(folder / "model.safetensors").values()} == {"float16"}
    model = read_directory(folder, "writer", "trained")
    found = surprise(model, stories.held_out)
    assert found.per_token == pytest.approx(training.measure(training.model)["perplexity"], rel=0.1)
    assert 1 < found.per_token < found.per_word
    heads = heads_of(model, stories.held_out)
    assert len(heads) == 8
    card = card_of(folder, found, heads, stories, "in one go")
    assert card["parameters"] == sum(one.numel() for one in training.model.parameters())
    assert card["seed"] == 1


def test_what_follows_an_earlier_occurrence_is_found() -> None:
    assert repeats(np.array([0, 5, 6, 5, 6, 7, 5])) == ([3, 4, 6], [2, 3, 4])
