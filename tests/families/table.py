"""Writes docs/families.md: every family, and how far attnx is from the reference on its tiny models.

python -m tests.families.table
"""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

from attnx.model.families import FAMILIES
from tests.families import seeing
from tests.families.parity import Difference, differences, names, stem

PAGE = Path(__file__).parent.parent.parent / "docs" / "families.md"
STEPS = ("hidden", "q", "k", "v", "scores", "weights", "logits")
BEGIN, END = "<!-- made by python -m tests.families.table -->\n", "<!-- to here -->\n"


def kind(step: str) -> str:
    """encoder_hidden.2 is hidden, self.0.q is q."""
    stem = step.partition(".")[0]
    return "hidden" if stem.endswith("hidden") else step.rpartition(".")[2]


def worst(found: list[Difference], step: str) -> str:
    """The largest differences in float32 and float64."""
    here = [one for one in found if kind(one.step) == step]
    return f"{max(one.single for one in here):.0e} / {max(one.double for one in here):.0e}" if here else ""


def about(model_type: str) -> str:
    """The first line of the family's file, without its source."""
    spec = find_spec(f"attnx.model.families.{FAMILIES[model_type]}")
    assert spec is not None and spec.origin is not None
    docstring = ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))) or ""
    return docstring.splitlines()[0].rstrip(".")


def rows() -> list[str]:
    measured = {name: list(differences(name)) for name in names()}
    measured |= {name: list(seeing.differences(name)) for name in seeing.NAMES}
    lines = ["| `model_type` | what | " + " | ".join(STEPS) + " |", "|---" * (2 + len(STEPS)) + "|"]
    for model_type in FAMILIES:
        found = [one for name, ones in measured.items() if name.rpartition("-")[0] == stem(model_type) for one in ones]
        if found:
            cells = " | ".join(worst(found, step) for step in STEPS)
            lines.append(f"| {model_type} | {about(model_type)} | {cells} |")
    return lines


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    beside = PAGE.with_suffix(".part")
    beside.write_text(before + BEGIN + "\n".join(rows()) + "\n" + END + rest.split(END)[1], encoding="utf-8")
    beside.replace(PAGE)


if __name__ == "__main__":
    main()
