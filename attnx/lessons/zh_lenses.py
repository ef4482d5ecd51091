"""The words of the lenses in Chinese, a part for each."""

from __future__ import annotations

HEADS: dict[str, str] = {}

COMPARE: dict[str, str] = {}

CONTRIBUTIONS: dict[str, str] = {}

PREDICT: dict[str, str] = {}

WORDS = HEADS | COMPARE | CONTRIBUTIONS | PREDICT
