"""How much of each token could come through all layers: the largest flow (Abnar & Zuidema 2020, section 3).

The layers of a rollout are a net of pipes, a token of one layer joined to every token of the layer below by a pipe
as wide as its weight; the flow from a query to a token at the bottom is found by preflow and push (Goldberg & Tarjan
1988), for all tokens at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from attnx.errors import UsageError
from attnx.measures.contributions import Contributions
from attnx.measures.rollout import mixed, part_of
from attnx.trace import Trace

LEAST = 1e-12  # what is narrower than this is no pipe: rounding made it
MOST = 20_000_000  # numbers in all nets together; with more it takes minutes


def flow(trace: Trace, layers: Collection[int] | None = None, queries: Collection[int] | None = None) -> Contributions:
    """Down from each of these layers (all where None), the largest flow from each query to each token, (query, key).

    Raises UsageError where there is cross-attention, where layers below, heads or rows were not recorded, and for
    a text so long that it would take minutes.
    """
    steps = mixed(trace, "flow")
    count = len(trace.tokens)
    chosen = [step for step in steps if layers is None or step.layer in layers]
    rows = range(count) if queries is None else queries
    if len(rows) * count**3 * sum(step.layer for step in chosen) > MOST:
        raise UsageError("lens_flow_long", tokens=count, layers=chosen[-1].layer + 1)
    parts = []
    for top in chosen:
        flows = np.zeros((count, count))
        for row in rows:
            flows[row] = flows_from([step.half for step in steps[: top.layer + 1]], row)
        parts.append(part_of(trace, top, flows, queries))
    return Contributions("flow", tuple(parts))


def flows_from(steps: Sequence[np.ndarray], query: int) -> np.ndarray:
    """The largest flow from one query above the last step to each token below the first, (key,)."""
    if len(steps) == 1:
        return np.asarray(steps[0][query])
    return Net(steps, query).fill()


class Net:
    """The pipes between one query and every token at the bottom, a net for each: all arrays begin with (token, …).

    `excess` (token, level, node) is what has come to a node and has not gone on. `down` and `up` (token, node,
    node) are the room that is left in the pipes between a level and the one below it, and the flow in them, which can
    be pushed back; `last` (token, node) is the room in the pipes to the token itself.
    """

    def __init__(self, steps: Sequence[np.ndarray], query: int) -> None:
        count, levels = len(steps[0]), len(steps) - 1
        self.levels = levels
        self.down = [np.repeat(step[None], count, axis=0) for step in steps[1:-1]]
        self.up = [np.zeros_like(pipes) for pipes in self.down]
        self.last = steps[0].T.copy()
        self.excess = np.zeros((count, levels, count))
        self.excess[:, -1] = steps[-1][query]
        self.arrived = np.zeros(count)
        self.tokens = np.arange(count)  # whose nets are still being filled

    def fill(self) -> np.ndarray:
        """Pushes until nothing more can arrive, and returns what did, (token,)."""
        while True:
            height = self.heights()
            going = ((self.excess > LEAST) & np.isfinite(height)).any(axis=(1, 2))
            if not going.all():
                self.set_aside(going)
                height = height[going]
            if not len(self.tokens):
                return self.arrived
            for level in range(self.levels - 1, 0, -1):
                self.push(level, level - 1, self.down[level - 1], self.up[level - 1], height)
            arriving = np.minimum(self.excess[:, 0], self.last) * (height[:, 0] == 1)
            self.excess[:, 0] -= arriving
            self.last -= arriving
            self.arrived[self.tokens] += arriving.sum(axis=-1)
            for level in range(1, self.levels):
                self.push(level - 1, level, self.up[level - 1].mT, self.down[level - 1].mT, height)

    def set_aside(self, going: np.ndarray) -> None:
        """Keeps only the nets through which something can still go."""
        self.tokens, self.excess, self.last = self.tokens[going], self.excess[going], self.last[going]
        self.down, self.up = ([pipes[going] for pipes in all_pipes] for all_pipes in (self.down, self.up))

    def heights(self) -> np.ndarray:
        """How many pipes with room lead from each node to the token, (token, level, node); ∞ where none do."""
        height = np.full_like(self.excess, np.inf)
        height[:, 0][self.last > LEAST] = 1
        while True:
            before = height.copy()
            for level in range(1, self.levels):
                self.lower(height, level, level - 1, self.down[level - 1])
            for level in range(self.levels - 1, 0, -1):
                self.lower(height, level - 1, level, self.up[level - 1].mT)
            if np.array_equal(before, height):
                return height

    def lower(self, height: np.ndarray, level: int, to: int, room: np.ndarray) -> None:
        """Each node is one above the lowest that it has a pipe to."""
        reached = np.where(room > LEAST, height[:, to, None, :], np.inf).min(axis=-1) + 1
        np.minimum(height[:, level], reached, out=height[:, level])

    def push(self, level: int, to: int, room: np.ndarray, back: np.ndarray, height: np.ndarray) -> None:
        """What has come to the nodes of a level goes on to those one lower, pipe after pipe, as room allows."""
        downhill = height[:, level, :, None] == height[:, to, None, :] + 1
        space = room * (downhill & np.isfinite(height[:, level, :, None]))
        before = np.cumsum(space, axis=-1) - space
        moved = np.clip(self.excess[:, level, :, None] - before, 0, space)
        room -= moved
        back += moved
        self.excess[:, level] -= moved.sum(axis=-1)
        self.excess[:, to] += moved.sum(axis=-2)
