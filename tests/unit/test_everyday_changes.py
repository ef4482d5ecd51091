"""Everyday changes are small: an entry in its registry, and its words, are all that a new part needs to work."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest

import attnx
from attnx import saved
from attnx.change import CHANGES, Asked
from attnx.cli import app
from attnx.errors import UsageError, sentences, usage
from attnx.frozen import frozen
from attnx.lessons import Lesson
from attnx.lessons.lenses import WORDS as LENS_WORDS
from attnx.lessons.what_if import WORDS as WHAT_IF_WORDS
from attnx.measures import rollout
from attnx.measures.compare import compare
from attnx.measures.contributions import Contributions
from attnx.measures.lenses import LENSES, Lens
from attnx.model.change import EFFECTS, Effect
from attnx.reduce import REDUCTIONS, Reduction, reduced
from attnx.trace import Trace
from attnx.views.changes import said
from tests.families.parity import MODELS

TEXT = "hope it gives us hope to live"
TWO_LAYERS = MODELS / "gpt2-a"


def test_a_reduction_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_layer(trace: Trace) -> Trace:
        return replace(trace, layers=trace.layers[:1])

    monkeypatch.setattr("attnx.reduce.REDUCTIONS", (*REDUCTIONS, Reduction("--first-layer", first_layer)))
    trace = attnx.explain(TEXT, TWO_LAYERS, arrays=["weights"])
    less = reduced(trace, ["--first-layer", "--head mean"])
    assert len(trace.layers) > 1
    assert [layer.layer for layer in less.layers] == [0]
    assert less.layers[0].attention[0].averaged  # the other reduction was done too
    assert reduced(trace, ["--head mean"]).layers[1:]
    assert saved.to_json(saved.from_bytes(saved.to_json(less), "it")) == saved.to_json(less)


def test_an_error_is_one_pair_of_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(usage.SENTENCES, "entirely_new", ("{name} is too new", "{name} 太新了"))
    sentences.cache_clear()
    error = UsageError("entirely_new", name="it")
    assert (str(error), error.exit_code) == ("it is too new", 2)
    assert [Lesson(language).advise(error) for language in ("en", "zh")] == ["it is too new", "it 太新了"]
    monkeypatch.undo()
    sentences.cache_clear()
    with pytest.raises(KeyError):
        UsageError("entirely_new", name="it")


@frozen
class Deaf:
    """The values of a whole layer's attention count for nothing."""

    asked: ClassVar[Asked] = Asked("--deaf", "LAYER", lambda written: (int(written),), repeated=True)
    layer: int


def test_a_what_if_is_its_type_its_effect_and_its_words(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def silence(change: Deaf, layer: int, name: str, array: np.ndarray, heads: slice) -> np.ndarray:
        if name == "z" and layer == change.layer:
            array[:] = 0.0
        return array

    def check(change: Deaf, site: Any) -> None:
        if change.layer >= site.spec.n_layers:
            raise UsageError("not_there", what="layer", name=change.layer, owner=site.owner, there="")

    changes: Mapping[str, Any] = {**CHANGES, "deaf": Deaf}
    for module in ("attnx.change", "attnx.saved.read", "attnx.cli.what_if"):
        monkeypatch.setattr(f"{module}.CHANGES", changes)
    effects: dict[Any, Effect] = {**EFFECTS, Deaf: Effect(touch=silence, check=check)}
    monkeypatch.setattr("attnx.model.change.EFFECTS", effects)
    monkeypatch.setitem(
        WHAT_IF_WORDS, "what_if_deaf", ("What if layer {layer} were deaf.", "如果第 {layer} 层是聋的。")
    )
    monkeypatch.setitem(WHAT_IF_WORDS, "help_what_if_deaf", ("What if: a layer is deaf.", "如果：一层是聋的。"))

    change: Any = Deaf(1)
    beyond: Any = Deaf(2)
    before, after = (attnx.explain(TEXT, TWO_LAYERS, arrays=["weights", "z"], change=them) for them in ((), [change]))
    assert not after.array("z", layer=1).any()
    assert [part.same for part in compare(before, after, ["z"])] == [
        layer == 0 for layer in (0, 1) for _ in range(before.model.n_heads)
    ]
    back = saved.from_bytes(saved.to_json(after), "it")
    assert back.changes == (change,)
    assert [said(change, Lesson(language)) for language in ("en", "zh")] == [
        "What if layer 1 were deaf.",
        "如果第 1 层是聋的。",
    ]
    with pytest.raises(UsageError):
        attnx.explain(TEXT, TWO_LAYERS, change=[beyond])

    command = ["explain", TEXT, "--model", str(TWO_LAYERS)]
    assert app.call([*command, "--deaf", "1", "--deaf", "0", "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert found["after"]["changes"] == [{"change": "deaf", "layer": layer} for layer in (1, 0)]
    assert app.call(["explain", "--help"]) == 0
    assert b"--deaf LAYER" in capfdbinary.readouterr().out
    with pytest.raises(UsageError, match="--deaf takes LAYER, and it is not that"):
        app.call([*command, "--deaf", "it"])


def test_a_lens_is_one_entry_its_measure_and_its_words(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def twice(trace: Trace, layers: Collection[int] | None, queries: Collection[int] | None) -> Contributions:
        """The rollout, looked at twice."""
        parts = rollout.rollout(trace, layers, queries).parts
        lens: Any = "twice"
        return Contributions(lens, tuple(replace(part, amounts=part.amounts @ part.amounts) for part in parts))

    monkeypatch.setattr(rollout, "twice", twice, raising=False)
    registry: Any = LENSES
    monkeypatch.setitem(registry, "twice", Lens("rollout:twice", "lens"))
    for key in [key for key in LENS_WORDS if key.endswith("_rollout")]:
        monkeypatch.setitem(LENS_WORDS, key.replace("_rollout", "_twice"), LENS_WORDS[key])
    assert app.call(["explain", TEXT, "--model", "toy", "--lens", "twice", "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert (found["schema"], found["lens"]) == ("attnx.lens/1", "twice")
    amounts = np.array(found["parts"][0]["amounts"])
    assert np.allclose(amounts.sum(axis=-1), 1.0, atol=1e-5)
    assert app.call(["explain", TEXT, "--model", "toy", "--lens", "twice"]) == 0
    assert "hope" in capfdbinary.readouterr().out.decode()
