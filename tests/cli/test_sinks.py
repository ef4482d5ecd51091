"""A head with a sink reads less than a whole, and every view of it says so."""

from __future__ import annotations

import pytest

from tests.cli.processes import MODELS, printed
from tests.conftest import Run

TEXT = "Love gives hope, so we live."
VIEWS = {"": "en", "--focus hope": "zh", "--cell hope,Love": "en", "--top-k 2": "zh"}


@pytest.mark.parametrize("options", VIEWS)
def test_every_view_says_so(options: str, quick: Run) -> None:
    language, chosen = VIEWS[options], ("--layer", "0", "--head", "1", *options.split())
    told = printed(quick("explain", TEXT, "--model", str(MODELS / "gpt_oss-a"), "--lang", language, *chosen))
    assert told.count({"en": "sink", "zh": "汇点"}[language]) > 1  # the note at the top, and where the numbers are
