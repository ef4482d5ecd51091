"""What a page holds: a trace as plain values for JSON, beside its numbers. Words are there in every language."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.frozen import frozen
from attnx.lessons import Lesson
from attnx.measures.rows import rows_of
from attnx.trace import ATTENTION_AXES, BY_NAME, EMBEDDING_AXES, Attention, Token, Trace
from attnx.trace.sight import may_look
from attnx.views import formulas
from attnx.views.draw.palette import INK, STOPS
from attnx.views.look import Look, label
from attnx.views.opening import facts_of
from attnx.views.page.numbers import Numbers
from attnx.views.page.size import check_size, fits_whole
from attnx.views.page.writing import guesses, in_each, writing
from attnx.views.piece import piece_of
from attnx.views.place import has_kinds, of_kind, place
from attnx.views.steps import NUMBERS, hiding
from attnx.views.summary import extremes
from attnx.views.translation import looking
from attnx.views.visible import visible

# What a page shows of an attention, in the order in which it happens; a mask shows in what it masked.
SHOWN = tuple(name for name in ATTENTION_AXES if name not in ("mask", *BY_NAME))


@frozen
class Opened:
    """Where a page begins: a layer, a head, the token followed, by its index, and a view.

    None leaves it to the trace.
    """

    layer: int | None = None
    head: int | None = None
    query: int | None = None
    view: str | None = None


def document(trace: Trace, opened: Opened, numbers: Numbers, precision: int) -> dict[str, object]:
    """Everything a page knows but its words; arrays are put aside into `numbers`.

    Raises UsageError for a trace too large for a page.
    """
    attentions = list(trace.attentions())
    n_heads = sum(1 if attention.averaged else len(attention.heads) for _, attention in attentions)
    check_size(max(len(trace.tokens), len(trace.source)), n_heads)
    begin, head = beginning(trace, attentions, opened)
    whole = fits_whole(trace)

    def in_full(number: int, attention: Attention) -> tuple[int | None, ...]:
        """The heads of an attention of which every step is kept."""
        heads = heads_of(attention)
        return heads if whole else tuple(kept for kept in heads if (number, kept) == (attentions[begin][0], head))

    return {
        "text": visible(trace.text),
        "model": {
            "name": visible(trace.model.name),
            "n_heads": trace.model.n_heads,
            "provenance": trace.model.provenance,
            "facts": in_each(lambda say: facts_of(trace.model, Look(say))),
        },
        "remarks": in_each(lambda say: list(remarks(trace, say))),
        "tokens": [token_of(token) for token in trace.tokens],
        "source": [token_of(token) for token in trace.source],
        "embedding": {name: numbers.keep(array.data) for name, array in trace.arrays.items() if name in EMBEDDING_AXES},
        "attentions": [
            attention_of(trace, number, attention, in_full(number, attention), numbers, precision)
            for number, attention in attentions
        ],
        "writing": writing(trace, numbers, precision),
        "guesses": guesses(trace, numbers, precision),
        "thinned": not whole,
        "begin": {"attention": begin, "head": heads_of(attentions[begin][1]).index(head) if attentions else 0},
        "query": followed(trace, attentions[begin][1], head, opened.query) if attentions else 0,
        "view": opened.view,
        "tokens_are": "words" if "words_merged" in trace.notes else "tokens" if trace.model.embedding else "rows",
        "precision": precision,
        "numbers": dict(NUMBERS),
        "palette": {"stops": STOPS, "ink": INK},
    }


def heads_of(attention: Attention) -> tuple[int | None, ...]:
    """The heads a page shows of an attention; None is their mean."""
    return (None,) if attention.averaged else attention.heads


def beginning(trace: Trace, attentions: list[tuple[int, Attention]], opened: Opened) -> tuple[int, int | None]:
    """The attention to open, by its place, and the head: what was asked for where it is there.

    Of a translation it is the head that says which word comes from which.
    """
    aligning = looking(trace) if trace.steps and opened.layer is None else None
    if aligning is not None and not aligning[0].averaged:
        return next(at for at, (_, attention) in enumerate(attentions) if attention is aligning[0]), aligning[1]
    at = next((at for at, (number, _) in enumerate(attentions) if number == opened.layer), 0)
    heads = heads_of(attentions[at][1]) if attentions else (None,)
    return at, opened.head if opened.head in heads else heads[0]


def remarks(trace: Trace, say: Lesson) -> Iterator[str]:
    """What has to be known about the numbers."""
    if trace.model.provenance == "random":
        yield say("random_warning", model=visible(trace.model.name))
    if trace.steps and trace.source and trace.model.provenance == "trained":
        yield say("teaching_model")
    for note in trace.notes:
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
    trace: Trace, number: int, attention: Attention, full: tuple[int | None, ...], numbers: Numbers, precision: int
) -> dict[str, object]:
    """One attention: how it is made, what all its heads share, and its heads, with every step of those in `full`."""
    held, model = attention.arrays, trace.model
    shared = [name for name in SHOWN if name in held and held[name].axes[0] not in ("head", "kv_head")]
    made = "x" in held or bool(model.embedding)  # and not given
    stored: dict[tuple[str, int], list[object]] = {}  # several heads may share a kv head

    def arrays(head: int) -> dict[str, list[object]]:
        kept = {}
        for name in SHOWN if head in full else ("weights",):
            if name in held and name not in shared:
                at = head // attention.group if held[name].axes[0] == "kv_head" else head
                if (name, at) not in stored:
                    stored[name, at] = numbers.keep(attention.of_head(name, head).data, shares=head not in full)
                kept[name] = stored[name, at]
        return kept

    return {
        "layer": number,
        "kind": attention.kind,
        "label": in_each(lambda say: label_of(trace, number, attention, say)),
        "rows": "source" if attention.kind == "encoder" else "tokens",
        "columns": "source" if trace.source and attention.kind != "self" else "tokens",
        "queries": attention.queries or None,
        "similarity": attention.similarity,
        "scale": attention.scale,
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
        "arrays": {name: numbers.keep(held[name].data) for name in shared if full or name in ("weights", "skipped")},
        "heads": [
            head_of(trace, number, attention, head, precision, head in full)
            | {"arrays": {} if head is None else arrays(head)}
            for head in heads_of(attention)
        ],
    }


def head_of(
    trace: Trace, number: int, attention: Attention, head: int | None, precision: int, full: bool
) -> dict[str, object]:
    """What there is to say of one head."""
    return {
        "head": head,
        "where": in_each(lambda say: place(trace, number, attention, head, say)),
        "known": known(trace, number, attention, head, precision),
        "said": said(trace, attention, head, precision) if full and "weights" in attention.arrays else None,
    }


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


def known(trace: Trace, number: int, attention: Attention, head: int | None, precision: int) -> dict[str, str] | None:
    """What this head was found to do, where it was measured: of a translator it is the encoder that was."""
    measured = attention.kind == ("encoder" if trace.source else "self")
    facts = [fact for fact in trace.model.heads_known if measured and (fact.layer, fact.head) == (number, head)]
    return in_each(lambda say: f"{say(f'kind_{facts[0].kind}')} ({facts[0].score:.{precision}f})") if facts else None


def said(trace: Trace, attention: Attention, head: int | None, precision: int) -> dict[str, list[str]]:
    """What happened in this head, in sentences."""
    rows = rows_of(weights_of(attention, head), may_look(attention, head))
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    return in_each(
        lambda say: [
            *extremes(rows, queries, keys, Look(say, precision=precision)),
            say(f"meaning_{trace.model.provenance}", model=visible(trace.model.name)),
        ]
    )


def weights_of(attention: Attention, head: int | None) -> np.ndarray:
    return attention.of_head("weights", head).data


def followed(trace: Trace, attention: Attention, head: int | None, asked: int | None) -> int:
    """The row followed first: the one asked for, or the one that reads most from another word."""
    queries = trace.queries_of(attention)
    for row, token in enumerate(queries):
        if token.index == asked:
            return row
    if "weights" not in attention.arrays:
        return 0
    words = np.array([[key.special or (key is query) for key in trace.keys_of(attention)] for query in queries])
    marks = np.array([query.special for query in queries])[:, None]
    return int(np.where(words | marks, 0, weights_of(attention, head)).max(axis=1, initial=0).argmax())
