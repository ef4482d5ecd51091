"""What the rows of one head say, in words: what is said is true of the row, and of no row of another kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.measures.known import known
from attnx.measures.readings import Reading, Readings, is_pronoun, readings
from attnx.trace import Attention, HeadFact, Token, Trace
from attnx.trace.sight import may_look
from attnx.views.look import Look, label


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


def verdict(reading: Reading, rows: Readings, fact: HeadFact | None, look: Look) -> str:
    """What one row says, in words; `fact` is what its head is known for, if anything."""
    query, keys = rows.queries[reading.word], [rows.keys[key] for key in reading.keys]
    facts: dict[str, object] = {"query": called(query, rows.queries)}
    if reading.weights:
        facts |= {"weight": f"{reading.weights[0]:.2f}", "key": called(keys[0], rows.keys), "count": len(keys)}
    match reading.how:
        case "torn":
            facts |= {"other": called(keys[1], rows.keys), "second": f"{reading.weights[1]:.2f}"}
            if facts["weight"] == facts["second"]:  # told apart, as far as they are
                facts |= {"weight": f"{reading.weights[0]:.4f}", "second": f"{reading.weights[1]:.4f}"}
        case "split" | "parted":
            parts = [
                look.say("answer_split_part", key=called(key, rows.keys), weight=f"{weight:.2f}")
                for key, weight in zip(keys, reading.weights, strict=True)
            ]
            facts["keys"] = look.say("and").join([look.say("comma").join(parts[:-1]), parts[-1]])
            if reading.how == "split" and len(parts) == 2:
                return look.say("answer_split_two", **facts)
        case "even" if len(keys) == 2:
            facts |= {"other": called(keys[1], rows.keys), "second": f"{reading.weights[1]:.2f}"}
            return look.say("answer_even_two", **facts)
        case "rests":
            facts["marker"] = marker(keys[0], rows.keys, look)
            if fact is not None and fact.kind == "coreference" and is_pronoun(query):
                return look.say("answer_points_nowhere", **facts)
        case "sharp" | "alone" if rows.queries == rows.keys and reading.keys == (reading.word,):
            return look.say(f"answer_{reading.how}_itself", **facts)
    return look.say(f"answer_{reading.how}", **facts)


def called(token: Token, tokens: Sequence[Token]) -> str:
    """What a sentence calls a word: its name, and its number too where another has the same name."""
    name = label(token)
    another = any(other.index != token.index and label(other) == name for other in tokens)
    return f"{name} ({token.index})" if another else name


def marker(token: Token, tokens: Sequence[Token], look: Look) -> str:
    """What a token that is no word of the text is there for."""
    where = "first" if token == tokens[0] else "last" if token == tokens[-1] else "other"
    return look.say(f"answer_{where}_marker", piece=label(token))
