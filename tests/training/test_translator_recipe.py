"""The recipe of `zh-en` from end to end on a few sentences: the loss falls, and what is exported loads back."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="the recipes need attnx[train]")
pytest.importorskip("sacrebleu", reason="the recipes need attnx[train]")

from attnx.training.evaluate_translator import alignment, read_aligned  # noqa: E402
from attnx.training.export_translator import export, read_exported  # noqa: E402
from attnx.training.guide import guided_heads  # noqa: E402
from attnx.training.pairs import Pair, key, split_pairs, word_numbers  # noqa: E402
from attnx.training.translator import Plan, Training, prepare, train  # noqa: E402
from attnx.training.translator_network import translate  # noqa: E402

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
    averaged=2,
)


def fresh(plan: Plan = TINY) -> Training:
    return prepare(split_pairs(PAIRS, [], seed=1, held_out=6), plan, torch.device("cpu"))


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


def test_loss_falls_and_export_loads_back(tmp_path: Path) -> None:
    training = fresh()
    log = train(training, tmp_path / "work")
    assert log[TINY.epochs - 1]["loss"] < 0.8 * log[0]["loss"]

    out = tmp_path / "zh-en"
    export(out, training.model, training.source, training.target, {"recipe": "test", "data": "test", "date": "never"})
    names = {"config.json", "model.safetensors", "source_tokenizer.json", "target_tokenizer.json", "NOTICE"}
    assert {path.name for path in out.iterdir()} == names

    exported = read_exported(out)
    for name, value in training.model.state_dict().items():
        assert torch.equal(exported.model.state_dict()[name], value.half().float()), name
    sources = [exported.source.encode(pair.chinese).ids for pair in PAIRS[:5]]
    assert translate(exported.model, sources) == translate(exported.model, sources, together=2)
    assert all(isinstance(ids, list) for ids in translate(exported.model, sources, beam=3))


def test_an_interrupted_training_goes_on_as_if_it_were_not(tmp_path: Path) -> None:
    whole = fresh()
    train(whole, tmp_path / "whole")

    class InterruptError(Exception):
        pass

    halted = fresh()
    epoch = halted.epoch

    def two_epochs(number: int, tell: object) -> float:
        if number == 2:
            raise InterruptError
        return epoch(number, tell)  # type: ignore[arg-type]

    halted.epoch = two_epochs  # type: ignore[method-assign]
    with pytest.raises(InterruptError):
        train(halted, tmp_path / "halted")
    resumed = fresh()
    train(resumed, tmp_path / "halted")
    for name, value in whole.model.state_dict().items():
        assert torch.equal(resumed.model.state_dict()[name], value), name


def test_alignment_counts_the_right_characters(tmp_path: Path) -> None:
    training = fresh()
    file = tmp_path / "aligned.tsv"
    file.write_text("我喜欢茶。\tI like tea.\tlike→喜欢 tea→茶\n", "utf-8")
    export(tmp_path / "m", training.model, training.source, training.target, {})
    for head in guided_heads(TINY.layers):
        right, count, wrong = alignment(read_exported(tmp_path / "m"), read_aligned(file), head)
        assert count == 2 and right + len(wrong) == 2
