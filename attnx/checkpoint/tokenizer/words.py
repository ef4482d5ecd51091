"""Tokenizers whose tokens are whole words: those of models that learn here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import tokenizers
from tokenizers import Regex, models, pre_tokenizers, processors


def between_spaces(words: Sequence[str], unknown: str) -> tokenizers.Tokenizer:
    """What stands between spaces is a word; one that is none of these is `unknown`, which is one of them."""
    tokenizer = vocabulary(words, unknown)
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def of_text(words: Sequence[str], unknown: str, edge: str) -> tokenizers.Tokenizer:
    """Words and signs of a text in any language, each Chinese character by itself; `edge` stands before a text."""
    tokenizer = vocabulary(words, unknown)
    tokenizer.pre_tokenizer = cutter()
    tokenizer.add_special_tokens([edge])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{edge} $A", special_tokens=[(edge, tokenizer.token_to_id(edge))]
    )
    return tokenizer


def cut() -> Callable[[str], list[str]]:
    """What makes words of a line, as `of_text` does."""
    pieces = cutter()
    return lambda line: [word for word, _ in pieces.pre_tokenize_str(line)]


def cutter() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r"\p{Han}"), behavior="isolated"), pre_tokenizers.Whitespace()]
    )


def vocabulary(words: Sequence[str], unknown: str) -> tokenizers.Tokenizer:
    numbers = {word: number for number, word in enumerate(words)}
    tokenizer = tokenizers.Tokenizer(models.WordLevel(numbers, unk_token=unknown))
    tokenizer.add_special_tokens([unknown])
    return tokenizer
