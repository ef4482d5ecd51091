"""The answer screen: what it says is true of this input, and what must not be said of it is not said."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from rich.cells import cell_len

import attnx
from attnx.lessons import Lesson
from attnx.measures.opening import opening
from attnx.measures.readings import Readings, readings
from attnx.trace.sight import may_look
from attnx.views.answer import Asked, answer, answered
from attnx.views.draw.matrices import Legend, plan, remarks, share
from attnx.views.look import Look
from attnx.views.parts import Heading, Line, Lines, Matrix, Note, Notice, Paragraph
from attnx.views.relevance import relevance
from tests.views.exhibits import paint

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
LOVE = "Love is powerful because it gives us hope to live."


def screen(
    text: str,
    model: str = "reader",
    *,
    width: int = 80,
    language: str = "en",
    query: int | None = None,
    place: tuple[int, int] | None = None,
    full: bool = False,
    colour: bool = False,
    before: bool = False,
) -> list[str]:
    """The lines of an answer, unbroken."""
    whole = attnx.explain(text, model, arrays=["mask", "weights"])
    chosen = opening(whole) if place is None else None
    layer, head = (chosen.layer, chosen.head) if chosen else place or (0, 0)
    trace = attnx.explain(text, model, layers=[layer], heads=[head])
    ((_, attention),) = trace.attentions()
    early = rows_before(text, model, layer, head) if before else None
    asked = Asked(layer, attention, head, query, chosen, early)
    return list(lines(asked, trace, Look(Lesson(language), width, full=full, colour=colour)))


def rows_before(text: str, model: str, layer: int, head: int) -> Readings:
    """The rows of a head before its model learned."""
    trace = attnx.explain(text, attnx.load(model).untrained(), layers=[layer], heads=[head])
    ((_, attention),) = trace.attentions()
    return readings(trace, attention, head, may_look(attention, head))


def lines(asked: Asked, trace: attnx.Trace, look: Look) -> Iterator[str]:
    for part in answer(answered(trace, asked), look):
        match part:
            case Lines(several):
                yield from (line.plain for line in several)
            case Paragraph(text):
                yield text.plain if isinstance(text, Line) else text
            case Heading(text) | Note(text) | Notice(text):
                yield text
            case Matrix():
                yield from paint(lambda _, matrix=part: [matrix], look).splitlines()  # type: ignore[misc]
            case _:
                raise AssertionError(part)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LOVE, "“it” reads from “Love”: 1.00"),
        (
            "The trophy does not fit in the suitcase because it is too big.",
            "“it” is torn between “suitcase” (0.5004) and “trophy” (0.4993)",
        ),
        (
            "Einstein was born in Ulm. He liked music.",
            "“He” found nothing to point to: it rests on the start marker [CLS] (0.78)",
        ),
    ],
)
def test_the_first_line_is_the_verdict(text: str, said: str) -> None:
    assert screen(text)[0] == said


def test_every_pronoun_has_its_sentence() -> None:
    page = screen("Anna called her mother and told her that she was late.")
    said = [line for line in page if line.startswith("“")]
    assert re.findall(r"(?:^| · )“(\w+)", "\n".join(said), re.MULTILINE) == ["her", "her", "she"]


def test_who_speaks_and_who_is_spoken_to_has_a_sentence_and_never_the_first() -> None:
    page = screen("I think you told me that my dog likes her.")
    assert page[0].startswith("“her” reads from “dog”")
    assert re.findall(r"(?:^| · )“(\w+)” (?:→|reads|rests|is)", page[-2]) == ["I", "you", "me", "my"]
    assert screen("I love tea.")[0].startswith("“love” reads from “tea”")
    assert any("“itself” " in line for line in screen("The dog itself saw her.")[1:])
    assert screen("The dogs hurt themselves.")[0] == "“themselves” reads from “hurt”: 1.00"  # a word in -self may


def test_a_row_that_no_word_leads_has_no_arrow_and_the_scale_says_so() -> None:
    page = screen(LOVE)
    [near] = [line for line in page if re.match(r" *9 +to ", line)]
    assert ".32 " in near
    assert ".33 " in near
    assert "→" not in near
    assert any("no →: no word leads" in line for line in page)
    assert not any("no →" in line for line in screen("I love tea."))


def test_a_word_in_pieces_is_said_whole() -> None:
    page = screen("Einstein smiled because he was happy.")
    assert page[0] == "“he” is split between the start marker [CLS] 0.49 and “Einstein” 0.42"
    assert not any("“ins”" in line for line in page)


def test_nothing_points_where_the_head_does_not_look_for_it() -> None:
    """At a head that was chosen, a row on the marker rests there; only the head for pronouns points."""
    page = screen("Einstein was born in Ulm. He liked music.", place=(1, 0))
    assert not any("found nothing to point to" in line for line in page)
    assert page[1].startswith(
        "reader, layer 1, head 0 (reading round 2 of 4, 1 of 8 heads) rests on the first token: on held-out text"
    )


def test_random_weights_are_called_random_and_nothing_is_measured() -> None:
    page = screen("Hope is here.", "toy")
    assert "random" in page[1]
    assert not any("held-out" in line for line in page)


def test_what_was_asked_for_comes_first() -> None:
    tokens = [token.name for token in attnx.explain(LOVE, "reader", layers=[0], heads=[0]).tokens]
    page = screen(LOVE, query=tokens.index("hope"))
    assert page[0].startswith("“hope” ")
    assert any(line.startswith("“it” ") for line in page[1:])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_of_the_matrix_is_too_wide_and_no_token_is_cut(width: int, language: str) -> None:
    page = screen(LOVE, width=width, language=language)
    rows = [line for line in page if re.match(r"[ »]+\d+ +\S", line)]
    assert len(rows) >= 13
    assert all(cell_len(line) <= width for line in rows)
    assert any(line.startswith(("“·”", "13 ", "13 个键")) for line in page)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("text", [LOVE, "She told her mother that he gave it to them."])
def test_the_answer_to_thirteen_tokens_is_a_screen(text: str, language: str, colour: bool) -> None:
    """Of 80 columns, on which longer sentences take two lines; the scale of the colours takes none."""
    page = screen(text, language=language, colour=colour, before=True)
    assert sum(max(-(-cell_len(COLOURS.sub("", line)) // 80), 1) for line in page) <= 26


def test_a_pronoun_at_rest_does_not_lead_where_another_reads_a_word() -> None:
    page = screen("She told him that they would meet him after he called her.")
    assert page[0].startswith("“they” is split between “him (3)” 0.36 and")
    assert "“She” → no word, [CLS] 0.92 · “him (3)” → no word, [CLS] 0.80" in page[-2]  # too many for sentences
    assert screen("她说他把它给了她们。", "reader-zh")[0] == "“他” reads from “她”: 0.99"  # “她” reads from itself


def test_the_cell_to_try_is_that_of_the_largest_weight() -> None:
    [tried] = [line for line in screen("Ich liebe dich, weil du schön bist.") if line.startswith("try: ")]
    assert "--cell du,9 " in tried  # the second piece of the word, which has the weight


def test_a_long_text_is_cut_by_what_matters_and_says_so() -> None:
    text = " ".join(["the old dog ran and"] * 14) + " Anna smiled because she won."
    page = screen(text, width=60)
    cut = next(line for line in page if "keys that are read most" in line)
    assert "--full" in cut
    names = " ".join(page)
    assert re.search(r"» \d+ she", names)
    assert not any(line.startswith("Shown:") for line in screen(LOVE, width=60))


def test_rows_whose_word_occurs_again_have_their_number() -> None:
    text = "The old dog saw the cat and the cat slept because it was old."
    page, wide = screen(text, width=68), screen(text, width=120)
    for row in ("  cat 6   ", "  cat 9   ", "  the 5   ", "  old 14  ", "  The     ", "  dog     ", "» it      "):
        assert sum(line.startswith(row) for line in page) == 1, row
    assert page[0] == "“it” reads from “cat (6)”: 0.88"
    assert any("next: cat (9) " in line for line in page)
    assert any(line.startswith("» 12 it ") and line.endswith("→ cat (6)") for line in wide)


def test_a_weight_in_few_cells() -> None:
    assert [share(weight, 2) for weight in (0.0, 0.0049, 0.005, 0.77, 0.994, 0.9951, 1.0)] == [
        "·", "·", ".01", ".77", ".99", "1.0", "1.0",
    ]  # fmt: skip
    assert [share(weight, 1) for weight in (0.04, 0.05, 0.77, 0.96)] == ["·", ".1", ".8", "1"]


def test_fewer_digits_come_before_fewer_tokens() -> None:
    trace = attnx.explain(LOVE, "reader", layers=[3], heads=[0])
    weights = trace.array("weights", head=0)
    sides = relevance(weights, [5], [1])
    ends = ["Love"] * 13
    matrix = Matrix(weights, trace.tokens, trace.tokens, shaded=True, ends=ends, down=sides.queries, across=sides.keys)
    plans = [plan(matrix, Look(Lesson("en"), width), width) for width in (120, 80, 64, 52, 30)]
    assert [chosen.decimals for chosen in plans] == [2, 2, 1, 1, 2]
    assert [len(chosen.columns) for chosen in plans[:4]] == [13] * 4
    assert 1 in plans[4].columns  # the key that matters
    assert [bool(chosen.ends) for chosen in plans[:4]] == [True, True, True, False]  # before these words go digits
    assert [chosen.numbered for chosen in plans[:4]] == [True, True, True, False]  # and the numbers of the rows
    [said] = [part.text for part in remarks(plans[3:4], Look(Lesson("en"), 52)) if isinstance(part, Legend)]
    assert said == "13 of 13 keys · decimals: 1 · “·” is below .05 · no room for → (what each row reads from most)"


def test_a_known_head_says_what_it_gave() -> None:
    page = screen("My sister bought the red ball yesterday.")
    assert page[1].startswith(
        "reader, layer 1, head 1 (reading round 2 of 4, 1 of 8 heads) finds the noun of an adjective: on held-out text"
    )
    assert "gave that 0.61 of its weight. It is shown for its rows, some of which are sharp here." in page[1]
    assert "right on" not in page[1]  # that is said of answers, and this is a mean


def test_what_to_try_can_be_typed() -> None:
    assert screen(LOVE)[-1] == "try: --focus it · --cell it,Love · --html page.html"
    twice = screen("Anna called her mother and told her that she was late.")
    assert twice[-1].startswith("try: --focus 3 · --cell 3,Anna")  # there are two of “her”


def test_before_learning_is_said_where_it_is_known() -> None:
    said = "before learning: from all 13 places almost alike, 0.10 at most"
    assert said in screen(LOVE, before=True)
    assert not any("before learning" in line for line in screen(LOVE))


def test_markers_are_explained_where_they_are_seen() -> None:
    assert any(line.endswith("[CLS] starts, [SEP] ends") for line in screen(LOVE))
    assert "“us” is split between the start marker [CLS] 0.34 and “live” 0.19" in screen(LOVE)
    written = screen("Once  upon a time", "writer")
    assert any(line.endswith("<|endoftext|> starts · ␣ is a space") for line in written)
    assert not any("is a space" in line for line in screen("Once upon a time", "writer"))
    assert any("(last of 4 rounds of reading, 1 of 8 heads)" in line for line in screen(LOVE))
    assert not any("readings" in line for line in screen("Thinking Machines", "classic"))
