"""Where models come from: made here, bundled, installed beside attnx, or in a directory."""

from attnx.checkpoint.load import Available, Checkpoint, available, default_model, families, load

__all__ = ["Available", "Checkpoint", "available", "default_model", "families", "load"]
