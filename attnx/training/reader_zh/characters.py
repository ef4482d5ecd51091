"""A tokenizer for which every Chinese character is a token, and the same characters in their traditional form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from attnx.training.reader.pieces import CLS, SEP, SPECIAL

LATIN = "abcdefghijklmnopqrstuvwxyz0123456789"
HAN = range(0x4E00, 0xA000)


def characters_of(texts: Iterable[str]) -> list[str]:
    """Every character of the texts that is neither a space nor Latin, the most frequent first."""
    counts = Counter(character for text in texts for character in text.lower() if not character.isspace())
    return [character for character, _ in counts.most_common() if character not in LATIN]


def traditional(known: Iterable[str]) -> dict[str, str]:
    """From a traditional character to the one of `known` that is its simplified form, by OpenCC (Apache-2.0)."""
    from opencc import OpenCC

    simple, convert = set(known), OpenCC("t2s").convert
    pairs = ((character, convert(character)) for character in map(chr, HAN))
    return {old: new for old, new in pairs if old != new and new in simple and old not in simple}


def character_tokenizer(characters: Iterable[str], forms: Mapping[str, str]) -> Tokenizer:
    """[CLS] and [SEP] around characters; Latin letters and digits of one word go on with ##.

    The traditional `forms` come last: they are read as their simple ones, whose rows they are given in the end.
    """
    vocabulary = [*SPECIAL, *LATIN, *(f"##{letter}" for letter in LATIN), *characters, *forms]
    tokenizer = Tokenizer(models.WordPiece({token: i for i, token in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)]
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer
