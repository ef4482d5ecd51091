"""Models that see pictures, against the reference implementation: what they are given, and what they make of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

pytest.importorskip("PIL", reason="pictures as input need the extra vision")
from attnx.checkpoint import load
from attnx.checkpoint.sight import that_sees
from attnx.inputs.image import open_picture
from attnx.inputs.preprocess import prepare
from tests.families.parity import GOLDENS, MODELS
from tests.families.seeing import NAMES, PICTURES, differences

CLOSE, EXACT = 2e-5, 1e-10


@pytest.mark.parametrize("name", NAMES)
def test_every_array_is_that_of_the_reference(name: str) -> None:
    found = list(differences(name))
    assert [one for one in found if one.single > CLOSE or one.double > EXACT] == []
    assert {one.step for one in found} >= {"patches", "self.1.weights", "hidden.1"}


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_prepared_as_the_reference_prepares_it(name: str) -> None:
    how = that_sees(load(MODELS / name)).preprocessing
    assert how is not None and how.deviation is not None
    deviation = np.array(how.deviation)[:, None, None]
    for key, expected in load_file(GOLDENS / f"{name}.safetensors").items():
        if key.startswith("pixel_values/"):
            found = prepare(open_picture(PICTURES / Path(key).name), how).values
            assert np.abs((found - expected) * deviation).max() <= 1 / 255, key
