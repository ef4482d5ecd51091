"""How much a page holds, with no browser."""

from __future__ import annotations

import pytest

import attnx
from attnx.cli.desk.choices import HeadChoice
from attnx.cli.desk.html import needed
from attnx.errors import UsageError
from attnx.views.page.page import page
from attnx.views.page.size import check_size
from tests.page.pages import SENTENCE, reader


def test_all_heads_where_they_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    model = attnx.load("reader")
    assert needed(model, SENTENCE, None, HeadChoice("3", "0")) == ("all", "all")
    assert needed(model, SENTENCE, None, HeadChoice("mean", "2")) == ("all", (2,))  # the mean of these and no others
    monkeypatch.setattr("attnx.views.page.size.LARGEST", 4000)  # 13 × 13 weights of 11 heads
    assert needed(model, SENTENCE, None, HeadChoice("3", "0")) == ((3,), (0,))
    assert needed(model, SENTENCE, None, HeadChoice("1", None)) == ((1,), "all")
    for layer, head in ((None, None), (None, "all"), ("0,1", None)):
        with pytest.raises(UsageError, match="a trace too large for a page"):
            needed(model, SENTENCE, None, HeadChoice(layer, head))
    with pytest.raises(UsageError, match="32 heads"):
        page(reader())


def test_what_is_too_large() -> None:
    check_size(512, 38)
    with pytest.raises(UsageError, match="the weights of 39 heads would take 20 MB where it holds 20"):
        check_size(512, 39)
    with pytest.raises(UsageError, match="513 tokens"):
        check_size(513, 1)
