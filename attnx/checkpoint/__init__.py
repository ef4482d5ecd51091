"""Where models come from: made here, bundled, installed beside attnx, in a directory, or from the hub."""

from attnx.checkpoint.load import load, load_translator
from attnx.checkpoint.resolve import default_model
from attnx.checkpoint.values import Checkpoint, Translator

__all__ = ["Checkpoint", "Translator", "default_model", "load", "load_translator"]
