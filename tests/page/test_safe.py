"""A page is safe to open and open to all: text stays text, nothing leaves, and everyone can use it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

import attnx
from attnx.trace import Trace
from attnx.views.page.page import page
from tests.page.conftest import Show
from tests.page.pages import SENTENCE, reader, reader_page, translation
from tests.views import exhibits

EVIL = "</script><img src=x onerror=alert(1)> \u202egnirts\u202c \x1b[31m <!-- --> ]]> &lt; {lang} ${x} \u2028 </title>"


def small() -> Trace:
    """Little enough to be searched quickly for what someone could not use."""
    return attnx.explain("It gives us hope.", "reader", layers=[2, 3], heads=[0, 1])


def evil() -> Trace:
    """A trace in which every text that comes from outside is hostile."""
    trace = attnx.explain(EVIL, "toy")
    tokens = tuple(replace(token, piece=EVIL) for token in trace.tokens)
    return replace(trace, model=replace(trace.model, name=EVIL), tokens=tokens)


def evil_translation() -> Trace:
    found = translation()
    steps = tuple(replace(one, taken=replace(one.taken, text=EVIL)) for one in found.steps)
    return replace(found, text=EVIL, output=EVIL, steps=steps)


@pytest.mark.parametrize("trace", [evil, evil_translation])
def test_a_hostile_text_stays_text(trace: Callable[[], Trace], show: Show) -> None:
    html = page(trace())
    assert html.count("</script>") == 3
    assert "<img" not in html
    assert html.count("<!--") == 0
    assert "\x1b" not in html
    assert "\u202e" not in html
    shown = show(html)
    for tab in shown.get_by_role("tab").all():
        tab.click()
        assert shown.locator("img").count() == 0
        assert "<img src=x onerror=alert(1)> ⟨U+202E⟩gnirts⟨U+202C⟩ ␛[31m" in shown.locator("h1").inner_text()
    assert shown.locator("script").count() == 3
    assert "<img src=x" in shown.title()


def test_the_policy_lets_nothing_else_run_and_nothing_leave(browser: Any, show: Show, tmp_path: Any) -> None:
    shown = show(reader_page())
    policy = shown.locator("meta[http-equiv]").get_attribute("content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    file = tmp_path / "tried.html"
    file.write_text(reader_page(), encoding="utf-8")
    other = browser.new_page()  # not `show`, for a browser says in its console what it refused
    other.goto(file.as_uri())
    tried = other.evaluate("""async () => {
        const script = document.createElement("script");
        try { script.textContent = "window.ran = true"; document.body.append(script); } catch {}
        let markup = "";
        try { document.body.innerHTML = "<b>x</b>"; } catch (error) { markup = error.name; }
        const fetched = await fetch("https://example.org/").then(() => "left", () => "stayed");
        const image = await new Promise(done => {
            const one = new Image(); one.onload = () => done("left"); one.onerror = () => done("stayed");
            one.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
        });
        return [window.ran === undefined, markup, fetched, image];
    }""")
    other.close()
    assert tried == [True, "TypeError", "stayed", "stayed"]


def test_nothing_in_it_points_elsewhere() -> None:
    html = unescape(reader_page())
    assert not re.search(r"""\s(src|href)=|url\(|@import|import\(""", html)
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", html))
    assert addresses == {"http://www.w3.org/2000/svg"}  # the name of a vocabulary, not a place


def test_it_is_small() -> None:
    html = reader_page()
    assert len(html.encode()) < 500_000
    for kind in ("data", "numbers"):
        html = re.sub(rf'(<script type="[\w/]+" id="{kind}">).*?(</script>)', r"\1\2", html, flags=re.DOTALL)
    assert len(html.encode()) < 100_000


def test_everyone_can_use_it(show: Show) -> None:
    from axe_playwright_python.sync_playwright import Axe

    def violations(shown: Any, **options: Any) -> list[tuple[str, str, str]]:
        found = Axe().run(shown, options={"resultTypes": ["violations"]} | options).response["violations"]
        return [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found]

    shown = show(page(small()), bypass_csp=True)
    for tab in shown.get_by_role("tab").all():
        tab.click()
        if shown.locator("td[data-column]").count():
            shown.locator("td[data-column]").first.click()
        assert violations(shown) == []
        shown.emulate_media(color_scheme="dark")
        assert violations(shown, runOnly=["color-contrast"]) == []
        shown.emulate_media(color_scheme="light")
    assert violations(show(page(translation()), bypass_csp=True)) == []
    assert violations(show(page(exhibits.whole("gpt2-a", 0, 1)), "block", bypass_csp=True)) == []


def test_a_notebook_shows_it_in_a_frame_of_its_own(show: Show) -> None:
    host = "<!doctype html><meta charset=utf-8><title>notebook</title><p id=mine>mine</p>"
    shown = show(host + small()._repr_html_() + small().heads()._repr_html_() + small().table()._repr_html_())
    story, lines = shown.frame_locator("iframe >> nth=0"), shown.frame_locator("iframe >> nth=1")
    assert story.locator("#tab-story").get_attribute("aria-selected") == "true"
    weights = small().array("weights", layer=2, head=0)
    assert story.locator("table.sums tbody tr").count() == len(weights)
    lines.locator(".between path").first.wait_for(state="attached")
    assert lines.locator(".between path").count() == (weights > 0.02).sum()
    assert shown.locator("body > table td").count() == weights.size
    reach = "() => { try { return parent.document.title; } catch (error) { return error.name; } }"
    assert shown.frames[1].evaluate(reach) == "SecurityError"


def test_a_frame_is_as_high_as_its_story_and_lies_on_its_picture(show: Show) -> None:
    for text in (SENTENCE, "The captain saw the ship, and it was old. " * 3):
        shown = show("<!doctype html><meta charset=utf-8>" + attnx.explain(text)._repr_html_())
        shown.frame_locator("iframe").locator("tr[data-key]").first.wait_for()
        inner = shown.frames[1].evaluate("document.documentElement.getBoundingClientRect().height")
        frame, picture = (shown.locator(which).bounding_box() for which in ("iframe", "img"))
        assert inner <= frame["height"] < inner + 130
        assert picture["y"] == frame["y"] and picture["height"] <= frame["height"]
        bar = shown.frames[1].evaluate("document.querySelector('nav').getBoundingClientRect().height")
        assert bar < 90 and not shown.frame_locator("iframe").locator(".facts").is_visible()


def test_a_large_trace_is_a_table_in_a_notebook() -> None:
    long = attnx.explain(" ".join(["love"] * 400), "toy", arrays=["weights"])
    assert "<iframe" in long._repr_html_()
    wide = replace(long, layers=tuple(replace(long.layers[0], layer=layer) for layer in range(10)))
    assert wide._repr_html_().startswith("<table")
    assert set(wide._repr_mimebundle_()) == {"text/plain", "text/html"}
    assert repr(wide.table()).startswith("<")


def test_every_page_of_a_trace_is_the_same() -> None:
    assert page(reader()) == page(reader())
