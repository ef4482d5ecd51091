"""What the tests of the page share: traces, and what a page shows."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

import attnx
from attnx.lessons import Lesson
from attnx.trace import Trace
from attnx.views.look import Look
from attnx.views.page.data import Opened
from attnx.views.page.page import page

SENTENCE = "Love is powerful because it gives us hope to live."
LOOK = Look(Lesson("en"))


@cache
def reader() -> Trace:
    return attnx.explain(SENTENCE, "reader")


@cache
def reader_page() -> str:
    return page(reader(), Opened(3, 0, query=5))


@cache
def translation() -> Trace:
    return attnx.translate("我爱你。")


def table(shown: Any, name: str) -> list[list[str]]:
    """The cells of the matrix whose label begins with this name, sums left out, once it is drawn."""
    shown.locator(f'table[aria-label^="{name}"] tbody tr').first.wait_for(state="attached")  # opened parts draw later
    rows: list[list[str]] = shown.evaluate(
        """name => [...document.querySelectorAll(`table[aria-label^="${name}"] tbody tr`)]
            .map(line => [...line.querySelectorAll("td:not(.sum)")].map(cell => cell.textContent))""",
        name,
    )
    return rows


def choose(shown: Any, layer: str | None = None, head: int | None = None) -> None:
    """Goes to another layer, by what it is called, and another head."""
    if layer is not None:
        shown.locator(".layers").get_by_label(layer, exact=True).click()
    if head is not None:
        shown.locator(".heads button").nth(head).click()


def printed(array: np.ndarray) -> list[list[str]]:
    """The same numbers as the terminal prints them."""
    return [[LOOK.number(float(value)) for value in row] for row in array]
