"""What the rows of one head say, in words: what is said is true of the row, and of no row of another kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from attnx.measures.known import known
from attnx.measures.readings import Reading, Readings, is_pronoun, readings
from attnx.trace import Attention, HeadFact, Token, Trace
from attnx.trace.sight import may_look
from attnx.views.look import Look, label

Form = Literal["sentence", "few"]  # a sentence, or a few words where many rows are told


def verdicts(trace: Trace, layer: int, attention: Attention, head: int | None, look: Look) -> Iterator[str]:
    """A sentence for every pronoun, then for the sharpest others; where there is neither, one for the telling row."""
    rows = readings(trace, attention, head, may_look(attention, head))
    fact = known(trace, layer, attention, head)
    for reading in rows.told(None) or (rows.telling,):
        yield verdict(reading, rows, fact, look)


def verdict_of(trace: Trace, layer: int, attention: Attention, head: int | None, query: int, look: Look) -> str:
    """What the word says that the token at this place among the queries is part of."""
    rows = readings(trace, attention, head, may_look(attention, head))
    return verdict(rows.rows[rows.word_with(query)], rows, known(trace, layer, attention, head), look)


def verdict(reading: Reading, rows: Readings, fact: HeadFact | None, look: Look, form: Form = "sentence") -> str:
    """What one row says, in words; `fact` is what its head is known for, if anything."""
    query, keys = rows.queries[reading.word], [rows.keys[key] for key in reading.keys]
    facts: dict[str, object] = {"query": called(query, rows.queries)}
    if reading.weights:
        facts |= {"weight": f"{reading.weights[0]:.2f}", "key": called(keys[0], rows.keys), "count": len(keys)}
    how: str = reading.how
    match reading.how:
        case "torn":
            facts |= {"other": called(keys[1], rows.keys), "second": f"{reading.weights[1]:.2f}"}
            if facts["weight"] == facts["second"]:  # told apart, as far as they are
                facts |= {"weight": f"{reading.weights[0]:.4f}", "second": f"{reading.weights[1]:.4f}"}
        case "split" | "parted":
            parts = [
                look.say("answer_split_part", key=quoted(key, rows.keys, look, form), weight=f"{weight:.2f}")
                for key, weight in zip(keys, reading.weights, strict=True)
            ]
            facts["keys"] = look.say("and").join([look.say("comma").join(parts[:-1]), parts[-1]])
            if (how, form, len(parts)) == ("split", "sentence", 2):
                how = "split_two"
        case "even" if len(keys) == 2 and form == "sentence":
            facts |= {name: quoted(key, rows.keys, look) for name, key in zip(("key", "other"), keys, strict=True)}
            facts["second"] = f"{reading.weights[1]:.2f}"
            how = "even_two"
        case "rests":
            facts["marker"] = label(keys[0]) if form == "few" else marker(keys[0], rows.keys, look)
            if fact is not None and fact.kind == "coreference" and is_pronoun(query):
                how = "points_nowhere"
        case "sharp" | "alone" if rows.itself(reading):
            how = f"{reading.how}_itself"
    if form == "few":
        return look.say(f"answer_few_{'split' if how == 'parted' else how}", **facts)
    return look.say(f"answer_{how}", **facts)


def called(token: Token, tokens: Sequence[Token]) -> str:
    """What a sentence calls a word: its name, and its number too where another has the same name."""
    name = label(token)
    another = any(other.index != token.index and label(other) == name for other in tokens)
    return f"{name} ({token.index})" if another else name


def quoted(token: Token, tokens: Sequence[Token], look: Look, form: Form = "sentence") -> str:
    """A word in quotes, or what a token that is no word of the text is there for; in few words its name."""
    if token.special:
        return label(token) if form == "few" else marker(token, tokens, look)
    return f"“{called(token, tokens)}”"


def marker(token: Token, tokens: Sequence[Token], look: Look) -> str:
    """What a token that is no word of the text is there for."""
    return look.say(f"answer_{place_of(token, tokens)}_marker", piece=label(token))


def signs(tokens: Sequence[Token], look: Look) -> Iterator[str]:
    """What of these tokens is no word of the text, each said once and in few words."""
    last = {label(token): token for token in tokens if token.special}
    markers = [look.say(f"sign_{place_of(token, tokens)}", piece=name) for name, token in last.items()]
    if markers:
        yield look.say("comma").join(markers)
    if any(token.text and not token.text.strip(" ") for token in tokens):
        yield look.say("sign_space")


def place_of(token: Token, tokens: Sequence[Token]) -> Literal["first", "last", "other"]:
    """Where a marker stands."""
    return "first" if token == tokens[0] else "last" if token == tokens[-1] else "other"
