"""What JSON documents begin with: which document it is and who wrote it, what was read, and by which model."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from typing import Any

from attnx.trace import Model, Seen, Token, Trace
from attnx.version import __version__


def document(name: str) -> dict[str, Any]:
    """The beginning of the document `attnx.NAME/1`, whose schema `attnx schema NAME` prints."""
    return {"schema": f"attnx.{name}/1", "attnx": __version__}


# What a terminal obeys, or nobody sees: in a document it stands as its escape, which is the same text.
UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def written(document: object) -> bytes:
    """A document as one line of JSON in UTF-8, in which no text acts on whoever looks at it."""
    import orjson

    data = orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)
    if data.isascii() and b"\x7f" not in data:
        return data
    return UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1].replace("\x7f", "\\u007f"), data.decode()).encode()


def of_model(model: Model) -> dict[str, Any]:
    """The facts about a model."""
    return {"model": asdict(model)}


def of_text(trace: Trace) -> dict[str, Any]:
    """What was read, what must be known about the run, and the model that read it; `source` where there is one.

    Of a picture its size, its hash and what was seen of it, and not the picture itself.
    """
    source = {"source": list(map(of_token, trace.source))} if trace.source else {}
    tokens = {"tokens": list(map(of_token, trace.tokens))}
    picture = {"picture": of_picture(trace.picture)} if trace.picture else {}
    return {"text": trace.text, **picture, "notes": list(trace.notes), **of_model(trace.model), **tokens, **source}


def of_token(token: Token) -> dict[str, Any]:
    """A token, with its box where it is a patch of a picture."""
    return {name: value for name, value in asdict(token).items() if name != "box" or value is not None}


def of_picture(picture: Seen) -> dict[str, Any]:
    """What there is to know of a picture without seeing it."""
    return {name: value for name, value in asdict(replace(picture, pixels=None)).items() if name != "pixels"}
