"""A real browser: Chromium, driven by Playwright. Skipped where one is missing, unless ATTNX_REQUIRE asks for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Show = Callable[..., Any]
PLAIN = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light", "reduced_motion": "reduce"}


@pytest.fixture(scope="module")  # its loop would stand in the way of the screen's in the same process
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if "chromium" not in os.environ.get("ATTNX_REQUIRE", ""):
        for package in ("playwright", "axe_playwright_python"):
            pytest.importorskip(package, reason="needs a browser's driver: pip install 'attnx[browser]'")
        if chromium is None:
            pytest.skip("needs the browser Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Show]:
    """Opens a page from disk, in a view if one is named. There must be no error, no request, no word in the console."""
    heard: list[str] = []
    contexts: list[Any] = []

    def open_page(html: str, view: str = "", **settings: Any) -> Any:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(html, encoding="utf-8")
        contexts.append(browser.new_context(**(PLAIN | settings)))
        page = contexts[-1].new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on(
            "request", lambda request: heard.append(request.url) if request.url.split("#")[0] != file.as_uri() else None
        )
        page.goto(f"{file.as_uri()}#{view}" if view else file.as_uri())
        page.set_default_timeout(5000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert heard == []
