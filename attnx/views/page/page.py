"""The page itself: its frame, its style, its script and its data in one file.

A Content-Security-Policy lets this script and this style run and nothing else: no other script, no request.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from attnx.lessons import LANGUAGES, Lesson, words
from attnx.measures.compare import Comparison, Shift
from attnx.measures.history import Moment
from attnx.trace import Trace
from attnx.version import __version__
from attnx.views.page import comparison, history
from attnx.views.page.data import Opened, document
from attnx.views.page.live import Live
from attnx.views.page.numbers import Numbers
from attnx.views.visible import visible

HERE = Path(__file__).parent
STYLES = ("base", "frame", "story", "table", "views", "around", "paper")  # a later one may overrule an earlier one
IMPORT = re.compile(r'^import (\{.*?\}) from "\./(\w+)\.js";\n', re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"^export (?=(?:const|function|async function|class) (\w+))", re.MULTILINE)

FRAME = """<!doctype html>
<html lang="{lang}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="attnx {version}">
<title>{title}</title>
<style>{style}</style>
<div id="page"></div>
<noscript>{noscript}</noscript>
<script type="application/json" id="data">{data}</script>
<script type="text/plain" id="numbers">{numbers}</script>{model}
<script type="module">{script}</script>
</html>
"""


def page(
    trace: Trace,
    opened: Opened | None = None,
    language: str = "en",
    precision: int = 2,
    live: Live | None = None,
) -> str:
    """A page of HTML with every view of the trace, and with the model that made it where it is to be `live`.

    Raises UsageError for a trace too large for one.
    """
    numbers = Numbers()
    values = document(trace, opened or Opened(), numbers, precision)
    return framed(trace.text, values, numbers, language, "live" if live else "start", live)


def comparison_page(
    parts: Sequence[Comparison | Shift],
    before: Trace,
    after: Trace,
    row: int | None = None,
    language: str = "en",
    precision: int = 2,
) -> str:
    """A page of two things side by side, on which this row is followed. Raises UsageError where it is too large."""
    numbers = Numbers()
    values = comparison.document(parts, before, after, row, numbers, precision)
    return framed(after.text, values, numbers, language, "sides")


def history_page(name: str, moments: Sequence[Moment], language: str = "en", precision: int = 2) -> str:
    """A page of a model while it learnt, with a slider over its moments. Raises UsageError where it is too large."""
    numbers = Numbers()
    values = history.document(name, moments, numbers, precision)
    return framed(moments[-1].trace.text, values, numbers, language, "history")


def framed(
    title: str,
    document: Mapping[str, object],
    numbers: Numbers,
    language: str,
    start: str,
    live: Live | None = None,
) -> str:
    """The frame of a page around what it holds; `start` is the module of its script that begins."""
    say = Lesson(language)
    style = tight("".join((HERE / f"{name}.css").read_text(encoding="utf-8") for name in STYLES))
    script = joined(start)
    values = {
        "language": language,
        "version": __version__,
        "words": {language: said_by(script, language) for language in LANGUAGES},
        **document,
        **({"live": live.document()} if live else {}),
    }
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {hashed(script)}",
            f"style-src {hashed(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
    return FRAME.format(
        lang="zh-Hans" if language == "zh" else "en",
        policy=policy,
        version=__version__,
        title=escape(f"{visible(title)[:80]} – attnx"),
        style=style,
        noscript=escape(say("page_noscript")),
        data=inert(json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))),
        numbers=numbers.text(),
        model=f'\n<script type="text/plain" id="model">{live.text()}</script>' if live else "",
        script=script,
    )


@cache
def joined(start: str) -> str:
    """The module that begins and all it needs as one, each in a scope of its own and after those it imports from."""
    ordered: dict[str, str] = {}

    def add(name: str) -> None:
        if name in ordered:
            return
        code = (HERE / f"{name}.js").read_text(encoding="utf-8")
        for _, imported in IMPORT.findall(code):
            add(imported)
        body = EXPORT.sub("", IMPORT.sub(r"const \1 = $\2;\n", code))
        given = ", ".join(EXPORT.findall(code))
        ordered[name] = f"const ${name} = (() => {{\n{body}return {{ {given} }};\n}})();"

    add(start)
    return lean("\n".join(ordered.values()))


def lean(code: str) -> str:
    """The code without its indentation and the lines that are comments, which a page does not need."""
    return re.sub(r"^\s*(//.*\n)?", "", code, flags=re.MULTILINE)


def tight(style: str) -> str:
    """A style sheet without comments and without the space between its signs."""
    style = re.sub(r"/\*.*?\*/|\n", " ", style, flags=re.DOTALL)
    return re.sub(r"(?<=[{};,:]) +| +(?=[{};,])", "", re.sub(r" +", " ", style)).replace(";}", "}")


def said_by(script: str, language: str) -> dict[str, str]:
    """The sentences whose keys stand in the script: "title_q", or `title_${step}` for all that begin so."""
    whole = set(re.findall(r'"(\w+)"', script))
    begins = tuple(re.findall(r"`(\w+_)\$\{", script))
    return {key: text for key, text in words(language).items() if key in whole or key.startswith(begins)}


def hashed(text: str) -> str:
    """How a policy names an inline script or style."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def inert(data: str) -> str:
    """JSON in which nothing can end the element it stands in."""
    return data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
