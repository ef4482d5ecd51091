"""Where models come from: made here, installed beside attnx, or in a directory."""

from attnx.checkpoint.load import Available, Checkpoint, available, load

__all__ = ["Available", "Checkpoint", "available", "load"]
