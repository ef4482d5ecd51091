"""The screen, driven by keys: what it shows against golden pictures, and what the keys do.

`pytest tests/screen --update-goldens` writes the pictures anew; they are SVG, as the key s saves them.
"""

from __future__ import annotations

import asyncio
import difflib
import html
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from attnx.checkpoint.resolve import NAMES
from attnx.errors import OutputError
from attnx.measures.opening import opening
from tests.docs.blocks import differ

pytest.importorskip("textual", reason='needs Textual: pip install "attnx[tui]"')

from textual.pilot import Pilot
from textual.widgets import Input

from attnx.screen.app import Explorer
from attnx.screen.main import HeadMap, Pane, Sentence
from attnx.screen.place import moved
from attnx.screen.reading import Asked, Models

GOLDEN = Path(__file__).parent / "golden"
SENTENCE = "Love gives us hope: it lives."
LONG = " ".join(f"word{number}" for number in range(30))
TEXT = re.compile(r'<text class="[^"]*-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>')
Drive = Callable[[Explorer, "Pilot[bool]"], Awaitable[None]]


def explorer(
    text: str = SENTENCE,
    model: str | None = "toy",
    language: str = "en",
    save: Callable[[Path, bytes], object] = Path.write_bytes,
    folder: Path = Path(),
) -> Explorer:
    models = Models(model)
    return Explorer(models, models.read(Asked(text, model)), language, save, folder)


def drive(app: Explorer, *keys: str, size: tuple[int, int] = (80, 24), then: Drive | None = None) -> str:
    """Presses keys, does what else is asked, and returns the picture of the screen."""

    async def run() -> str:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
            if then is not None:
                await then(app, pilot)
            await pilot.pause()
            return app.picture()

    return asyncio.run(run())


