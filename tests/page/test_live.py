"""A page that runs its model itself: its numbers and its pieces are those of Python."""

from __future__ import annotations

import json
import random
import re
from base64 import b64decode
from functools import cache
from typing import Any

import numpy as np
import pytest

import attnx
from attnx.change import Ablate, Hide, Temperature, WithoutScale
from attnx.cli.desk.live import live_of
from attnx.measures.opening import opening
from attnx.measures.readings import readings
from attnx.trace import Trace
from attnx.views.page.page import page
from tests.page.conftest import Show

ARRAYS = ("q", "k", "v", "scores", "scaled", "weights", "z")
WORDS = [
    "Love",
    "is",
    "powerful",
    "because",
    "it",
    "gives",
    "us",
    "hope",
    "to",
    "live",
    "the",
    "old",
    "man",
    "said",
    "Zürich",
    "naïve",
    "café",
    "didn't",
    "3.14",
    "well-known",
    "unbelievably",
    "antidisestablishmentarianism",
    "$5",
    "(yes)",
    "[MASK]",
    "[unused]",
    "“quoted”",
    "…",
    "—",
    "我爱你",
    "因为",
    "它",
    "İstanbul",
    "ﬁne",
    "Ω",
    "Σας",
    "x\u200by",
    "á",
    "é",
    "½",
    "²",
    "™",
    "\xa0",
    "\t",
    "\n",
    "🙂",
    "👩\u200d💻",
    "안녕",
    "हिन्दी",
    "العربية",
    "ё",
    "й",
    "#tag",
    "@me",
    "a_b",
    "C++",
    "<b>",
    "𝒳",
    "\u3000",
    "\ufeff",
    "`",
    "^",
    "~",
    "|",
]
TEXTS = ["Love " + " ".join(random.Random(seed).choices(WORDS[:28], k=3 + seed % 9)) for seed in range(50)]
SEEN = {"reader": "Love gives hope because it is powerful.", "reader-zh": "我爱你，因为你给我希望。"}
# What a page gives to a test: the module of its model, which nothing else on the page can reach.
OPEN = ("begin([...VIEWS, whatIfView]);", "begin([...VIEWS, whatIfView]);\nwindow.model = $model;")


@cache
def live_page(model: str = "reader") -> str:
    checkpoint = attnx.load(model)
    return page(attnx.explain(SEEN[model], checkpoint), live=live_of(checkpoint))


@pytest.fixture
def running(show: Show, monkeypatch: pytest.MonkeyPatch) -> Any:
    from attnx.views.page import page as module

    joined = module.joined
    monkeypatch.setattr(module, "joined", lambda start: joined(start).replace(*OPEN))
    live_page.cache_clear()
    yield lambda model="reader": show(live_page(model))
    live_page.cache_clear()


MADE = """([ids, changes]) => {
    const sets = {hidden: new Set(changes.hidden), silent: new Set(changes.silent)};
    const {layers} = model.run(ids, {scaled: true, temperature: 1, ...changes, ...sets});
    const numbers = layers.flatMap(layer => layer.heads.flatMap(head => NAMES.flatMap(name => [...head[name].values])));
    const bytes = new Uint8Array(new Float32Array(numbers).buffer);
    return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
}""".replace("NAMES", json.dumps(ARRAYS))


def made(shown: Any, trace: Trace, changes: dict[str, Any] | None = None) -> float:
    """How far the numbers that the page makes of the tokens of a trace are from its own.

    Of weights it is the largest difference, of other arrays its share of the largest number.
    """
    text = shown.evaluate(MADE, [[token.id for token in trace.tokens], changes or {}])
    numbers, at, far = np.frombuffer(b64decode(text), "<f4"), 0, 0.0
    for _, attention in trace.attentions():
        for head in attention.heads:
            for name in ARRAYS:
                expected = attention.of_head(name, head).data.ravel()
                difference = np.abs(numbers[at : at + expected.size] - expected).max()
                far = max(far, difference / (1.0 if name == "weights" else max(1.0, np.abs(expected).max())))
                at += expected.size
    assert at == numbers.size
    return far


def test_its_numbers_are_those_of_python(running: Any) -> None:
    model, shown = attnx.load("reader"), running()
    for text in TEXTS:
        assert made(shown, attnx.explain(text, model)) < 1e-5, text


