"""Whether a file that attnx wrote is what its name says, and nothing in it acts."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import cache
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.views.draw.paper.signs import WRITTEN
from tests.fuzz.inside import OBEYED

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

PAGE = {"html", "head", "meta", "title", "style", "body", "div", "noscript", "script"}
TABLE = {"pre", "div", "img", "iframe", "table", "caption", "tr", "th", "td"}
DRAWING = {"svg", "title", "g", "path", "rect", "text", "image"}
TEX = {
    *("subsection*", "paragraph", "emph", "textbf", "texttt", "begin", "end", "toprule", "midrule", "bottomrule"),
    *("centering", "caption", "label", "cellcolor", "linewidth", "textheight", "mathbf", "emergencystretch"),
    *re.findall(r"\\([A-Za-z]+)", " ".join(WRITTEN.values())),
}
INERT = {"html_block", "html_inline", "link_open", "image"}


def wrong_in(folder: Path) -> str:
    """What is wrong with the files that a command made there, or nothing."""
    for file in sorted(folder.glob("made*")):
        try:
            WHOLE.get(file.suffix, read_text)(file.read_bytes())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            return f"{file.name}: {type(error).__name__}: {error}"[:2_000]
    return ""


def read_text(data: bytes) -> None:
    text = data.decode("utf-8-sig")
    if acts := OBEYED.search(text):
        raise ValueError(f"text that acts: {text[max(acts.start() - 60, 0) : acts.end() + 60]!r}")


def read_json(data: bytes) -> None:
    read_text(data)
    json.loads(data, parse_constant=refuse)


def refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def read_csv(data: bytes) -> None:
    read_text(data)
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    for row in rows:
        if len(row) != len(rows[0]):
            raise ValueError(f"{len(row)} cells under {len(rows[0])} columns: {row}")
        for cell in row:
            if cell.lstrip()[:1] in tuple("=+-@") and not re.fullmatch(r"-?[\d.]+(e[+-]\d+)?", cell):
                raise ValueError(f"a formula: {cell!r}")


def read_svg(data: bytes) -> None:
    read_text(data)
    for element in ET.fromstring(data).iter():
        name = element.tag.rpartition("}")[2]
        if name not in DRAWING or any(key.startswith("on") for key in element.attrib):
            raise ValueError(f"an element {element.tag} {dict(element.attrib)}")
        if any("href" in key and not value.startswith("data:image/png") for key, value in element.attrib.items()):
            raise ValueError(f"a link {dict(element.attrib)}")


class Page(HTMLParser):
    """What a browser makes of a page: its elements, and the policy that it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        held = dict(attrs)
        if tag not in PAGE or any(name.startswith("on") or name in ("src", "href") for name in held):
            raise ValueError(f"an element {tag} {held}")
        if held.get("http-equiv") == "Content-Security-Policy":
            self.policy = held.get("content") or ""


def read_html(data: bytes) -> None:
    page = Page()
    page.feed(data.decode())
    page.close()
    if "default-src 'none'" not in page.policy or page.elements.count("script") != SCRIPTS:
        raise ValueError(f"{page.policy} {page.elements}")


class Cell(HTMLParser):
    """What a notebook makes of it: a frame that reaches nothing, or a table."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag not in TABLE or not held.keys() <= {"style", "title", "alt", "src", "srcdoc", "sandbox"}:
            raise ValueError(f"an element {tag} {list(held)}")
        if tag == "img":
            kind, _, data = (held["src"] or "").partition(";base64,")
            {"data:image/png": read_png, "data:image/svg+xml": read_svg}[kind](b64decode(data))
        if tag == "iframe":
            if held["sandbox"] != "allow-scripts":
                raise ValueError(f"a frame that may {held['sandbox']}")
            read_html((held["srcdoc"] or "").encode())


def read_notebook(drawn: str) -> None:
    cell = Cell()
    cell.feed(drawn)
    cell.close()


SCRIPTS = 3  # the data, the words, and what draws them


def read_tex(data: bytes) -> None:
    """Commands are those that attnx writes, and every brace that opens closes."""
    read_text(data)
    text = re.sub(r"\A(%.*\n)+", "", data.decode())  # the first lines are a comment
    depth = 0
    for name, sign in re.findall(r"\\([A-Za-z]+\*?|.|\n)|([{}%#])", text):
        if name[:1].isalpha() and name not in TEX:
            raise ValueError(f"a command \\{name}")
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0 or sign in ("%", "#"):
            raise ValueError(f"a sign {sign} that LaTeX obeys")
    if depth:
        raise ValueError("a brace that does not close")


def read_markdown(data: bytes) -> None:
    read_text(data)
    for token in markdown().parse(data.decode()):
        for inner in (token, *(token.children or ())):
            if inner.type in INERT:
                raise ValueError(f"{inner.type}: {inner.content[:200]!r}")


@cache
def markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def read_npz(data: bytes) -> None:
    import numpy as np

    with np.load(BytesIO(data), allow_pickle=False) as held:
        for name in held.files:
            held[name].tobytes()


def read_safetensors(data: bytes) -> None:
    from attnx import saved

    saved.from_safetensors(data, "made")


def read_png(data: bytes) -> None:
    from PIL import Image

    Image.open(BytesIO(data)).load()


def read_pdf(data: bytes) -> None:
    """Whole, and without anything that a reader would run or ask for."""
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-1024:]:
        raise ValueError("not whole")
    if acts := re.search(rb"/(JavaScript|JS|Launch|URI|OpenAction|EmbeddedFile)\b", data):
        raise ValueError(f"it acts: {acts[0]!r}")


WHOLE: Mapping[str, Callable[[bytes], None]] = {
    ".json": read_json,
    ".csv": read_csv,
    ".svg": read_svg,
    ".html": read_html,
    ".tex": read_tex,
    ".md": read_markdown,
    ".npz": read_npz,
    ".safetensors": read_safetensors,
    ".png": read_png,
    ".pdf": read_pdf,
}
