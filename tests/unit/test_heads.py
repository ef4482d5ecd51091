"""What heads do, against traces made by hand whose answers are known, and against TransformerLens's detector."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attnx
from attnx.errors import UsageError
from attnx.measures.heads import ENOUGH, MEASURES, PLACES, Heads, clearest, heads, heads_over, is_punctuation
from attnx.measures.looks import HeadWeight, looks
from attnx.measures.sharing import sharing
from attnx.trace import Array, Attention, Layer, Model, Token, Trace

FIXTURES = Path(__file__).parent.parent / "fixtures"
GPT2 = FIXTURES / "models" / "gpt2-a"


def read(*words: str) -> tuple[Token, ...]:
    """Tokens, those in brackets special; the same word has the same id."""
    ids = {word: 10 + place for place, word in enumerate(dict.fromkeys(words))}
    special = [word.startswith("[") for word in words]
    starts = np.cumsum([0, *(len(word) + 1 for word in words)]).tolist()
    return tuple(
        Token(i, "" if special[i] else word, word, ids[word], starts[i], starts[i] + len(word), special[i])
        for i, word in enumerate(words)
    )


def traced(words: str, *layers: Sequence[np.ndarray], pattern: str = "bidirectional") -> Trace:
    """A trace of these weights, a layer for each list of heads."""
    tokens = read(*words.split())
    count = len(layers[0])
    names = tuple(range(count))
    made = []
    for number, weights in enumerate(layers):
        arrays = {"weights": Array(("head", "query", "key"), np.stack(weights).astype(np.float32))}
        made.append(Layer(number, (Attention("self", pattern, names, names, 1, 0.5, arrays),)))
    facts = Model("by hand", "none", "given", len(layers), count, count, 8, 4)
    return Trace(words, facts, tokens, tuple(made))


def even(count: int, causal: bool = False) -> np.ndarray:
    seen = np.tri(count) if causal else np.ones((count, count))
    return np.asarray(seen / seen.sum(axis=-1, keepdims=True))


def onto(count: int, keys: dict[int, int]) -> np.ndarray:
    """Weights of 1 from a query to a key, and even ones elsewhere."""
    weights = even(count)
    for query, key in keys.items():
        weights[query] = np.eye(count)[key]
    return weights


def score(found: Heads, measure: str, layer: int = 0, head: int = 0) -> float:
    return float(found.scores[MEASURES.index(measure), layer, head])


def asked(found: Heads, measure: str) -> int:
    return int(found.queries[MEASURES.index(measure), 0])


TEXT = "[CLS] the cat saw the dog , then ran . [SEP]"
#       0     1   2   3   4   5   6 7    8   9 10


def test_every_measure_is_the_mean_weight_on_its_keys() -> None:
    heads_of_text = {
        "previous": onto(11, {i: i - 1 for i in range(2, 10)}),
        "next": onto(11, {i: i + 1 for i in range(1, 9)}),
        "itself": np.eye(11),
        "first": onto(11, dict.fromkeys(range(1, 10), 0)),
        "separator": onto(11, dict.fromkeys(range(1, 10), 10)),
        "same": onto(11, {1: 4, 4: 1}),
        "repeats": onto(11, {4: 2}),
        "punctuation": onto(11, dict.fromkeys(range(1, 9), 9) | {9: 6}),
    }
    found = heads(traced(TEXT, list(heads_of_text.values())))
    assert found.rows == 9
    for place, name in enumerate(heads_of_text):
        assert score(found, name, head=place) == pytest.approx(1.0), name
    counts = {"previous": 8, "next": 8, "itself": 9, "first": 9, "separator": 9, "same": 2, "repeats": 1}
    assert {name: asked(found, name) for name in counts} == counts
    assert asked(found, "punctuation") == 9
    names = ["previous", "next", "itself", "first", "separator", "broad", "broad", "punctuation"]
    assert list(found.names[0]) == names  # what two tokens do, or one, names nothing
    assert score(found, "itself", head=0) == pytest.approx(1 / 11 / 9)  # from the one row that is left even
    assert score(found, "broad", head=2) == 0
    assert score(found, "broad", head=5) == pytest.approx(7 / 9)


def test_even_weights_give_what_even_weights_give_and_are_called_broad() -> None:
    for words, causal in ((TEXT, False), ("a b c a b d", True)):
        count = len(words.split())
        found = heads(traced(words, [even(count, causal)], pattern="causal" if causal else "bidirectional"))
        np.testing.assert_allclose(found.scores[:, 0, 0], found.even[:, 0], rtol=1e-6)
        assert score(found, "broad") == pytest.approx(1.0)
        assert found.names == (("broad",),)


@pytest.mark.parametrize("words", ["a", "a b", "a b c", "[CLS] a [SEP]", "[CLS] a b [SEP]"])
def test_a_short_text_names_nothing_by_chance(words: str) -> None:
    count = len(words.split())
    for weights in (even(count), np.eye(count), np.eye(count)[::-1]):
        found = heads(traced(words, [weights]))
        if len([word for word in words.split() if word[0] != "["]) < ENOUGH:
            assert found.names == (("",),)
        assert found.names[0][0] in ("", "itself", "broad")  # of three tokens it can be said


def test_what_is_not_there_is_absent_and_not_0() -> None:
    alone = heads(traced("a", [np.ones((1, 1))]))
    assert np.isnan(alone.scores).all()
    assert np.isnan(alone.even).all()
    assert (alone.queries == 0).all()
    plain = heads(traced("a b c", [even(3)]))
    absent = {name for name in MEASURES if np.isnan(score(plain, name))}
    assert absent == {"separator", "same", "repeats", "punctuation"}
    made = plain.document()["layers"][0]
    assert made["heads"][0]["scores"]["repeats"] is None
    assert made["even"]["repeats"] is None
    assert made["queries"]["repeats"] == 0
    assert json.loads(json.dumps(plain.document(), allow_nan=False))["queries"] == 3
    marks = heads(traced("[CLS] [SEP]", [even(2)]))
    assert marks.rows == 0
    assert np.isnan(marks.scores).all()


def test_a_query_that_has_no_choice_says_nothing() -> None:
    found = heads(traced("a b c d", [np.eye(4)], pattern="causal"))
    assert asked(found, "itself") == 3  # the first token sees itself alone
    assert asked(found, "first") == 3
    assert asked(found, "next") == 0
    np.testing.assert_allclose(found.even[MEASURES.index("itself"), 0], (1 / 2 + 1 / 3 + 1 / 4) / 3)


def test_neighbours_are_tokens_of_the_text() -> None:
    found = heads(traced("[CLS] hope . [SEP]", [onto(4, {1: 0, 2: 3})]))
    assert score(found, "previous") == 0
    assert score(found, "next") == 0
    assert score(found, "first") == pytest.approx(0.5)


def test_a_head_is_named_after_what_it_finds_before_where_it_rests() -> None:
    count = 6
    mixed = 0.45 * onto(count, {i: i - 1 for i in range(1, count)}) + 0.55 * np.eye(count)[np.zeros(count, int)]
    found = heads(traced("a b c d e f", [mixed]))
    assert score(found, "first") > score(found, "previous") > 0.5 - 0.1
    assert clearest({"first": 0.9, "previous": 0.45}) == "previous"
    assert clearest({"first": 0.9, "previous": 0.39}) == "first"
    assert clearest({"punctuation": 0.5, "separator": 0.6}) == "separator"
    assert clearest({"previous": 0.39}) == clearest({}) == ""


def test_layers_that_see_otherwise_are_counted_otherwise() -> None:
    trace = traced("a b c d e", [even(5, causal=True)], [np.eye(5)])
    window = np.tri(5, dtype=bool) & ~np.tri(5, k=-2, dtype=bool)
    one, other = trace.layers
    seen = {**other.attention[0].arrays, "mask": Array(("query", "key"), window)}
    near = replace(other.attention[0], pattern="sliding", arrays=seen)
    back = replace(one.attention[0], pattern="causal")
    found = heads(replace(trace, layers=(Layer(0, (back,)), Layer(1, (near,)))))
    first = MEASURES.index("first")
    assert found.queries[first].tolist() == [4, 1]  # through a window of two only b sees a
    assert found.even[first].tolist() == pytest.approx([(1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 4, 1 / 2])


def test_means_over_many_texts_are_over_all_their_tokens() -> None:
    first, second = traced("a b c", [onto(3, {1: 0, 2: 1})]), traced("a b", [even(2)])
    found = heads_over(iter((first, second)))
    assert (found.texts, found.rows) == (2, 5)
    assert score(found, "previous") == pytest.approx((1 + 1 + 0.5) / 3)
    assert asked(found, "previous") == 3
    assert found.even[0, 0] == pytest.approx((1 / 3 + 1 / 3 + 1 / 2) / 3)
    one = heads_over((first,))
    np.testing.assert_array_equal(one.scores, heads(first).scores)


def test_many_texts_are_not_kept() -> None:
    alive: list[int] = []

    def texts() -> Iterator[Trace]:
        import weakref

        made: list[weakref.ref[Trace]] = []
        for _ in range(5):
            trace = traced("a b c", [even(3)])
            made.append(weakref.ref(trace))
            yield trace
            del trace
            alive.append(sum(ref() is not None for ref in made))

    heads_over(texts())
    assert max(alive) <= 1


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.sampled_from("abc,"), min_size=1, max_size=7),
    causal=st.booleans(),
    seed=st.integers(0, 2**16),
)
def test_the_measures_are_what_they_are_said_to_be(words: list[str], causal: bool, seed: int) -> None:
    count = len(words)
    exp = np.exp(np.random.default_rng(seed).normal(size=(count, count))) * (np.tri(count) if causal else 1)
    weights = exp / exp.sum(axis=-1, keepdims=True)
    found = heads(traced(" ".join(words), [weights], pattern="causal" if causal else "bidirectional"))
    for name in PLACES:
        shares = []
        for i in range(count):
            keys = range(i + 1 if causal else count)
            kinds = {
                "previous": {i - 1},
                "next": {i + 1},
                "itself": {i},
                "first": {0} if i else set(),
                "separator": set(),
                "same": {j for j in keys if words[j] == words[i]} - {i},
                "repeats": {j + 1 for j in range(i) if words[j] == words[i]},
                "punctuation": {j for j in keys if words[j] == ","} - {i},
            }[name] & set(keys)
            if kinds and len(kinds) < len(keys):
                shares.append(sum(weights[i, j] for j in kinds))
        assert asked(found, name) == len(shares)
        if shares:
            assert score(found, name) == pytest.approx(np.mean(shares), abs=1e-6)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_detector_of_transformer_lens_says_the_same(place: int) -> None:
    """Its score is the weight on the pattern by all the weight there is; ours is by the rows that count."""
    golden = json.loads((FIXTURES / "goldens" / "heads.json").read_text(encoding="utf-8"))["texts"][place]
    trace = attnx.explain(golden["text"], GPT2, arrays=["weights"])
    assert [token.id for token in trace.tokens] == golden["ids"]
    found = heads(trace)
    with np.errstate(invalid="ignore"):
        shares = np.nan_to_num(found.scores) * found.queries[..., None] / len(trace.tokens)
    names = {"previous": "previous_token_head", "same": "duplicate_token_head", "repeats": "induction_head"}
    for name, theirs in names.items():
        expected = np.array(golden["scores"][theirs])
        np.testing.assert_allclose(shares[MEASURES.index(name)], expected, atol=2e-6, err_msg=name)
        assert place == 2 or expected.max() > 0


def test_a_trained_head_is_what_its_card_says() -> None:
    found = heads(attnx.explain("The old man gave his red ball to a small boy.", "reader", arrays=["weights"]))
    assert found.names[0][0] == "previous"
    assert found.names[0][1] == "next"
    assert found.document()["layers"][3]["heads"][0]["known"] == "coreference"


def test_only_whole_attentions_are_measured() -> None:
    trace = attnx.explain("Hope is here.", "toy", queries=[0])
    with pytest.raises(UsageError, match="every head and every row"):
        heads(trace)
    with pytest.raises(UsageError, match="weights"):
        heads(attnx.explain("Hope is here.", "toy", arrays=["q"]))
    with pytest.raises(UsageError, match="every head and every row"):
        looks(trace, [0], [1])
    with pytest.raises(UsageError, match="every head and every row"):
        heads(replace(trace, layers=()))
    with pytest.raises(ValueError, match="no trace"):
        heads_over(())


@pytest.mark.parametrize(("text", "expected"), [(".", True), ("。", True), ("…!", True), ("a.", False), ("", False)])
def test_punctuation(text: str, expected: bool) -> None:
    assert is_punctuation(text) == expected


# ── from one word to another ──────────────────────────────────────────────────────────────────────────────────────────


def test_heads_are_ranked_by_the_weight_between_two_words() -> None:
    one, two = even(4), onto(4, {1: 0, 2: 3})
    found = looks(traced("a b c d", [one, two], [two, one]), [1], [0])
    assert found.heads == (HeadWeight(0, 1, 1.0), HeadWeight(1, 0, 1.0), HeadWeight(0, 0, 0.25), HeadWeight(1, 1, 0.25))
    assert found.even == 0.25
    assert (found.query.text, found.key.text) == ("b", "a")


def test_a_word_in_pieces_is_a_mean_of_rows_and_a_sum_of_columns() -> None:
    weights = np.array([[0.1, 0.2, 0.3, 0.4], [0.2, 0.2, 0.2, 0.4], [0.25] * 4, [0.25] * 4])
    found = looks(traced("a b c d", [weights]), range(2), range(2, 4))
    assert found.heads[0].weight == pytest.approx((0.7 + 0.6) / 2)
    assert found.even == 0.5
    assert found.document()["heads"] == [{"layer": 0, "head": 0, "weight": found.heads[0].weight}]


def test_what_may_not_be_looked_at_has_no_even_share() -> None:
    trace = traced("a b c", [even(3, causal=True)], pattern="causal")
    assert looks(trace, [0], [2]).even == 0
    assert looks(trace, [2], [0]).even == pytest.approx(1 / 3)


# ── heads that share ──────────────────────────────────────────────────────────────────────────────────────────────────

LLAMA = Model("llama", "llama", "given", 32, 32, 8, 4096, 128)


def test_the_cache_is_two_vectors_for_each_token_layer_and_kv_head() -> None:
    found = sharing(LLAMA, [None] * 32, [1, 8192], writes=True)
    assert len(found.groups) == 8
    assert found.groups[1] == (4, 5, 6, 7)
    numbers = {(one.kv_heads, one.tokens): one.numbers for one in found.caches}
    assert numbers[8, 1] == 2 * 32 * 8 * 128
    assert numbers[8, 8192] == 2 * 32 * 8 * 128 * 8192
    assert numbers[32, 8192] == 4 * numbers[8, 8192] == 32 * numbers[1, 8192]
    as_it_is = next(one for one in found.caches if (one.kv_heads, one.tokens) == (8, 8192))
    assert as_it_is.bytes == {4: 2**31, 2: 2**30}  # 1 GiB at 8,192 tokens, as it is known of Llama 3 8B


def test_a_window_bounds_the_cache() -> None:
    found = sharing(LLAMA, [4096, None] * 16, [1000, 10_000], writes=True)
    numbers = {(one.kv_heads, one.tokens): one.numbers for one in found.caches}
    assert numbers[8, 1000] == 2 * 128 * 8 * 32 * 1000
    assert numbers[8, 10_000] == 2 * 128 * 8 * 16 * (4096 + 10_000)


def test_nothing_is_shared_and_nothing_is_kept() -> None:
    own = replace(LLAMA, n_kv_heads=32)
    found = sharing(own, [None] * 32, [10], writes=True)
    assert [one.kv_heads for one in found.caches] == [32, 1]
    assert all(len(group) == 1 for group in found.groups)
    assert sharing(own, [None] * 32, [10], writes=False).caches == ()
    multi = sharing(replace(LLAMA, n_kv_heads=1), [None] * 32, [10], writes=True)
    assert multi.groups == (tuple(range(32)),)
    made = multi.document()
    assert made["caches"][-1] == {
        "kv_heads": 1,
        "tokens": 10,
        "numbers": 81_920,
        "bytes": {"float32": 327_680, "half": 163_840},
    }


@pytest.mark.parametrize("name", ["llama-a", "llama-b", "mistral-a", "gemma2-b", "gpt2-a", "t5-a", "modernbert-a"])
def test_the_cache_is_as_large_as_what_a_model_keeps(name: str) -> None:
    from attnx.checkpoint.describe import describe

    known = describe(str(FIXTURES / "models" / name))
    found = sharing(known.stack_facts, known.windows, [10], writes=known.writes)
    assert bool(found.caches) == (name != "modernbert-a")
    if known.decoder is not None or not found.caches or any(known.windows):
        return
    trace = attnx.explain("the cat sat on the mat", FIXTURES / "models" / name, arrays=["k", "v"])
    held = sum(one.arrays[array].data.size for _, one in trace.attentions() for array in "kv")
    numbers = next(one.numbers for one in found.caches if one.kv_heads == known.facts.n_kv_heads)
    assert numbers * len(trace.tokens) == held * 10
