"""The recipe of `zh-en` from end to end on a few sentences: the loss falls, and what is exported loads back."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the recipes need attnx[train]")
pytest.importorskip("sacrebleu", reason="the recipes need attnx[train]")

from attnx.checkpoint import load_translator  # noqa: E402
from attnx.training.course import train  # noqa: E402
from attnx.training.keep import write_json  # noqa: E402
from attnx.training.translator.back import invent, other_way  # noqa: E402
from attnx.training.translator.epochs import Plan, Training  # noqa: E402
from attnx.training.translator.evaluate import (  # noqa: E402
    BEAM,
    alignment,
    card_of,
    cross_weights,
    measure,
    read_aligned,
)
from attnx.training.translator.export import export  # noqa: E402
from attnx.training.translator.guide import guided_heads  # noqa: E402
from attnx.training.translator.network import translate  # noqa: E402
from attnx.training.translator.pairs import (  # noqa: E402
    BEGIN,
    END,
    UNK,
    Pair,
    Split,
    Tokens,
    key,
    split_pairs,
    tokenize,
    word_numbers,
)
from attnx.training.translator.recipe import prepare, tokenizers  # noqa: E402

WHO = {"我": "I", "你": "You", "我们": "We", "他们": "They"}
DO = {"喜欢": "like", "买": "buy", "看见": "see", "有": "have"}
WHAT = {"茶": "tea", "书": "books", "狗": "dogs", "苹果": "apples", "鱼": "fish"}
PAIRS = [Pair(f"{a}{b}{c}。", f"{WHO[a]} {DO[b]} {WHAT[c]}.") for a, b, c in product(WHO, DO, WHAT)]
TINY = Plan(
    epochs=4,
    batch_tokens=240,
    target_vocab=90,
    d_model=24,
    n_heads=2,
    d_ff=32,
    layers=2,
    dropout=0.0,
    warmup=4,
    rate=1e-2,
)
SPLIT = split_pairs(PAIRS, [], seed=1, held_out=6)
SOURCE, TARGET = tokenizers(SPLIT, TINY)
ABOUT = {"recipe": "test", "data": "test", "date": "never"}


def fresh(work: Path, split: Split = SPLIT) -> Training:
    return prepare(split, SOURCE, TARGET, TINY, work)


def test_held_out_sentences_are_nowhere_in_training() -> None:
    again = [Pair("我真喜欢茶。", "i like tea"), Pair("我喜欢茶", "I love tea.")]
    split = split_pairs([*PAIRS, *again], [pair.english for pair in PAIRS], seed=3, held_out=20)
    english = {key(pair.english) for pair in split.dev}
    assert len(english) == 20
    assert not english & {key(pair.english) for pair in split.train}
    assert not english & {key(sentence) for sentence in split.english}
    assert not {key(pair.chinese) for pair in split.dev} & {key(pair.chinese) for pair in split.train}


def test_pieces_know_their_word() -> None:
    assert word_numbers(["▁He", "▁prefer", "red", "▁", '"', "I", "▁don't", '"', "."]) == [0, 1, 1, 2, 3, 4, 5, 6, 7]


def test_loss_falls_and_what_is_exported_runs_in_numpy(tmp_path: Path) -> None:
    training = fresh(tmp_path)
    log = train(training, tmp_path / "work", "zh-en")
    assert log[TINY.epochs - 1]["loss"] < 0.8 * log[0]["loss"]
    assert "bleu" in log[-1]

    out = tmp_path / "zh-en"
    export(out, training.model, SOURCE, TARGET, ABOUT)
    names = {"config.json", "model.safetensors", "source_tokenizer.json", "target_tokenizer.json", "NOTICE"}
    assert {path.name for path in out.iterdir()} == names

    model = load_translator(str(out))
    for head in guided_heads(TINY.layers):
        for pair in PAIRS[:5]:
            source, target = model.source_tokenizer(pair.chinese), model.target_tokenizer(pair.english)
            ids = [torch.tensor([[token.id for token in side]]) for side in (source, target)]
            with torch.inference_mode():
                expected = training.model.eval()(*ids).cross[head.layer][0, head.head].exp().numpy()
            found = cross_weights(model, source, target, head)
            np.testing.assert_allclose(found, expected, atol=5e-3)  # half precision on one side


def test_batches_and_beams(tmp_path: Path) -> None:
    model = fresh(tmp_path).model
    sources = [SOURCE.encode(pair.chinese).ids for pair in PAIRS[:5]]
    assert translate(model, sources) == translate(model, sources, together=2)
    assert all(isinstance(ids, list) for ids in translate(model, sources, beam=3))


def test_plain_english_comes_back_with_invented_chinese(tmp_path: Path) -> None:
    english = ["They like tea.", "We see fish and dogs.", "You have books and tea."]
    training = fresh(tmp_path, replace(SPLIT, english=english))
    real, invented = training.tokens[: training.real], training.tokens[training.real :]
    assert len(real) == len(SPLIT.train)
    known = {tuple(pair.target) for pair in real}
    assert not known & {tuple(pair.target) for pair in invented}
    assert {TARGET.decode(pair.target) for pair in invented} <= set(english)
    assert len(training.links) == len(training.tokens)
    again = fresh(tmp_path, replace(SPLIT, english=english))
    assert again.tokens == training.tokens


def test_an_interrupted_training_goes_on_as_if_it_were_not(tmp_path: Path) -> None:
    whole = fresh(tmp_path)
    train(whole, tmp_path / "whole", "zh-en")

    class InterruptError(Exception):
        pass

    halted = fresh(tmp_path)
    epoch = halted.epoch

    def two_epochs(number: int, tell: object) -> float:
        if number == 2:
            raise InterruptError
        return epoch(number, tell)  # type: ignore[arg-type]

    halted.epoch = two_epochs  # type: ignore[method-assign]
    with pytest.raises(InterruptError):
        train(halted, tmp_path / "halted", "zh-en")
    resumed = fresh(tmp_path)
    train(resumed, tmp_path / "halted", "zh-en")
    for name, value in whole.model.state_dict().items():
        assert torch.equal(resumed.model.state_dict()[name], value), name


def test_what_is_measured_and_the_card(tmp_path: Path) -> None:
    file, out = tmp_path / "aligned.tsv", tmp_path / "m"
    file.write_text("我喜欢茶。\tI like tea.\tlike→喜欢 tea→茶\n", "utf-8")
    export(out, fresh(tmp_path).model, SOURCE, TARGET, ABOUT)
    model, aligned = load_translator(str(out)), read_aligned(file)
    for head in guided_heads(TINY.layers):
        right, count, wrong = alignment(model, aligned, head)
        assert count == 2 and right + len(wrong) == 2

    figures = measure(model, SPLIT.dev, aligned)
    for how in ("greedy", f"beam_{BEAM}"):
        assert 0 <= figures[how]["bleu"] <= 100
        assert figures[how]["chrf_signature"].startswith("nrefs:1|")
    write_json(out / "card.json", card_of(out, model, figures, SPLIT, seed=1, history="in one go"))
    card = json.loads((out / "card.json").read_text("utf-8"))
    assert card["training_pairs"] == len(SPLIT.train)
    assert card["parameters"] == sum(p.numel() for p in fresh(tmp_path).model.parameters())
    aligner = load_translator(str(out)).aligner
    assert aligner is not None and (aligner.layer, aligner.head, aligner.ahead) == (TINY.layers - 1, 0, True)


def test_invented_pairs_have_real_english_that_no_pair_had(tmp_path: Path) -> None:
    real = tokenize(SPLIT.train[:40], SOURCE, TARGET)
    english = [pair.english for pair in SPLIT.train]
    pairs = invent(real, english, SOURCE, TARGET, TINY, tmp_path)
    known = {tuple(pair.target) for pair in real}
    assert pairs and not known & {tuple(pair.target) for pair in pairs}
    assert all(pair.source[-1] == END and UNK not in pair.source for pair in pairs)
    assert invent(real, english, SOURCE, TARGET, TINY, tmp_path) == pairs  # read again, not made again


def test_the_other_way_has_both_languages_framed() -> None:
    assert other_way(Tokens([7, 8, END], [BEGIN, 5, 6, END])) == Tokens([5, 6, END], [BEGIN, 7, 8, END])


def test_invented_pairs_take_turns_beside_the_real_ones(tmp_path: Path) -> None:
    training = fresh(tmp_path)
    training.tokens = training.tokens * 3
    real = training.real
    first, second, third = (training.numbers(epoch) for epoch in range(3))
    assert all(numbers[:real].tolist() == list(range(real)) for numbers in (first, second, third))
    assert sorted((*first[real:], *second[real:])) == list(range(real, 3 * real))
    assert third.tolist() == first.tolist()
