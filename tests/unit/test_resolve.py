"""What a model is asked for by, and what every door and description makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import attnx
from attnx.checkpoint import installed, load_translator
from attnx.checkpoint.describe import available, describe
from attnx.checkpoint.resolve import MADE, NAMES, TRAINED, Bundled, Directory, Made, OnHub, resolve
from attnx.errors import AttnxError
from tests.families.parity import MODELS


def test_each_kind_of_place() -> None:
    assert {name: resolve(name) for name in (*MADE, *TRAINED)} == {
        **{name: Made(name) for name in MADE},
        **{name: Bundled(name) for name in TRAINED},
    }
    folder = MODELS / "bert-plain"
    file = folder / "model.safetensors"
    assert resolve(str(folder)) == resolve(folder) == Directory(folder, "bert-plain", "given")
    assert resolve(file) == Directory(file, "bert-plain/model.safetensors", "given")
    assert resolve("owner/name", "main") == OnHub("owner/name", "owner/name", "given", "main")


def test_minilm_is_installed_or_on_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnx.checkpoint.resolve.find_minilm", lambda: tmp_path)
    assert resolve("minilm") == Directory(tmp_path, "minilm", "trained")
    monkeypatch.setattr("attnx.checkpoint.resolve.find_minilm", lambda: None)
    assert resolve("minilm") == OnHub(installed.REPOSITORY, "minilm", "trained", None)


@pytest.mark.parametrize(
    ("model", "revision", "key"), [("reader", "main", "revision_of"), ("no-such", None, "unknown_model")]
)
def test_what_resolves_to_nothing_is_refused_everywhere_alike(model: str, revision: str | None, key: str) -> None:
    for use in (attnx.load, load_translator, describe):
        with pytest.raises(AttnxError) as caught:
            use(model, revision=revision)
        assert caught.value.key == key


def test_every_name_is_listed_in_its_order() -> None:
    assert tuple(model.name for model in available()) == NAMES
    for name in (*TRAINED, *MADE):
        (listed,) = (model for model in available() if model.name == name)
        loaded, described = attnx.load(name), describe(name)
        assert listed.spec == loaded.spec == described.spec
        assert listed.provenance == loaded.provenance == described.facts.provenance
