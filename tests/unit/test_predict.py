"""What comes next: against the reference, with keys and values kept and without, and what a trace of it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import attnx
from attnx import saved
from attnx.arithmetic import log_softmax
from attnx.checkpoint.tokenizer import read_tokenizer
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.written import after, tokens_of
from attnx.errors import AttnxError
from attnx.measures.settle import settled
from attnx.measures.verify import verify
from attnx.model.decode import Rules, everything, go_on
from attnx.model.sample import chances, draw
from attnx.model.transformer import forward, logits
from attnx.reduce.words import merge_words
from attnx.trace import Candidate, Sampling, Trace

FIXTURES = Path(__file__).parent.parent / "fixtures"
MODELS = FIXTURES / "models"
GOLDEN = load_file(FIXTURES / "goldens" / "prediction.safetensors")
TEXT = "Love gives hope, so we live."
MASKED = "The [MASK] cat sat on the [MASK]."
WRITERS, FILLERS = ("gpt2-a", "llama-a", "gemma2-a"), ("bert-odd", "roberta-a")
ALL = 1000  # more candidates than there are entries of the vocabulary


def by_id(candidates: tuple[Candidate, ...]) -> np.ndarray:
    """Probabilities in the order of the vocabulary."""
    return np.array([one.probability for one in sorted(candidates, key=lambda one: one.id)])


# Against the reference.


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_is_what_the_reference_writes(name: str) -> None:
    trace = attnx.predict(TEXT, MODELS / name, generate=12, layers=[0], arrays=["weights"])
    taken = [step.taken.id for step in trace.steps]
    read = [token.id for token in trace.tokens[: trace.steps[0].after + 1]]
    assert [*read, *taken] == GOLDEN[f"{name}/written"].tolist()
    np.testing.assert_allclose(
        by_id(attnx.predict(TEXT, MODELS / name, candidates=ALL).guesses[0].candidates),
        GOLDEN[f"{name}/next"],
        atol=1e-6,
    )


@pytest.mark.parametrize("name", WRITERS)
def test_each_layer_says_what_the_reference_says_with_its_norm_and_head(name: str) -> None:
    guesses = attnx.predict(TEXT, MODELS / name, lens=True, candidates=ALL).guesses
    assert [guess.layer for guess in guesses] == list(range(len(GOLDEN[f"{name}/lens"])))
    found = np.stack([by_id(guess.candidates) for guess in guesses])
    np.testing.assert_allclose(found, GOLDEN[f"{name}/lens"], atol=1e-6)


@pytest.mark.parametrize("name", FILLERS)
def test_masks_are_filled_as_the_reference_fills_them(name: str) -> None:
    trace = attnx.predict(MASKED, MODELS / name, candidates=ALL)
    assert [guess.token for guess in trace.guesses] == GOLDEN[f"{name}/places"].tolist()
    assert {guess.where for guess in trace.guesses} == {"at"}
    found = np.stack([by_id(guess.candidates) for guess in trace.guesses])
    np.testing.assert_allclose(found, GOLDEN[f"{name}/masks"], atol=1e-6)
    assert len(trace.guesses) == 2
    assert trace.steps == () and trace.output == ""


@pytest.mark.parametrize("number", range(6))
def test_chances_are_those_of_the_reference(number: int) -> None:
    temperature, top_k, top_p = GOLDEN[f"warped/{number}.by"].tolist()
    sampling = Sampling(temperature, int(top_k) or None, top_p if top_p < 1 else None)
    found = chances(log_softmax(GOLDEN["warped/logits"]), sampling)
    np.testing.assert_allclose(found, GOLDEN[f"warped/{number}"], atol=1e-6)
    assert found.sum() == pytest.approx(1.0)


# Drawing.


def test_tokens_are_drawn_as_often_as_their_chance_says() -> None:
    shares = np.array([0.0, 0.5, 0.0, 0.3, 0.2, 0.0])
    random = np.random.default_rng(0)
    counts = np.bincount([draw(shares, random) for _ in range(5000)], minlength=6) / 5000
    assert counts[shares == 0].sum() == 0
    np.testing.assert_allclose(counts, shares, atol=0.02)


def test_a_small_temperature_takes_the_likeliest_and_a_large_one_anything() -> None:
    row = log_softmax(np.array([1.0, 3.0, 2.0], dtype=np.float32))
    assert chances(row, Sampling(1e-300)).tolist() == [0.0, 1.0, 0.0]
    np.testing.assert_allclose(chances(row, Sampling(1e9)), 1 / 3, atol=1e-6)
    np.testing.assert_allclose(chances(row, Sampling()), np.exp(row), atol=1e-6)
    assert chances(row, Sampling(top_k=1, top_p=0.001)).tolist() == [0.0, 1.0, 0.0]


def test_a_seed_says_what_is_drawn() -> None:
    def written(seed: int | None) -> Trace:
        return attnx.predict(TEXT, MODELS / "llama-a", generate=8, temperature=2.0, seed=seed, layers=[0])

    assert written(None).output == written(0).output == written(0).output
    assert len({written(seed).output for seed in range(4)}) == 4
    trace = written(3)
    assert trace.sampling == Sampling(2.0, None, None, 3)
    for step in trace.steps:
        assert step.taken.chance is not None and 0 < step.taken.chance <= 1
    greedy = attnx.predict(TEXT, MODELS / "llama-a", generate=8, layers=[0])
    cold = attnx.predict(TEXT, MODELS / "llama-a", generate=8, layers=[0], temperature=1e-9)
    assert cold.output == greedy.output
    assert greedy.sampling is None and greedy.steps[0].taken.chance is None


# Keys and values that are kept.


@pytest.mark.parametrize("name", [path.name for path in sorted(MODELS.glob("*-[ab]")) if "-a" in path.name])
def test_with_memory_and_without_the_numbers_are_the_same(name: str) -> None:
    checkpoint = attnx.load(MODELS / name)
    spec, weights = checkpoint.spec, checkpoint.weights
    if weights.head is None or spec.pattern.name not in ("causal", "sliding"):
        return
    ids = [token.id for token in checkpoint.tokenizer(TEXT)]
    written = go_on(ids, weights, spec, (), 10, lambda row, _: int(row.argmax()))
    whole = forward(np.array(written.ids[:-1]), weights, spec, everything(spec))
    at_once = np.stack([log_softmax(row) for row in logits(whole[len(ids) - 1 :], weights, spec)])
    np.testing.assert_allclose(np.stack(written.log_probabilities), at_once, atol=2e-5)
    assert written.total == pytest.approx(float(sum(row.max() for row in written.log_probabilities)), abs=1e-3)


# What a trace holds.


def test_the_trace_of_a_text_that_goes_on() -> None:
    trace = attnx.predict("Love gives hope", MODELS / "llama-a", generate=6, candidates=4)
    whole = trace.text + trace.output
    assert trace.text == "Love gives hope" and trace.output.startswith(" ")
    assert [step.after for step in trace.steps] == [2, 3, 4, 5, 6, 7]
    for token in trace.tokens:
        assert token.special or whole[token.start : token.end] == token.text
    for step in trace.steps:
        assert trace.tokens[step.after + 1].id == step.taken.id == step.candidates[0].id
        assert len(step.candidates) == 4
    for _, one in trace.attentions():
        assert one.arrays["weights"].data.shape == (4, 9, 9)
    assert all(check.holds for check in verify(trace))
    assert merge_words(trace).steps == ()


TRACES: dict[str, Callable[[], Trace]] = {
    "next": lambda: attnx.predict(TEXT, MODELS / "gpt2-a", layers=[1]),
    "drawn": lambda: attnx.predict(TEXT, MODELS / "gpt2-a", generate=3, top_k=5, top_p=0.9, layers=[1]),
    "lens": lambda: attnx.predict(TEXT, MODELS / "gpt2-a", lens=True, at=2, layers=[1]),
    "masks": lambda: attnx.predict(MASKED, MODELS / "bert-odd", layers=[1]),
}


@pytest.mark.parametrize("name", TRACES)
def test_it_comes_back_from_disk(name: str) -> None:
    trace = TRACES[name]()
    for way in (saved.to_json, saved.to_safetensors):
        again = saved.from_bytes(way(trace), "t")
        assert saved.to_json(again) == saved.to_json(trace)
        assert (again.steps, again.guesses, again.sampling) == (trace.steps, trace.guesses, trace.sampling)


@pytest.mark.parametrize(
    ("before", "after_"),
    [
        (b'"after":7', b'"after":99'),
        (b'"where":"after"', b'"where":"behind"'),
        (b'"token":7', b'"token":8000'),
        (b'"layer":2,"candidates"', b'"layer":3,"candidates"'),
        (b'"temperature":1.0', b'"temperature":0'),
        (b'"top_k":5', b'"top_k":"5"'),
    ],
)
def test_what_does_not_fit_together_is_refused(before: bytes, after_: bytes) -> None:
    documents = [saved.to_json(TRACES[name]()) for name in ("next", "drawn")]
    document = next(one for one in documents if before in one)
    with pytest.raises(AttnxError, match="not a saved trace"):
        saved.from_bytes(document.replace(before, after_, 1), "t")


def test_writing_stops_where_the_model_ends_and_where_it_reads_no_further() -> None:
    checkpoint = attnx.load(MODELS / "llama-a")
    assert checkpoint.rules.ends == {3}
    free = attnx.predict(TEXT, checkpoint, generate=8, layers=[0])
    stop = free.steps[3].taken.id
    first = [step.taken.id for step in free.steps].index(stop)
    ended = attnx.predict(TEXT, replace(checkpoint, rules=Rules(frozenset({stop}))), generate=8, layers=[0])
    assert len(ended.steps) == first + 1
    assert len(ended.tokens) == len(free.tokens) - (8 - first)  # the end itself is not read
    assert ended.notes == ()

    short = replace(checkpoint, spec=replace(checkpoint.spec, n_positions=10))
    full = attnx.predict(TEXT, short, generate=8, layers=[0])
    assert len(full.tokens) == 10 and len(full.steps) == 2 and full.notes == ("context_full",)
    assert attnx.predict(TEXT, short, generate=2, layers=[0]).notes == ()
    with pytest.raises(AttnxError, match="room to write"):
        attnx.predict(TEXT, replace(short, spec=replace(checkpoint.spec, n_positions=8)), generate=1)


def test_the_answer_is_among_the_guesses_of_every_layer() -> None:
    (story,) = settled(attnx.predict(TEXT, MODELS / "gpt2-a", lens=True, candidates=2))
    guesses = attnx.predict(TEXT, MODELS / "gpt2-a", lens=True, candidates=ALL).guesses
    best = guesses[-1].candidates[0]
    assert story.answer == best
    assert story.shares == tuple(float(by_id(guess.candidates)[best.id]) for guess in guesses)
    likeliest = [guess.candidates[0].id for guess in guesses]
    assert story.first == likeliest.index(best.id) <= story.from_then_on
    assert set(likeliest[story.from_then_on :]) == {best.id}
    assert settled(attnx.predict(TEXT, MODELS / "gpt2-a")) == ()


def test_another_token_can_be_asked_for() -> None:
    whole = attnx.predict(TEXT, MODELS / "gpt2-a", at=2, candidates=ALL).guesses[0]
    part = attnx.predict("Love gives hope", MODELS / "gpt2-a", candidates=ALL).guesses[0]
    assert whole.token == part.token == 2
    np.testing.assert_allclose(by_id(whole.candidates), by_id(part.candidates), atol=1e-6)
    unmasked = attnx.predict(TEXT, MODELS / "bert-odd", at=1).guesses[0]
    assert (unmasked.where, unmasked.token) == ("at", 1)


def test_a_mask_may_be_written_as_another_model_writes_it() -> None:
    one, other = (attnx.predict(text, MODELS / "bert-odd") for text in ("Love is <mask>.", "Love is [MASK]."))
    assert one.text == other.text == "Love is [MASK]."
    assert one.guesses == other.guesses


def test_a_mask_that_the_tokenizer_would_cut_up_reaches_it_whole() -> None:
    import tokenizers

    vocabulary = {piece: number for number, piece in enumerate(("[UNK]", "[MASK]", "love", "[", "]", "mask"))}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    assert tokenizer.encode("Love [MASK]").ids == [2, 3, 5, 4]
    assert [(token.text, token.id) for token in Pieces(tokenizer)("Love [MASK]")] == [("Love", 2), ("[MASK]", 1)]


# Spaces.


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "gpt2",
            [" ca", "t", " the", " ", "ç", "Ī", "爱", "\n"],
        ),  # a character in three parts
        ("llama", [" cat", " the", " ", "爱", "\n"]),
        ("t5", [" ", "ca", "t", " the", " ", "爱", "</s>"]),
    ],
)
def test_a_candidate_brings_its_space(name: str, texts: list[str]) -> None:
    tokenizer = read_tokenizer(FIXTURES / "tokenizers" / name)
    ids = [token.id for token in tokenizer("the cat the 爱\n") if token.piece != "<s>"]
    assert [after(ids[:place], tokenizer)(ids[place]) for place in range(1, len(ids))] == texts


@pytest.mark.parametrize("name", ["gpt2", "llama", "t5"])
def test_what_is_written_goes_on_from_the_text(name: str) -> None:
    tokenizer = read_tokenizer(FIXTURES / "tokenizers" / name)
    ids = [token.id for token in tokenizer("the cat the 爱\n\nthe cat") if not token.special]
    for split in range(1, len(ids)):
        head = tokenizer.decode(ids[:split])
        if "\ufffd" in head:  # within a character
            continue
        text, tokens = tokens_of(ids, tokenizer, split, 100)
        assert head + text == tokenizer.decode(ids)
        assert [token.index for token in tokens] == list(range(split, len(ids)))
        for token in tokens:
            assert token.text == text[token.start - 100 : token.end - 100]


# What is refused.


@pytest.mark.parametrize(
    ("text", "model", "options", "key"),
    [
        (" ", "gpt2-a", {}, "blank_text"),
        ("Love " * 200, "gpt2-a", {}, "too_long"),
        ("Love.", "bert-odd", {}, "no_mask"),
        ("Love.", "bert-odd", {"generate": 3}, "fills_masks"),
        ("Love.", "bert-plain", {}, "no_logits"),
        ("Love.", "bart-a", {}, "translates"),
        ("Love.", "marian-a", {}, "translates"),
        ("Love.", "t5-a", {}, "translates"),
        ("Love.", "gpt2-a", {"generate": 3, "at": 0}, "two_views"),
        ("Love.", "gpt2-a", {"generate": 3, "lens": True}, "two_views"),
        ("Love.", "gpt2-a", {"at": 9}, "not_there"),
        ("Love.", "gpt2-a", {"layers": [7]}, "not_there"),
        ("Love.", "gpt2-a", {"temperature": 0.0}, "temperature"),
        ("Love.", "gpt2-a", {"temperature": float("nan")}, "temperature"),
        ("Love.", "gpt2-a", {"top_k": 0}, "matrix_scalar"),
        ("Love.", "gpt2-a", {"top_p": 0.0}, "matrix_scalar"),
        ("Love.", "gpt2-a", {"top_p": 1.5}, "matrix_scalar"),
        ("Love.", "gpt2-a", {"seed": -1}, "matrix_scalar"),
    ],
    ids=lambda value: None if isinstance(value, dict) else str(value)[:12],
)
def test_what_cannot_be_predicted(text: str, model: str, options: dict[str, object], key: str) -> None:
    with pytest.raises(AttnxError) as caught:
        attnx.predict(text, MODELS / model, **options)  # type: ignore[arg-type]
    assert caught.value.key == key


@pytest.mark.parametrize(("model", "key"), [("reader", "no_logits"), ("toy", "no_logits"), ("zh-en", "translates")])
def test_bundled_models_that_say_nothing_of_the_next_word(model: str, key: str) -> None:
    with pytest.raises(AttnxError) as caught:
        attnx.predict("Love", model)
    assert caught.value.key == key


def test_damaged_weights_are_said_before_anything_is_drawn() -> None:
    checkpoint = attnx.load(MODELS / "gpt2-a")
    weights = replace(checkpoint.weights, token_embedding=np.asarray(checkpoint.weights.token_embedding) * np.nan)
    with pytest.raises(AttnxError, match="not finite"):
        attnx.predict("Love", replace(checkpoint, weights=weights), generate=3, temperature=1.0)
