"""The steps of one head, from q to z: what belongs together stands side by side where it has room."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from attnx.frozen import frozen
from attnx.trace import Attention, Token, Trace
from attnx.trace.sight import may_look
from attnx.views import formulas
from attnx.views.look import Look, label
from attnx.views.parts import Beside, Heading, Matrix, Note, Notice, Part, Step, Steps
from attnx.views.place import place
from attnx.views.relevance import Relevance, relevance
from attnx.views.summary import summary
from attnx.views.top import draw_top
from attnx.views.weights import seen


@frozen(eq=False)
class OneHead:
    """A head of a trace, or where `head` is None the mean of several; `numbers` are those of the steps."""

    trace: Trace
    number: int
    attention: Attention
    head: int | None
    numbers: Mapping[str, int]
    look: Look
    matters: Relevance

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return place(self.trace, self.number, self.attention, self.head, self.look.say)

    def told(self, steps: Collection[str], read: Sequence[Step]) -> Iterator[Part]:
        """The chosen steps that are held, behind what the head reads; the first of them says where that is."""
        held = self.attention.arrays.keys()
        chosen = [step for step in steps if step in held and (self.head is not None or step in ("weights", "out"))]
        where = self.place
        apart = self.look.top is not None or "skipped" in held
        weights = [self.weights()] if "weights" in chosen and not apart else []
        for row in (self.projections(chosen), [*self.scores(chosen), *weights]):
            if steps_here := [*read, *placed(list(row), where)]:
                yield Steps(tuple(steps_here))
                where, read = where if len(steps_here) == len(read) else "", ()
        if "weights" in chosen and apart:
            yield from self.weights_apart(where)
            where = ""
        if mixed := [*self.z(chosen), *self.out(chosen)]:
            yield Steps(placed(mixed, where))
            where = ""
        if "summary" in steps and "weights" in held:
            yield self.heading("summary", where=where)
            yield Note(self.look.say("about_summary_full" if self.look.full else "about_summary"))
            yield from summary(self.trace, self.number, self.attention, self.head, self.look)

    def heading(self, step: str, *formulas: str, where: str = "") -> Heading:
        """A step's number, name and formulas."""
        kept = tuple(formula for formula in formulas if formula)
        return Heading(self.look.say(f"title_{step}"), str(self.numbers[step]), kept, where)

    def data(self, name: str) -> np.ndarray:
        return self.attention.of_head(name, self.head).data

    def of_queries(self, data: np.ndarray, scale: float = 0.0) -> Matrix:
        return Matrix(data, self.trace.queries_of(self.attention), scale=scale, down=self.matters.queries)

    def of_keys(self, data: np.ndarray) -> Matrix:
        """A row for each key, the same ones as those of queries where both are the same tokens."""
        same = self.trace.queries_of(self.attention) == self.trace.keys_of(self.attention)
        down = self.matters.queries if same else self.matters.keys
        return Matrix(data, self.trace.keys_of(self.attention), down=down)

    def squared(self, data: np.ndarray) -> Matrix:
        """Queries by keys."""
        queries, keys = self.trace.queries_of(self.attention), self.trace.keys_of(self.attention)
        return Matrix(data, queries, keys, largest=True, down=self.matters.queries, across=self.matters.keys)

    def projections(self, chosen: Collection[str]) -> Iterator[Step]:
        held, model = self.attention.arrays, self.trace.model
        made = "x" in held or bool(model.embedding)  # and not given
        note = self.look.say("about_q" if made else "about_q_given")
        told = [name for name in ("q", "k", "v") if name in chosen]
        formula = {name: formulas.projection(name, self.number, self.attention, model) for name in told if made}
        heading = self.heading("q", *(formula.get(name, name.upper()) for name in told if len(told) == 1))
        if told and self.weight("Q") is not None and "x" in held:
            x = held["x"].data
            yield Step(heading, self.of_queries(x), note, (f"x  {shape(x)}", "x"), size=shape(x))
        for name in told:
            yield from self.weight_step(name.upper(), heading, note)
            table = self.of_queries if name == "q" else self.of_keys
            before = f"{name}_projected"
            if before in held:
                done = "_".join(formulas.changes(self.number, self.attention, model)) or "changed"
                sized = f"{before}  {shape(self.data(before))}"
                yield Step(
                    heading, table(self.data(before)), note, (f"{sized}  {self.look.say(f'before_{done}')}", before)
                )
            letter = formula.get(name, name.upper())
            sized = f"{letter}  {shape(self.data(name))}"
            names = (f"{sized}  {self.look.say(f'array_{name}')}", sized, letter, name.upper())
            yield Step(heading, table(self.data(name)), note, tuple(dict.fromkeys(names)), size=shape(self.data(name)))
        if told:
            yield from self.weight_step("O", heading, note)

    def weight(self, letter: str) -> np.ndarray | None:
        """What of W_Q, W_K, W_V or W_O belongs to this head, (in, out), where the trace has the weights."""
        side = "encoder." if self.attention.kind == "encoder" else ""
        held = self.trace.parameters.get(f"{side}layers.{self.number}.{self.attention.kind}.W_{letter}")
        if held is None or self.head is None:
            return None
        matrix, group = held.data, self.attention.group if letter in "KV" else 1
        if letter == "O":
            width = len(matrix) // self.trace.model.n_heads
            return np.asarray(matrix[self.head * width : (self.head + 1) * width])
        width = matrix.shape[1] * group // self.trace.model.n_heads
        place = self.head // group
        return np.asarray(matrix[:, place * width : (place + 1) * width])

    def weight_step(self, letter: str, heading: Heading, note: str) -> Iterator[Step]:
        """The matrix itself, its rows counted as its columns are."""
        matrix = self.weight(letter)
        if matrix is not None:
            rows = [Token(place, "·", "·", 0, 0, 0) for place in range(len(matrix))]
            names = (f"W_{letter}  {shape(matrix)}  {self.look.say('array_W')}", f"W_{letter}")
            yield Step(heading, Matrix(matrix, rows), note, names, size=shape(matrix))

    def scores(self, chosen: Collection[str]) -> Iterator[Step]:
        held, say, attention = self.attention.arrays, self.look.say, self.attention
        if "scores" in chosen:
            heading = self.heading("scores", "Q·Kᵀ" if attention.similarity == "dot" else "−½‖Q − K‖²")
            yield Step(heading, self.squared(self.data("scores")), say("about_scores"), (say("title_scores"),))
        if "scaled" in chosen:
            done = formulas.scaled(attention, self.trace.model)
            heading = self.heading("scaled", *done)
            if "bias" in held:
                name = f"bias  {say('array_bias')}"
                yield Step(heading, self.squared(self.data("bias")), say("about_scaled"), (name, "bias"))
            names, into = (say("title_scaled"),), " ".join(part.replace(" ", "") for part in done)
            yield Step(heading, self.squared(self.data("scaled")), say("about_scaled"), names, into)
        if "masked" in chosen:
            added = "mask" in held and held["mask"].data.dtype != bool  # numbers, and not only where to look
            facts = {} if added else hiding(self.data("masked"), attention.pattern)
            about = str(facts.pop("about", "masked_added" if added else "masked"))
            note, into, name = say(f"about_{about}", **facts), say(f"into_{about}", **facts), say("title_masked")
            yield Step(self.heading("masked"), self.squared(self.data("masked")), note, (name,), into)

    def weights(self) -> Step:
        made_here = self.head is not None and "words_merged" not in self.trace.notes
        heading = self.heading("weights", "softmax" if made_here else "")
        data, say = self.data("weights"), self.look.say
        whole = bool(np.allclose(data.sum(axis=-1), 1.0, atol=0.5 * 10.0**-self.look.precision))
        matrix = replace(self.squared(seen(data, may_look(self.attention, self.head))), shaded=True, sums=not whole)
        about = say("about_weights") if not whole else say("about_weights_whole")
        if "sink" in self.attention.arrays:
            matrix = replace(matrix, sums=False, beside=Beside(say("column_sink"), self.data("sink")))
            about = say("about_weights_sink")
        return Step(heading, matrix, about, (say("title_weights"),), "softmax" if made_here else "")

    def weights_apart(self, where: str) -> Iterator[Part]:
        """The largest of each row alone, or all without the first key where that was taken out."""
        step, keys = self.weights(), self.trace.keys_of(self.attention)
        yield replace(step.heading, place=where)
        yield Note(step.note if self.look.top is None else self.look.say("about_weights_top"))
        matrix = step.matrix
        if "sink" in self.attention.arrays:
            yield Notice(self.look.say("sink", **self.range_of(self.data("sink"))))
        if "skipped" in self.attention.arrays:
            skipped = self.data("skipped")
            yield Notice(self.look.say("skipped", key=label(keys[0]), **self.range_of(skipped)))
            matrix = replace(matrix, beside=Beside(self.look.say("column_skipped"), skipped))
            if len(keys) > 1:
                others, without = keys[1:], matrix.data[:, 1:]
                sides = relevance(without)
                matrix = replace(matrix, data=without, columns=others, down=sides.queries, across=sides.keys)
        if self.look.top is None:
            yield matrix
        else:
            yield from draw_top(np.nan_to_num(matrix.data), matrix.rows, matrix.columns or (), self.look.top, self.look)

    def range_of(self, shares: np.ndarray) -> dict[str, str]:
        """The mean of a share of each row, and the least and the most there is."""
        found = {"mean": shares.mean(), "low": shares.min(), "high": shares.max()}
        return {name: self.look.number(float(share)) for name, share in found.items()}

    def z(self, chosen: Collection[str]) -> Iterator[Step]:
        """Values mixed, in the colours that the values themselves have."""
        if "z" in chosen:
            scale = float(np.abs(self.data("v")).max(initial=0.0)) if "v" in self.attention.arrays else 0.0
            heading, matrix = self.heading("z", "Z = weights·V"), self.of_queries(self.data("z"), scale)
            yield Step(heading, matrix, self.look.say("about_z"), ("z",), "·V", shape(matrix.data))

    def out(self, chosen: Collection[str]) -> Iterator[Step]:
        """What all heads made together, told behind the last of them."""
        if "out" in chosen and (self.head is None or self.head == self.attention.heads[-1]):
            data, model = self.attention.arrays["out"].data, self.trace.model
            made = f"z·W_O{' + b_O' if model.out_bias else ''}"
            note, names = self.look.say("about_out", heads=model.n_heads), (self.look.say("title_out"),)
            yield Step(
                self.heading("out", made), self.of_queries(data), note, names, made.replace("z", "", 1), shape(data)
            )


def placed(steps: Sequence[Step], where: str) -> tuple[Step, ...]:
    """The steps, of which the first heading says where they happen."""
    return tuple(
        replace(step, heading=replace(step.heading, place=where)) if step.heading == steps[0].heading else step
        for step in steps
    )


def shape(array: np.ndarray) -> str:
    return " × ".join(map(str, array.shape))


def hiding(masked: np.ndarray, pattern: str) -> dict[str, object]:
    """What there is to say of a window: how far it reaches, or that the text does not fill it."""
    seen = np.isfinite(masked)
    if pattern == "sliding":
        size = int(seen.sum(axis=-1).max(initial=0))
        return {"about": "masked_sliding", "size": size} if size < len(seen) else {"about": "masked_sliding_wide"}
    if pattern == "neighbourhood":
        reach = int(np.abs(np.subtract(*np.nonzero(seen))).max(initial=0))
        return {"about": "masked_near", "reach": reach} if not seen.all() else {"about": "masked_near_wide"}
    return {}
