"""Every small change of a config gives the numbers of the reference, or is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from attnx.checkpoint.directory import read_specs
from attnx.errors import CheckpointError
from tests.families.parity import FIXTURES, MODELS, computed, numbers
from tests.fixtures.variants import variants

GOLDEN = json.loads((FIXTURES / "goldens" / "variants.json").read_text())
NEAR = 1e-4
# The reference's last stream of this model is another than what its head reads: its weights and logits are compared.
OTHER_STREAM = "opt-b"
# The reference wants a point in these numbers; attnx takes 1 for 1.0.
WHOLE = ("attn_logit_softcapping: 1", "final_logit_softcapping: 1")


@pytest.mark.parametrize("name", GOLDEN)
def test_each_gives_the_numbers_of_the_reference_or_is_refused_by_name(name: str, tmp_path: Path) -> None:
    """Where the reference has none itself, what attnx gives must be what the key was never about: the usual numbers."""
    for file in MODELS.joinpath(name).iterdir():
        if file.name != "config.json":
            (tmp_path / file.name).symlink_to(file)
    usual, others = GOLDEN[name]["usual"], GOLDEN[name]["others"]
    wrong, refused, count = {}, 0, 0
    known = {read_specs(MODELS / name): numbers_of(MODELS / name, name)}  # one model is run once
    for variant, config in variants(json.loads((MODELS / name / "config.json").read_text())):
        count += 1
        (tmp_path / "config.json").write_text(json.dumps(config))
        try:
            spec = read_specs(tmp_path)
            if spec not in known:
                known[spec] = numbers_of(tmp_path, name)
        except CheckpointError as error:
            refused += 1
            named = str(error.facts.get("key") or error.facts.get("name"))
            assert named != "None" and named in str(error), (variant, str(error))
            continue
        expected = others.get(variant, usual) or usual
        found = known[spec]
        if variant not in WHOLE and any(abs(number - expected[kind]) > NEAR for kind, number in found.items()):
            wrong[variant] = found, expected
    assert wrong == {}
    assert refused < 0.6 * count


def numbers_of(folder: Path, name: str) -> dict[str, float]:
    found = numbers(computed(name, np.float32, folder))
    return {kind: number for kind, number in found.items() if (name, kind) != (OTHER_STREAM, "hidden")}
