"""How a model was set to write: generation_config.json, or what config.json has of it."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.files import GENERATION, read_json_object
from attnx.model.config import Config
from attnx.model.decode import Rules

START = "decoder_start_token_id"


def read_rules(
    folder: Path, config: Config, vocabulary: int, begin: str = START, end: str = "eos_token_id"
) -> tuple[int | None, Rules]:
    """The token that a text begins with, where there is one, and how it is written on.

    `begin` and `end` are the keys of a family. Where there is a generation_config.json, config.json is only asked for
    what is not said there of where a text begins and ends. Raises CheckpointError for a value that is none, or the id
    of nothing in the vocabulary.
    """
    file = folder / GENERATION
    said = Config(read_json_object(file, "bad_config"), file, config.family) if file.is_file() else config
    usual, ends = config.maybe_id(begin, vocabulary), config.ids(end)
    begins = said.maybe_id(START, vocabulary)
    ends = said.ids("eos_token_id") or ends
    rules = Rules(
        ends=ends,
        first=said.maybe_id("forced_bos_token_id", vocabulary),
        no_repeat=said.maybe_count("no_repeat_ngram_size"),
        barred=tuple(run for run in said.runs("bad_words_ids", vocabulary) if len(run) > 1 or run[0] not in ends),
    )
    return usual if begins is None else begins, rules


def framed(config: Config, vocabulary: int, begin: str, end: str) -> tuple[int | None, Rules]:
    """The same of a family whose config alone says it."""
    return config.maybe_id(begin, vocabulary), Rules(ends=config.ids(end))
