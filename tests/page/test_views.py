"""Heads, the whole model and a translation in a real browser; then every kind of trace there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import attnx
from attnx.change import WithoutScale
from attnx.lessons import Lesson
from attnx.measures.compare import Comparison, compare
from attnx.measures.heads import RESTS, names_here
from attnx.measures.settle import settled
from attnx.measures.side import side_of
from attnx.reduce.first import skip_first
from attnx.reduce.mean import mean_of_heads, mean_of_layers
from attnx.reduce.words import merge_words
from attnx.trace import ARRAYS, BLOCK, LAST_AXES, Trace
from attnx.views.compare import lead, turns_of
from attnx.views.look import Look
from attnx.views.page.data import Opened
from attnx.views.page.page import comparison_page, page
from attnx.views.prediction import name_of, settled_sentence
from attnx.views.translation import so_far
from tests.families.parity import MODELS
from tests.page.conftest import Show
from tests.page.pages import LOOK, SENTENCE, choose, printed, reader, reader_page, table, translation
from tests.views import exhibits


def lines(shown: Any) -> int:
    return int(shown.locator("svg path:not(.away)").count())


def test_lines_from_query_to_key(show: Show) -> None:
    shown = show(reader_page(), "lines")
    shown.locator('.side [aria-pressed="true"]').click()  # of every word, and not of one alone
    first, second = (reader().array("weights", layer=3, head=head) for head in (0, 5))
    assert lines(shown) == (first > 0.02).sum()
    shown.locator(".toggles button").nth(5).click()
    assert lines(shown) == (first > 0.02).sum() + (second > 0.02).sum()
    shown.locator(".toggles button").nth(5).click()
    shown.get_by_label("Only weights above").select_option("0.5")
    assert lines(shown) == (first > 0.5).sum()
    shown.get_by_label("Only weights above").select_option("0")
    assert lines(shown) == (first > 0).sum()


def test_pointing_at_a_token_shows_its_lines_alone(show: Show) -> None:
    shown, weights = show(reader_page(), "lines"), reader().array("weights", layer=3, head=0)
    it = shown.locator(".side.query button").nth(5)
    assert lines(shown) == (weights[5] > 0.02).sum()
    assert f"“it” reads from: Love {LOOK.number(float(weights[5, 1]))}" in shown.locator(".told").inner_text()
    it.click()
    shown.mouse.move(0, 0)
    assert lines(shown) == (weights > 0.02).sum()
    love = shown.locator(".side.key button").nth(1)
    love.focus()
    shown.keyboard.press("Enter")
    it.hover()
    shown.mouse.move(0, 0)
    assert lines(shown) == (weights[:, 1] > 0.02).sum()
    assert love.get_attribute("aria-pressed") == "true"
    assert "“Love” is read by: it" in shown.locator(".told").inner_text()


def test_every_head_at_once(show: Show) -> None:
    shown = show(reader_page(), "heads")
    assert shown.locator(".layer canvas.thumbnail").count() == 4 * 8
    known = [fact for fact in reader().model.heads_known if fact.kind != "broad"]
    large = shown.locator(".telling button").all_inner_texts()
    assert [text.split("\n")[0] for text in large] == [f"layer {fact.layer}, head {fact.head}" for fact in known]
    weights = reader().array("weights", layer=0, head=0)
    pixels = shown.evaluate("""() => {
        const canvas = document.querySelector("canvas.thumbnail");
        return [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data];
    }""")
    assert np.abs(np.reshape(pixels, (-1, 4))[:, 3] - 255 * weights.ravel()).max() <= 1  # nothing is paper
    shown.locator(".layer").get_by_label("layer 2, head 6").click()
    assert shown.url.endswith("#story/2.6/it")
    shown.locator("#tab-matrix").click()
    assert table(shown, "weights, layer 2, head 6") == printed(reader().array("weights", layer=2, head=6))


def test_heads_nobody_measured_are_named_after_what_they_do_here(show: Show) -> None:
    trace = attnx.explain(SENTENCE, "reader", change=WithoutScale())
    names = names_here(trace)
    assert names[0, 0] == "previous"
    large = show(page(trace), "heads").locator(".telling button")
    assert len(large.all()) == sum(name not in ("broad", *RESTS) for name in names.values())
    assert large.first.inner_text() == "layer 0, head 0\nlooks at the previous token (here)"


def test_a_row_of_cross_attention_is_called_by_the_word_it_writes(show: Show) -> None:
    shown = show(page(translation()), "story")
    assert shown.locator(".words").last.locator("li").all_inner_texts() == ["I", "love", "you", ".", "</s>"]
    shown.locator(".words").last.get_by_text("love").click()
    assert shown.locator(".story h2").inner_text() == "How “love” comes to read from “爱”"


def test_a_translation_step_by_step(show: Show) -> None:
    trace = translation()
    shown, say = show(page(trace)), Look(Lesson("en"))
    assert trace.aligner is not None
    weights = trace.array("weights", layer=trace.aligner.layer, kind="cross", head=trace.aligner.head)
    for number, step in enumerate(trace.steps):
        assert shown.locator(".stepping output").inner_text() == f"step {number + 1} of {len(trace.steps)}"
        assert shown.locator(".written bdi").inner_text() == so_far(trace, step, say)
        assert shown.locator(".written mark").inner_text() == step.taken.text
        found = shown.locator(".chips .source small").all_inner_texts()
        assert found == printed(weights[number : number + 1])[0]
        likely = shown.locator("table.list tbody td:nth-child(2)").all_inner_texts()
        assert likely == [LOOK.number(one.probability) for one in step.candidates]
        if number < len(trace.steps) - 1:
            shown.get_by_label("Next step").click()
    assert shown.get_by_label("Next step").is_disabled()
    shown.locator("#step").focus()
    shown.keyboard.press("Home")
    assert shown.locator(".stepping output").inner_text() == f"step 1 of {len(trace.steps)}"
    assert shown.locator(".output").inner_text() == "I love you."
    assert table(shown, "which word")[1] == printed(weights[1:2])[0]
    shown.locator("#tab-matrix").click()
    choose(shown, "the encoder's self-attention, layer 1", 0)
    found = table(shown, "weights, the encoder's self-attention, layer 1, head 0")
    assert found == printed(trace.array("weights", layer=1, kind="encoder", head=0))


def test_what_comes_next_and_what_each_layer_would_have_said(show: Show) -> None:
    trace = attnx.predict("Once upon a time there was", lens=True)
    shown = show(page(trace))
    assert shown.locator("#tab-prediction").get_attribute("aria-selected") == "true"
    last = trace.guesses[-1]
    titles = shown.locator("main h2").all_inner_texts()
    assert titles == ["What comes after “was” (token 6)", "what each layer would have said"]
    likely, layers = shown.locator("table.list").all()
    found = likely.locator("tbody td:nth-child(2)").all_inner_texts()
    assert found[:-1] == [LOOK.number(one.probability) for one in last.candidates]
    assert found[-1] == LOOK.number(max(1 - sum(one.probability for one in last.candidates), 0))
    (story,) = settled(trace)
    assert layers.locator("tbody td:nth-child(3)").all_inner_texts() == [LOOK.number(one) for one in story.shares]
    assert settled_sentence(story, name_of(story.answer), LOOK) in shown.locator("main").inner_text()
    mean = trace.array("weights", layer=5)[:, last.token].mean(axis=0)
    assert shown.locator(".chips .source small").all_inner_texts() == printed(mean[None])[0]


def test_a_text_that_goes_on_token_by_token(show: Show) -> None:
    trace = attnx.predict("Once upon a time", generate=3)
    shown = show(page(trace, language="zh"))
    for number, step in enumerate(trace.steps):
        before = (trace.text + trace.output)[: trace.tokens[step.after].end]
        assert shown.locator(".written bdi").inner_text() == before.strip()
        mean = trace.array("weights", layer=5)[:, step.after].mean(axis=0)
        assert shown.locator(".chips .source small").all_inner_texts() == printed(mean[None, : step.after + 1])[0]
        if number < len(trace.steps) - 1:
            shown.get_by_label("下一步").click()
    assert shown.locator(".output").inner_text() == trace.text + trace.output
    assert "translat" not in shown.locator("main").inner_text()


def test_two_texts_side_by_side(show: Show) -> None:
    before, after = (
        attnx.explain(f"The animal did not cross the street because it was too {word}.", layers=[3], heads=[0])
        for word in ("tired", "wide")
    )
    parts = compare(before, after, ["weights", "z"])
    weights = parts[0]
    assert isinstance(weights, Comparison)
    shown = show(comparison_page(parts, before, after, row=2))
    for name, array in (("A", weights.before), ("B", weights.after), ("B − A", weights.difference)):
        assert table(shown, f"{name}, weights") == printed(array)
    assert lead(weights, turns_of(weights, 2), LOOK) in shown.locator("main .verdict").first.inner_text()
    assert shown.locator('.chips button[aria-pressed="true"]').inner_text().split()[:2] == ["2", "animal"]
    shown.locator(".chips button").nth(9).click()
    assert shown.locator("tr.followed").count() == 3
    numbers = shown.locator("table.list").nth(1).locator("tbody td:nth-child(2)").all_inner_texts()
    assert numbers == printed(weights.before[9:10])[0]
    assert "NaN" not in shown.locator("body").inner_text()


def test_a_word_on_one_side_only_has_no_number_on_the_other(show: Show) -> None:
    before, after = (attnx.explain(text, "toy", heads=[0]) for text in ("hope", "hope it"))
    parts = compare(before, after, ["weights", "scores"])
    shown = show(comparison_page(parts, before, after))
    for side, own in (("A", ""), ("B", "−2.91"), ("B − A", "")):
        assert [row[-1] for row in table(shown, f"{side}, scores")] == [own]
    assert "NaN" not in shown.locator("body").inner_text()


TRACES: dict[str, Callable[[], Trace]] = {
    "worked by hand": exhibits.classic,
    "a lookup": exhibits.heights,
    "other keys than queries": exhibits.rectangular,
    "a query that sees nothing": exhibits.blind,
    "norms, turning, bias, soft cap, window": exhibits.modern,
    "a window to both sides": exhibits.near,
    "pieces": exhibits.bert,
    "words": lambda: merge_words(exhibits.pieces()),
    "the mean of heads": lambda: mean_of_heads(reader()),
    "the mean of layers": lambda: mean_of_layers(reader()),
    "without the first key": lambda: skip_first(exhibits.sink()),
    "a translation with no end": exhibits.unfinished,
    "a small translation": exhibits.translation,
}


@pytest.mark.parametrize("name", TRACES)
def test_every_kind_of_trace_has_its_page(name: str, show: Show) -> None:
    shown = show(page(TRACES[name]()))
    tabs = shown.get_by_role("tab")
    for place in range(tabs.count()):
        tabs.nth(place).click()
        assert shown.locator("main h2").count() > 0
        for summary in shown.locator("summary").all():
            summary.click()
        for chosen in shown.locator('td[tabindex="0"]').all():
            chosen.click()
            assert shown.locator(".panel:visible dl").count()
    assert "NaN" not in shown.locator("body").inner_text()


def test_a_large_trace_is_thinned(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reader_page()
    monkeypatch.setattr("attnx.views.page.size.EVERYTHING", 1000)
    thin = page(reader(), Opened(2, 3))
    assert len(thin) < len(whole) / 2
    shown = show(thin, "matrix")
    assert "only one head has every step here" in shown.locator("header").inner_text()
    assert table(shown, "scores,") == printed(reader().array("scores", layer=2, head=3))
    choose(shown, head=4)
    assert shown.locator('table[aria-label^="scores,"]').count() == 0
    exact = shown.evaluate(
        """[...document.querySelectorAll('table[aria-label^="weights,"] td:not(.sum)')].map(one => Number(one.title))"""
    )
    assert abs(exact - reader().array("weights", layer=2, head=4).ravel()).max() < 1e-5


def test_what_happens_around_attention(show: Show) -> None:
    layers, arrays = (0, 1), [*ARRAYS, *BLOCK, *LAST_AXES]
    trace = attnx.predict("Hope: it", MODELS / "gpt2-a", layers=layers, arrays=arrays)
    shown = show(page(trace), "block")
    last = shown.locator(".around .card").nth(1)
    steps = [step for step, _ in side_of(trace).block.order(1)]
    assert (
        last.locator("table").first.locator("tbody tr").count() == len(steps) + 2
    )  # the stream, and an MLP's two projections
    token = trace.guesses[0].token
    lengths = last.locator("table").first.locator("td:last-child").all_inner_texts()
    assert lengths[-1] == LOOK.number(float(np.linalg.norm(trace.array("mlp_add", layer=1)[token])))
    words = last.locator("table").nth(1).locator("tbody th").all_inner_texts()
    assert words == [name_of(one) for one in trace.guesses[0].candidates]
    shown.get_by_label("token").select_option("0")
    other = LOOK.number(float(np.linalg.norm(trace.array("mlp_add", layer=1)[0])))
    assert last.locator("table").first.locator("td:last-child").last.inner_text() == other
