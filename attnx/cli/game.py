"""One game of the quiz: a question, an answer, what came of it, until the last question or the end of input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from attnx.cli.desk.output import Output
from attnx.cli.desk.source import decode, name_of
from attnx.cli.desk.tokens import find
from attnx.cli.words import SAY
from attnx.errors import InputError, UsageError, reason_of_system
from attnx.frozen import frozen

if TYPE_CHECKING:
    from attnx.measures.opening import Reason
    from attnx.measures.quiz import Answer, Question
    from attnx.trace import Trace
    from attnx.views.parts import Part

HINT = ("hint", "提示")
QUIT = ("quit", "q", "退出")


@frozen(eq=False)
class Game:
    """What is asked; the same seed asks the same. `reason` is why of this head, where it was not chosen by hand."""

    trace: Trace
    questions: Sequence[Question]
    seed: int
    reason: Reason | None = None

    def document(self, answers: Sequence[Answer]) -> dict[str, Any]:
        """The questions, with the answers as far as there are any, and the score."""
        from attnx.document import document, of_text
        from attnx.measures.quiz import Answer

        unanswered = [Answer(question, None, False, False) for question in self.questions[len(answers) :]]
        game = {
            "seed": self.seed,
            "score": sum(answer.points for answer in answers),
            "answered": len(answers),
            "questions": [answer.document() for answer in (*answers, *unanswered)],
        }
        return document("quiz") | of_text(self.trace) | game


class Watcher:
    """Somebody who sees the game. This one looks away."""

    def begins(self, game: Game) -> None:
        pass

    def asked(self, game: Game, number: int) -> None:
        pass

    def waits(self) -> None:
        pass

    def hint(self, game: Game, question: Question, again: bool) -> None:
        pass

    def heard(self, line: str) -> None:
        pass

    def refused(self, error: UsageError) -> None:
        pass

    def answered(self, game: Game, answer: Answer) -> None:
        pass

    def ends(self, answers: Sequence[Answer]) -> None:
        pass


class Reader(Watcher):
    """This one reads all of it, on stdout or on stderr."""

    def __init__(self, output: Output, file: TextIO) -> None:
        from attnx.views import quiz

        self.views, self.terminal, self.file = quiz, output.terminal(), file
        self.look = output.look(self.terminal)

    def show(self, parts: Iterable[Part]) -> None:
        from attnx.cli.desk.terminal import print_parts, render

        if self.file is sys.stdout:
            print_parts(self.terminal, parts, self.look)
        else:
            print(render(self.terminal, parts, self.look), end="", file=self.file, flush=True)

    def begins(self, game: Game) -> None:
        self.show(self.views.beginning(game.trace, len(game.questions), game.seed, self.look, game.reason))

    def asked(self, game: Game, number: int) -> None:
        self.show(self.views.asked(game.questions[number], number + 1, len(game.questions), game.trace, self.look))

    def waits(self) -> None:
        print("> ", end="", file=self.file, flush=True)

    def hint(self, game: Game, question: Question, again: bool) -> None:
        self.show(self.views.hint(question, again, game.trace, self.look))

    def heard(self, line: str) -> None:
        self.show(self.views.heard(line))

    def refused(self, error: UsageError) -> None:
        self.show(self.views.refused(SAY.of(error)))

    def answered(self, game: Game, answer: Answer) -> None:
        self.show(self.views.answered(answer, game.trace, self.look))

    def ends(self, answers: Sequence[Answer]) -> None:
        self.show(self.views.result(sum(answer.points for answer in answers), len(answers), self.look))


def play(game: Game, at_a_terminal: bool, watcher: Watcher) -> list[Answer]:
    """Asks one question after another and returns what was answered."""
    answers: list[Answer] = []
    watcher.begins(game)
    for number, question in enumerate(game.questions):
        watcher.asked(game, number)
        answer = ask(game, question, at_a_terminal, watcher)
        if answer is None:
            break
        answers.append(answer)
        watcher.answered(game, answer)
    watcher.ends(answers)
    return answers


def ask(game: Game, question: Question, at_a_terminal: bool, watcher: Watcher) -> Answer | None:
    """The answer to one question; None to quit. At a terminal what cannot be read is asked again."""
    from attnx.measures.quiz import Answer, is_right

    hinted = False
    while (line := next_line(at_a_terminal, watcher)) is not None and line.casefold() not in QUIT:
        if line.casefold() in HINT:
            watcher.hint(game, question, again=hinted)
            hinted = True
            continue
        try:
            return Answer(question, line, hinted, bool(line) and is_right(question, read(game, question, line)))
        except UsageError as error:
            watcher.refused(error)
            if not at_a_terminal:
                return Answer(question, line, hinted, False)
    return None


def next_line(at_a_terminal: bool, watcher: Watcher) -> str | None:
    """What is typed, or the next line of standard input; None where it ends. Raises InputError for what is not text."""
    if sys.stdin is None:  # started with stdin closed
        return None
    if at_a_terminal:
        watcher.waits()
    try:
        data = sys.stdin.buffer.readline()
    except OSError as error:
        raise InputError("unreadable", path=name_of("-"), reason=reason_of_system(error)) from error
    line = decode(data, name_of("-")).strip() if data else None
    if not at_a_terminal and line is not None:
        watcher.heard(line)
    return line


def read(game: Game, question: Question, line: str) -> list[float]:
    """An answer as numbers; a word as the index of its token. Raises UsageError for what is neither."""
    from attnx.measures.quiz import RowWeights, Word

    if isinstance(question, Word):
        return [find(game.trace.tokens, line)]
    count = len(question.keys) if isinstance(question, RowWeights) else 1
    try:
        numbers = [float(part) for part in line.replace("−", "-").replace(",", " ").replace("，", " ").split()]
    except ValueError:
        numbers = []
    if len(numbers) != count:
        expected = SAY("quiz_numbers", count=count) if count > 1 else SAY("quiz_number_one")
        raise UsageError("answer_form", value=line, expected=expected)
    return numbers
