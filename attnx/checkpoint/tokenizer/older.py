"""The tokenizer of a model directory that has only older files: a list of words, merges, or SentencePiece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.checkpoint.files import read_json_object
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.sentencepiece import CONTROL, UNKNOWN, Piece, read_sentencepiece, tokenizer_of
from attnx.checkpoint.tokenizer.settings import Settings
from attnx.errors import AttnxError, CheckpointError, Phrase, UnsoundError, reason_of
from attnx.inputs.whole import read_part

if TYPE_CHECKING:
    import tokenizers


def read_older(path: Path) -> Pieces:
    """The tokenizer of the first kind whose files are all in this directory.

    Raises CheckpointError that names the files where there is none, or only some of its files.
    """
    for files, read in KINDS.items():
        if all((path / file).is_file() for file in files):
            return read(path)
    there = {files: [file for file in files if (path / file).is_file()] for files in KINDS}
    most = max(there, key=lambda files: len(there[files]))
    if there[most]:
        missing = [file for file in most if file not in there[most]]
        raise CheckpointError("half_tokenizer", path=path, found=joined(there[most]), missing=joined(missing))
    raise CheckpointError("no_tokenizer", path=path, choices=", ".join(["tokenizer.json", *map(joined, KINDS)]))


def joined(files: tuple[str, ...] | list[str]) -> str:
    return " + ".join(files)


@contextmanager
def judging(path: Path) -> Iterator[None]:
    """Within it, what is wrong with a tokenizer becomes the CheckpointError that names its file."""
    try:
        yield
    except AttnxError:
        raise
    except Exception as error:  # the library raises bare Exception
        raise CheckpointError("bad_tokenizer", path=path, reason=reason_of(error, "tokenizers")) from error


def read_vocabulary(path: Path) -> dict[str, int]:
    """A JSON object of pieces and their numbers."""
    values = read_json_object(path, "bad_tokenizer")
    numbers = {piece: number for piece, number in values.items() if type(number) is int}
    if len(numbers) < len(values) or not numbers:
        raise CheckpointError("bad_tokenizer", path=path, reason=Phrase("not_pieces"))
    return numbers


def byte_level(path: Path) -> Pieces:
    """GPT-2's files; where the vocabulary has RoBERTa's signs around a text, as RoBERTa uses them."""
    settings = Settings.read(path, "GPT2Tokenizer", "RobertaTokenizer", "BartTokenizer")
    file = path / "merges.txt"
    with judging(file):
        vocabulary = read_vocabulary(path / "vocab.json")
        lines = read_part(file).decode().split("\n")
        pairs = [tuple(line.rstrip("\r").split(" ")) for line in lines if line.strip() and line[:9] != "#version:"]
        tokenizer = byte_pairs(vocabulary, [(left, right) for left, right in pairs], settings.flag("add_prefix_space"))
        framed = settings.kind in ("RobertaTokenizer", "BartTokenizer")
        if framed or (settings.kind is None and {"<s>", "</s>", "<mask>"} <= vocabulary.keys()):
            begin, end = settings.name("cls_token", "<s>"), settings.name("sep_token", "</s>")
            settings.mark(tokenizer, begin, "<pad>", end, "<unk>", mask="<mask>")
            frame(tokenizer, f"{begin} $A {end}")
        else:
            begin = settings.name("bos_token", "<|endoftext|>")
            settings.mark(tokenizer, begin)
            if settings.flag("add_bos_token"):
                frame(tokenizer, f"{begin} $A")
    return Pieces(tokenizer)


def word_list(path: Path) -> Pieces:
    """BERT's vocab.txt, a piece a line."""
    settings = Settings.read(path, "BertTokenizer", "DistilBertTokenizer")
    file = path / "vocab.txt"
    with judging(file):
        lines = read_part(file).decode().replace("\r\n", "\n").removesuffix("\n").split("\n")
        vocabulary = {piece: number for number, piece in enumerate(lines)}
        unknown = settings.name("unk_token", "[UNK]")
        tokenizer = word_pieces(
            vocabulary,
            unknown,
            lowercase=settings.flag("do_lower_case", True),
            strip_accents=settings.maybe("strip_accents"),
            chinese=settings.flag("tokenize_chinese_chars", True),
        )
        begin, end = settings.name("cls_token", "[CLS]"), settings.name("sep_token", "[SEP]")
        settings.mark(tokenizer, settings.name("pad_token", "[PAD]"), unknown, begin, end, "[MASK]")
        frame(tokenizer, f"{begin} $A {end}", f"{begin} $A {end} $B:1 {end}:1")
    return Pieces(tokenizer)


