"""Which words of a text a relation between words can hold between: none of those that only hold a sentence together."""

from __future__ import annotations

from attnx.measures.readings import Readings, is_function, is_person, is_pronoun, written
from attnx.trace import Token

OF = ("的", "之")  # and what stands before a noun that is counted
COUNTED = frozenset("个個只隻条條本张張件辆輛位头頭匹棵朵座间間台部块塊片支双雙群名幅首架艘颗顆顶頂杯碗")


def pairs_of(rows: Readings, kind: str) -> tuple[tuple[int, int, float], ...]:
    """The other word that each word reads from most, the largest weight first, as (query, key, weight).

    Only words that a relation of this kind can hold between are asked.
    """
    asks = belongs if kind == "belongs" else content
    queries = [word for word, token in enumerate(rows.queries) if asks(token, kind)]
    keys = [word for word, token in enumerate(rows.keys) if content(token, kind)]
    found = []
    for query in queries:
        if others := [key for key in keys if key != query]:
            top = max(others, key=lambda key: float(rows.weights[query, key]))
            found.append((query, top, float(rows.weights[query, top])))
    return tuple(sorted(found, key=lambda pair: -pair[2]))


def content(token: Token, kind: str) -> bool:
    """Whether a word can be an adjective, a verb or a noun; of a verb a pronoun can be the object too."""
    if not written(token) or is_function(token):
        return False
    return kind in ("verb", "object") or not (is_pronoun(token) or is_person(token))


def belongs(token: Token, kind: str) -> bool:
    """Whether a word can be 的 or a measure word."""
    return token.text in OF or token.text[-1:] in COUNTED
