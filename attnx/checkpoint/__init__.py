"""Where models come from: made here, bundled, installed beside attnx, or in a directory."""

from attnx.checkpoint.load import Available, Checkpoint, available, default_model, load
from attnx.checkpoint.translator import Translator, load_translator

__all__ = ["Available", "Checkpoint", "Translator", "available", "default_model", "load", "load_translator"]