async def until(pilot: Pilot[bool], holds: Callable[[], bool]) -> None:
    """Waits for what a thread brings."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        await pilot.pause(0.02)
    await pilot.pause()


async def settled(app: Explorer, pilot: Pilot[bool]) -> None:
    """Waits until everything that was asked for has been read."""
    await until(pilot, lambda: not app.main.reads)


def lines(picture: str) -> list[str]:
    """The lines of a screen, read out of its picture."""
    rows: dict[float, dict[int, str]] = {}
    for x, y, text in TEXT.findall(picture):
        rows.setdefault(float(y), {})[round(float(x) / 12.2)] = html.unescape(text).replace("\xa0", " ")
    found = []
    for _, parts in sorted(rows.items()):
        line = ""
        for column, text in sorted(parts.items()):
            line += " " * (column - len(line)) + text
        found.append(line.rstrip())
    return found


def shown(picture: str) -> str:
    return "\n".join(lines(picture))


CASES: dict[str, tuple[str, str, tuple[int, int], tuple[str, ...]]] = {
    "weights.en": (SENTENCE, "en", (80, 24), ()),
    "weights.zh": ("我爱你，你也爱我。", "zh", (80, 24), ()),
    "wide.en": (SENTENCE, "en", (120, 40), ()),
    "narrow.en": (SENTENCE, "en", (44, 16), ()),
    "long.en": (LONG, "en", (80, 24), ("down",) * 9),
    "heads.en": (SENTENCE, "en", (80, 24), ("tab", "right")),
    "row.en": (SENTENCE, "en", (80, 24), ("2",)),
    "steps.zh": (SENTENCE, "zh", (80, 24), ("3",)),
    "block.en": (SENTENCE, "en", (80, 40), ("4",)),
    "way.zh": (SENTENCE, "zh", (80, 24), ("5",)),
    "cell.en": (SENTENCE, "en", (80, 24), ("enter",)),
    "keys.en": (SENTENCE, "en", (80, 24), ("question_mark",)),
    "keys.zh": (SENTENCE, "zh", (80, 24), ("question_mark",)),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_shown(name: str, request: pytest.FixtureRequest) -> None:
    text, language, size, keys = CASES[name]
    picture = drive(explorer(text, language=language), *keys, size=size, then=settled)
    path = GOLDEN / f"{name}.svg"
    if request.config.getoption("--update-goldens"):
        path.write_text(picture, encoding="utf-8")
    # What is written where; colours and letter shapes are those of Textual's theme, which may change.
    found, expected = lines(picture), lines(path.read_text(encoding="utf-8"))
    if found != expected and differ("\n".join(found), "\n".join(expected)):
        pytest.fail("\n".join(difflib.unified_diff(expected, found, path.name, "now", lineterm="", n=0)), False)
    assert len(found) <= size[1]


def test_every_golden_picture_is_of_a_case() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}.svg" for name in CASES}


def test_arrows_move_over_tokens_and_heads() -> None:
    app = explorer()
    begin = app.main.place
    drive(app, "up", "up", "right", "left", "down", "full_stop", "comma", "full_stop")
    place = app.main.place
    assert (place.query, place.key, place.head) == (begin.query - 1, begin.key, 1)

    app = explorer(model="reader")
    assert (app.main.place.layer, app.main.place.head) == (3, 0)  # the head that finds what a pronoun stands for
    drive(app, "tab", "up", "right", "right", "less_than_sign", "down")
    assert (app.main.place.layer, app.main.place.head) == (2, 2)


def test_a_head_says_what_it_does_and_a_cell_what_it_weighs() -> None:
    app = explorer("Tom bought a dog because it was friendly.", "reader")
    text = shown(drive(app))
    trace, place = app.main.trace, app.main.place
    assert (trace.tokens[place.query].text, trace.tokens[place.key].text) == ("it", "dog")
    assert "finds what a pronoun" in text
    assert "it → dog" in text
    weight = trace.array("weights", layer=3, head=0)[place.query, place.key]
    assert f"“it” reads from “dog”: {weight:.2f}" in text
    assert text.startswith(" reader, layer 3, head 0 finds what a pronoun stands for.\n")
    other = drive(explorer("Tom bought a dog because it was friendly.", "reader"), "full_stop")
    assert "finds what a pronoun" not in lines(other)[0]  # it is not what another head does
    assert "--" not in text  # nothing points at an option of the command line


def test_the_block_is_recorded_from_the_first_time_it_is_asked_for() -> None:
    app = explorer(model="reader")
    assert "mlp_hidden" not in app.main.trace.layers[0].arrays
    whole = shown(drive(app, "4", "less_than_sign", size=(80, 200), then=settled))
    assert "▸ Layer 2, whole" in whole and "▸ “it”: in layer 2" in whole
    assert "--" not in whole
    assert "▸ The way of “lives”" in shown(drive(explorer(model="reader"), "5", "down", size=(80, 24), then=settled))
    assert "the lens says" in shown(drive(explorer(model="writer"), "5", size=(100, 30), then=settled))


def test_tab_goes_round() -> None:
    app = explorer()
    seen: list[type[object]] = []

    async def look(app: Explorer, pilot: Pilot[bool]) -> None:
        for _ in range(4):
            seen.append(type(app.focused))
            await pilot.press("tab")

    drive(app, then=look)
    assert seen == [Pane, HeadMap, Sentence, Pane]


def test_what_is_typed_is_read() -> None:
    app = explorer()
    before = app.main.trace

    async def write(app: Explorer, pilot: Pilot[bool]) -> None:
        await pilot.press("e", "end", *" now")
        assert app.main.trace is before  # keys did not wait for it
        await until(pilot, lambda: app.main.trace.text.endswith(" now"))
        await pilot.press("escape", "down")

    text = shown(drive(app, then=write))
    assert app.main.trace.text == f"{SENTENCE} now"
    assert f"text {SENTENCE} now" in text
    assert len(app.main.trace.tokens) == len(before.tokens) + 1


def test_of_what_is_typed_only_the_last_is_read() -> None:
    app = explorer()
    read: list[str] = []
    models = app.main.models
    original = models.read

    def slow(asked: Asked) -> object:
        read.append(asked.text)
        time.sleep(0.3)
        return original(asked)

    models.read = slow  # type: ignore[assignment,method-assign]

    async def write(app: Explorer, pilot: Pilot[bool]) -> None:
        await pilot.press("e", "end", "a")
        await until(pilot, lambda: len(read) == 1)
        begin = time.monotonic()
        await pilot.press(*"bcdef")
        assert time.monotonic() - begin < 5  # while the first is being read
        await until(pilot, lambda: app.main.trace.text.endswith("abcdef"))

    drive(app, then=write)
    assert read[0] == f"{SENTENCE}a"
    assert read[-1] == f"{SENTENCE}abcdef"
    assert len(read) <= 4


def test_a_text_that_cannot_be_read_says_why_and_the_last_one_stays() -> None:
    app = explorer()

    async def erase(app: Explorer, pilot: Pilot[bool]) -> None:
        app.main.query_one(Input).value = "  "
        await until(pilot, lambda: "blank" in shown(app.picture()))

    text = shown(drive(app, then=erase))
    assert "the text is blank: attnx needs at least one word" in text
    assert app.main.trace.text == SENTENCE
    assert "Love" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_model(language: str) -> None:
    app = explorer("Thinking Machines", None, language)
    assert app.main.trace.model.name == "reader"

    async def choose(app: Explorer, pilot: Pilot[bool]) -> None:
        await pilot.press("m", "home", *["down"] * (1 + NAMES.index("classic")), "enter")
        await until(pilot, lambda: app.main.trace.model.name == "classic")
        await pilot.press("m", "home", "enter")  # the one that suits the text
        await until(pilot, lambda: app.main.trace.model.name == "reader")
        await pilot.press("m", "escape")
        app.main.choose("nowhere")
        await until(pilot, lambda: "nowhere" in shown(app.picture()))

    drive(app, then=choose)
    assert app.main.trace.model.name == "reader"


@pytest.mark.parametrize(("language", "purpose"), [("en", "English stories: what comes next"), ("zh", "英文故事")])
def test_models_say_what_they_are_for_and_which_one_reads(language: str, purpose: str) -> None:
    app = explorer("Once there was a dog.", "writer", language)

    async def choose(app: Explorer, pilot: Pilot[bool]) -> None:
        assert f"writer     {purpose}" in shown(app.picture())
        await pilot.press("enter")
        assert app.main.asked.model == "writer"  # it was marked

    drive(app, "m", then=choose)


def test_another_text_opens_where_explain_would() -> None:
    app = explorer("Love is powerful because it gives us hope to live.", "reader")

    async def write(app: Explorer, pilot: Pilot[bool]) -> None:
        await pilot.press("full_stop", "up", "4")  # elsewhere, and in a view that reads the text once more
        await settled(app, pilot)
        assert (app.main.place.head, app.main.place.query) == (1, 4)
        app.main.query_one(Input).value = "Tom bought a dog because it was friendly."
        await until(pilot, lambda: app.main.trace.text.startswith("Tom"))

    drive(app, then=write)
    trace, place = app.main.trace, app.main.place
    chosen = opening(trace)
    assert chosen is not None
    assert (place.layer, place.head) == (chosen.layer, chosen.head)
    assert [trace.tokens[at].text for at in (place.query, place.key)] == ["it", "dog"]


def test_o_goes_to_the_head_that_tells_most_of_the_word() -> None:
    sentence = "Love is powerful because it gives us hope to live."
    text = shown(drive(explorer(sentence, "reader"), "down", "o"))
    assert "layer 0, head 0 looks at the previous token: no head tells more of “gives”" in text
    assert "gives → it" in text
    app = explorer(sentence, "reader")
    assert "“it” is a pronoun" in shown(drive(app, "less_than_sign", "left", "o"))
    assert (app.main.place.layer, app.main.place.head) == (3, 0)
    assert "no head tells more of" in shown(drive(explorer(), "full_stop", "o"))  # of random weights


def test_the_text_decides_who_reads_it() -> None:
    app = explorer(model=None)

    async def write(app: Explorer, pilot: Pilot[bool]) -> None:
        app.main.query_one(Input).value = "我爱你。"
        await until(pilot, lambda: app.main.trace.text == "我爱你。")

    drive(app, then=write)
    assert app.main.trace.model.name == "reader-zh"


def test_saving_what_is_seen(tmp_path: Path) -> None:
    app = explorer(folder=tmp_path)
    text = shown(drive(app, "s", "down", "s"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["attnx-explore-1.svg", "attnx-explore-2.svg"]
    picture = (tmp_path / "attnx-explore-1.svg").read_text(encoding="utf-8")
    assert picture.startswith("<svg")
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
    assert SENTENCE in shown(picture)
    assert "attnx-explore-2.svg" in text.replace("\n ", "")  # a long path takes several lines


def test_a_picture_that_cannot_be_written() -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise OutputError("cannot_write", path=path, reason="No space left on device")

    text = shown(drive(explorer(save=refuse), "s"))
    assert "attnx-explore-1.svg cannot be written: No space left on device" in text


def test_text_is_data() -> None:
    app = explorer("[bold]a[/bold] \x1b[31mred :smile:")
    assert app.main.trace.text == "[bold]a[/bold] \x1b[31mred :smile:"

    async def paste(app: Explorer, pilot: Pilot[bool]) -> None:
        assert "[bold]a[/bold] ␛[31mred :smile:" in shown(app.picture())
        app.main.query_one(Sentence).replace("x\x1b]0;y\x07\u202e", 0, 0)
        await until(pilot, lambda: app.main.trace.text.startswith("x"))

    assert "x␛]0;y␇⟨U+202E⟩" in shown(drive(app, then=paste))


def test_without_colour_shades_are_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not set("▁▂▃▄▅▆▇") & set(shown(drive(explorer())))
    monkeypatch.setenv("NO_COLOR", "1")
    picture = drive(explorer())
    assert set("▁▂▃▄▅▆▇") & set(shown(picture))


@pytest.mark.parametrize("size", [(20, 6), (3, 2), (150, 50)])
def test_any_size(size: tuple[int, int]) -> None:
    for line in lines(drive(explorer(LONG), "2", "1", "enter", "escape", size=size)):
        assert len(line) <= size[0]


def test_pages_close_and_keys_end_it() -> None:
    app = explorer()

    async def visit(app: Explorer, pilot: Pilot[bool]) -> None:
        for key in ("enter", "question_mark", "m"):
            await pilot.press(key)
            assert app.screen is not app.main
            await pilot.press("escape")
            assert app.screen is app.main

    drive(app, then=visit)
    app = explorer()
    drive(app, "q")
    assert app.return_value is True
    app = explorer()
    drive(app, "question_mark", "ctrl+c")
    assert app.return_value is None


def test_in_a_picture_the_arrows_go_from_patch_to_patch() -> None:
    pytest.importorskip("PIL", reason="pictures as input need the extra vision")
    fixtures = Path(__file__).parent.parent / "fixtures"
    app = explorer(str(fixtures / "pictures" / "scene.png"), str(fixtures / "models" / "vit-a"))
    text = "\n".join(lines(drive(app, "down", "down", "right")))  # from CLS to 0,0, to 1,0, to 1,1
    assert "what 1,1 reads" in text and "1,1 → " in text
    trace, place = app.main.trace, app.main.place
    weights = trace.array("weights", layer=place.layer, head=place.head)
    assert (trace.tokens[place.query].name, place.key) == ("1,1", int(weights[place.query].argmax()))
    assert moved(trace, place, queries=-2).query == 0  # above the first row stands CLS
    assert moved(trace, place, keys=9) == moved(trace, place, keys=1)  # the last column is the last


def test_a_word_of_a_caption_shows_the_patches_that_it_looked_at(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="pictures as input need the extra vision")
    from attnx.scenes.paint import paint
    from attnx.scenes.place import place
    from attnx.scenes.read import read

    file = tmp_path / "drawn.png"
    image.fromarray(paint(place(read("a red circle left of a blue square"), np.random.default_rng(1)))).save(file)
    app = explorer(str(file), None)

    async def come(app: Explorer, pilot: Pilot[bool]) -> None:
        await until(pilot, lambda: "what a reads" in shown(app.picture()))
        await pilot.press("right")

    text = shown(drive(app, "c", then=come))
    assert "a red circle left of a blue square" in text and "what red reads" in text
    assert "cross-attention, layer 1, head 0" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "c caption" in shown(drive(explorer(str(file), None)))
    assert "A picture has a caption" in shown(drive(explorer(), "c"))
    blind = explorer(str(file), str(Path(__file__).parent.parent / "fixtures" / "models" / "vit-a"))

    async def told(app: Explorer, pilot: Pilot[bool]) -> None:
        await until(pilot, lambda: "give a captioner" in shown(app.picture()))

    drive(blind, "c", then=told)


def test_all_columns_have_room_and_the_head_is_named_whole() -> None:
    sentence = "Love is powerful because it gives us hope to live."
    for width in (80, 60):
        picture = lines(drive(explorer(sentence, "reader"), size=(width, 24)))
        assert any("13 of 13 keys" in line for line in picture)
        assert "columns" not in picture[-3]
    assert picture[0] == " reader, layer 3, head 0 finds what a pronoun stands for."
    wide = lines(drive(explorer(sentence, "reader"), size=(120, 24)))
    assert " ".join(wide[:2]).endswith("right on 0.99 of  765 held-out pronouns, so it can be wrong.")


def test_what_is_masked_is_blank() -> None:
    app = explorer("Once upon a time there was a girl.", "writer")

    async def to_the_future(app: Explorer, pilot: Pilot[bool]) -> None:
        app.main.place = replace(app.main.place, query=2, key=5)
        app.main.tell("")

    text = shown(drive(app, then=to_the_future))
    assert "masked" in text and "−∞" in text and "may not look there" in text
    row = next(line for line in text.splitlines() if "2 upon " in line)
    assert row.rstrip().endswith("]") and row.rpartition("[")[2].strip() == "]"  # the mark, with nothing in it
    assert "share of z" not in text


def test_the_mouse_moves() -> None:
    app = explorer("Love is powerful because it gives us hope to live.", "reader")

    async def click(app: Explorer, pilot: Pilot[bool]) -> None:
        picture = lines(app.picture())
        line = next(number for number, text in enumerate(picture) if "10 live " in text)
        column = next(text for text in picture if "[C" in text).index("po")
        await pilot.click(offset=(column, line))
        assert (app.main.place.query, app.main.place.key) == (10, 3)
        await pilot.click(offset=(picture[line].index("live"), line - 2))  # beside a row
        assert (app.main.place.query, app.main.place.key) == (8, 3)
        heads = next(number for number, text in enumerate(picture) if text.startswith(" 1 "))
        await pilot.click(HeadMap, offset=(3 + 2 * 2, heads - 2))
        assert (app.main.place.layer, app.main.place.head) == (1, 2)
        await pilot.click(Pane, offset=(50, 18))  # where there is nothing
        assert (app.main.place.query, app.main.place.key) == (8, 3)

    drive(app, then=click)


KEYS_OF: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # what is pressed; what the line at the bottom then names, and what would do nothing
    "weights": ((), ("↑↓←→ move", "o best", "⇥ heads"), ("layer", "scroll")),
    "heads": (("tab",), ("↑↓ layer", "←→ head"), ("move", "⇥")),
    "text": (("e",), ("⏎ done",), ("quit", "model", "move")),
    "row": (("2",), ("↑↓ query", ", . head"), ("move", "⇥", "cell")),
    "steps": (("3",), ("↑↓ scroll", "< > layer"), ("move", "query")),
    "cell": (("enter",), ("↑↓ scroll", "Esc back"), ("quit", "move")),
    "models": (("m",), ("↑↓ choose", "⏎ take", "Esc back"), ("quit", "move")),
}


@pytest.mark.parametrize("mode", KEYS_OF)
def test_the_line_of_keys_names_those_that_do_something(mode: str) -> None:
    keys, named, others = KEYS_OF[mode]
    app = explorer("Love is powerful because it gives us hope to live.", "reader")
    line = lines(drive(app, *keys))[-1]
    for key in named:
        assert key in line
    for key in others:
        assert key not in line


def test_the_focus_is_seen_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    for keys, row, column in (((), 3, 22), (("tab",), 3, 0), (("tab", "tab"), 1, 0)):
        picture = lines(drive(explorer("Tom bought a dog because it was friendly.", "reader"), *keys))
        marked = {(at, line.index("▌")) for at, line in enumerate(picture) if "▌" in line}
        assert (row, column) in marked
        assert {place for _, place in marked} == {column}


def test_a_cell_begins_with_what_comes_of_it() -> None:
    text = lines(drive(explorer("Tom bought a dog because it was friendly.", "reader"), "enter"))
    assert text[1].strip() == "“it” gives “dog” the weight 1.00"
    assert text.index(next(line for line in text if line.startswith(" weight"))) < text.index(
        next(line for line in text if line.startswith(" i "))
    )
    app = explorer("Once upon a time there was a girl.", "writer")

    async def to_the_future(app: Explorer, pilot: Pilot[bool]) -> None:
        app.main.place = replace(app.main.place, query=2, key=5)
        await pilot.press("enter")

    assert "“upon” may not look at “there”" in shown(drive(app, then=to_the_future))


def test_a_wide_screen_has_strips_which_follow_keys_and_mouse() -> None:
    app = explorer("Tom bought a dog because it was friendly.", "reader")

    async def follow(app: Explorer, pilot: Pilot[bool]) -> None:
        picture = lines(app.picture())
        assert "how “it” reads each key" in shown(app.picture())
        row = next(number for number, line in enumerate(picture) if " dog " in line[76:])
        assert "1.00" in picture[row][76:]
        await pilot.click(offset=(80, row + 1))
        assert app.main.trace.tokens[app.main.place.key].text == "because"
        await pilot.press("down")
        await pilot.pause()
        assert "how “was” reads each key" in shown(app.picture())
        await pilot.resize_terminal(119, 30)
        await pilot.pause()
        assert "reads each key" not in shown(app.picture())
        await pilot.resize_terminal(120, 30)
        await pilot.press("2")
        await pilot.pause()
        assert "how “was”" not in shown(app.picture())

    drive(app, size=(120, 30), then=follow)
