"""From a text to tokens: words in any language, none lost, none twice."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attnx.errors import InputError
from attnx.inputs.text import Vocabulary, Words
from attnx.trace import Token

words = Words()
SCOTLAND = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"
# The property White_Space of Unicode. To Python the control characters 1C to 1F are white space as well.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


def cut(text: str) -> list[str]:
    return [token.text for token in words(text)]


def ids(text: str) -> list[int]:
    return [token.id for token in words(text)]


# What is one token, in many languages and scripts.
@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        # English: punctuation stands alone, an apostrophe between letters does not.
        ("The animal didn't cross.", ["The", "animal", "didn't", "cross", "."]),
        ("It’s 5pm—so what?!", ["It’s", "5pm", "—", "so", "what", "?", "!"]),
        ("'tis the dogs' snake_case", ["'", "tis", "the", "dogs", "'", "snake_case"]),
        ("3.14 e-mail a,b", ["3", ".", "14", "e", "-", "mail", "a", ",", "b"]),
        ("l'été à Zürich", ["l'été", "à", "Zürich"]),
        # Chinese: every character, also beside letters and digits.
        ("我爱你。", ["我", "爱", "你", "。"]),
        ("用GPT-4翻译3次", ["用", "GPT", "-", "4", "翻", "译", "3", "次"]),
        ("二〇二四年，", ["二", "〇", "二", "四", "年", "，"]),
        ("\U00020bb7\u91ce\U000e0101", ["\U00020bb7", "\u91ce\U000e0101"]),  # beyond the BMP; a variant of 野
        ("Ｆｕｌｌ　ｗｉｄｔｈ", ["Ｆｕｌｌ", "ｗｉｄｔｈ"]),
        # Japanese: every kana, whole, half wide or decomposed.
        ("カナとひらー", ["カ", "ナ", "と", "ひ", "ら", "ー"]),
        ("ｶﾅ", ["ｶ", "ﾅ"]),
        ("か\u3099き", ["か\u3099", "き"]),
        # Korean: words, composed, decomposed, and of single letters.
        ("나는 너를 사랑해.", ["나는", "너를", "사랑해", "."]),
        (unicodedata.normalize("NFD", "사랑해"), [unicodedata.normalize("NFD", "사랑해")]),
        ("ㅋㅋㅋ", ["ㅋㅋㅋ"]),
        # Hindi, Thai, Arabic, Persian, Hebrew, Bengali: marks and joiners belong to their word.
        ("मैं हिन्दी।", ["मैं", "हिन्दी", "।"]),
        ("ภาษาไทย ดีมาก", ["ภาษาไทย", "ดีมาก"]),
        ("مَرحَبًا يا", ["مَرحَبًا", "يا"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("র\u200d্যাব", ["র\u200d্যাব"]),
        ("Привет, мир", ["Привет", ",", "мир"]),
        # Emoji: one picture, one token.
        ("👩‍💻👍🏽", ["👩‍💻", "👍🏽"]),
        ("👨‍👩‍👧‍👦❤️🏳️‍🌈", ["👨‍👩‍👧‍👦", "❤️", "🏳️‍🌈"]),
        ("🙂‍↔️", ["🙂‍↔️"]),
        ("🇨🇭🇯🇵🇨", ["🇨🇭", "🇯🇵", "🇨"]),
        (SCOTLAND + "!", [SCOTLAND, "!"]),
        ("hi🏽 ok👍ok", ["hi", "🏽", "ok", "👍", "ok"]),
        ("1️⃣", ["1️⃣"]),
        # Accents that are characters of their own.
        ("cafe\u0301 noe\u0308l", ["cafe\u0301", "noe\u0308l"]),
        # What cannot be seen is a token like any other.
        ("a\u200bb", ["a", "\u200b", "b"]),
        ("pay\u200dpal", ["pay", "\u200d", "pal"]),
        ("\u202egnp\u202c", ["\u202e", "gnp", "\u202c"]),
        ("\ufeffa\u00adb", ["\ufeff", "a", "\u00ad", "b"]),
        ("a\x1b[31mb\x00\x07\x1c", ["a", "\x1b", "[", "31mb", "\x00", "\x07", "\x1c"]),
        ("👩\u200d a", ["👩", "\u200d", "a"]),
        ("a\U000e0061", ["a", "\U000e0061"]),
        ("👍\U000e0061", ["👍", "\U000e0061"]),
        ("a\ud800b", ["a", "\ud800", "b"]),
        # White space of every kind is between tokens.
        (" a\tb\r\nc\u00a0d\u2003e\u202ff\u3000g\u2028h\x85i ", list("abcdefghi")),
        (" \n\u3000", []),
        ("", []),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


def test_a_token_says_where_it_stands() -> None:
    assert words("Ah, CAFÉ!")[2] == Token(2, "CAFÉ", "café", ids("café")[0], start=4, end=8)


# Texts full of what is hard: characters of any kind, and the joiners, marks and letters that act on one another.
hard = st.sampled_from(
    "a'é\u0301\u200d\u200c👩💻🏽🇨🇭🏴\U000e0067\ufe0f\u20e3 \n\x1b\u202e中カ\u3099한\u1112\u1161\u11abक\u094dا!_1²"
)
texts = st.text(st.characters() | hard, max_size=20)


@settings(deadline=None, max_examples=300)
@given(texts)
def test_everything_but_white_space_is_in_exactly_one_token(text: str) -> None:
    tokens = words(text)
    covered = [place for token in tokens for place in range(token.start, token.end)]
    assert covered == [place for place, character in enumerate(text) if character not in WHITE_SPACE]
    assert [token.index for token in tokens] == list(range(len(tokens)))
    for token in tokens:
        assert token.text == text[token.start : token.end] != ""
        assert 0 <= token.id < 2**24
        assert not token.special


@settings(deadline=None, max_examples=300)
@given(texts)
@example("\u1fd2 \u0390")  # Greek letters whose capitals have no single character
@example("한국어")
@example("が")
def test_how_accents_are_encoded_changes_no_id(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert ids(composed) == ids(decomposed)


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(categories=["Lu", "Ll", "Lt"], exclude_characters="ı"), min_size=1, max_size=8))
@example("straße")
@example("ΌΔΟΣ")
@example("\u0390")
def test_case_changes_no_id(word: str) -> None:
    # Only ı does not come back from its capital, which is I.
    assert ids(word) == ids(word.upper()) == ids(word.lower())


def test_an_id_is_of_the_word_and_not_of_its_place() -> None:
    the, cat, _, the_again, dog = ids("the cat; The dog")
    assert the == the_again
    assert len({the, cat, dog}) == 3
    assert ids("cafe") != ids("café")


def test_the_cut_is_the_same_for_upper_and_lower_case() -> None:
    text = "L'été, don't YOU think so?"
    assert [len(piece) for piece in cut(text)] == [len(piece) for piece in cut(text.upper())]


def test_a_vocabulary_numbers_its_words_in_order() -> None:
    tokens = Vocabulary("Thinking", "Machines")("machines  THINKING machines")
    assert [(token.text, token.piece, token.id, token.start, token.end) for token in tokens] == [
        ("machines", "Machines", 1, 0, 8),
        ("THINKING", "Thinking", 0, 10, 18),
        ("machines", "Machines", 1, 19, 27),
    ]


@pytest.mark.parametrize(("text", "word"), [("Thinking Cats", "Cats"), ("Thinking!", "!"), ("思考", "思")])
def test_a_vocabulary_refuses_every_other_word(text: str, word: str) -> None:
    with pytest.raises(InputError) as refused:
        Vocabulary("Thinking", "Machines")(text)
    assert refused.value.key == "classic_words"
    assert str(refused.value) == (
        f"classic knows only Thinking and Machines, and {word} is neither: use toy for any text"
    )
