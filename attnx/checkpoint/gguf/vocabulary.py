"""The tokenizer in a GGUF file, made of parts of the library: SentencePiece's, or pairs of bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from attnx.checkpoint.gguf.file import Gguf
from attnx.checkpoint.tokenizer.older import byte_pairs, frame, judging
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.sentencepiece import (
    CONTROL,
    UNKNOWN,
    USER_DEFINED,
    Piece,
    SentencePiece,
    tokenizer_of,
)
from attnx.errors import CheckpointError, Phrase, UnsoundError

if TYPE_CHECKING:
    import tokenizers

T = TypeVar("T", int, str, bool, float)
OF = "tokenizer.ggml."
# How a text is cut before its bytes are paired: the patterns of Llama 3 and of Qwen 2, None where it is GPT-2's.
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CUTS: Mapping[str, str | None] = {
    "gpt-2": None,
    "llama-bpe": WORDS % "{1,3}",
    "qwen2": WORDS % "",
}


def tokenizer_in(file: Gguf) -> Pieces:
    """The tokenizer of a model. Raises CheckpointError where it is none, or of a kind that is not known."""
    kind = one(file, "model", str)
    with judging(file.path):
        if kind == "llama":
            return Pieces(sentence_pieces(file))
        if kind == "gpt2":
            return Pieces(pairs_of_bytes(file))
    raise wrong(file, "model", "llama, gpt2")


def sentence_pieces(file: Gguf) -> tokenizers.Tokenizer:
    """Llama's and Gemma's: merges follow from the scores of the pieces."""
    texts = many(file, "tokens", str)
    kinds, scores = many(file, "token_type", int), many(file, "scores", float)
    if not len(texts) == len(kinds) == len(scores):
        raise UnsoundError("not_pieces")
    pieces = tuple(map(Piece, texts, scores, kinds))
    unknown = one(file, "unknown_token_id", int, next((i for i, kind in enumerate(kinds) if kind == UNKNOWN), 0))
    begin, end = (one(file, f"{name}_token_id", int, usual) for name, usual in (("bos", 1), ("eos", 2)))
    if not all(0 <= number < len(pieces) for number in (unknown, begin, end)):
        raise UnsoundError("not_pieces")
    model = SentencePiece(
        pieces=pieces,
        merging=True,
        unknown=unknown,
        begin=texts[begin],
        end=texts[end],
        bytes_for_unknown="<0x00>" in texts,
        charsmap=b"",
        space_before=one(file, "add_space_prefix", bool, True),
        spaces_removed=False,
    )
    tokenizer = tokenizer_of(model)
    around(tokenizer, file, texts[begin], texts[end], begun=True)
    return tokenizer


def pairs_of_bytes(file: Gguf) -> tokenizers.Tokenizer:
    """GPT-2's, Llama 3's and Qwen's: what is cut from a text first differs."""
    from tokenizers import AddedToken, Regex, models, normalizers, pre_tokenizers

    texts, kinds = many(file, "tokens", str), many(file, "token_type", int)
    pairs = [tuple(pair.split(" ")) for pair in many(file, "merges", str)]
    if any(len(pair) != 2 for pair in pairs) or len(texts) != len(kinds):
        raise UnsoundError("not_pieces")
    cut = one(file, "pre", str, "gpt-2")
    if cut not in CUTS:
        raise wrong(file, "pre", ", ".join(CUTS))
    known = {text: number for number, text in enumerate(texts)}
    tokenizer = byte_pairs(known, [(left, right) for left, right in pairs], prefix_space=False)
    pattern, whole = CUTS[cut], cut == "llama-bpe"
    if whole:  # a word that is a piece is not cut, whatever its pairs say
        tokenizer.model = models.BPE(known, [(left, right) for left, right in pairs], ignore_merges=True)
    if cut == "qwen2":  # as the tokenizer does that such a file was made from
        tokenizer.normalizer = normalizers.NFC()
    if pattern is not None:
        words = pre_tokenizers.Split(Regex(pattern), "isolated")
        in_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([words, in_bytes])
    for kind in (CONTROL, USER_DEFINED):
        added = [text for text, found in zip(texts, kinds, strict=True) if found == kind]
        if kind == CONTROL:
            tokenizer.add_special_tokens([AddedToken(text, normalized=False, special=True) for text in added])
        else:
            tokenizer.add_tokens([AddedToken(text, normalized=False) for text in added])
    begin, end = one(file, "bos_token_id", int, -1), one(file, "eos_token_id", int, -1)
    first, last = (texts[number] if 0 <= number < len(texts) else None for number in (begin, end))
    around(tokenizer, file, first, last, begun=whole)
    return tokenizer


def around(tokenizer: tokenizers.Tokenizer, file: Gguf, begin: str | None, end: str | None, begun: bool) -> None:
    """Puts the signs around a text that the file says; `begun` is what is meant where it says nothing."""
    before = f"{begin} " if begin and one(file, "add_bos_token", bool, begun) else ""
    after = f" {end}" if end and one(file, "add_eos_token", bool, False) else ""
    if before or after:
        frame(tokenizer, f"{before}$A{after}")


def ends_of(file: Gguf) -> frozenset[int]:
    """The tokens that end a text, or a turn."""
    ids = [file.said.get(f"{OF}{name}_token_id") for name in ("eos", "eot")]
    return frozenset(number for number in ids if type(number) is int)


def one(file: Gguf, name: str, kind: type[T], default: T | None = None) -> T:
    """A setting of the tokenizer."""
    found = file.said.get(OF + name, default)
    if found is None:
        raise CheckpointError("config_missing", path=file.path, key=OF + name, family="GGUF")
    if type(found) is not kind:
        raise wrong(file, name, Phrase(kind.__name__))
    return found


def many(file: Gguf, name: str, kind: type[T]) -> Sequence[T]:
    """A list of settings of the tokenizer."""
    found = file.said.get(OF + name)
    if not isinstance(found, list) or not all(type(item) is kind for item in found):
        raise wrong(file, name, Phrase("list"))
    return found


def wrong(file: Gguf, name: str, expected: object) -> CheckpointError:
    found = file.said.get(OF + name)
    said = "null" if found is None else "…" if isinstance(found, list) else found
    return CheckpointError("config_value", path=file.path, key=OF + name, found=said, expected=expected)