def test_what_if_is_what_python_makes_of_it(running: Any) -> None:
    model, shown, text = attnx.load("reader"), running(), "Love gives hope because it is powerful."
    for change, asked in (
        (Temperature(2.5), {"temperature": 2.5}),
        (WithoutScale(), {"scaled": False}),
        (Hide(5, 1), {"hidden": ["5,1"]}),
        (Ablate(1, 3), {"silent": ["1.3"]}),
    ):
        assert made(shown, attnx.explain(text, model, change=change), asked) < 1e-5, change


@pytest.mark.parametrize("model", ["reader", "reader-zh"])
def test_its_pieces_are_those_of_the_library(model: str, running: Any) -> None:
    """Ten thousand texts of words, signs and letters of many scripts, together for both models."""
    seeded, tokenizer, shown = random.Random(7), attnx.load(model).tokenizer, running(model)
    spans = ((33, 0x250), (0x370, 0x530), (0x600, 0x61D), (0x61E, 0x700), (0x900, 0x980))  # U+061D is too new for it
    letters = [chr(code) for span in spans for code in range(*span)]
    letters += [chr(code) for code in (*range(0x2000, 0x2070), *range(0x3000, 0x3100), *range(0x4E00, 0x4E80))]
    texts = []
    for number in range(5000):
        pool = WORDS if number % 2 else letters
        texts.append(("" if number % 3 == 0 else " ").join(seeded.choices(pool, k=seeded.randint(1, 9))) + "a")
    pieces = shown.evaluate(
        "texts => JSON.stringify(JSON.parse(texts).map(text => model.tokenize(text).map(token => token.id)))",
        json.dumps(texts),
    )
    wrong = [
        text
        for text, ids in zip(texts, json.loads(pieces), strict=True)
        if ids != [token.id for token in tokenizer(text)]
    ]
    assert wrong == []


def test_another_sentence_is_read_and_changed(show: Show) -> None:
    shown = show(live_page(), "whatif")
    shown.get_by_label("Another sentence").fill("The cat slept because it was tired.")
    shown.keyboard.press("Enter")
    words = shown.locator(".words button").all_inner_texts()
    assert words == ["[CLS]", "The", "cat", "slept", "because", "it", "was", "tired", ".", "[SEP]"]
    shown.locator(".words button").nth(5).click()
    assert shown.locator(".verdict").inner_text().startswith("“it” reads most from “cat”")
    shown.locator(".cell").nth(2).click()
    assert "cat" not in shown.locator(".verdict").inner_text()
    assert "Love" not in shown.locator("main").inner_text()
    shown.locator("#tab-story").click()
    assert shown.locator("tr[data-key]").count() == 10
    shown.locator("#tab-matrix").click()
    assert "−∞" in shown.locator('table[aria-label^="masked"]').inner_text()


@pytest.mark.parametrize(
    ("model", "text", "label", "word"),
    [
        ("reader", "The unbelievably old man said it.", "Another sentence", "unbelievably"),
        ("reader-zh", "我喜欢苹果，因为它很好吃。", "Another sentence", "喜欢"),
    ],
)
def test_its_verdict_is_of_whole_words(model: str, text: str, label: str, word: str, show: Show) -> None:
    trace = attnx.explain(text, model)
    chosen = opening(attnx.explain(SEEN[model], model))
    assert chosen is not None
    attention = dict(trace.attentions())[chosen.layer]
    rows = readings(trace, attention, chosen.head, None)
    at = next(place for place, token in enumerate(rows.queries) if token.text == word)
    assert len(rows.pieces_of_queries[at]) > 1
    key = int(rows.weights[at].argmax())
    shown = show(live_page(model), "whatif")
    shown.get_by_label(label).fill(text)
    shown.keyboard.press("Enter")
    shown.locator(".words button").nth(rows.pieces_of_queries[at].start + 1).click()
    found = shown.locator(".verdict").inner_text()
    assert found == f"“{word}” reads most from “{rows.keys[key].name}”: {rows.weights[at, key]:.2f}"


def test_it_holds_its_model_and_asks_nobody() -> None:
    html = live_page()
    assert len(html) < 4_900_000
    data = json.loads(re.search(r'id="data">(.*?)</script>', html)[1])  # type: ignore[index]
    assert len(data["live"]["pieces"]) == 7000
    assert "connect-src" not in html
