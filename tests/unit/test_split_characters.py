"""What a token is called where tokens are bytes: the characters that were typed, and which part of one it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, normalizers
from tokenizers.pre_tokenizers import ByteLevel

from attnx.checkpoint.tokenizer import read_tokenizer
from attnx.checkpoint.tokenizer.older import byte_pairs
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.written import tokens_of
from attnx.cli.desk.tokens import find, listed
from attnx.errors import UsageError
from attnx.trace import Token
from attnx.views.look import label, name_of, shorten
from attnx.views.piece import piece_of

FOLDERS = Path(__file__).parent.parent / "fixtures" / "tokenizers"
GPT2, LLAMA, ROBERTA, T5 = (read_tokenizer(FOLDERS / name) for name in ("gpt2", "llama", "roberta", "t5"))


def test_a_byte_level_piece_is_called_as_it_was_typed() -> None:
    letters = [*sorted(ByteLevel.alphabet()), "Ġh", "Ã©"]
    numbers = {letter: number for number, letter in enumerate(letters)}
    tokens = Pieces(byte_pairs(numbers, [("Ġ", "h"), ("Ã", "©")], prefix_space=False))("a hé")
    assert [(token.piece, label(token), piece_of(token)) for token in tokens] == [
        ("a", "a", "a"),
        ("Ġh", "h", "Ġh"),
        ("Ã©", "é", "Ã©"),
    ]
    assert [(token.start, token.end, token.parts) for token in tokens] == [(0, 1, 1), (2, 3, 1), (3, 4, 1)]


@pytest.mark.parametrize("tokenizer", [GPT2, LLAMA])
def test_every_part_of_a_split_character_says_which_it_is(tokenizer: object) -> None:
    tokens = [token for token in tokenizer("a 鼹 🦔") if not token.special]  # type: ignore[operator]
    parts = [token for token in tokens if token.parts > 1]
    assert [label(token) for token in parts] == ["鼹¹⁄₃", "鼹²⁄₃", "鼹³⁄₃", "🦔¹⁄₄", "🦔²⁄₄", "🦔³⁄₄", "🦔⁴⁄₄"]
    assert all(token.text in "鼹🦔" for token in parts)
    assert all(shorten(label(token), 5) == label(token) for token in parts)  # the narrowest column of a matrix
    assert name_of(parts[1]).plain.endswith("鼹²⁄₃")


def test_the_bytes_of_a_part_are_shown() -> None:
    parts = [token for token in GPT2("鼹") if token.parts > 1]
    assert [piece_of(token) for token in parts] == ["é (E9)", "¼ (BC)", "¹ (B9)"]
    assert [piece_of(token) for token in LLAMA("鼹") if token.parts > 1] == ["<0xE9>", "<0xBC>", "<0xB9>"]


def test_a_character_that_is_replaced_by_several_is_split_as_well() -> None:
    tokenizer = Tokenizer(models.Unigram([("<unk>", 0.0), ("k", -1.0), ("g", -1.0)], 0))
    tokenizer.normalizer = normalizers.NFKC()
    found = Pieces(tokenizer)("㎏g")
    assert [label(token) for token in found] == ["㎏¹⁄₂", "㎏²⁄₂", "g"]
    assert [piece_of(token) for token in found] == ["k", "g", "g"]


@pytest.mark.parametrize("tokenizer", [ROBERTA, LLAMA, T5])
def test_a_space_that_was_not_typed_stands_for_nothing(tokenizer: object) -> None:
    first, second = [token for token in tokenizer("鼹") if not token.special][:2]  # type: ignore[operator]
    assert (first.text, first.start, first.end, first.parts) == ("", 0, 0, 1)
    assert label(first) == first.piece in ("Ġ", "▁")
    assert second.start == 0
    assert second.part == 1


def test_a_typed_space_can_be_seen() -> None:
    assert "␣" in [label(token)[:1] for token in GPT2("a    b")]


def test_the_last_part_is_meant_by_the_character() -> None:
    tokens = GPT2("a 鼹 a")
    last = next(token.index for token in tokens if token.text == "鼹" and token.part == token.parts)
    assert find(tokens, "鼹") == last
    assert find(tokens, "鼹¹⁄₃") == last - 2
    assert f"{last} 鼹³⁄₃" in listed(tokens)
    with pytest.raises(UsageError) as caught:
        find(GPT2("鼹 鼹"), "鼹")
    assert caught.value.key == "focus_twice"
    assert str(caught.value).count("³⁄₃") == 2
    assert "¹" not in str(caught.value)


def test_many_parts_have_many_digits() -> None:
    assert Token(0, "ﷺ", "x", 1, 0, 1, part=12, parts=18).name == "ﷺ¹²⁄₁₈"


@pytest.mark.parametrize("tokenizer", [GPT2, LLAMA])
def test_a_written_character_is_split_as_a_read_one_is(tokenizer: Pieces) -> None:
    ids = tuple(token.id for token in tokenizer("a 鼹 b") if not token.special)
    text, tokens = tokens_of(ids, tokenizer)
    assert text == "a 鼹 b"
    assert [token.name for token in tokens if token.parts > 1] == ["鼹¹⁄₃", "鼹²⁄₃", "鼹³⁄₃"]
    assert all(token.text == text[token.start : token.end] for token in tokens)
