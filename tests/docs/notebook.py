"""The notebooks of docs: cells run as a notebook would run them, and (with `python tests/docs/notebook.py`) filled.

Of what a cell shows its text, figure and table are kept: the page that a trace draws is as large as its numbers.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent.parent / "docs"
NOTEBOOK, SCAN = DOCS / "notebook.ipynb", DOCS / "scan.ipynb"


@dataclass(frozen=True)
class Shown:
    """What a cell printed, and the value that stands at its end."""

    printed: str
    value: object


def cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run(notebook: Any) -> Iterator[Shown]:
    """Runs the cells one after another in one namespace."""
    names: dict[str, object] = {}
    for cell in cells(notebook):
        body = ast.parse(cell["source"]).body
        end = body.pop().value if isinstance(body[-1], ast.Expr) else ast.Constant(None)
        with redirect_stdout(StringIO()) as paper:
            exec(compile(ast.Module(body, []), "cell", "exec"), names)
            value = eval(compile(ast.fix_missing_locations(ast.Expression(end)), "cell", "eval"), names)
        yield Shown(paper.getvalue(), value)


def outputs(shown: Shown, count: int) -> list[dict[str, object]]:
    """What a notebook keeps of it."""
    found: list[dict[str, object]] = []
    if shown.printed:
        found.append({"name": "stdout", "output_type": "stream", "text": shown.printed})
    if shown.value is not None:
        data = {"text/plain": repr(shown.value)} | drawn(shown.value)
        found.append({"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"})
    return found


def drawn(value: object) -> dict[str, str]:
    """What a value draws of itself, but for a page in its frame."""
    if hasattr(value, "_repr_svg_"):
        return {"image/svg+xml": value._repr_svg_()}
    bundle: dict[str, str] = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else {}
    return {mime: data for mime, data in bundle.items() if "<iframe" not in data}


def update(path: Path) -> None:
    """Writes what the cells show into a notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for count, (cell, shown) in enumerate(zip(cells(notebook), run(notebook), strict=True), 1):
        cell |= {"execution_count": count, "outputs": outputs(shown, count)}
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for path in (NOTEBOOK, SCAN):
        update(path)
