"""The family that docs/adding-a-family.md adds is added as the page says, and gives the numbers of the reference."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

import attnx
from attnx.errors import CheckpointError
from attnx.model import families
from tests.docs.blocks import ROOT, write_files
from tests.families.parity import MODELS, differences

NAME = "example-seed_oss"


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the page, registered."""
    write_files((ROOT / "docs" / "adding-a-family.md").read_text(encoding="utf-8"), tmp_path)
    file = tmp_path / "seed_oss.py"
    module = "attnx.model.families.seed_oss"
    found = importlib.util.spec_from_file_location(module, file)
    assert found is not None and found.loader is not None
    loaded = importlib.util.module_from_spec(found)
    found.loader.exec_module(loaded)
    monkeypatch.setitem(sys.modules, module, loaded)
    monkeypatch.setattr(families, "FAMILIES", families.FAMILIES | {"seed_oss": "seed_oss"})  # type: ignore[operator]
    monkeypatch.setattr("attnx.checkpoint.directory.FAMILIES", families.FAMILIES)
    return file


def test_without_the_file_the_family_is_unknown() -> None:
    with pytest.raises(CheckpointError, match="seed_oss"):
        attnx.load(MODELS / NAME)


def test_with_it_every_array_is_that_of_the_reference(added: Path) -> None:
    found = list(differences(NAME))
    assert len(found) > 10
    assert [one for one in found if one.single > 2e-5 or one.double > 1e-12] == []
    assert attnx.explain("Love gives hope.", MODELS / NAME).model.family == "seed_oss"


def test_it_is_as_short_as_the_page_promises(added: Path) -> None:
    assert len(added.read_text(encoding="utf-8").splitlines()) < 100
