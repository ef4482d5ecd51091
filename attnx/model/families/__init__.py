"""The model families, each one small file of data: a spec from its config and a table of tensor names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import orjson

from attnx.errors import Phrase
from attnx.frozen import frozen
from attnx.model.config import Config
from attnx.model.loading import Table
from attnx.model.spec import EncoderDecoder, Spec


@frozen
class Family:
    """`spec` reads a config and raises CheckpointError for what it cannot say; `table` names the tensors.

    `sees` is the file here of the tower for pictures, where the model has that beside one for texts.
    """

    spec: Callable[[Config], Spec]
    table: Table
    sees: str | None = None


@frozen
class PairFamily:
    """The same for an encoder and a decoder. `begin` and `end` are the config's keys of the ids that frame a text.

    Where `inside` finds an object of the config, they are keys of that, and no generation_config.json is asked, as
    the reference asks none. Tensors whose name begins as one of `others` are of a model for something else, and what
    that is.
    """

    spec: Callable[[Config], EncoderDecoder]
    encoder: Table
    decoder: Table
    begin: str = "decoder_start_token_id"
    end: str = "eos_token_id"
    inside: Callable[[Config], Config] | None = None
    others: tuple[tuple[str, Phrase], ...] = ()


def both(parts: Mapping[str, str]) -> dict[str, str]:
    """The names of the weight and of the bias of each part."""
    return {f"{part}.{kind}": f"{name}.{kind}" for part, name in parts.items() for kind in ("weight", "bias")}


# Every `model_type` of a config.json that attnx opens, and the file here that knows it as its FAMILY.
FAMILIES: Mapping[str, str] = {
    "bert": "bert",
    "distilbert": "distilbert",
    "roberta": "roberta",
    "xlm-roberta": "roberta",
    "camembert": "roberta",
    "ernie": "ernie",
    "electra": "electra",
    "albert": "albert",
    "mpnet": "mpnet",
    "deberta-v2": "deberta_v2",
    "modernbert": "modernbert",
    "nomic_bert": "nomic_bert",
    "clip": "clip",
    "clip_text_model": "clip",
    "clip_vision_model": "clip_vision",
    "siglip": "siglip",
    "siglip_vision_model": "siglip",
    "vit": "vit",
    "deit": "deit",
    "dinov2": "dinov2",
    "dinov2_with_registers": "dinov2",
    "openai-gpt": "openai_gpt",
    "gpt2": "gpt2",
    "gpt_bigcode": "gpt_bigcode",
    "gpt_neo": "gpt_neo",
    "gpt_neox": "gpt_neox",
    "gptj": "gptj",
    "bloom": "bloom",
    "falcon": "falcon",
    "opt": "opt",
    "phi": "phi",
    "llama": "llama",
    "mistral": "mistral",
    "mixtral": "mixtral",
    "mistral3": "mistral3",
    "qwen2": "qwen2",
    "qwen3": "qwen3",
    "qwen3_moe": "qwen3_moe",
    "qwen2_vl": "qwen2_vl",
    "gpt_oss": "gpt_oss",
    "phi3": "phi3",
    "smollm3": "smollm3",
    "olmo2": "olmo2",
    "olmo3": "olmo3",
    "stablelm": "stablelm",
    "starcoder2": "starcoder2",
    "granite": "granite",
    "cohere": "cohere",
    "cohere2": "cohere2",
    "glm": "glm",
    "glm4": "glm4",
    "ernie4_5": "ernie4_5",
    "exaone4": "exaone4",
    "olmoe": "olmoe",
    "arcee": "arcee",
    "nemotron": "nemotron",
    "gemma": "gemma",
    "gemma2": "gemma2",
    "gemma3_text": "gemma3",
    "gemma3": "gemma3_vision",
    "blip": "blip",
    "marian": "marian",
    "bart": "bart",
    "mbart": "mbart",
    "m2m_100": "m2m_100",
    "pegasus": "pegasus",
    "t5": "t5",
    "mt5": "mt5",
    "vaswani": "vaswani",
}


def family_of(model_type: str) -> Family | PairFamily:
    """The family of a `model_type` in FAMILIES; its file is imported only now."""
    family: Family | PairFamily = import_module(f"attnx.model.families.{FAMILIES[model_type]}").FAMILY
    return family


def tower_of(file: str) -> Family:
    """The family that a file here knows, which is a tower of another."""
    family: Family = import_module(f"attnx.model.families.{file}").FAMILY
    return family


@cache
def table_of_defaults() -> Mapping[str, Mapping[str, object]]:
    """What the reference's own class takes for each key that a config leaves out, by `model_type`."""
    table: dict[str, dict[str, object]] = orjson.loads(Path(__file__).with_name("defaults.json").read_bytes())
    return table


def defaults_of(model_type: str) -> Mapping[str, object]:
    """The defaults of one family; of one that the reference does not know, none."""
    return table_of_defaults().get(model_type, {})
