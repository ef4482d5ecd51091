"""A task or a text goes in, and a model that learns it comes out, moment by moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from attnx.arithmetic import softmax
from attnx.checkpoint import Checkpoint
from attnx.checkpoint.tokenizer import words
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.writing import files_of
from attnx.doors.run import ids_of, read_text, recorder, run
from attnx.learning.begin import small_gpt2
from attnx.learning.drawn import Drawn
from attnx.learning.forward import Kept, forward
from attnx.learning.learner import Learner, Measured
from attnx.learning.parameters import parameters
from attnx.learning.rows import NOTHING, Material, Rows
from attnx.learning.tasks import TASKS, UNKNOWN, Sizes
from attnx.learning.text import EDGE, Text, counted
from attnx.measures.gradients import Gradients
from attnx.measures.history import Moment
from attnx.measures.opening import opening
from attnx.model.record import Recorder
from attnx.model.rows import libraries
from attnx.model.touch import forget
from attnx.model.transformer import logits
from attnx.trace import Provenance, Token, Trace

MOMENTS = 40  # in which learning is told, and one before it begins
AT_A_MOMENT = 256  # rows that are answered at each; at the end it is all of them
OF_TEXT = Sizes(d_model=64, n_layers=2, n_heads=4, steps=1200, rate=2e-3)  # of a model that learns a text
SHORT, LONG = 4, 12  # words of a line that is watched


class Course:
    """A model while it learns. It is read at any time; what learning changes, it changes in place."""

    def __init__(
        self,
        name: str,
        material: Material,
        tokenizer: Pieces,
        sentence: str,
        answer: str | None,
        sizes: Sizes,
        seed: int,
    ) -> None:
        self.name, self.material, self.tokenizer, self.sizes = name, material, tokenizer, sizes
        self.sentence, self.answer = sentence, answer  # what its last word is to say, None of a text
        spec = small_gpt2(len(material.words), material.longest, sizes.d_model, sizes.n_layers, sizes.n_heads)
        self.learner = Learner(material, spec, sizes.steps, sizes.rate, sizes.batch, seed)
        self.tokens: tuple[Token, ...] = read_text(sentence, self.checkpoint)
        words = [token.index for token in self.tokens if not is_sign(token)]
        self.query = words[-1] if words else len(self.tokens) - 1
        self.seed, self.stopped = seed, False

    @property
    def checkpoint(self) -> Checkpoint:
        """The model as it is now; before the first step its weights are random."""
        learner = self.learner
        provenance: Provenance = "trained" if learner.step else "random"
        return Checkpoint(self.name, provenance, "attnx learn", learner.spec, learner.weights, self.tokenizer)

    @property
    def size(self) -> int:
        """How many numbers learn."""
        return sum(array.size for _, array in parameters(self.learner.weights))

    def stop(self) -> None:
        """Lets the step that is being made be the last."""
        self.stopped = True

    def moments(self) -> Iterator[Moment]:
        """Learns, and tells of it: before the first step, every so many steps, and after the last.

        Of a text, whose lines come again and again, the weights are kept that did best on the lines kept out of it.
        Raises InputError where the loss has come loose.
        """
        learner = self.learner
        with libraries().limit(limits=1, user_api="blas"):  # so small a product is slower when it is shared
            best = self.moment(None)
            kept = learner.state()
            yield best
            every = max(learner.steps // MOMENTS, 1)
            losses: list[float] = []
            while learner.step < learner.steps and not self.stopped:
                losses.append(learner.learn())
                if learner.step % every == 0 or learner.step == learner.steps or self.stopped:
                    moment = self.moment(float(np.mean(losses)))
                    losses = []
                    if moment.unseen < best.unseen and self.material.repeats:
                        best, kept = moment, learner.state()
                    yield moment
            if self.material.repeats:
                learner.go_back_to(kept)

    def moment(self, loss: float | None) -> Moment:
        """What is there to see now."""
        measured = self.learner.measure(self.material.unseen.some(slice(AT_A_MOMENT)))
        trace, word, probability = self.read()
        layer, head = self.place(trace)
        return Moment(
            self.learner.step,
            self.learner.steps,
            loss,
            measured.loss,
            measured.accuracy,
            trace,
            layer,
            head,
            self.query,
            word,
            probability,
        )

    def measure(self) -> Measured:
        """How well all unseen sentences are answered."""
        return self.learner.measure(self.material.unseen)

    def read(self) -> tuple[Trace, str, float]:
        """The weights of every head on the sentence that is watched, and what its word says."""
        checkpoint = self.checkpoint
        record = recorder(Recorder, checkpoint, ("weights",), run=checkpoint.spec.n_layers)
        x = run(ids_of(self.tokens), checkpoint, record)  # (token, d_model)
        says = softmax(logits(x[self.query : self.query + 1], checkpoint.weights, checkpoint.spec))[0]  # (entry,)
        trace = Trace(self.sentence, checkpoint.facts, self.tokens, record.finish()[1])
        return trace, self.material.words[int(says.argmax())], float(says.max())

    def place(self, trace: Trace) -> tuple[int, int]:
        """The layer and head that show most: whose words look where the answers stand, where that is known."""
        if self.material.unseen.sources is None:
            opened = opening(replace(trace, model=replace(trace.model, provenance="trained")))
            assert opened is not None
            return opened.layer, opened.head
        looks = self.learner.on_sources(self.material.unseen.some(slice(AT_A_MOMENT)))  # (layer, head)
        layer, head = np.unravel_index(looks.argmax(), looks.shape)
        return int(layer), int(head)

    def gradients(self, step: int) -> Gradients:
        """Learns until this step, and tells what the loss of the watched sentence asks of its attention in it."""
        learner = self.learner
        with libraries().limit(limits=1, user_api="blas"):
            while learner.step + 1 < step:
                learner.learn()
        trace, _, _ = self.read()
        layer, head = self.place(trace)
        kept = Kept()
        rows = self.rows
        passed = forward(rows.ids, learner.weights, learner.spec)
        loss, _ = learner.asks(rows, lambda number: kept if number == layer else forget)
        attended, width = passed.blocks[layer].attention, learner.spec.d_head
        columns = slice(head * width, (head + 1) * width)
        arrays = {name: getattr(attended, name)[0, head] for name in ("q", "k", "v", "weights", "z")}
        arrays |= {name: kept[name][0, head] for name in ("dz", "dweights", "dv", "dscaled", "dscores", "dq", "dk")}
        arrays |= {name: kept[name][:, columns] for name in ("dw_q", "dw_k", "dw_v")}
        arrays["x"] = attended.x
        answer = self.material.words[int(rows.answers[-1])]
        return Gradients(step, loss, trace, layer, head, self.query, learner.spec.scale, answer, arrays)

    @property
    def rows(self) -> Rows:
        """The watched sentence as a row: what is to be said at its last word, or of a text at each."""
        ids = ids_of(self.tokens)
        targets = np.full(len(ids), NOTHING)
        if self.answer is None:
            targets[:-1] = ids[1:]
        else:
            targets[-1] = list(self.material.words).index(self.answer)
        return Rows(ids[None], targets[None])

    def on_answers(self, layer: int, head: int) -> float | None:
        """The mean weight of a head on the words where the answers stand, where that is known."""
        unseen = self.material.unseen
        return None if unseen.sources is None else float(self.learner.on_sources(unseen)[layer, head])

    @property
    def counting(self) -> float | None:
        """The loss on the unseen lines of counting which word follows which; None of a task."""
        return counted(self.material) if isinstance(self.material, Text) else None

    @property
    def lines(self) -> tuple[int, int] | None:
        """Of a text, how many lines are learnt from, and how many are kept out."""
        return self.material.lines if isinstance(self.material, Text) else None

    def files(self) -> dict[str, bytes]:
        """The model as it is now, as the files of its directory by their names."""
        spec, about = self.learner.spec, {"recipe": "attnx learn", "learnt": self.name}
        end = 1 if isinstance(self.material, Text) else None  # the edge of a line
        return files_of(spec, parameters(self.learner.weights), self.tokenizer.library, about, end)


def of_task(name: str, sizes: Sizes, seed: int) -> Course:
    """A model that is to learn this task."""
    task = TASKS[name]
    tokenizer = Pieces(words.between_spaces(task.words, UNKNOWN))
    return Course(name, Drawn(task, seed), tokenizer, task.example, task.answer, sizes, seed)


def of_text(name: str, lines: Sequence[str], sizes: Sizes, seed: int) -> Course:
    """A model that is to learn what comes next in these lines. Raises InputError where they are too few."""
    material = Text(lines, words.cut(), name, seed)
    tokenizer = Pieces(words.of_text(material.words, UNKNOWN, EDGE))
    return Course(name, material, tokenizer, watched(material), None, sizes, seed)


def is_sign(token: Token) -> bool:
    """Whether it is no word."""
    return token.special or not any(character.isalnum() for character in token.text)


def watched(text: Text) -> str:
    """A line that is not learnt from, neither short nor long if there is such a one."""
    fits = [line for line, words in text.kept_out if SHORT <= words <= LONG]
    return fits[0] if fits else text.kept_out[0][0]
