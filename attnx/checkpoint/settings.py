"""How a model was set to write: generation_config.json, or what config.json has of it."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.files import GENERATION, read_json_object
from attnx.model.config import Config
from attnx.model.decode import Rules

START = "decoder_start_token_id"


def read_rules(folder: Path, config: Config, begin: str = START, end: str = "eos_token_id") -> tuple[int | None, Rules]:
    """The token that a text begins with, where there is one, and how it is written on.

    `begin` and `end` are the keys of a family. Where there is a generation_config.json, config.json is only asked for
    what is not said there of where a text begins and ends. Raises CheckpointError for a value that is none.
    """
    file = folder / GENERATION
    said = Config(read_json_object(file, "bad_config"), file, config.family) if file.is_file() else config
    usual, ends = config.maybe(begin, int), config.ids(end)
    begins = said.maybe(START, int)
    rules = Rules(
        ends=said.ids("eos_token_id") or ends,
        first=said.maybe("forced_bos_token_id", int),
        no_repeat=said.maybe("no_repeat_ngram_size", int) or 0,
    )
    return usual if begins is None else begins, rules
