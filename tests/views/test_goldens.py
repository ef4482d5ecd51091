"""Every view as it is printed, against a file that a person has read. `--update-goldens` writes them anew."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from attnx.cli.written import at_step
from attnx.measures.compare import Comparison
from attnx.measures.compare import compare as measure_compare
from attnx.measures.contributions import norms
from attnx.measures.flow import flow
from attnx.measures.heads import heads, heads_over
from attnx.measures.history import Moment
from attnx.measures.looks import looks
from attnx.measures.outcome import outcome
from attnx.measures.quiz import Answer, questions
from attnx.measures.rollout import rollout
from attnx.measures.side import side_of
from attnx.measures.way import way
from attnx.reduce.first import skip_first
from attnx.reduce.mean import mean_of_heads, mean_of_layers
from attnx.reduce.narrow import narrow
from attnx.reduce.words import merge_words
from attnx.trace import Trace
from attnx.views import caption, learning, prediction, quiz, tour, translation
from attnx.views.before_after import before_after
from attnx.views.block import OneLayer, block_story
from attnx.views.cell import cell_story
from attnx.views.compare import comparison
from attnx.views.contributions import contribution_row, contribution_tables
from attnx.views.differences import shifts
from attnx.views.focus import focus_story
from attnx.views.gradients import backward_cell, backward_story
from attnx.views.heads import heads_page
from attnx.views.heads_measured import heads_over_page
from attnx.views.html import fragment
from attnx.views.logit_parts import logit_story
from attnx.views.look import Look
from attnx.views.looks import looks_page
from attnx.views.lookup import lookup_story
from attnx.views.model_page import model_page
from attnx.views.models import model_table
from attnx.views.opening import opening
from attnx.views.parts import Part
from attnx.views.sharing import sharing_page
from attnx.views.steps import explanation
from attnx.views.verdict import verdict
from attnx.views.way import way_story
from attnx.views.what_if import what_if, what_if_row
from tests.docs.blocks import differ
from tests.views import exhibits, sights
from tests.views.exhibits import ALL, look, paint

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (60, 80, 120)
View = Callable[[Look], Iterable[Part]]


def in_turn(scenes: Iterable[Iterable[Part]]) -> Iterator[Part]:
    return chain.from_iterable(scenes)


def only_top(count: int, view: Callable[[Look], Iterable[Part]]) -> View:
    return lambda how: view(replace(how, top=count))


def two_of(
    traces: Iterable[Trace], how: Look, row: int | None = None, arrays: Sequence[str] = ("weights",)
) -> Iterable[Part]:
    before, after = traces
    return comparison(measure_compare(before, after, arrays), before, after, how, row)


def changed(
    traces: tuple[Trace, Trace], how: Look, arrays: Sequence[str], new: Sequence[str] = (), row: int | None = None
) -> Iterable[Part]:
    before, after = traces
    labels = {label.id: label.text for label in before.labels}
    parts, came = measure_compare(before, after, arrays), outcome(before, after, labels.__getitem__ if labels else str)
    if row is None:
        return what_if(after, parts, new, came, how)
    return what_if_row(after, [part for part in parts if isinstance(part, Comparison)], row, came, how)


def quizzed(trace: Trace, how: Look) -> Iterator[Part]:
    """A question of each kind with its hint, the first answered rightly, the others wrongly and not at all."""
    found = questions(trace, 3, np.random.default_rng(1), how.precision)
    yield from quiz.beginning(trace, len(found), 1, how)
    for number, (question, given) in enumerate(zip(found, ("0", "1", ""), strict=True)):
        yield from quiz.asked(question, number + 1, len(found), trace, how)
        yield from quiz.hint(question, number > 1, trace, how)
        yield from quiz.answered(Answer(question, given, True, number == 0), trace, how)
    yield from quiz.result(0.5, len(found), how)


def whole_layer(model: str, layer: int, token: int, how: Look) -> Iterator[Part]:
    trace = exhibits.whole(model, layer)
    yield from opening(trace, how)
    yield from block_story(trace, side_of(trace), layer, token, how)


def the_diagram(model: str, how: Look) -> Iterator[Part]:
    trace = exhibits.whole(model, 0)
    return OneLayer(trace, side_of(trace), 0, 0, how).diagram()


def the_way(model: str, token: int, how: Look) -> Iterator[Part]:
    trace = exhibits.whole(model, 0, 1)
    yield from opening(trace, how)
    yield from way_story(trace, side_of(trace), way(side_of(trace), token), how)


def followed(history: list[Moment], how: Look) -> Iterator[Part]:
    """A model that learns, as a pipe is told of it: what begins, a line for each moment, and what came of it."""
    about = learning.About("pronoun", 14_400, 32, 1, 1, 0.01, 0)
    yield from learning.beginning(about, how)
    yield from (learning.moment_line(moment, how) for moment in history)
    result = learning.Result(0.0, 1.0, 0.75, None, history[-1])
    yield from learning.ending(about, history, result, history[0].trace, history[-1].trace, "mine", how)


def one_moment(place: int, how: Look) -> Iterator[Part]:
    about = learning.About("pronoun", 14_400, 32, 1, 1, 0.01, 0)
    yield from learning.moment_screen(about, exhibits.history()[: place + 1], how)


VIEWS: dict[str, View] = {
    "explanation": lambda how: explanation(exhibits.mixed(), ALL, how),
    "causal": lambda how: explanation(exhibits.mixed(causal=True), ("masked", "weights"), how),
    "classic": lambda how: explanation(exhibits.classic(), ("scores", "scaled", "weights"), how),
    "bert": lambda how: explanation(exhibits.bert(), ("tokens", "embedding", "q", "weights", "summary"), how),
    "heads": lambda how: explanation(exhibits.two_heads(), ("weights", "summary"), how),
    "mean": lambda how: explanation(mean_of_heads(exhibits.two_heads()), ALL, how),
    "mean-of-one": lambda how: explanation(mean_of_heads(exhibits.notebook()), ("weights",), how),
    "rectangular": lambda how: explanation(exhibits.rectangular(), ("tokens", "k", "weights", "z"), how),
    "blind": lambda how: explanation(exhibits.blind(), ("masked", "weights", "z", "summary"), how),
    "long": lambda how: explanation(exhibits.long_text(), ("weights",), how),
    "long-tables": lambda how: explanation(exhibits.long_text(), ("tokens", "summary"), how),
    "full": lambda how: explanation(exhibits.sentence(), ("weights",), how),
    "focus": lambda how: focus_story(exhibits.mixed(), lambda _: 4, how),
    "focus-causal": lambda how: focus_story(exhibits.mixed(causal=True), lambda _: 3, how),
    "focus-mean": lambda how: focus_story(mean_of_heads(exhibits.two_heads()), lambda _: 1, how),
    "focus-blind": lambda how: focus_story(exhibits.blind(), lambda _: 0, how),
    "focus-long": lambda how: focus_story(exhibits.long_text(), lambda _: 30, how),
    "cell": lambda how: cell_story(exhibits.mixed(causal=True), 4, 3, how),
    "cell-blind": lambda how: cell_story(exhibits.blind(), 0, 2, how),
    "cell-mask": lambda how: cell_story(exhibits.blind(), 1, 1, how),
    "translation": lambda how: translation.told(exhibits.translation(), how),
    "caption": lambda how: caption.told(exhibits.captioned(), how, "I love it."),
    "caption-paced": lambda how: in_turn(caption.paced(exhibits.captioned(), how, "I love you.")),
    "translation-paced": lambda how: in_turn(translation.paced(exhibits.translation(), how)),
    "translation-empty": lambda how: translation.told(exhibits.unfinished(), how),
    "translation-steps": lambda how: explanation(exhibits.translation(), ("weights", "summary"), how),
    "written": lambda how: prediction.predicted(exhibits.story(), how),
    "written-paced": lambda how: in_turn(prediction.paced(exhibits.story(), how)),
    "written-drawn": lambda how: prediction.predicted(exhibits.story(drawn=True), how),
    "following": lambda how: prediction.predicted(exhibits.following(), how),
    "filled": lambda how: prediction.predicted(exhibits.filled(), how),
    "lens": lambda how: prediction.predicted(exhibits.lens(), how),
    "lens-wavers": lambda how: prediction.predicted(exhibits.lens(wavers=True), how),
    "before-after": lambda how: before_after(*exhibits.before_and_after(), 0, how),
    "before-after-same": lambda how: before_after(*exhibits.before_and_after(), 1, how),
    "before-after-even": lambda how: before_after(*exhibits.before_and_after(), 2, how),
    "compare": lambda how: two_of(exhibits.before_and_after(), how),
    "compare-texts": lambda how: two_of(exhibits.two_texts(), how),
    "compare-row": lambda how: two_of(exhibits.two_texts(), how, row=2),
    "compare-long": lambda how: two_of((exhibits.long_text(), exhibits.long_text(causal=True)), how),
    "compare-same": lambda how: two_of((exhibits.sentence(), exhibits.sentence()), how),
    "compare-heads": lambda how: two_of([narrow(exhibits.two_heads(), heads=[head]) for head in (0, 1)], how),
    "compare-scores": lambda how: two_of([exhibits.mixed(), exhibits.mixed(causal=True)], how, arrays=("scaled",)),
    "shifts": lambda how: shifts(exhibits.turned(), how),
    "what-if": lambda how: changed(exhibits.what_if(), how, ("scaled", "weights", "z", "out")),
    "what-if-hidden": lambda how: changed(exhibits.hidden(), how, ("scores", "weights", "z"), new=("masked",)),
    "what-if-row": lambda how: changed(exhibits.hidden(), how, ("weights",), row=2),
    "lookup": lambda how: lookup_story(exhibits.heights(), how),
    "verdict": lambda how: verdict(exhibits.checks(broken=False), how),
    "verdict-broken": lambda how: verdict(exhibits.checks(broken=True), how),
    "verdict-kinds": lambda how: verdict(exhibits.checks_of_kinds(), how),
    "verdict-one": lambda how: verdict(exhibits.checks(broken=False)[:1], how),
    "model": lambda how: model_page(exhibits.model(measured=False), how),
    "model-measured": lambda how: model_page(exhibits.model(measured=True), how),
    "tour": lambda how: in_turn(tour.scenes(exhibits.tour_exhibits(), how)),
    "models": lambda how: model_table(exhibits.MODELS, exhibits.FAMILIES, how),
    "words": lambda how: explanation(merge_words(exhibits.pieces()), ALL, how),
    "focus-words": lambda how: focus_story(merge_words(exhibits.pieces()), lambda _: 1, how),
    "layers": lambda how: explanation(mean_of_layers(exhibits.two_layers()), ("weights", "summary"), how),
    "skipped": lambda how: explanation(skip_first(exhibits.sink()), ("masked", "weights", "summary"), how),
    "focus-skipped": lambda how: focus_story(skip_first(exhibits.sink()), lambda _: 2, how),
    "top": only_top(2, lambda how: explanation(exhibits.sink(), ("weights",), how)),
    "top-long": only_top(3, lambda how: explanation(exhibits.long_text(), ("weights",), how)),
    "focus-top": only_top(2, lambda how: focus_story(exhibits.sink(), lambda _: 3, how)),
    "modern": lambda how: explanation(exhibits.modern(), ("embedding", "q", "k", "scaled", "masked", "out"), how),
    "focus-modern": lambda how: focus_story(exhibits.modern(), lambda _: 3, how),
    "cell-modern": lambda how: cell_story(exhibits.modern(), 3, 2, how),
    "block": lambda how: whole_layer("gpt2-a", 1, 2, how),
    "block-gated": lambda how: whole_layer("gemma2-a", 0, 1, how),
    "block-experts": lambda how: whole_layer("qwen3_moe-a", 0, 1, how),
    "block-parallel": lambda how: the_diagram("gpt_neox-a", how),
    "weights-of": lambda how: explanation(exhibits.with_its_weights(), ("q", "k", "v"), how),
    "way": lambda how: the_way("gpt2-a", 2, how),
    "norms": lambda how: contribution_tables(exhibits.resting(), norms(exhibits.resting()), how),
    "norms-row": lambda how: contribution_row(exhibits.resting(), norms(exhibits.resting(), [3]), how),
    "rollout": lambda how: contribution_tables(exhibits.three_layers(), rollout(exhibits.three_layers(), [2]), how),
    "flow-row": lambda how: contribution_row(exhibits.three_layers(), flow(exhibits.three_layers(), [2], [3]), how),
    "logit": lambda how: logit_story(exhibits.three_layers(), exhibits.apart(), how),
    "logit-capped": lambda how: logit_story(exhibits.three_layers(), exhibits.apart(30.0), how),
    "every-head": lambda how: heads_page(exhibits.many_heads(), heads(exhibits.many_heads()), how),
    "every-head-short": lambda how: heads_page(exhibits.two_heads(), heads(exhibits.two_heads()), how),
    "every-head-long": lambda how: heads_page(exhibits.long_text(), heads(exhibits.long_text()), how),
    "heads-over": lambda how: heads_over_page(heads_over((exhibits.many_heads(),) * 2), how),
    "heads-alone": lambda how: heads_page(exhibits.alone(), heads(exhibits.alone()), how),
    "looks": lambda how: looks_page(exhibits.many_heads(), looks(exhibits.many_heads(), [4], [1]), how),
    "looks-blind": lambda how: looks_page(exhibits.mixed(True), looks(exhibits.mixed(True), [0], [1]), how),
    "sharing": lambda how: sharing_page(exhibits.cache_of(8), how),
    "sharing-one": lambda how: sharing_page(exhibits.cache_of(1), how),
    "sharing-none": lambda how: sharing_page(exhibits.cache_of(32), how),
    "sharing-no-cache": lambda how: sharing_page(exhibits.cache_of(8, writes=False), how),
    "quiz": lambda how: quizzed(exhibits.mixed(causal=True), how),
    "quiz-classic": lambda how: quizzed(exhibits.classic(), how),
    "picture": lambda how: sights.told(how),
    "picture-answer": lambda how: sights.told(how, brief=True),
    "picture-focus-cls": lambda how: focus_story(sights.seen(), lambda _: 0, how),
    "picture-focus": lambda how: focus_story(sights.seen(), lambda _: 5, how),
    "picture-heads": lambda how: heads_page(sights.whole(), heads(sights.whole()), how),
    "picture-rollout": lambda how: contribution_tables(sights.whole(), rollout(sights.whole(), [1]), how),
    "picture-ablate": lambda how: changed(sights.ablated(), how, ("weights", "z", "out")),
    "picture-mask": lambda how: changed(sights.masked(), how, ("weights",), new=("masked",)),
    "picture-compare": lambda how: two_of(sights.masked(), how),
    "caption-step": lambda how: explanation(at_step(sights.captioned(), 3, "cross"), ("tokens", "weights"), how),
    "caption-self": lambda how: explanation(at_step(sights.captioned(), 3, "self"), ("weights",), how),
    "caption-encoder": lambda how: explanation(at_step(sights.captioned(), 3, "encoder"), ("weights",), how),
    "learnt": lambda how: followed(exhibits.history(), how),
    "learnt-halfway": lambda how: one_moment(6, how),
    "backward": lambda how: backward_story(exhibits.backwards(), how),
    "backward-cell": lambda how: backward_cell(exhibits.backwards(), 3, 1, how),
    "near": lambda how: explanation(exhibits.near(), ("masked", "summary"), how),
}

FULL = ("full", "following", "logit-capped")  # those drawn with --full

# The colours of a page do not depend on its language, and test_laws compares every coloured page with the plain one.
CASES = [(name, language, False) for name in VIEWS for language in ("en", "zh")]
CASES += [(name, "en", True) for name in VIEWS if "long" not in name]


@pytest.mark.parametrize(("name", "language", "colour"), CASES)
def test_view(name: str, language: str, colour: bool, request: pytest.FixtureRequest) -> None:
    pages = [
        f"───── {width} columns ─────\n" + paint(VIEWS[name], look(width, language, colour, full=name in FULL))
        for width in WIDTHS
    ]
    compare(GOLDEN / f"{name}.{language}.{'ansi' if colour else 'txt'}", "".join(pages), request)


# What the first command prints, as the article's sentence and two words have it, and its answer alone.
SHOWN = {
    "explain": lambda how: exhibits.told(exhibits.love, how),
    "explain-answer": lambda how: exhibits.told(exhibits.love, how, brief=True),
    "explain-classic": lambda how: exhibits.told(exhibits.thinking, how),
}
SHOWN_CASES = [(name, language, colour) for name in SHOWN for language in ("en", "zh") for colour in (False, True)]


@pytest.mark.parametrize(("name", "language", "colour"), SHOWN_CASES)
def test_first_sight(name: str, language: str, colour: bool, request: pytest.FixtureRequest) -> None:
    pages = [f"───── {width} columns ─────\n" + paint(SHOWN[name], look(width, language, colour)) for width in WIDTHS]
    compare(GOLDEN / f"{name}.{language}.{'ansi' if colour else 'txt'}", "".join(pages), request)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_notebook(language: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    pages = [fragment(exhibits.notebook()), fragment(mean_of_heads(exhibits.two_heads()))]
    lines = "".join(page.replace("<tr>", "\n<tr>") + "\n" for page in pages)
    compare(GOLDEN / f"notebook.{language}.html", lines, request)


def compare(path: Path, found: str, request: pytest.FixtureRequest) -> None:
    """Fails with the lines that differ, escape sequences made readable; or writes the file anew."""
    if request.config.getoption("--update-goldens", default=False):
        path.write_bytes(found.encode())
        return
    expected = path.read_bytes().decode() if path.exists() else ""
    if found != expected and differ(found, expected):  # but for a last digit, which another processor may change
        before, after = (text.replace("\x1b", "␛").splitlines() for text in (expected, found))
        lines = difflib.unified_diff(before, after, path.name, "now", lineterm="", n=1)
        pytest.fail("\n".join([*lines, "If this is as it should be: pytest tests/views --update-goldens"]), False)


def test_every_golden_file_is_of_a_view() -> None:
    expected = {f"{name}.{language}.{'ansi' if colour else 'txt'}" for name, language, colour in (*CASES, *SHOWN_CASES)}
    assert {path.name for path in GOLDEN.iterdir()} == expected | {"notebook.en.html", "notebook.zh.html"}
