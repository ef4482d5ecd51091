"""The forward pass beside its own matrix products: python -m tests.benchmarks.products [--folder DIR] [--runs N]

The products are those that the pass makes: of the same shapes, some rows at a time, on the same threads, in float32,
written to arrays that are there already. All attentions are kept. The two take turns, and the median of the ratios is
printed. What is above 1 is what is not a product: softmax, norms, activations, keeping.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import local

import numpy as np

import attnx
from attnx.model.masks import in_question
from attnx.model.record import Recorder
from attnx.model.rows import by_rows
from attnx.model.spec import Spec
from attnx.model.transformer import forward
from attnx.model.weights import MLPWeights, Weights
from tests.benchmarks.kernels import introduce
from tests.benchmarks.shapes import BERT, GPT2, text_of, write

BAR = 1.5
TEXTS = (("GPT-2 small, 1,024 tokens", GPT2, 1024), ("BERT base, 512 tokens", BERT, 512))


def the_pass(ids: np.ndarray, weights: Weights, spec: Spec) -> None:
    """A forward pass that keeps the weights of every head."""
    record = Recorder(("weights",), tuple(range(spec.n_layers)), tuple(range(spec.n_heads)), spec.n_heads, spec.n_heads)
    forward(ids, weights, spec, record)
    assert len(record.recorded) == spec.n_layers


def its_products(count: int, weights: Weights, spec: Spec) -> Callable[[], None]:
    """The matrix products of such a pass over `count` tokens, and nothing else."""
    random = np.random.default_rng(0)
    x = random.standard_normal((count, spec.d_model), dtype=np.float32)
    heads = random.standard_normal((spec.n_heads, count, spec.d_head), dtype=np.float32)
    rooms = local()

    def room(name: str, *shape: int) -> np.ndarray:
        """Memory of this thread, the same whenever it is asked for."""
        size = int(np.prod(shape))
        if getattr(rooms, name, np.empty(0)).size < size:
            setattr(rooms, name, np.empty(size, dtype=np.float32))
        array: np.ndarray = getattr(rooms, name)
        return array[:size].reshape(shape)

    def products() -> None:
        for number, block in enumerate(weights.blocks):
            attention, mlp = block.attention, block.mlp
            assert isinstance(mlp, MLPWeights)

            def keys(rows: slice, w: tuple[np.ndarray, ...] = (attention.k.weight, attention.v.weight)) -> None:
                part = x[rows]
                for matrix in w:
                    np.matmul(part, matrix, out=room("d", *part.shape))

            def rest(
                rows: slice,
                square: tuple[np.ndarray, ...] = (attention.q.weight, attention.o.weight),
                up: np.ndarray = mlp.up.weight,
                down: np.ndarray = mlp.down.weight,
                number: int = number,
            ) -> None:
                part = x[rows]
                for matrix in square:
                    np.matmul(part, matrix, out=room("d", *part.shape))
                seen = in_question(spec.pattern_of(number), rows, 0, count)
                for head in heads:
                    scores = room("scores", len(part), seen.stop - seen.start)
                    np.matmul(head[rows], head[seen].T, out=scores)
                    np.matmul(scores, head[seen], out=room("z", len(part), spec.d_head))
                hidden = np.matmul(part, up, out=room("hidden", len(part), up.shape[1]))
                np.matmul(hidden, down, out=room("d", *part.shape))

            by_rows(keys, count)
            by_rows(rest, count)

    return products


def seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "attnx-benchmarks")
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    introduce(os.environ)  # this process has its kernel already: a forced one is refused
    print("| what | forward | its products | ratio | bar |\n|---|---|---|---|---|")
    for name, config, count in TEXTS:
        model = attnx.load(write(given.folder / str(config["model_type"]), config))
        spec, weights = model.spec, model.weights
        assert isinstance(spec, Spec) and isinstance(weights, Weights)
        ids = np.array([token.id for token in model.tokenizer(text_of(count))])
        products = its_products(count, weights, spec)
        pairs = []
        for turn in range(given.runs + 1):
            pair = seconds(partial(the_pass, ids, weights, spec)), seconds(products)
            pairs += [pair] if turn else []  # the first touches the pages of the weights
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        ours, theirs = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
        print(f"| {name} | {ours:,.0f} ms | {theirs:,.0f} ms | {ratio:.2f} × | ≤ {BAR} |", flush=True)


if __name__ == "__main__":
    main()
