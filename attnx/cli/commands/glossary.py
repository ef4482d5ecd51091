"""attnx glossary [WORD]"""

from __future__ import annotations

from typing import Annotated

import typer

from attnx.cli.desk.output import Output
from attnx.cli.desk.signature import Without
from attnx.cli.words import SAY
from attnx.errors import UsageError


def glossary(
    word: Annotated[
        str | None, typer.Argument(metavar="TERM", help=SAY("help_glossary_word"), show_default=False)
    ] = None,
    *,
    output: Annotated[Output, Without("precision", "full", "json", "html")],
) -> None:
    from attnx.lessons.glossary import NAMES, find, nearest
    from attnx.views.glossary import glossary

    terms = tuple(NAMES) if word is None else find(word)
    if not terms and (guess := nearest(word or "")) is not None:
        raise UsageError("no_term_but", word=word, guess=guess)
    if not terms:
        raise UsageError("no_term", word=word, choices=", ".join(names[0] for names in NAMES.values()))
    output.show(lambda look: glossary(terms, look))
