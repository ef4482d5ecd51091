"""The vocabulary of `reader`, and sentences cut into pieces with the word each piece belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNK, CLS, SEP, MASK = range(len(SPECIAL))


def train_vocabulary(texts: Iterable[str], size: int) -> Tokenizer:
    """Lower-cased WordPiece between [CLS] and [SEP], as BERT's (Devlin et al. 2018)."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=list(SPECIAL), limit_alphabet=80, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", CLS), ("[SEP]", SEP)]
    )
    return tokenizer


@dataclass(frozen=True, eq=False)
class Cut:
    """Sentences as flat arrays: sentence i has the pieces start[i] to start[i + 1].

    `word` numbers the words of a sentence from 0; [CLS] and [SEP] are words of their own.
    """

    ids: np.ndarray
    word: np.ndarray
    start: np.ndarray

    def __len__(self) -> int:
        return len(self.start) - 1

    @property
    def lengths(self) -> np.ndarray:
        """How many pieces each sentence has."""
        return np.asarray(np.diff(self.start))

    @property
    def word_counts(self) -> np.ndarray:
        """How many words each sentence has, [CLS] and [SEP] among them."""
        return np.asarray(self.word[self.start[1:] - 1] + 1)

    def batch(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(ids, word), each (row, piece): padded with [PAD], and with −1 for the word of no piece."""
        width = int(self.lengths[rows].max())
        ids = np.full((len(rows), width), PAD, dtype=np.int64)
        word = np.full((len(rows), width), -1, dtype=np.int64)
        for i, row in enumerate(rows):
            here = slice(self.start[row], self.start[row + 1])
            count = self.start[row + 1] - self.start[row]
            ids[i, :count], word[i, :count] = self.ids[here], self.word[here]
        return ids, word


def cut(tokenizer: Tokenizer, texts: Sequence[str]) -> Cut:
    """Every text in pieces, with the words that the pieces make up."""
    ids: list[int] = []
    words: list[int] = []
    start = [0]
    for begin in range(0, len(texts), 10_000):
        for encoding in tokenizer.encode_batch(texts[begin : begin + 10_000]):
            inside = [number + 1 for number in encoding.word_ids if number is not None]  # the marks have none
            ids += encoding.ids
            words += [0, *inside, inside[-1] + 1 if inside else 1]
            start.append(len(ids))
    return Cut(np.array(ids, dtype=np.int32), np.array(words, dtype=np.int16), np.array(start, dtype=np.int64))
