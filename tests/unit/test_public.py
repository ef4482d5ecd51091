"""What `import attnx` gives: its names, what they print as at a prompt, and models that every door takes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import FunctionType

import numpy as np
import pytest

import attnx
from attnx.checkpoint.resolve import MADE, TRAINED
from attnx.errors import AttnxError
from attnx.trace import Trace

PUBLIC = {
    "AttnxError",
    "Trace",
    "__version__",
    "attend",
    "attribute",
    "caption",
    "explain",
    "load",
    "lookup",
    "predict",
    "translate",
}
DOORS = PUBLIC - {"AttnxError", "Trace", "__version__"}
HERE = (*TRAINED, *MADE)  # the models that are always here
TRACES: dict[str, Callable[[], Trace]] = {
    "explain": lambda: attnx.explain("Thinking Machines", "classic"),
    "explain a model of several layers": lambda: attnx.explain("Love is powerful.\nIt gives hope."),
    "predict": lambda: attnx.predict("Once upon a", generate=2, temperature=1.0),
    "predict after each layer": lambda: attnx.predict("Once upon a", lens=True),
    "translate": lambda: attnx.translate("我爱你。"),
    "attend": lambda: attnx.attend(q=np.eye(2), k=np.eye(2), v=np.eye(2)),
    "lookup": lambda: attnx.lookup(172, {"a": 165, "b": 170}),
    "attribute": lambda: attnx.attribute("Once upon a", "writer"),
}


def test_the_public_names_and_no_others() -> None:
    assert set(dir(attnx)) == set(attnx.__all__) == PUBLIC
    program = "import attnx, attnx.errors, attnx.views.parts; attnx.explain('Love', 'toy'); print(*dir(attnx))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == PUBLIC
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = attnx.nothing_of_this_name


@pytest.mark.parametrize("name", sorted(DOORS))
def test_a_door_is_a_function_whatever_was_imported_before(name: str) -> None:
    assert isinstance(getattr(attnx, name), FunctionType)
    before = f"import attnx.doors.{name}" if name != "load" else "import attnx.checkpoint.load"
    program = f"{before}; import attnx; print(type(attnx.{name}).__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "function"


@pytest.mark.parametrize("name", HERE)
def test_a_model_prints_as_one_line(name: str) -> None:
    model = attnx.load(name)
    for value in (model, model.weights, *([model.translator] if model.translator else [])):
        assert "\n" not in repr(value) and len(repr(value)) < 160, value
    assert name in repr(model) and model.provenance in repr(model)
    assert_plain(model)


@pytest.mark.parametrize("door", TRACES)
def test_a_trace_prints_as_one_line(door: str) -> None:
    trace = TRACES[door]()
    assert "\n" not in repr(trace) and len(repr(trace)) < 400
    assert_plain(trace)


def assert_plain(value: object) -> None:
    """Whatever can be reached is on one line, and says of an array what it is and none of its numbers."""
    reached = list(reachable(value))
    assert any(isinstance(held, np.ndarray) for held in reached)
    for held in reached:
        if not isinstance(held, np.ndarray | np.generic):
            assert "\n" not in repr(held) and "array(" not in repr(held), type(held)


def reachable(value: object) -> Iterator[object]:
    """The value, and what it holds in fields, lists and mappings, however deep."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from reachable(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from reachable(held)
    elif isinstance(value, tuple | list | frozenset):
        for held in value:
            yield from reachable(held)


def test_what_load_gives_goes_through_every_door() -> None:
    pair, reader, writer = attnx.load("zh-en"), attnx.load("reader"), attnx.load("writer")
    assert attnx.load(pair) is pair
    assert attnx.explain("我爱你。", pair).model.name == "zh-en"
    assert attnx.translate("我爱你。", pair).output == attnx.translate("我爱你。").output
    assert refused(attnx.predict, "我爱你。", pair) == "translates"
    assert refused(attnx.attribute, "我爱你。", pair) == "no_logits"
    for model in (reader, writer, "reader", "toy", attnx.load("classic")):
        assert refused(attnx.translate, "我爱你。", model) == "not_a_pair"
    with pytest.raises(AttnxError, match=r"^reader holds a bert, which reads but does not translate: give a model"):
        attnx.translate("我爱你。", reader)
    assert attnx.predict("Once upon a", writer).guesses == attnx.predict("Once upon a", "writer").guesses


def test_what_is_no_model_is_refused_by_every_door() -> None:
    for door in (attnx.explain, attnx.predict, attnx.translate, attnx.attribute):
        for model in ("no-such-model", 5, ["reader"]):
            assert refused(door, "我爱你。", model) == "unknown_model"


def refused(door: Callable[..., object], *given: object) -> str:
    """The key of the error that a door raises."""
    with pytest.raises(AttnxError) as caught:
        door(*given)
    return caught.value.key
