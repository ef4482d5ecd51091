"""A trained translator as a model directory: config, half-precision weights, tokenizers and NOTICE."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tokenizers import Tokenizer

from attnx.training.keep import write_json, write_tensors
from attnx.training.translator.network import Translator
from attnx.training.translator.pairs import BEGIN, END, PAD, UNK

VERSION = "1"
CONFIG, WEIGHTS, CARD = "config.json", "model.safetensors", "card.json"
SOURCE_TOKENIZER, TARGET_TOKENIZER = "source_tokenizer.json", "target_tokenizer.json"

# What attnx calls a tensor (left) and what the torch module calls it.
RENAMED = (("self.", "attention."), ("self_norm.", "attention_norm."))

NOTICE = """\
The weights in this directory were trained on these texts. None of their sentences is contained in it.

Tatoeba sentence pairs, Mandarin Chinese - English
  https://tatoeba.org, prepared by https://www.manythings.org/anki/
  Licence: CC BY 2.0 FR, https://creativecommons.org/licenses/by/2.0/fr/
  Each sentence belongs to its author on Tatoeba; the file names sentence numbers and authors in its third column.

Tatoeba sentences in English, put into Chinese by a model of the other direction
  https://tatoeba.org
  Licence: CC BY 2.0 FR, https://creativecommons.org/licenses/by/2.0/fr/

Children's stories of the Global African Storybook Project (Global ASP), English and Chinese
  https://global-asp.github.io, from the African Storybook Project, https://www.africanstorybook.org
  Licence: CC BY, https://creativecommons.org/licenses/by/4.0/
"""


def exported_name(name: str) -> str:
    """`encoder.blocks.0.attention.q.weight` is exported as `encoder.0.self.q.weight`."""
    side, rest = name.split(".", 1)
    if rest.startswith("token_embedding."):
        return f"{'source' if side == 'encoder' else 'target'}_embedding.weight"
    _, layer, part = rest.split(".", 2)
    for ours, theirs in RENAMED:
        if part.startswith(theirs):
            part = ours + part.removeprefix(theirs)
    return f"{side}.{layer}.{part}"


def export(out: Path, model: Translator, source: Tokenizer, target: Tokenizer, about: dict[str, str]) -> None:
    """Writes everything but the card, whose figures are measured on these files."""
    out.mkdir(parents=True, exist_ok=True)
    tensors = {exported_name(name): value.half() for name, value in model.state_dict().items()}
    write_tensors(out / WEIGHTS, tensors, {"format": "pt", "version": VERSION} | about)
    config = {
        "model_type": "vaswani",
        **dataclasses.asdict(model.sizes),
        "activation": "relu",
        "pad_token_id": PAD,
        "unk_token_id": UNK,
        "begin_token_id": BEGIN,
        "end_token_id": END,
    }
    write_json(out / CONFIG, config)
    source.save(str(out / SOURCE_TOKENIZER))
    target.save(str(out / TARGET_TOKENIZER))
    (out / "NOTICE").write_text(NOTICE, "utf-8")
