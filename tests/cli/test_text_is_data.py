"""Text is data: terminal escapes, markup, bidi and zero-width characters are shown, never obeyed."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import attnx
from attnx import saved
from attnx.trace import Provenance, Trace
from tests.cli.processes import MODELS, document, on_terminal, printed, refused
from tests.conftest import Run

# What a terminal obeys: C0 but for line breaks, DEL and C1, bidi and zero-width marks, separators.
OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
COLOUR = re.compile("\x1b\\[[0-9;]*m")

HOSTILE = {
    "colour": "\x1b[31mred\x1b[0m",
    "clear": "\x1b[2J\x1b[H",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;http://example.org\x1b\\here\x1b]8;;\x1b\\",
    "eight-bit": "\x9b31mred",
    "backspace": "good\x08\x08\x08\x08evil",
    "carriage return": "good\revil",
    "bell": "\x07",
    "markup": "[red]x[/red] [link=http://example.org]y[/link] [/]",
    "emoji code": ":smile: :warning:",
    "bidi": "user\u202etxt.exe\u202c \u2066isolated\u2069",
    "zero width": "pass\u200bword \ufeffmark soft\u00adhyphen \u2060joiner pay\u200dpal pay\u200cpal",
    "tab and line break": "one\ttwo\nthree\x0bfour\x0cfive\x85six\u2028seven",
    "delete": "a\x7fb",
    "tags": "flag\U000e0041\U000e007f",
}
ALL = " ".join(HOSTILE.values())


def harmless(text: str) -> str:
    """The same text, with nothing in it that a terminal would obey."""
    found = OBEYED.search(text)
    assert found is None, repr(text[max(found.start() - 30, 0) : found.end() + 30])
    return text


def test_the_pattern_finds_what_it_is_for() -> None:
    for text in (text for name, text in HOSTILE.items() if name not in ("markup", "emoji code", "zero width")):
        assert OBEYED.search(text.replace("\n", ""))


def test_explain_shows_it(quick: Run) -> None:
    for options in (
        ("--full",),
        ("--causal", "--head", "all"),
        ("--head", "mean", "--full"),
        ("--focus", "0"),
        ("--cell", "0,3"),
    ):
        text = harmless(printed(quick("explain", "--model", "toy", "-", *options, stdin=(ALL + " \x00 end").encode())))
        assert "␛" in text
    whole = harmless(
        printed(
            quick("explain", "--model", "toy", "-", "--full", "--steps", "tokens", stdin=(ALL + " \x00 end").encode())
        )
    )
    for picture in ("␛", "␇", "␈", "␀", "␡", "⟨U+202E⟩", "⟨U+200B⟩", "⟨U+FEFF⟩", "⟨U+009B⟩", "⟨U+2066⟩", "⟨U+00AD⟩"):
        assert picture in whole, picture
    for sign in ("[", "]", ":"):
        assert whole.count(f" {sign} ") >= 2, sign
    assert "😄" not in whole


@pytest.mark.parametrize("model", [str(MODELS / "bert-plain"), pytest.param("minilm", marks=pytest.mark.minilm)])
def test_another_tokenizer_shows_it(quick: Run, model: str) -> None:
    text = "Love \x1b[31mred\x1b[0m \u202eevil [red]x[/red] :smile: a\tb\nc \x07"
    for options in ((), ("--focus", "1"), ("--cell", "1,2")):
        shown = harmless(
            printed(quick("explain", "--model", "toy", "-", "--model", model, *options, stdin=text.encode()))
        )
        assert "red" in shown or options


def test_a_terminal_gets_only_the_colours_of_attnx() -> None:
    text = ALL.replace("\x1b[31m", "\x1b[95m")
    for options in (("--full", "--steps", "tokens,summary"), ("--head", "all"), ("--focus", "0"), ("--cell", "0,3")):
        shown = on_terminal("explain", "--model", "toy", *options, "--", text, columns=120)
        codes = COLOUR.findall(shown)
        assert codes
        assert "\x1b[95m" not in codes
        assert "\x1b[31m" not in codes
        harmless(COLOUR.sub("", shown))


def test_json_keeps_it_to_the_letter(quick: Run) -> None:
    text = ALL + " \x00 \U0001f469\u200d\U0001f4bb end"
    done = document(quick("explain", "--model", "toy", "-", "--json", stdin=text.encode()))
    assert done["text"] == text
    assert all(token["text"] == text[token["start"] : token["end"]] for token in done["tokens"])
    seen = "".join(token["text"] for token in done["tokens"])
    assert {"\x1b", "\x00", "\u202e", "\u200b", "\x07", "["} <= set(seen)


def test_what_json_keeps_does_not_act(quick: Run, tmp_path: Path) -> None:
    folder = shutil.copytree(MODELS / "bert-plain", tmp_path / "user\u202etxt.exe\x7f")
    done = quick("explain", HOSTILE["bidi"], "--model", str(folder), "--json")
    assert document(done)["model"]["name"] == folder.name
    harmless(done.stdout.decode())


def test_a_saved_trace_keeps_it_too(quick: Run, tmp_path: Path) -> None:
    files = [tmp_path / "t.json", tmp_path / "t.safetensors"]
    for file in files:
        assert quick("explain", "--model", "toy", "-", "--out", str(file), stdin=ALL.encode()).returncode == 0
        assert saved.from_bytes(file.read_bytes(), "it").text == ALL
    once, again = (harmless(printed(quick("show", str(file)))) for file in files)
    assert once == again == printed(quick("explain", "--model", "toy", "-", stdin=ALL.encode()))


ERRORS = [
    ["explain", "--model", "toy", "Love", "--focus", ALL],
    ["explain", "--model", "toy", ALL, "--focus", "absent"],
    ["explain", "--model", "toy", "Love", "--cell", ALL],
    ["explain", "--model", "toy", "Love", "--model", ALL],
    ["explain", "--model", "toy", "Love", "--layer", ALL],
    ["explain", "--model", "toy", "Love", "--steps", ALL],
    ["explain", "--model", "toy", "Love", "--lang", ALL],
    ["explain", "--model", "toy", "Love", "--precision", ALL],
    ["explain", "--model", "toy", "Love", "--out", ALL + ".pdf"],
    ["explain", "--model", "toy", "Love", "--out", f"/nowhere/{ALL}.json"],
    ["explain", "--model", "toy", "Love", ALL],
    ["explain", "--model", "toy", "Love", "--zz\x1b[31m"],
    ["explain", "--model", "toy", f"Thinking {ALL}", "--model", "classic"],
    [ALL],
    ["show", ALL],
    ["attend", ALL],
    ["attend", ALL + ".json"],
    ["lookup", ALL, "a=1"],
    ["lookup", "1", ALL],
    ["lookup", "1", f"{ALL}=1", f"{ALL}=1"],
    ["tour", "--pace", ALL],
]


def test_errors_show_it(quick: Run) -> None:
    for arguments in ERRORS:
        done = quick(*arguments)
        assert done.returncode in (1, 2)
        harmless(refused(done, done.returncode))


def test_names_of_files(quick: Run, tmp_path: Path) -> None:
    evil = "\x1b[31mred\x07\u202e [red]x"
    matrices = tmp_path / f"{evil}.json"
    matrices.write_text('{"q": [[1, 0]], "k": [[1, 0]], "v": [[1, 0]]}')
    for options in ((), ("--focus", "0"), ("--cell", "0,0"), ("--head", "mean")):
        assert "␛[31mred␇⟨U+202E⟩ [red]x.json" in harmless(printed(quick("attend", str(matrices), *options)))
    assert document(quick("attend", str(matrices), "--json"))["model"]["name"] == f"{evil}.json"
    out = tmp_path / f"{evil}.txt"
    done = quick("explain", "--model", "toy", "Love", "--out", str(out))
    harmless(done.stderr.decode())
    assert out.exists()
    model = shutil.copytree(MODELS / "bert-plain", tmp_path / evil)
    assert "␛[31mred" in harmless(printed(quick("explain", "--model", "toy", "Love", "--model", str(model))))
    (model / "config.json").unlink()
    harmless(refused(quick("explain", "--model", "toy", "Love", "--model", str(model)), 1, "␛[31mred"))


def test_a_file_name_that_is_not_utf8(quick: Run, tmp_path: Path) -> None:
    name = b"caf\xe9.json".decode(errors="surrogateescape")
    (tmp_path / name).write_text('{"q": [[1, 0]], "k": [[1, 0]], "v": [[1, 0]]}')
    harmless(printed(quick("attend", str(tmp_path / name))))
    assert document(quick("attend", str(tmp_path / name), "--json"))["model"]["name"] == "caf\ufffd.json"
    done = quick(
        "explain", "--model", "toy", "Love", "--out", str(tmp_path / b"\xff.json".decode(errors="surrogateescape"))
    )
    assert done.returncode == 0
    harmless(done.stderr.decode())
    model = shutil.copytree(MODELS / "bert-plain", tmp_path / b"mod\xe9l".decode(errors="surrogateescape"))
    for options in ((), ("--json",)):
        harmless(printed(quick("explain", "--model", "toy", "Love", "--model", str(model), *options)))


def test_labels_of_matrices(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "m.json"
    labels = list(HOSTILE.values())
    rows = [[float(i), 1.0] for i in range(len(labels))]
    file.write_text(json.dumps({"q": rows, "k": rows, "v": rows, "labels": labels}))
    for options in (("--full",), ("--focus", "0"), ("--cell", "0,1")):
        harmless(printed(quick("attend", str(file), *options, "--width", "200")))
    whole = printed(quick("attend", str(file), "--steps", "tokens", "--width", "200"))
    assert HOSTILE["markup"] in whole
    assert HOSTILE["emoji code"] in whole
    assert "␛[31mred␛[0m" in whole
    assert [token["text"] for token in document(quick("attend", str(file), "--json"))["tokens"]] == labels


def test_names_in_a_lookup(quick: Run) -> None:
    names = [name.replace("=", "-") for name in HOSTILE.values()]
    pairs = [f"{name}={place}" for place, name in enumerate(names)]
    text = harmless(printed(quick("lookup", "0", *pairs, "--width", "200", "--full")))
    assert "␛[31m" in text
    assert "[red]x" in text
    assert "Nearest: ␛[31mred␛[0m" in text
    assert [token["text"] for token in document(quick("lookup", "0", *pairs, "--json"))["source"]] == names


def hostile_trace(provenance: Provenance = "random") -> Trace:
    """A trace whose every text is hostile."""
    trace = attnx.explain("Love is hope", "toy")
    tokens = tuple(replace(token, text=f"{ALL}{token.index}", piece=ALL) for token in trace.tokens)
    model = replace(trace.model, name=ALL, family=ALL, provenance=provenance)
    return replace(trace, text=ALL, tokens=tokens, model=model)


@pytest.mark.parametrize("provenance", ["random", "handcrafted", "trained", "given"])
def test_a_hostile_trace(quick: Run, tmp_path: Path, provenance: Provenance) -> None:
    file = tmp_path / "evil.json"
    file.write_bytes(saved.to_json(hostile_trace(provenance=provenance)))
    harmless(printed(quick("show", str(file))))
    harmless(printed(quick("show", str(file), "--lang", "zh", "--full")))
    if provenance == "random":
        for options in (("--focus", "0"), ("--cell", "0,1"), ("--head", "mean")):
            harmless(printed(quick("show", str(file), *options)))


def test_a_notebook_gets_no_html_from_a_text() -> None:
    for text in ('<script>alert("1")</script> & <b>', ALL):
        for trace in (attnx.explain(text, "toy"), hostile_trace(), attnx.explain(text, "toy", layers=[])):
            framed, html = trace._repr_html_(), trace.table().html
            assert re.findall(r"<(/?\w+)", framed) == [
                "div",
                *["img"] * bool(trace.layers),
                "iframe",
                "/iframe",
                "/div",
            ]
            harmless(framed)
            tags = set(re.findall(r"<(/?\w+)", html))
            assert tags <= {
                "table",
                "/table",
                "caption",
                "/caption",
                "tr",
                "/tr",
                "th",
                "/th",
                "td",
                "/td",
                "pre",
                "/pre",
            }
            harmless(html)
    assert "&lt;" in attnx.explain("<script> &amp;", "toy").table().html
    evil = replace(attnx.explain("Love"), model=replace(attnx.explain("Love").model, name="<img src=x>"))
    assert "<img src=x" not in evil._repr_html_() + evil.table().html
    harmless(repr(attnx.explain(ALL, "toy")))
