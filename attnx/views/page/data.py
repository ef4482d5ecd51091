"""What a page holds: a trace as plain values for JSON, beside its numbers. Words are there in every language."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping

import numpy as np

from attnx.frozen import frozen
from attnx.lessons import Lesson
from attnx.measures.experts import routed
from attnx.measures.heads import RESTS, names_here
from attnx.measures.known import known
from attnx.measures.opening import Reason, opening
from attnx.measures.readings import readings
from attnx.trace import (
    ATTENTION_AXES,
    BY_NAME,
    COMPANIONS,
    EMBEDDING_AXES,
    Attention,
    Candidate,
    HeadFact,
    Token,
    Trace,
)
from attnx.trace.sight import may_look
from attnx.views import formulas
from attnx.views.known import kind, shown_head
from attnx.views.look import Look, label
from attnx.views.one_head import hiding
from attnx.views.opening import facts_of, meaning, titled
from attnx.views.page.around import OneWord, around
from attnx.views.page.numbers import Numbers
from attnx.views.page.size import check_size, fits_whole
from attnx.views.page.writing import guesses, in_each, writing
from attnx.views.picture import taken_for
from attnx.views.piece import piece_of
from attnx.views.place import has_kinds, of_kind, place
from attnx.views.reads import verdict
from attnx.views.steps import numbered
from attnx.views.translation import looking
from attnx.views.visible import visible

# What a page shows of an attention, in the order in which it happens; a mask shows in what it masked.
SHOWN = tuple(name for name in ATTENTION_AXES if name not in ("mask", *BY_NAME))


@frozen
class Opened:
    """Where a page begins: a layer, a head, the token followed, by its index, and a view.

    None leaves it to the trace. `reason` is why this head is opened, where it was not chosen by hand. With `one_word`
    what happens around attention is there for that token in that layer alone, and `following` is what may come next.
    """

    layer: int | None = None
    head: int | None = None
    reason: Reason | None = None
    query: int | None = None
    view: str | None = None
    one_word: bool = False
    following: tuple[Candidate, ...] = ()


def document(trace: Trace, opened: Opened, numbers: Numbers, precision: int) -> dict[str, object]:
    """Everything a page knows but its words; arrays are put aside into `numbers`.

    Raises UsageError for a trace too large for a page.
    """
    attentions = list(trace.attentions())
    n_heads = sum(1 if attention.averaged else len(attention.heads) for _, attention in attentions)
    check_size(max(len(trace.tokens), len(trace.source)), n_heads)
    begin, head, reason = beginning(trace, attentions, opened)
    whole, names = fits_whole(trace), names_here(trace)
    query = followed(trace, attentions[begin][1], head, opened.query) if attentions else 0
    shown = None
    if opened.one_word and attentions:
        number, attention = attentions[begin]
        token = attention.queries[query] if attention.queries else query
        shown = OneWord(number, token, opened.following)

    def in_full(number: int, attention: Attention) -> tuple[int | None, ...]:
        """The heads of an attention of which every step is kept."""
        heads = heads_of(attention)
        return heads if whole else tuple(kept for kept in heads if (number, kept) == (attentions[begin][0], head))

    return {
        "text": visible(trace.text),
        **picture_of(trace),
        "model": {
            "n_heads": trace.model.n_heads,
            "titled": in_each(lambda say: titled(trace.model, say)),
            "provenance": trace.model.provenance,
            "meaning": in_each(lambda say: meaning(trace.model, say)),
            "facts": in_each(lambda say: facts_of(trace.model, Look(say))),
        },
        "remarks": in_each(lambda say: list(remarks(trace, say))),
        "tokens": [token_of(token) for token in trace.tokens],
        "source": [token_of(token) for token in trace.source],
        "written": [token_of(token) for token in trace.written()] if trace.source and trace.writes else [],
        "embedding": {
            name: numbers.keep(array.data)
            for name, array in trace.arrays.items()
            if name in EMBEDDING_AXES and name != "embedded"
        },
        "attentions": [
            attention_of(
                trace,
                number,
                attention,
                in_full(number, attention),
                {head: reason} if at == begin else {},
                names if attention.kind == "self" else {},
                numbers,
                precision,
            )
            for at, (number, attention) in enumerate(attentions)
        ],
        "writing": writing(trace, numbers, precision),
        "guesses": guesses(trace, numbers, precision),
        "around": around(trace, numbers, shown),
        "thinned": not whole,
        "begin": {"attention": begin, "head": heads_of(attentions[begin][1]).index(head) if attentions else 0},
        "query": query,
        "view": opened.view,
        "tokens_are": "words" if "words_merged" in trace.notes else "tokens" if trace.model.embedding else "rows",
        "precision": precision,
        "numbers": numbered(trace),
    }


def picture_of(trace: Trace) -> dict[str, object]:
    """The picture itself, where the trace is of one and holds it: its pixels in base64, its patches and its labels."""
    picture = trace.picture
    if picture is None or picture.pixels is None:
        return {}
    height, width, _ = picture.pixels.shape
    return {
        "picture": {
            "width": width,
            "height": height,
            "rows": picture.rows,
            "columns": picture.columns,
            "first": len(trace.source or trace.tokens) - picture.rows * picture.columns,
            "pixels": b64encode(np.ascontiguousarray(picture.pixels).tobytes()).decode(),
            "taken": in_each(lambda say: taken_for(trace, Look(say)) or ""),
            "labels": [(visible(label.text), label.probability) for label in trace.labels],
        }
    }


def heads_of(attention: Attention) -> tuple[int | None, ...]:
    """The heads a page shows of an attention; None is their mean."""
    return (None,) if attention.averaged else attention.heads


def beginning(
    trace: Trace, attentions: list[tuple[int, Attention]], opened: Opened
) -> tuple[int, int | None, Reason | None]:
    """The attention to open, by its place, the head, and why: what was asked for where it is there.

    Otherwise it is where the text opens everywhere; of a translation the head that says which word comes from which.
    """
    aligning = looking(trace) if trace.steps and opened.layer is None else None
    if aligning is not None and not aligning[0].averaged:
        return next(at for at, (_, attention) in enumerate(attentions) if attention is aligning[0]), aligning[1], None
    start = opening(trace) if opened.layer is None else None
    layer, wanted = (opened.layer, opened.head) if start is None else (start.layer, start.head)
    at = next((at for at, (number, _) in enumerate(attentions) if number == layer), 0)
    heads = heads_of(attentions[at][1]) if attentions else (None,)
    return at, wanted if wanted in heads else heads[0], opened.reason if start is None else start.reason


def remarks(trace: Trace, say: Lesson) -> Iterator[str]:
    """What has to be known about the numbers."""
    if trace.model.provenance == "random":
        yield say("random_warning", model=visible(trace.model.name))
    if trace.steps and trace.source and trace.picture is None and trace.model.provenance == "trained":
        yield say("teaching_model")
    for note in trace.notes:
        if note != "pronoun_head":  # what is said of the head says it
            yield say(f"note_{note}")


def token_of(token: Token) -> dict[str, object]:
    return {
        "name": label(token),
        "piece": piece_of(token),
        "id": token.id,
        "special": token.special,
        "segment": token.segment,
    }


def attention_of(
    trace: Trace,
    number: int,
    attention: Attention,
    full: tuple[int | None, ...],
    reasons: Mapping[int | None, Reason | None],
    names: Mapping[tuple[int, int], str],
    numbers: Numbers,
    precision: int,
) -> dict[str, object]:
    """One attention: how it is made, what all its heads share, and its heads, with every step of those in `full`.

    `reasons` say why a head is opened, of the one that is; `names` what heads do on this text, by layer and head.
    """
    held, model = attention.arrays, trace.model
    shared = [name for name in SHOWN if name in held and held[name].axes[0] not in ("head", "kv_head")]
    made = "x" in held or bool(model.embedding)  # and not given
    stored: dict[tuple[str, int], list[object]] = {}  # several heads may share a kv head

    plain = only_scaled(attention)

    def arrays(head: int) -> dict[str, list[object]]:
        kept = {}
        for name in SHOWN if head in full else ("weights",):
            if name in held and name not in shared and not (plain and name == "scaled"):
                at = head // attention.group if held[name].axes[0] == "kv_head" else head
                if (name, at) not in stored:
                    stored[name, at] = numbers.keep(attention.of_head(name, head).data, shares=head not in full)
                kept[name] = stored[name, at]
        return kept

    return {
        "layer": number,
        "kind": attention.kind,
        "label": in_each(lambda say: label_of(trace, number, attention, say)),
        "rows": rows_of(trace, attention),
        "columns": "source" if trace.source and attention.kind != "self" else "tokens",
        "queries": attention.queries or None,
        "similarity": attention.similarity,
        "scale": attention.scale,
        "plain": plain,
        "soft_cap": attention.soft_cap,
        "scaling": formulas.scaling(attention, model),
        "temperature": attention.temperature,
        "biased": formulas.biased(attention, model),
        "made": made,
        "formulas": {
            **({name: formulas.projection(name, number, attention, model) for name in "qkv"} if made else {}),
            "scores": "Q·Kᵀ" if attention.similarity == "dot" else "−½‖Q − K‖²",
            "scaled": " ".join(formulas.scaled(attention, model)),
            "weights": "" if attention.averaged or "words_merged" in trace.notes else "softmax",
            "z": "Z = weights·V",
            "out": "z·W_O + b_O" if model.out_bias else "z·W_O",
        },
        "masked": about_masked(attention),
        "before": "_".join(formulas.changes(number, attention, model)) or "changed",
        "arrays": {
            name: numbers.keep(held[name].data) for name in shared if full or COMPANIONS.get(name, name) == "weights"
        },
        "experts": None if attention.kind == "cross" else experts_of(trace, number),
        "heads": [
            head_of(trace, number, attention, head, precision, head in full, reasons.get(head), names)
            | {"arrays": {} if head is None else arrays(head)}
            for head in heads_of(attention)
        ],
    }


def only_scaled(attention: Attention) -> bool:
    """Whether the scaled scores are the scores times the scale, bit for bit, so that the page can make them."""
    held = attention.arrays
    if "scores" not in held or "scaled" not in held or attention.averaged:
        return False
    scores = held["scores"].data.astype(np.float32)
    return np.array_equal(held["scaled"].data.astype(np.float32), scores * np.float32(attention.scale))


def experts_of(trace: Trace, number: int) -> dict[str, object] | None:
    """Which networks the router of a layer sends each token to, with their shares, the largest first."""
    held = next(layer.arrays for layer in trace.layers if layer.layer == number)
    if "experts" not in held:
        return None
    asked = routed(held["experts"].data)
    return {"count": held["experts"].data.shape[1], "chosen": max(map(len, asked), default=0), "asked": asked}


def head_of(
    trace: Trace,
    number: int,
    attention: Attention,
    head: int | None,
    precision: int,
    full: bool,
    reason: Reason | None,
    names: Mapping[tuple[int, int], str],
) -> dict[str, object]:
    """What there is to say of one head; `reason` is why it is the one that is opened, if it is."""
    fact = known(trace, number, attention, head)
    told = full and "weights" in attention.arrays
    return {
        "head": head,
        "where": in_each(lambda say: place(trace, number, attention, head, say)),
        "shown": in_each(
            lambda say: shown_head(trace, number, attention, head, reason, Look(say, precision=precision))
        ),
        "verdicts": verdicts_of(trace, attention, head, fact) if told else None,
        **named(fact, "" if head is None else names.get((number, head), "")),
    }


def named(fact: HeadFact | None, name: str) -> dict[str, object]:
    """What a head is known for or, where nobody measured that, what it does on this text; and whether that is much."""
    if fact is not None:
        return {"known": in_each(lambda say: kind(fact, Look(say))), "telling": fact.kind != "broad"}
    if not name:
        return {"telling": False}
    key = "kind_broad" if name == "broad" else f"habit_{name}"
    here = in_each(lambda say: say("heads_here", what=say(key)))
    return {"here": here, "telling": name not in ("broad", *RESTS)}


def verdicts_of(trace: Trace, attention: Attention, head: int | None, fact: HeadFact | None) -> dict[str, list[str]]:
    """What the word of each row says, as the terminal says it."""
    rows = readings(trace, attention, head, may_look(attention, head))
    words = [word for word, pieces in enumerate(rows.pieces_of_queries) for _ in pieces]
    return in_each(lambda say: [verdict(rows.rows[word], rows, fact, Look(say)) for word in words])


def rows_of(trace: Trace, attention: Attention) -> str:
    """Whose tokens the rows of an attention are called by."""
    if attention.kind == "cross" and trace.writes:
        return "written"
    return "source" if attention.kind == "encoder" else "tokens"


def label_of(trace: Trace, number: int, attention: Attention, say: Lesson) -> str:
    """What a list of attentions calls this one."""
    where = place(trace, number, attention, None, say) if attention.layers else say("place_layer", layer=number)
    return of_kind(attention.kind, where, say) if has_kinds(trace) and not attention.layers else where


def about_masked(attention: Attention) -> dict[str, object]:
    """Which sentence says what the mask hides, and its facts."""
    if "mask" in attention.arrays and attention.arrays["mask"].data.dtype != bool:
        return {"about": "about_masked_added"}
    if "masked" not in attention.arrays or attention.averaged:
        return {"about": "about_masked"}
    facts = hiding(attention.of_head("masked", attention.heads[0]).data, attention.pattern)
    return {**facts, "about": f"about_{facts.get('about', 'masked')}"}


def followed(trace: Trace, attention: Attention, head: int | None, asked: int | None) -> int:
    """The row followed first: the one asked for, or the one that the answer begins with."""
    queries = trace.queries_of(attention)
    for row, token in enumerate(queries):
        if token.index == asked:
            return row
    if "weights" not in attention.arrays:
        return 0
    rows = readings(trace, attention, head, may_look(attention, head))
    return rows.pieces_of_queries[rows.leading(None).word].start
