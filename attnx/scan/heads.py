"""What every head does, told from a scan: the same measures as over a file, without running the model again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from attnx.errors import InputError, UsageError
from attnx.measures.heads import MEASURES, Heads
from attnx.saved.read import model_of
from attnx.scan.files import Folder
from attnx.scan.run import ABOUT, ERRORS, RESULT
from attnx.scan.table import opened

Figures = Mapping[str, np.ndarray]  # columns of rows that belong to one measure


def heads_of(path: str) -> Heads:
    """The measures of every head over all sentences of a scan, in memory that does not grow.

    Raises InputError for a folder without a finished scan, and UsageError for one that measured nothing of this.
    """
    folder = Folder.there(path)
    if not (folder.has(ABOUT) and folder.has(ERRORS)):
        raise InputError("no_scan_there", path=path)
    with folder.open(ABOUT) as file:
        about = orjson.loads(file.read())
    options = about["options"]
    there = [name for name in options["--measure"].split(",") if name in MEASURES]
    if not there:
        raise UsageError("scan_lacks", path=path, there=options["--measure"], needed=", ".join(MEASURES))
    model = model_of(about["model"])
    layers, heads = (tuple(map(int, options[name].split(","))) for name in ("--layer", "--head"))
    sums, even, queries = np.zeros((3, len(MEASURES), len(layers), len(heads)))  # (measure, layer, head)
    texts = rows = 0
    for name, layer, head, figures in each(folder, bool(options["--aggregate"]), there):
        places = np.searchsorted(layers, layer), np.searchsorted(heads, head)
        at = MEASURES.index(name)
        counted = figures["queries"]
        np.add.at(sums[at], places, figures["pooled"] * counted)
        np.add.at(even[at], places, figures["even"] * counted)
        np.add.at(queries[at], places, counted)
        if name == there[0]:
            first = (places[0] == 0) & (places[1] == 0)  # every sentence is once there
            texts, rows = texts + int(figures["texts"][first].sum()), rows + int(figures["asked"][first].sum())
    with np.errstate(invalid="ignore"):
        scores, alike = sums / queries, (even / queries)[..., 0]
    return Heads(
        model, layers, heads, scores, alike, queries[..., 0].astype(np.int64), rows, texts, tuple(about["notes"])
    )


def each(folder: Folder, aggregated: bool, names: list[str]) -> Iterator[tuple[str, np.ndarray, np.ndarray, Figures]]:
    """Of some rows and one measure: the layers, the heads, and the figures."""
    for file in [RESULT] if aggregated else folder.names("rows-*.parquet"):
        with folder.open(file) as data:
            table = opened(data).read()
        for name in names:
            yield (name, *(of_sums if aggregated else of_rows)(table, name))


def of_sums(table: pa.Table, name: str) -> tuple[np.ndarray, np.ndarray, Figures]:
    import pyarrow.compute as pc

    rows = table.filter(pc.equal(table["measure"], name))
    held = ("texts", "asked", "queries", "pooled", "even")
    return numbers(rows["layer"]), numbers(rows["head"]), {column: numbers(rows[column]) for column in held}


def of_rows(table: pa.Table, name: str) -> tuple[np.ndarray, np.ndarray, Figures]:
    held: dict[str, Any] = {"asked": "asked", "queries": f"{name}_queries", "pooled": name, "even": f"{name}_even"}
    figures = {figure: numbers(table[column]) for figure, column in held.items()}
    return numbers(table["layer"]), numbers(table["head"]), figures | {"texts": np.ones(len(table))}


def numbers(column: pa.ChunkedArray) -> np.ndarray:
    """As float64, where a number is absent as 0: it counts for nothing."""
    return np.asarray(np.nan_to_num(column.to_numpy().astype(np.float64)))
