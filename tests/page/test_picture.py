"""The picture of a page in a real browser: what is read of it, and a patch that is chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.page.conftest import Show

FIXTURES = Path(__file__).parent.parent / "fixtures"


def test_a_patch_shows_where_it_looks(show: Show) -> None:
    pytest.importorskip("PIL", reason="pictures as input need the extra vision")
    import attnx
    from attnx.measures.opening import opening
    from attnx.views.page.page import page

    trace = attnx.explain(FIXTURES / "pictures" / "scene.png", FIXTURES / "models" / "vit-a")
    shown = show(page(trace), "patches")
    canvas = shown.locator("canvas.seen")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})  # the patch in the middle, 1,1
    assert shown.locator("select#query").input_value() == "5"
    opened = opening(trace)
    assert opened is not None
    weights = trace.array("weights", layer=opened.layer, head=opened.head)[5, 1:].reshape(3, 3)
    assert trace.picture is not None and trace.picture.pixels is not None
    light = shown.evaluate(
        "() => [...document.querySelector('canvas.seen').getContext('2d').getImageData(0, 0, 24, 24).data]"
    )
    painted = np.array(light).reshape(24, 24, 4)[..., :3].astype(float)
    share = 0.2 + 0.8 * weights / max(weights.max(), 4 / 9)
    expected = trace.picture.pixels * np.kron(share, np.ones((8, 8)))[..., None]
    assert np.abs(painted - expected).max() <= 1


def test_a_patch_shows_which_word_looks_at_it(show: Show) -> None:
    import attnx
    from attnx.views.page.data import Opened
    from attnx.views.page.page import page

    picture = np.random.default_rng(3).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    trace = attnx.caption(picture, FIXTURES / "models" / "blip-a", arrays=["weights"])
    shown = show(page(trace, Opened(view="patches")))
    canvas = shown.locator("canvas.seen")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    canvas.hover(position={"x": box["width"] * 0.9, "y": box["height"] * 0.1})  # the patch 0,3
    weights = trace.array("weights", kind="cross", layer=0, head=0)
    word = trace.written()[int(weights[:, 4].argmax())]
    assert word.name in shown.locator("p.about[aria-live]").inner_text()


def test_a_caption_shows_where_each_word_looked(show: Show) -> None:
    import attnx
    from attnx.views.page.page import page

    picture = np.random.default_rng(3).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    shown = show(page(attnx.caption(picture, FIXTURES / "models" / "blip-a", arrays=["weights"])), "caption")
    canvas = shown.locator("canvas.seen.small")
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    shown.locator("button:has-text('›')").click()
    assert canvas.evaluate("canvas => canvas.toDataURL()") != before
    assert "teaching model" not in shown.inner_text("body")