def t5(path: Path) -> Pieces:
    """T5's: a sign at the end, and as many sentinels after the vocabulary as the settings say, the last one first."""
    settings = Settings.read(path, "T5Tokenizer", "MT5Tokenizer")
    file = path / "spiece.model"
    model = read_sentencepiece(file)
    with judging(file):
        tokenizer = tokenizer_of(model)
        tokenizer.add_special_tokens([f"<extra_id_{n}>" for n in reversed(range(settings.count("extra_ids", 100)))])
        settings.mark(tokenizer)
        frame(tokenizer, f"$A {settings.name('eos_token', model.end or '</s>')}")
    return Pieces(tokenizer)


def llama(path: Path) -> Pieces:
    """Llama's, Mistral's and Gemma's: a sign at the beginning."""
    settings = Settings.read(path, "LlamaTokenizer", "GemmaTokenizer")
    file = path / "tokenizer.model"
    model = read_sentencepiece(file)
    with judging(file):
        tokenizer = tokenizer_of(model)
        settings.mark(tokenizer)
        begin, end = settings.name("bos_token", model.begin or "<s>"), settings.name("eos_token", model.end or "</s>")
        before = f"{begin} " if settings.flag("add_bos_token", True) else ""
        after = f" {end}" if settings.flag("add_eos_token") else ""
        frame(tokenizer, f"{before}$A{after}")
    return Pieces(tokenizer)


def fairseq(path: Path) -> Pieces:
    """XLM-R's and CamemBERT's: fairseq has signs of its own before the pieces; which, the id of the first one tells."""
    settings = Settings.read(path, "XLMRobertaTokenizer", "CamembertTokenizer")
    file = path / "sentencepiece.bpe.model"
    model = read_sentencepiece(file)
    config = read_json_object(path / "config.json", "bad_config")
    with judging(file):
        begin = config.get("bos_token_id", 0)
        if begin not in FAIRSEQ:
            raise UnsoundError("begin_unknown", begin=begin, choices=", ".join(map(str, FAIRSEQ)))
        signs, replaced = FAIRSEQ[begin]
        own = [Piece(sign, 0.0, UNKNOWN if sign == "<unk>" else CONTROL) for sign in signs]
        pieces = (*own, *model.pieces[replaced:], Piece("<mask>", 0.0, CONTROL))
        if config.get("vocab_size") != len(pieces):
            raise UnsoundError("pieces_count", count=len(pieces), expected=config.get("vocab_size"))
        tokenizer = tokenizer_of(replace(model, pieces=pieces, unknown=signs.index("<unk>")))
        settings.mark(tokenizer)
        frame(tokenizer, "<s> $A </s>")
    return Pieces(tokenizer)


# Fairseq's signs by the id of <s>, and how many pieces of the model they replace.
FAIRSEQ: Mapping[object, tuple[tuple[str, ...], int]] = {
    0: (("<s>", "<pad>", "</s>", "<unk>"), 3),
    5: (("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED"), 1),
}


def marian(path: Path) -> Pieces:
    """Marian's: the source's model cuts, vocab.json numbers."""
    settings = Settings.read(path, "MarianTokenizer")
    file = path / "source.spm"
    model = read_sentencepiece(file)
    vocabulary = read_vocabulary(path / "vocab.json")
    with judging(path / "vocab.json"):
        unknown, end = settings.name("unk_token", "<unk>"), settings.name("eos_token", "</s>")
        signs = [unknown, end, settings.name("pad_token", "<pad>")]
        for sign in signs:
            if sign not in vocabulary:
                raise UnsoundError("no_sign", sign=sign)
        cutter = tokenizer_of(model)
        cutter.add_special_tokens([piece for piece in vocabulary if piece[:2] == ">>" and piece[-2:] == "<<"])
        frame(cutter, f"$A {end}")
        return Pieces(numbered_pieces(vocabulary, unknown, signs), cutter)


# The files of each kind, in the order in which they are looked for.
KINDS: Mapping[tuple[str, ...], Callable[[Path], Pieces]] = {
    ("vocab.json", "merges.txt"): byte_level,
    ("vocab.txt",): word_list,
    ("spiece.model",): t5,
    ("tokenizer.model",): llama,
    ("sentencepiece.bpe.model",): fairseq,
    ("source.spm", "vocab.json"): marian,
}


# What these are made of, in parts of the library.


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
