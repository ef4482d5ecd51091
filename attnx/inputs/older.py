"""Tokenizers as the older files describe them: a list of words, or a vocabulary with merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attnx.errors import UnsoundError

if TYPE_CHECKING:
    import tokenizers


def word_pieces(
    vocabulary: Mapping[str, int], unknown: str, lowercase: bool, strip_accents: bool | None, chinese: bool
) -> tokenizers.Tokenizer:
    """BERT's: words cut into the longest pieces that are known, from the left (Devlin et al. 2018).

    `strip_accents` None means where letters are made small; `chinese` sets Chinese characters apart.
    """
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.WordPiece(dict(vocabulary), unk_token=unknown))
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=chinese, strip_accents=strip_accents, lowercase=lowercase
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def byte_pairs(
    vocabulary: Mapping[str, int], merges: Sequence[tuple[str, str]], prefix_space: bool
) -> tokenizers.Tokenizer:
    """GPT-2's: the bytes of a word, merged pair by pair (Radford et al. 2019).

    Raises ValueError where a byte has no piece.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    missing = [letter for letter in sorted(pre_tokenizers.ByteLevel.alphabet()) if letter not in vocabulary]
    if missing:
        raise UnsoundError("no_byte", count=len(missing), letter=missing[0])
    tokenizer = Tokenizer(models.BPE(dict(vocabulary), list(merges)))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix_space)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def numbered_pieces(vocabulary: Mapping[str, int], unknown: str, special: Sequence[str]) -> tokenizers.Tokenizer:
    """Pieces of SentencePiece with numbers of their own, as Marian has them."""
    from tokenizers import Tokenizer, decoders, models

    tokenizer = Tokenizer(models.WordLevel(dict(vocabulary), unk_token=unknown))
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(list(special))
    return tokenizer


def frame(tokenizer: tokenizers.Tokenizer, single: str, pair: str | None = None) -> None:
    """Puts special tokens around a text: "[CLS] $A [SEP]". Raises ValueError for one that is not in the vocabulary."""
    from tokenizers import processors

    special = {name for name in f"{single} {pair or ''}".split() if not name.startswith("$")}
    numbers = [(name, tokenizer.token_to_id(name)) for name in sorted({name.removesuffix(":1") for name in special})]
    for name, number in numbers:
        if number is None:
            raise UnsoundError("not_in_vocabulary", name=name)
    tokenizer.post_processor = processors.TemplateProcessing(single=single, pair=pair, special_tokens=numbers)
