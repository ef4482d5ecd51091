"""What JSON documents begin with: which document it is and who wrote it, what was read, and by which model."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from attnx.trace import Model, Trace
from attnx.version import __version__


def document(name: str) -> dict[str, Any]:
    """The beginning of the document `attnx.NAME/1`, whose schema `attnx schema NAME` prints."""
    return {"schema": f"attnx.{name}/1", "attnx": __version__}


def of_model(model: Model) -> dict[str, Any]:
    """The facts about a model."""
    return {"model": asdict(model)}


def of_text(trace: Trace) -> dict[str, Any]:
    """What was read, what must be known about the run, and the model that read it; `source` where there is one."""
    source = {"source": [asdict(token) for token in trace.source]} if trace.source else {}
    tokens = {"tokens": [asdict(token) for token in trace.tokens]}
    return {"text": trace.text, "notes": list(trace.notes), **of_model(trace.model), **tokens, **source}
