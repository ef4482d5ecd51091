"""The sentences are computed: each is said where it is true, and not where it would not be."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

import attnx
from attnx.measures.verify import Check
from attnx.reduce.mean import mean_of_heads
from attnx.reduce.narrow import narrow
from attnx.trace import Array, Layer, Provenance, Trace
from attnx.views.cell import cell_story
from attnx.views.focus import focus_story
from attnx.views.lookup import lookup_story
from attnx.views.verdict import verdict
from tests.views import exhibits
from tests.views.exhibits import look, paint, plain, tokens_of, weighed

HIDDEN = float("-inf")


def summary(trace: Trace, full: bool = False) -> str:
    return plain(trace, "summary", width=130, full=full)


def said(weights: list[list[float]], masked: list[list[float]] | None = None, texts: str = "abcdef") -> str:
    """The sentences about one head, without the table and the two that are always true."""
    trace = weighed([weights], texts[: len(weights)], None if masked is None else [masked])
    lines = summary(trace).splitlines()
    return "\n".join(line for line in lines if line.startswith(("“", "Every")))


def test_the_rows_worth_a_sentence_are_told() -> None:
    # c is sharp; b is nearly even and a reads from itself, of which nothing is said
    assert said([[0.95, 0.05, 0.0], [0.4, 0.3, 0.3], [0.0, 0.7, 0.3]]) == "“c” reads from “b”: 0.70"


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (0.95, "reads from “b”: 0.95"),
        (0.51, "reads from “b”: 0.51"),
        (0.49, "is split between “b” 0.49 and itself 0.13"),  # not sharp
        (0.4, "is split between “b” 0.40 and itself 0.15"),
    ],
)
def test_a_row_is_sharp_from_half_its_weight_on(weight: float, words: str) -> None:
    rest = (1 - weight) / 4
    assert said([[rest, weight, rest, rest, rest], *[[0.2] * 5] * 4]) == f"“a” {words}"  # of the even ones nothing


def test_nothing_is_sharpest_where_all_is_even() -> None:
    assert said([[1 / 3] * 3] * 3) == "Every token looks at all it may see almost evenly."
    assert said([[0.34, 0.33, 0.33]] * 3) == "Every token looks at all it may see almost evenly."


def test_all_is_even_under_a_mask_too() -> None:
    masked = [[0.0, HIDDEN, HIDDEN], [0.0, 0.0, HIDDEN], [0.0, 0.0, 0.0]]
    even = "Every token looks at all it may see almost evenly."
    assert said([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [1 / 3] * 3], masked) == even
    assert said([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [1 / 3] * 3]) != even  # without a mask these are sharp


def test_a_word_that_reads_from_itself_does_not_read_from_another() -> None:
    assert said([[1.0, 0.0], [0.25, 0.75]]) == "“b” reads from itself: 0.75"


def test_one_token_is_neither_sharp_nor_even() -> None:
    page = summary(weighed([[[1.0]]], "a"), full=True)
    assert said([[1.0]]) == "“a” can see nothing but itself"
    assert "0 a    0 a              1.00  ██████████  0.00 of 0.00 bits" in page


def test_one_query_is_not_every_token() -> None:
    even = attnx.attend([[1.0, 0.0]], [[1.0, 0.0], [1.0, 0.1]], [[1.0], [2.0]])
    page = summary(even)
    assert "“q0” reads from “k0” (0.50) and “k1” (0.50) almost alike" in page
    assert "Every token" not in page


def test_a_row_that_may_look_nowhere_is_left_out() -> None:
    masked = [[HIDDEN] * 3, [0.0, 0.0, HIDDEN], [0.0, 0.0, 0.0]]
    weights = [[0.0, 0.0, 0.0], [0.91, 0.09, 0.0], [0.6, 0.2, 0.2]]
    found = said(weights, masked)
    assert found == "“b” reads from “a”: 0.91\n“c” reads from “a”: 0.60"
    assert "0 a    nowhere          0.00" in summary(weighed([weights], "abc", [masked]))
    assert said([[0.0, 0.0]] * 2, [[HIDDEN] * 2] * 2) == "“a” may look nowhere"


def test_a_row_with_one_choice_is_not_called_sharp() -> None:
    masked = [[0.0, HIDDEN, HIDDEN], [0.0, HIDDEN, HIDDEN], [0.0, 0.0, 0.0]]
    assert said([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.4, 0.3, 0.3]], masked) == "“b” can see nothing but “a”"


@pytest.mark.parametrize("steps", [("summary",), ("masked", "weights", "summary")])
@pytest.mark.parametrize("mean", [False, True])
def test_what_a_query_may_see_does_not_depend_on_what_was_recorded(steps: tuple[str, ...], mean: bool) -> None:
    names = ("weights", "masked") if "masked" in steps else ("weights",)
    trace = attnx.explain("Love is here.", "toy", heads=[0, 1], arrays=names, causal=True)
    page = summary(mean_of_heads(trace) if mean else narrow(trace, heads=[0]), full=True)
    assert [line.split(" of ")[1][:4] for line in page.splitlines() if " bits" in line and line[0].isdigit()] == [
        "0.00",  # log₂ 1
        "1.00",  # log₂ 2
        "1.58",  # log₂ 3
        "2.00",  # log₂ 4
    ]


@pytest.mark.parametrize("mean", [False, True])
def test_a_given_mask_says_what_a_query_may_see(mean: bool) -> None:
    q = np.eye(3)[None].repeat(2, axis=0)
    mask = np.array([[[1, 0, 0], [1, 1, 0], [1, 1, 1]], [[1, 0, 0], [1, 0, 0], [1, 0, 1]]], dtype=bool)
    trace = narrow(attnx.attend(q, q, q, mask=mask), arrays=("weights", "mask"))
    rows = [
        line
        for line in summary(mean_of_heads(trace) if mean else trace, full=True).splitlines()
        if re.match(r"\d [^─]+$", line)
    ]
    most = [line.split(" of ")[1][:4] for line in rows if " of " in line]
    first, second = ["0.00", "1.00", "1.58"], ["0.00", "0.00", "1.00"]
    assert most == (first if mean else first + second)  # on average a query sees what any head sees


def with_special(weights: list[list[float]]) -> Trace:
    trace = weighed([weights], ["[CLS]", "love", "is", "[SEP]"])
    tokens = tuple(replace(token, special=token.text.startswith("[")) for token in trace.tokens)
    return replace(trace, tokens=tokens)


def test_a_word_rests_on_a_marker_and_no_marker_is_told_of() -> None:
    page = summary(with_special([[1.0, 0, 0, 0], [0.91, 0.09, 0, 0], [0.1, 0.6, 0.2, 0.1], [0.0, 1.0, 0.0, 0.0]]))
    assert "“is” reads from “love”: 0.60" in page
    assert "“[SEP]” reads" not in page and "“[CLS]” reads" not in page
    assert "“love” reads" not in page  # it rests, which is worth no sentence where nobody asked
    only = summary(with_special([[1.0, 0, 0, 0], [0.91, 0.09, 0, 0], [0.8, 0.05, 0.1, 0.05], [0.25] * 4]))
    assert "“is” rests on the start marker [CLS]: 0.80" in only


def test_not_every_token_is_even_where_a_special_one_is_not() -> None:
    page = summary(with_special([[1.0, 0, 0, 0], [0.25] * 4, [0.25] * 4, [0.25] * 4]))
    assert "Every token" not in page
    assert "“love” reads from all 4 places almost alike" in page


def test_words_that_occur_twice_are_told_apart() -> None:
    page = summary(weighed([[[0.09, 0.0, 0.91], [0.0, 0.4, 0.6], [0.3, 0.4, 0.3]]], ["to", "be", "to"]))
    assert "“to (0)” reads from “to (2)”: 0.91" in page
    assert "“be” reads from “to (2)”: 0.60" in page


def test_several_keys_with_the_largest_weight_are_counted() -> None:
    page = summary(weighed([[[0.5, 0.5, 0.0], [0.2, 0.3, 0.5], [0.0, 0.0, 1.0]]], "abc"))
    assert "0 a    2 alike          0.50" in page
    assert "1 b    2 c              0.50" in page


@pytest.mark.parametrize(
    ("provenance", "words"),
    [
        ("random", "The weights of by hand are random numbers, so these patterns mean nothing about language."),
        ("handcrafted", "The numbers of by hand were made by hand to show the arithmetic, not learned from text."),
        ("trained", "The weights of by hand were learned from text."),
        ("given", "The numbers of by hand were given: attnx does not know how they were made."),
    ],
)
def test_where_the_numbers_come_from(provenance: Provenance, words: str) -> None:
    trace = weighed([[[1.0]]], "a")
    page = summary(replace(trace, model=replace(trace.model, provenance=provenance)))
    assert words in page
    assert "Attention weights show where information is read from, not why the model decides." in page
    assert ("mean nothing" in page) == (provenance == "random")


def test_x_is_not_mentioned_where_there_is_none() -> None:
    given = plain(exhibits.rectangular(), "q", "k", "v")
    assert "Each x" not in given and "x·W" not in given
    assert "Queries ask" in given
    made = plain(attnx.attend(x=np.eye(2), wq=np.eye(2), wk=np.eye(2), wv=np.eye(2)), "embedding", "q")
    assert "x, as it was given" in made and "Q = x·W_Q" in made and "b_Q" not in made
    assert "The vectors x were given." in plain(
        attnx.attend(x=np.eye(2), wq=np.eye(2), wk=np.eye(2), wv=np.eye(2)), "embedding"
    )
    assert "Q = x·W_Q + b_Q" in plain(exhibits.bert(), "q")


def test_x_was_given_only_where_no_model_made_it() -> None:
    trace = attnx.explain("Love", "toy", heads=[0], arrays=["x", "weights"])
    page = plain(trace, "embedding")
    assert "2 embedding ─" in page and "1 × 8" in page and "were given" not in page
    deeper = replace(trace, layers=(Layer(2, trace.layers[0].attention),))
    told = plain(deeper, "embedding")
    assert "x, the residual stream after layer 1" in told and "What layer 2 reads" in told


def test_a_mask_of_numbers_is_added() -> None:
    q = np.eye(2)
    assert "−∞ where a query (row) may not look" in plain(
        attnx.attend(q, q, q, mask=[[True, False], [True, True]]), "masked"
    )
    assert "The numbers of the mask are added" in plain(attnx.attend(q, q, q, mask=[[0.5, 0.0], [0.0, 0.0]]), "masked")


def test_the_scaling_is_named_as_it_is() -> None:
    q = np.ones((1, 4))
    assert "÷ √4" in plain(attnx.attend(q, q, q), "scaled")
    assert "× 0.25" in plain(attnx.attend(q, q, q, scale=0.25), "scaled")
    assert "÷ √4" in plain(attnx.attend(q, q, q, scale=0.5), "scaled")


def test_a_story_of_averaged_weights_tells_no_scores() -> None:
    mean = mean_of_heads(exhibits.two_heads())
    page = paint(lambda how: focus_story(mean, lambda _: 1, how), look(100))
    assert "mean of 2 heads" in page
    assert "score" not in page and "q·k" not in page and "z =" not in page


def test_no_key_stands_out_where_a_query_may_look_nowhere() -> None:
    page = paint(lambda how: focus_story(exhibits.blind(), lambda _: 0, how), look(100, colour=True))
    table = page[page.index("nobody  ") :]
    assert "\x1b[1m" not in table
    assert "share of z" not in page


def test_a_cell_of_a_blind_query_divides_nothing_by_nothing() -> None:
    page = paint(lambda how: cell_story(exhibits.blind(), 0, 1, how), look(100))
    assert "÷ 0.00" not in page
    assert "weight  0, for this query may look nowhere" in page


def test_a_cell_shows_what_a_mask_adds() -> None:
    added = paint(lambda how: cell_story(exhibits.blind(), 1, 1, how), look(100))
    assert "masked  1.41 + 0.50 = 1.91" in added
    unchanged = paint(lambda how: cell_story(exhibits.blind(), 2, 2, how), look(100))
    assert "masked  1.41\n" in unchanged


def test_a_cell_is_worked_out_as_by_hand() -> None:
    # q = (1, 2), k₀ = (3, −1), k₁ = (0, 2): q·k₀ = 3 − 2 = 1, q·k₁ = 4; × 0.5 → 0.5 and 2; exp(0.5 − 2) = 0.22
    trace = attnx.attend([[1.0, 2.0]], [[3.0, -1.0], [0.0, 2.0]], [[1.0], [2.0]], scale=0.5)
    page = paint(lambda how: cell_story(trace, 0, 0, how), look(100))
    assert page.splitlines()[2].startswith("▸ How “q0” (row 0) weighs “k0” (column 0); layer 0, head 0 ─")
    assert page.splitlines()[3:] == [
        "i    qᵢ     kᵢ    q·k  sum so far",
        "0  1.00   3.00   3.00        3.00",
        "1  2.00  −1.00  −2.00        1.00",
        "",
        "score  Σ = 1.00",
        "scaled  1.00 × 0.5 = 0.50",
        "exponential  exp(0.50 − 2.00) = 0.22  (less the row's largest, so that nothing overflows)",
        "row's total  0.22 + 1.00 = 1.22",
        "weight  0.22 ÷ 1.22 = 0.18",
    ]


def test_the_nearest_is_nearest_though_a_high_temperature_blurs_the_weights() -> None:
    blurred = attnx.lookup(172.0, {"a": 165.0, "b": 170.0}, temperature=1e12)
    assert "Nearest: b (weight 0.50)." in paint(lambda how: lookup_story(blurred, how), look(80))
    tied = attnx.lookup(1.0, {"a": 0.0, "b": 2.0, "c": 9.0})
    assert "Nearest: a and b (weight 0.50)." in paint(lambda how: lookup_story(tied, how), look(80))


def test_what_a_narrow_page_leaves_out_is_named() -> None:
    page = paint(lambda how: focus_story(exhibits.mixed(), lambda _: 4, how), look(40))
    assert "exp(" not in page.split("Too narrow for")[0]
    assert "Too narrow for: exp(s−3.05)." in page
    assert "Too narrow" not in paint(lambda how: focus_story(exhibits.mixed(), lambda _: 4, how), look(80))


def test_a_vector_that_is_cut_says_how_much() -> None:
    wide = attnx.attend(np.eye(1), np.eye(1), np.arange(30.0)[None])
    page = paint(lambda how: focus_story(wide, lambda _: 0, how), look(60))
    line = next(line for line in page.splitlines() if line.startswith("z ="))
    shown = line.count(".00")
    assert f", … {30 - shown} more: --full]" in line and len(line) <= 60
    assert "--full" not in paint(lambda how: focus_story(wide, lambda _: 0, how), look(60, full=True))


def test_a_verdict_shows_the_step_that_does_not_hold_and_not_a_larger_error_that_does() -> None:
    large_and_fine, small_and_not = Check(0, "self", "z", 0.5, 1.0), Check(1, "self", "z", 0.1, 0.01)
    page = paint(lambda how: verdict((large_and_fine, small_and_not), how), look(120))
    assert re.search(r"z = weights·v +1\.00e-01 +1\.00e-02 +no \(layer 1\)", page)
    assert "hold;" not in page
    page = paint(lambda how: verdict((large_and_fine,), how), look(120))
    assert re.search(r"z = weights·v +5\.00e-01 +1\.00e\+00 +yes", page)
    assert "The one check holds; the difference is 5.00e-01." in page


def test_every_head_and_layer_has_its_own_step() -> None:
    page = plain(exhibits.two_heads(), "weights", "summary")
    assert page.count("layer 0, head 0") == page.count("layer 0, head 1") == 1
    trace = exhibits.two_heads()
    layers = (trace.layers[0], Layer(4, trace.layers[0].attention))
    assert plain(replace(trace, layers=layers), "weights").count("layer 4, head 1") == 1


def test_the_joined_output_is_shown_once_after_the_last_head() -> None:
    trace = attnx.explain("Love is", "toy", arrays=["weights", "z", "out"])
    page = plain(trace, "z", "out")
    assert page.count("joined output") == 1
    assert page.index("joined output") > page.index("layer 0, head 0")
    assert page.index("layer 0, head 1") > page.index("layer 0, head 0")


def test_tokens_are_what_the_user_wrote() -> None:
    page = plain(exhibits.bert(), "tokens", full=True)
    assert "2  believ  ##believ  103  2–8" in page
    assert "0          [CLS]     101\n" in page
    assert "the text in pieces (5)" in page
    assert "the rows of the queries (2)" in plain(exhibits.rectangular(), "tokens")


def test_a_row_of_tokens_has_their_pieces_where_those_are_not_the_words() -> None:
    page = plain(exhibits.bert(), "tokens").splitlines()
    start = next(place for place, line in enumerate(page) if "[CLS]" in line)
    assert "##believ" in page[start + 1] and page[start + 2].split()[0] == "101"
    same = plain(exhibits.sentence(), "tokens").splitlines()
    assert len(same) == next(place for place, line in enumerate(same) if line.startswith("Love")) + 2


def test_an_array_without_its_step_is_not_needed() -> None:
    trace = replace(exhibits.two_heads(), tokens=tokens_of("hope", "to", "live"))
    attention = replace(
        trace.layers[0].attention[0], arrays={"q": Array(("head", "query", "d_head"), np.ones((2, 3, 4)))}
    )
    page = plain(replace(trace, layers=(Layer(0, (attention,)),)))
    assert "Q, K, V" in page and "3 × 4" in page and "weights" not in page.split("tokens")[1]
