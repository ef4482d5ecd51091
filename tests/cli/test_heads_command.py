"""attnx heads, as it is typed: every head of a text or of many, who looks from word to word, and heads that share."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

import attnx
from attnx import document as head
from attnx.measures.heads import MEASURES, heads
from tests.cli.processes import MODELS, SENTENCE, document, on_terminal, printed, refused, under_shell
from tests.conftest import Run

ANSI = re.compile("\x1b\\[[0-9;]*m")
LLAMA, GPT2 = str(MODELS / "llama-a"), str(MODELS / "gpt2-a")
REPEATS = "the cat sat on the mat and the cat sat"


def test_the_heads_that_do_something_come_first(run: Run) -> None:
    page = printed(run("heads", SENTENCE))
    lines = page.splitlines()
    assert lines[0] == "4 of 32 heads do something clear here"
    rows = [line for line in lines if re.match(r"\d, \d ", line)]
    assert re.match(r"3, 0 +finds what a pronoun stands for +“it” reads from “Love”: 1\.00$", rows[0])
    assert [row[:4] for row in rows] == ["3, 0", "0, 0", "0, 1", "1, 0", "1, 1", "2, 0"]
    assert "Known for something, but not seen doing it here: 1·1 · 2·0." in page
    assert re.search(
        r"^Flat here, .*: 26 heads \(0·2–7 · 1·2–7 · 2·1–7 · 3·1–7\)\.$", page.replace(" ·\n", " · "), re.MULTILINE
    )
    maps = [line for line in lines if re.fullmatch(r"[\d ] [·░▒▓█ ]{60,}", line)]
    assert len(maps) == 4 * 4
    assert "The 13 × 13 weights of a head are drawn as 4 × 8, each the largest of its block." in page
    assert max(map(cell_len, lines)) <= 80


def test_the_row_of_the_pronoun_head_is_never_blank(quick: Run) -> None:
    for text, told in (
        ("Love it.", "“it” found nothing to point to: it rests on the start marker \\[CLS\\]"),
        ("Love gives hope.", "no pronoun"),
    ):
        page = " ".join(printed(quick("heads", text, "--width", "140")).split())
        assert re.search(rf"3, 0 finds what a pronoun stands for {told}", page)


def test_every_measure_with_full(quick: Run) -> None:
    page = printed(quick("heads", SENTENCE, "--full"))
    rows = [line for line in page.splitlines() if re.match(r"\d, \d ", line)]
    assert len({row[:4] for row in rows}) == 32
    assert any(row.split()[2:4] == ["previous", "1.00"] for row in rows)
    assert "No token here has such a key: same word, repeats." in page


def test_the_document_is_what_the_function_gives(quick: Run) -> None:
    made = document(quick("heads", REPEATS, "--model", GPT2, "--json"))
    trace = attnx.explain(REPEATS, GPT2, arrays=["weights"])
    begins = head.document("heads") | head.of_text(trace)
    assert made == json.loads(json.dumps(begins | heads(trace).document()))
    assert list(made["layers"][0]["heads"][0]["scores"]) == list(MEASURES)
    part = document(quick("heads", REPEATS, "--model", GPT2, "--json", "--layer", "1", "--head", "0"))
    assert [one["layer"] for one in part["layers"]] == [1]
    ours, theirs = (one["heads"][0]["scores"]["previous"] for one in (part["layers"][0], made["layers"][1]))
    assert ours == pytest.approx(theirs, abs=1e-6)


def brightness(shade: str) -> int:
    kind, *parts = map(int, shade.split(";"))
    return sum(parts) if kind == 2 else 0


def test_half_blocks_hold_two_pixels_each(quick: Run) -> None:
    shown = on_terminal("heads", "--model", "toy", "hope to live", COLORTERM="truecolor")
    weights = attnx.explain("hope to live", "toy", arrays=["weights"]).array("weights", layer=0, head=0)
    top = next(line for line in shown.splitlines() if "▀" in line)
    shade = r"(2;\d+;\d+;\d+|5;\d+)"  # what is nearly nothing has the ground's own shade, a colour by its number
    cells = re.findall(rf"\x1b\[38;{shade};48;{shade}m▀", top)
    assert len(cells) == 6  # three for each of the two heads
    light = np.array([[brightness(half) for half in cell] for cell in cells[:3]]).T  # (query, key)
    for row, expected in zip(light, weights[:2], strict=True):
        assert row.argmax() == expected.argmax()


def test_what_a_causal_model_cannot_see_is_blank(quick: Run) -> None:
    page = printed(quick("heads", "hope gives us power", "--model", GPT2, "--full"))
    maps = [line[2:] for line in page.splitlines() if re.match(r"[01 ] [·░▒▓█]", line) and line[-2:] != " 1"]
    assert [len(line.split(" ")[0]) for line in maps] == [2, 4, 2, 4]
    assert "next" in re.findall("No token here has such a key: (.*)", page)[0]


@pytest.mark.parametrize(("width", "language"), [(40, "en"), (60, "zh")])
def test_no_line_is_wider_than_the_page(quick: Run, width: int, language: str) -> None:
    for arguments in (
        [SENTENCE],
        ["我爱你，因为你给我希望。"],
        [REPEATS * 3, "--model", LLAMA],
        ["--sharing", "--model", str(MODELS / "gemma2-b")],
        [SENTENCE, "--from", "it", "--to", "Love"],
    ):
        page = printed(quick("heads", *arguments, "--width", str(width), "--lang", language))
        assert [line for line in page.splitlines() if cell_len(line) > width] == []


@pytest.mark.minilm
def test_twelve_heads_stand_side_by_side(quick: Run) -> None:
    page = printed(quick("heads", SENTENCE, "--model", "minilm"))
    assert re.search("^ +" + " +".join(map(str, range(12))) + "$", page, re.MULTILINE)
    shown = len(re.findall(r"^\d, \d+ ", page, re.MULTILINE))
    assert page.startswith(f"{shown} of 72 heads do something clear here\n")
    whole = printed(quick("heads", SENTENCE, "--model", "minilm", "--full"))
    assert len(set(re.findall(r"^\d, \d+ ", whole, re.MULTILINE))) == 72


def test_a_translator_shows_its_encoder(quick: Run) -> None:
    page = printed(quick("heads", "我爱你。", "--model", "zh-en", "--lang", "zh"))
    assert "\nzh-en · 训练得到的权重\n" in page
    assert "编码器" in page
    printed(quick("heads", "the cat sat", "--model", str(MODELS / "t5-a")))


def test_causal_and_untrained(quick: Run) -> None:
    page = printed(quick("heads", SENTENCE, "--causal"))
    assert "A causal mask was added" in page
    untrained = printed(quick("heads", SENTENCE, "--untrained"))
    assert "random weights" in untrained
    assert not re.search(r"\d, \d +previous", untrained)
    assert "measured" not in untrained


# ── over many sentences ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    file = tmp_path / "sentences.txt"
    file.write_text("\ufeffLove is here.\n\nThe cat sat on the mat.\r\nHope gives us power.", encoding="utf-8")
    return file


def test_many_sentences(quick: Run, sentences: Path) -> None:
    page = printed(quick("heads", "--over", str(sentences)))
    assert "what each head does, over 3 texts (16 tokens)" in page
    made = document(quick("heads", "--over", str(sentences), "--json"))
    assert (made["texts"], made["queries"]) == (3, 16)
    own = [
        document(quick("heads", text, "--json"))["layers"][0]
        for text in ("Love is here.", "The cat sat on the mat.", "Hope gives us power.")
    ]
    counts = [one["queries"]["previous"] for one in own]
    scores = [one["heads"][1]["scores"]["previous"] for one in own]
    found = made["layers"][0]["heads"][1]["scores"]["previous"]
    assert found == pytest.approx(np.average(scores, weights=counts))


def test_a_terminal_sees_how_far_it_is(sentences: Path) -> None:
    shown = on_terminal("heads", "--over", str(sentences), "--json")
    assert "100 %" in shown
    assert shown.rstrip().endswith("}")
    done = under_shell('"$@" >/dev/null', "heads", "--over", str(sentences))
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_line_that_cannot_be_read_is_named(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("hope\n" + "hope " * 200 + "\n", encoding="utf-8")
    refused(quick("heads", "--over", str(file)), 1, f"line 2 of {file} cannot be read: the text is 202 tokens long")
    refused(quick("heads", "--over", str(file), "--lang", "zh"), 1, "第 2 行无法读取：文本有 202 个词元")
    file.write_bytes(b"hope\nna\xefve\n")
    refused(quick("heads", "--over", str(file)), 1, "line 2 of", "not UTF-8")
    file.write_bytes(b"\n \n")
    refused(quick("heads", "--over", str(file)), 1, "no text in")
    refused(quick("heads", "--over", str(tmp_path / "nope")), 1, "No such file")
    refused(quick("heads", "--over", str(tmp_path)), 1, "cannot be read")


# ── from one word to another ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_heads_are_ranked(quick: Run) -> None:
    page = printed(quick("heads", SENTENCE, "--from", "it", "--to", "love"))
    assert page.startswith("“it” looks at “Love” most in layer 3, head 0: 1.00\n")
    assert re.search(r"▼ +│\nLove is powerful because it gives", page)
    assert "1.00  ██████████  finds what a pronoun stands for" in page
    rows = re.findall(r"^(\d, \d) +([\d.]+)", page, re.MULTILINE)
    assert rows[0] == ("3, 0", "1.00")
    assert [weight for _, weight in rows] == sorted((weight for _, weight in rows), reverse=True)
    assert "Shown: 10 of 32 heads. --full shows all." in page
    made = document(quick("heads", SENTENCE, "--from", "5", "--to", "1", "--json"))
    assert made["heads"][0]["layer"] == 3
    assert len(made["heads"]) == 32
    assert made["from"] | {"tokens": []} == {"text": "it", "piece": "it", "tokens": []}
    assert [made["tokens"][place]["text"] for place in made["from"]["tokens"]] == ["it"]


def test_a_word_may_be_in_pieces(quick: Run) -> None:
    text = "Unbelievable hopefulness, it is."
    made = document(quick("heads", text, "--from", "it", "--to", "Unbelievable", "--json"))
    assert made["to"]["text"] == "Unbelievable"
    trace = attnx.explain(text, "reader", arrays=["weights"])
    pieces = [token.index for token in trace.tokens if token.end <= len("Unbelievable") and not token.special]
    assert len(pieces) > 1
    it = next(token.index for token in trace.tokens if token.text == "it")
    first = made["heads"][0]
    weights = trace.array("weights", layer=first["layer"], head=first["head"])
    assert first["weight"] == pytest.approx(float(weights[it, pieces].sum()))
    chinese = document(quick("heads", "我爱你，因为你给我希望。", "--from", "希望", "--to", "爱", "--json"))
    assert chinese["from"]["text"] == "希望"


def test_a_word_that_may_not_be_seen(quick: Run) -> None:
    page = printed(quick("heads", "hope gives us power", "--model", GPT2, "--from", "hope", "--to", "us"))
    assert "“hope” may not look at “us”" in page


def test_a_word_that_is_not_there_or_twice(quick: Run) -> None:
    refused(quick("heads", SENTENCE, "--from", "it", "--to", "hate"), 2, "hate is not one of the words here: 0 [CLS]")
    twice = refused(quick("heads", REPEATS, "--from", "cat", "--to", "mat"), 2, "cat occurs more than once", "2 cat")
    assert "9 cat" in twice
    refused(quick("heads", SENTENCE, "--from", "99", "--to", "it"), 2, "there is no token 99")


# ── heads that share ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_sharing_needs_no_text_and_no_weights(quick: Run, tmp_path: Path) -> None:
    page = printed(quick("heads", "--sharing", "--model", LLAMA))
    assert "0 ← 0–1   1 ← 2–3" in page
    assert "2 × 4 × kv × 2 × T" in page
    made = document(quick("heads", "--sharing", "--model", LLAMA, "--length", "100", "--json"))
    assert made["groups"] == [[0, 1], [2, 3]]
    assert {one["kv_heads"]: one["numbers"] for one in made["caches"]} == {4: 6400, 2: 3200, 1: 1600}
    assert made["caches"][1]["bytes"] == {"float32": 12_800, "half": 6_400}
    line = "The 4 heads share 2 kv heads, 2 to each"
    assert line in printed(quick("heads", REPEATS, "--model", LLAMA))
    assert "share" not in printed(quick("heads", "hope", "--model", "toy"))
    file = tmp_path / "sharing.txt"
    done = quick("heads", "--sharing", "--model", LLAMA, "--out", str(file))
    assert (done.returncode, file.read_text(encoding="utf-8")) == (0, page)


def test_sharing_of_every_kind_of_model(quick: Run) -> None:
    for name, words in {
        "llama-b": "multi-query attention, Shazeer 2019",
        "mistral-a": "2 of 2 layers look back through a window of 8 tokens",
        "gemma2-b": "2 × 4 × kv × (2 × min(T, 3) + 1 × T)",
        "gpt2-a": "Nothing is shared: each of the 2 heads",
        "bert-plain": "a model that looks both ways",
        "marian-a": "The keys and values of the text that is read are kept too",
    }.items():
        page = printed(quick("heads", "--sharing", "--model", str(MODELS / name), "--width", "120"))
        assert words in " ".join(page.split()), name
    assert "缓存" in printed(quick("heads", "--sharing", "--lang", "zh"))


# ── what does not go together ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "there is no text"),
        (("hope", "--sharing"), "--sharing takes no text"),
        (("hope", "--over", "x.txt"), "--over takes no text"),
        (("--sharing", "--over", "x.txt"), "--over and --sharing were both given"),
        (("--over", "x.txt", "--from", "a", "--to", "b"), "--over and --from were both given"),
        (("hope", "--from", "hope"), "--from goes with --to"),
        (("hope", "--to", "hope"), "--to goes with --from"),
        (("hope", "--length", "5"), "--length goes with --sharing"),
        (("--sharing", "--length", "0"), "--length takes a whole number from 1"),
        (("hope", "--layer", "mean"), "--layer takes a number"),
        (("hope", "--head", "9"), "there is no head 9 in reader"),
        (("hope", "--out", "a.safetensors"), "use one of .json, .txt"),
        (("hope", "--sharng"), "did you mean --sharing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_meant_is_refused(quick: Run, arguments: tuple[str, ...], words: str) -> None:
    refused(quick("heads", *arguments), 2, words)


def test_a_length_that_the_model_does_not_read(quick: Run) -> None:
    refused(quick("heads", "--sharing", "--model", LLAMA, "--length", "129"), 1, "llama-a reads at most 128")


def test_a_file_holds_what_is_printed(quick: Run, tmp_path: Path) -> None:
    page = tmp_path / "heads.txt"
    assert quick("heads", SENTENCE, "--out", str(page)).returncode == 0
    assert page.read_text(encoding="utf-8") == printed(quick("heads", SENTENCE))
    data = tmp_path / "heads.json"
    assert quick("heads", SENTENCE, "--out", str(data)).returncode == 0
    assert json.loads(data.read_bytes()) == document(quick("heads", SENTENCE, "--json"))


def test_lenses(quick: Run) -> None:
    plain = document(quick("heads", SENTENCE, "--json"))
    norms = document(quick("heads", SENTENCE, "--lens", "norms", "--json"))
    assert norms["notes"][-1] == "lens_norms"
    assert norms["layers"][0]["heads"] != plain["layers"][0]["heads"]
    assert document(quick("heads", SENTENCE, "--lens", "weights", "--json")) == plain
    flow = document(quick("heads", SENTENCE, "--lens", "flow", "--layer", "1,2", "--json"))
    assert [[one["head"] for one in layer["heads"]] for layer in flow["layers"]] == [[0], [0]]
    ranked = printed(quick("heads", SENTENCE, "--lens", "rollout", "--from", "it", "--to", "Love"))
    assert len(re.findall(r"^\d, 0 ", ranked, re.MULTILINE)) == 4
    assert "logit" in printed(quick("heads", "Love is", "--lens", "logit", "--model", GPT2))
    assert document(quick("heads", "Love is", "--lens", "logit", "--model", GPT2, "--json"))["lens"] == "logit"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--lens", "logit"], ["reader has no head that gives logits"]),
        (["--lens", "logit", "--layer", "1", "--model", GPT2], ["--lens logit", "--layer"]),
        (["--lens", "flow", "--head", "1"], ["--lens flow", "--head"]),
        (["--token", "it"], ["--lens logit"]),
        (["--lens", "attention"], ["norms", "rollout"]),
    ],
)
def test_lenses_that_are_refused(quick: Run, arguments: list[str], words: list[str]) -> None:
    refused(quick("heads", SENTENCE, *arguments), 2, *words)
