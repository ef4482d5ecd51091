"""Sentence pairs: read, split so that no development sentence is seen in training, and cut into tokens."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

PAIRS, STORIES, ENGLISH = "zh-en.train.tsv", "zh-en.storypages.tsv", "en.tatoeba.txt"
SPECIAL = ["[PAD]", "[UNK]", "<s>", "</s>"]
PAD, UNK, BEGIN, END = range(4)
DEV_SENTENCES = 600
STORY_LIMIT = 100  # characters of English: longer pages are whole paragraphs
PUNCTUATION = r"[^\w\s'▁]"  # an apostrophe stays inside its word


@dataclass(frozen=True)
class Pair:
    chinese: str
    english: str


@dataclass(frozen=True)
class Split:
    """What is learned from, and the sentences held out by their English side."""

    train: list[Pair]
    dev: list[Pair]
    english: list[str]  # more English, from which the first vectors of its pieces come


@dataclass(frozen=True)
class Tokens:
    """One pair as ids: the Chinese characters and </s>; <s>, the English pieces and </s>."""

    source: list[int]
    target: list[int]


def read_pairs(folder: Path) -> list[Pair]:
    """Every pair of the two files: English ⇥ Chinese ⇥ attribution, the stories only where they are short."""
    pairs = [row(line) for line in (folder / PAIRS).read_text("utf-8").splitlines()]
    stories = folder / STORIES
    if stories.exists():
        pages = [row(line) for line in stories.read_text("utf-8").splitlines()]
        pairs += [page for page in pages if len(page.english) <= STORY_LIMIT]
    return list(dict.fromkeys(pairs))


def row(line: str) -> Pair:
    english, chinese = line.split("\t")[:2]
    return Pair(chinese.strip(), english.strip())


def read_english(folder: Path) -> list[str]:
    """English sentences without a translation; none where the file is not there."""
    path = folder / ENGLISH
    return path.read_text("utf-8").splitlines() if path.exists() else []


def split_pairs(pairs: list[Pair], english: list[str], seed: int, held_out: int = DEV_SENTENCES) -> Split:
    """Holds out English sentences; nothing else then has one of them, nor any of their Chinese sentences.

    Sentences that differ only in case or punctuation count as the same.
    """
    by_english: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_english.setdefault(key(pair.english), []).append(pair)
    names = sorted(by_english)
    random.Random(seed).shuffle(names)
    chosen = set(names[:held_out])
    dev = [by_english[name][0] for name in names[:held_out]]
    chinese = {key(pair.chinese) for name in chosen for pair in by_english[name]}
    train = [pair for pair in pairs if key(pair.english) not in chosen and key(pair.chinese) not in chinese]
    return Split(train, dev, [sentence for sentence in english if key(sentence) not in chosen])


def key(sentence: str) -> str:
    return "".join(c for c in sentence.casefold() if c.isalnum())


def source_tokenizer(texts: list[str]) -> Tokenizer:
    """One token for each Chinese character seen at least twice; others are [UNK], so that [UNK] is learned too."""
    tokenizer = Tokenizer(models.WordLevel({}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), "")])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    counts = Counter(c for text in texts for c in tokenizer.normalizer.normalize_str(text))
    characters = sorted((c for c, count in counts.items() if count > 1), key=lambda c: (-counts[c], c))
    tokenizer.model = models.WordLevel({c: i for i, c in enumerate(SPECIAL + characters)}, unk_token="[UNK]")
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", END)])
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def target_tokenizer(texts: list[str], vocab_size: int) -> Tokenizer:
    """Byte pair encoding of English (Sennrich et al. 2016), case kept; ▁ stands for the space before a word."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    quotes = [normalizers.Replace(old, new) for old, new in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'))]
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), *quotes])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Split(Regex(PUNCTUATION), "isolated")]
    )
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BEGIN), ("</s>", END)]
    )
    trainer = trainers.BpeTrainer(vocab_size=vocab_size, special_tokens=SPECIAL, min_frequency=2, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def tokenize(pairs: list[Pair], source: Tokenizer, target: Tokenizer) -> list[Tokens]:
    """Both sides of every pair with their special tokens."""
    chinese = source.encode_batch_fast([pair.chinese for pair in pairs])
    english = target.encode_batch_fast([pair.english for pair in pairs])
    return [Tokens(zh.ids, en.ids) for zh, en in zip(chinese, english, strict=True)]


def word_numbers(pieces: list[str]) -> list[int]:
    """The word that each piece belongs to, counted from 0: a word starts at ▁, and a mark is a word of its own."""
    words, number, after_mark = [], -1, True
    for piece in pieces:
        is_mark = len(piece) == 1 and not piece.isalnum() and piece not in "'▁"
        if piece.startswith("▁") or is_mark or after_mark:
            number += 1
        words.append(max(number, 0))
        after_mark = is_mark
    return words


def batches(tokens: list[Tokens], size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Numbers of pairs of like length, in batches of at most `size` tokens with their padding, in random order."""
    lengths = np.array([(len(t.source), len(t.target)) for t in tokens], dtype=np.float64)  # (pair, 2)
    order = np.lexsort((rng.random(len(tokens)), lengths[:, 1], lengths[:, 0] // 3))
    groups: list[np.ndarray] = []
    begin, widest = 0, np.zeros(2)
    for end, number in enumerate(order):
        wider = np.maximum(widest, lengths[number])
        if (end - begin + 1) * wider.sum() > size and end > begin:
            groups.append(order[begin:end])
            begin, wider = end, lengths[number]
        widest = wider
    groups.append(order[begin:])
    return [groups[i] for i in rng.permutation(len(groups))]


def padded(rows: list[list[int]]) -> np.ndarray:
    """Rows of ids in one array (row, longest), filled up with [PAD]."""
    out = np.full((len(rows), max(map(len, rows))), PAD, dtype=np.int64)
    for i, ids in enumerate(rows):
        out[i, : len(ids)] = ids
    return out
