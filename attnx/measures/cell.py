"""The full arithmetic of one cell: every product, the sum, the scaling, the exponential, the denominator."""

from __future__ import annotations

import numpy as np

from attnx.frozen import frozen
from attnx.measures.focus import Focus, focus
from attnx.trace import Attention


@frozen
class Workings:
    """One query and one key in one head. `products` (d_head,) are what is summed into the score."""

    query: int
    key: int
    q: np.ndarray
    k: np.ndarray
    products: np.ndarray
    scale: float
    row: Focus

    def document(self) -> dict[str, object]:
        """Plain values for JSON, in the order in which they come about."""
        row, key = self.row, self.key
        assert row.scores is not None and row.scaled is not None and row.exp is not None
        return {
            "q": self.q.tolist(),
            "k": self.k.tolist(),
            "products": self.products.tolist(),
            "score": float(row.scores[key]),
            "scale": self.scale,
            **({} if row.bias is None else {"bias": float(row.bias[key])}),
            "scaled": float(row.scaled[key]),
            **({} if row.masked is None else {"masked": float(row.masked[key])}),
            "largest": row.largest,
            "exp": float(row.exp[key]),
            **({} if row.sink is None else {"sink": row.sink}),
            "total": row.total,
            "weight": float(row.weights[key]),
        }


def cell(attention: Attention, query: int, key: int, head: int) -> Workings:
    """The arithmetic behind weights[query, key]. Raises UsageError where a step of it was not recorded."""
    q = attention.of_head("q", head).data[query].astype(np.float64)
    k = attention.of_head("k", head).data[key].astype(np.float64)
    products = q * k if attention.similarity == "dot" else -0.5 * (q - k) ** 2
    row = focus(attention, query, head)
    for name in ("scores", "scaled"):
        attention.of_head(name, head)  # says where it is missing
    return Workings(query, key, q, k, products, attention.scale, row)
