"""A text goes in, and what comes next: the likeliest tokens, a text that goes on, or the words behind masks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from attnx.arithmetic import softmax
from attnx.checkpoint import Checkpoint
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.written import after, alone, candidate_of, candidates_of, tokens_of
from attnx.doors.run import ids_of, model_for, quiet, read_text, reading_notes, recorder, run
from attnx.errors import InputError, UsageError
from attnx.inputs.shapes import whole_number
from attnx.model.decode import go_on
from attnx.model.describe import block_of
from attnx.model.finite import check_finite
from attnx.model.lens import StreamRecorder, answer, said_early
from attnx.model.masks import sees_ahead
from attnx.model.record import choose
from attnx.model.sample import chances, draw, sampling_of
from attnx.model.spec import MaskedHead
from attnx.model.transformer import logits
from attnx.trace import ARRAYS, BY_NAME, FINAL, MASKS, OF_HEAD, PROBABILITIES, Guess, Step, Trace


def predict(
    text: str,
    model: str | Path | Checkpoint = "writer",
    *,
    generate: int = 0,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    candidates: int = 10,
    at: int | None = None,
    lens: bool = False,
    layers: Iterable[int] | Literal["all"] = "all",
    heads: Iterable[int] | Literal["all"] = "all",
    arrays: Iterable[str] | Literal["all"] = "all",
) -> Trace:
    """Runs a language model on a text and returns what it makes of it, with every number of its attention.

    The trace's `guesses` are the likeliest tokens to come after the text or, of a masked model, to stand where it
    says [MASK]; `at` asks for another token by its index. With `lens` there is a guess after each layer, 0 being the
    embedding: the residual stream through the final norm and the head (the logit lens, nostalgebraist 2020).
    `generate` is how many tokens are written, one at a time, with keys and values kept: then `steps` says what each
    was chosen from, `output` is what was written, and the trace's `tokens` are those of both. The likeliest is
    taken; with any of `temperature`, `top_k`, `top_p` (Holtzman et al. 2020) or `seed` (0 unless given) one is drawn.
    `candidates` is how many tokens a guess or a step names. `layers`, `heads` and `arrays` choose what is recorded.

    Raises InputError for a text that is blank, too long or without a mask, UsageError for a model that does not say
    what comes next, for a mask that it does not fill and for what cannot be chosen, and CheckpointError for a model
    that cannot be used.
    """
    sampling = sampling_of(temperature, top_k, top_p, seed)
    generate, candidates = whole_number("generate", generate, 0), whole_number("candidates", candidates)
    checkpoint = model_for(text, model)
    spec, weights, tokenizer, name = checkpoint.spec, checkpoint.weights, checkpoint.tokenizer, checkpoint.name
    if checkpoint.translator is not None:
        raise UsageError("translates", model=name, text=text)
    masked = weights.head is not None and isinstance(spec.head, MaskedHead)
    if not masked and (mask := next((mask for mask in MASKS if mask in text), None)):
        raise UsageError("fills_no_masks", model=name, mask=mask, text=text)
    if weights.head is None or not isinstance(tokenizer, Pieces):
        raise UsageError("no_logits", model=name, text=text)
    if not masked and sees_ahead(spec):
        raise UsageError("sees_ahead", model=name, text=text)
    if masked and generate:
        raise UsageError("fills_masks", model=name)
    for option, given in (("at", at is not None), ("lens", lens)):
        if generate and given:
            raise UsageError("two_views", one="generate", other=option)

    text = tokenizer.with_masks(text) if masked else text
    tokens = read_text(text, checkpoint)
    ids = tuple(ids_of(tokens).tolist())
    random = np.random.default_rng(sampling.seed if sampling else None)

    def chances_of(row: np.ndarray) -> np.ndarray | None:
        return chances(row, sampling) if sampling else None

    def take(row: np.ndarray, before: Sequence[int]) -> int:
        check_finite(row, weights, name)
        held = checkpoint.rules.hold(row, before)
        return draw(chances(held, sampling), random) if sampling else int(held.argmax())

    places: tuple[int, ...] = ()
    steps: list[Step] = []
    output, notes = "", [*checkpoint.notes, *reading_notes(text, tokens, checkpoint)]
    if generate:
        room = spec.n_positions - len(ids)
        if not room:
            raise InputError("no_room", model=name, limit=spec.n_positions)
        with quiet():
            written = go_on(ids, weights, spec, checkpoint.rules.ends, min(generate, room), take)
        for place, row in enumerate(written.log_probabilities, len(ids)):
            text_of, chance = after(written.ids[:place], tokenizer), chances_of(row)
            taken = candidate_of(written.ids[place], row, text_of, chance)
            steps.append(Step(place - 1, taken, candidates_of(row, candidates, text_of, chance)))
        read = len(ids)
        ids = written.ids[:-1] if written.ended else written.ids
        output, more = tokens_of(ids, tokenizer, read, len(text))
        tokens += more
        notes += ["context_full"] if generate > room == len(steps) and not written.ended else []
    elif at is not None:
        places = choose("token", [at], range(len(ids)), name)
    elif masked:
        places = tuple(token.index for token in tokens if token.piece == tokenizer.mask)
        if not places:
            raise InputError("no_mask", model=name, mask=tokenizer.mask)
    else:
        places = (len(ids) - 1,)

    # What was written is read once more as a whole, to keep what was asked for; the numbers are the same.
    names = ARRAYS if arrays == "all" else choose("array", arrays, (*ARRAYS, *BY_NAME), name)
    make = partial(StreamRecorder, places=places)
    record = recorder(make, checkpoint, names, layers, heads, run=spec.n_layers)
    x = run(np.array(ids, dtype=np.int64), checkpoint, record)  # (token, d_model)
    record(FINAL, x)
    if any(array in names for array in OF_HEAD):
        record(PROBABILITIES, softmax(logits(x, weights, spec, record)))

    guesses: list[Guess] = []
    if places:
        said = [said_early(stream, weights, spec) for stream in record.streams] if lens else []
        said.append(answer(x[list(places)], weights, spec))  # of each layer, (place, vocabulary)
        for number, place in enumerate(places):
            text_of = alone(tokenizer) if masked else after(ids[: place + 1], tokenizer)
            best = int(said[-1][number].argmax())
            for layer, rows in enumerate(said, spec.n_layers + 1 - len(said)):
                row = rows[number]  # (vocabulary,)
                likeliest = candidates_of(row, candidates, text_of, chances_of(row))
                if best not in [candidate.id for candidate in likeliest]:
                    likeliest += (candidate_of(best, row, text_of, chances_of(row)),)
                guesses.append(Guess("at" if masked else "after", place, layer, likeliest))

    of_text, recorded = record.finish()
    return Trace(
        text,
        checkpoint.facts,
        tokens,
        recorded,
        arrays=of_text,
        notes=tuple(notes),
        output=output,
        steps=tuple(steps),
        guesses=tuple(guesses),
        sampling=sampling,
        block=block_of(spec),
    )
