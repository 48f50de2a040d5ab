"""The depth-first search of the signs engine in Python, where the compiled one is not there or an integer outgrows it.

A node is a cell of the neurons so far, kept as its extreme rays with the constraints that are tight
at each; a neuron splits it by one step of the double description method (Motzkin et al. 1953):
two rays are joined by an edge if no third ray lies on all constraints that are tight at both.
"""
from __future__ import annotations

from itertools import product
from typing import Callable, Iterator, NamedTuple

import numpy as np

from ..errors import InputError
from ..network import IntRow
from . import exact
from .compiled_signs import Full
from .problem import Problem
from .start import first_rays

Progress = Callable[[int, int, int], None]
PAIRS = 1 << 20        # pairs of rays looked at in one step


class Node(NamedTuple):
    """A cell: its extreme rays, followed in the same row by the values of the current layer's neurons."""

    rays: np.ndarray       # (k, n + neurons of the layer) integers
    tight: np.ndarray      # (k, words) uint64, the constraints that vanish at each ray, as bits
    signs: tuple[int, ...]


class Walk:
    """The search; constraints are numbered t, domain rows, forms."""

    def __init__(self, problem: Problem):
        self.problem, self.n = problem, len(problem.columns) + 1
        self.wanted: tuple[int, ...] | None = None        # the only cell to be looked for
        self.forms = [exact.array(stage, len(stage[0])) for stage in problem.stages]
        self.words = (1 + len(problem.rows) + problem.neurons + 63) // 64

    def kept(self, most: int, progress: Progress | None) -> tuple[np.ndarray, np.ndarray, list[IntRow]]:
        """Sign vectors, whether bounded, and inner points of all cells; Full beyond `most`."""
        signs, bounded, witnesses = [], [], []
        for node in self.cells():
            if len(signs) == most:
                raise Full
            rays = node.rays[:, :self.n]
            signs.append(np.array(node.signs, dtype=np.int8).tobytes())
            bounded.append(bool((rays[:, 0] > 0).all()))
            witnesses.append(tuple(int(x) for x in rays.astype(object).sum(axis=0)))
            if progress and len(signs) % 256 == 0:
                progress(0, 0, len(signs))
        found = np.frombuffer(b"".join(signs), dtype=np.int8).reshape(len(signs), self.problem.neurons)
        return found, np.array(bounded), witnesses

    def rays(self, wanted: tuple[int, ...]) -> list[IntRow]:
        """The primitive rays of the cell with a sign vector."""
        self.wanted = wanted
        node = next(self.cells(), None)
        if node is None or node.signs != wanted:
            raise InputError("no region has this sign vector")
        return [tuple(map(int, ray)) for ray in node.rays[:, :self.n]]

    def cells(self) -> Iterator[Node]:
        """Every cell, in no particular order."""
        nonempty = False
        for node in self._first():
            node = self._in_domain(node)
            if node is None:
                continue
            nonempty = True
            stack = [(0, 0, node, None)]
            while stack:
                yield from self._advance(stack)
        if not nonempty:
            raise InputError("the domain is empty: no point satisfies all of its inequalities")

    def _first(self) -> Iterator[Node]:
        """The simplicial cones of the independent rows: domain rows >= 0, network rows of either sign."""
        apex, *axes = first_rays(self.problem)
        own = len(self.problem.rows)
        # tight at the ray of axis i: t and all the other rows; at the apex: all rows
        bits = [self._bit(1 + i) for i in self.problem.basis]
        every = sum(bits)
        tight = self._words([every] + [self._bit(0) + every - bit for bit in bits])
        sides = lambda form: (1, -1) if self.wanted is None else (self.wanted[form] or 1,)  # noqa: E731
        for choice in product(*[(1,) if i < own else sides(i - own) for i in self.problem.basis]):
            rays = [apex] + [tuple(side * x for x in ray) for side, ray in zip(choice, axes)]
            yield Node(exact.array(rays, self.n), tight, ())

    def _in_domain(self, node: Node) -> Node | None:
        """The part of a first cone where all inequalities hold; None if it has no point with t > 0."""
        for i, row in enumerate(self.problem.rows):
            values = exact.product(node.rays, exact.array([row], self.n).T)
            node = node._replace(rays=exact.beside(node.rays, values))
            if (values > 0).any():
                if (values < 0).any():
                    node, _ = self._split(node, self.n, 1 + i)
            else:                      # at most the face where the row vanishes
                on = values[:, 0] == 0
                node = Node(node.rays[on], node.tight[on] | self._words([self._bit(1 + i)]), ())
            node = node._replace(rays=node.rays[:, :self.n])
        return node if (node.rays[:, 0] > 0).any() else None

    def _advance(self, stack: list) -> Iterator[Node]:
        """Take one cell from the stack and follow it to the next split, or to its end."""
        stage, neuron, node, forms = stack.pop()
        while True:
            if stage == len(self.forms):
                yield node
                return
            if neuron == 0:
                forms = self._pulled_back(stage, node, forms)
                rays = node.rays[:, :self.n]
                node = node._replace(rays=exact.beside(rays, exact.product(rays, forms.T)))
            values = node.rays[:, self.n + neuron]
            here = neuron
            neuron += 1
            if neuron == len(self.forms[stage]):
                step = (stage + 1, 0)
            else:
                step = (stage, neuron)
            plus, minus = bool((values > 0).any()), bool((values < 0).any())
            if plus and minus:
                constraint = 1 + len(self.problem.rows) + len(node.signs)
                positive, negative = self._split(node, self.n + here, constraint)
                sides = [positive._replace(signs=node.signs + (1,)), negative._replace(signs=node.signs + (-1,))]
                if self.wanted is None:
                    stack.append((*step, sides[1], forms))
                node = sides[self.wanted is not None and self.wanted[len(node.signs)] < 0]
            else:
                node = node._replace(signs=node.signs + (int(plus) - int(minus),))
            stage, neuron = step

    def _pulled_back(self, stage: int, node: Node, before: np.ndarray | None) -> np.ndarray:
        """The neurons of a layer on this cell, as rows on (t, kept coordinates)."""
        rows = self.forms[stage]
        if before is None:
            return rows
        on = np.array(node.signs[len(node.signs) - len(before):]) > 0
        return exact.add_to_first_column(exact.product(rows[:, 1:] * on, before), rows[:, 0])

    def _split(self, node: Node, column: int, constraint: int) -> tuple[Node, Node]:
        """The parts of a cell where the value in a column is >= 0 and <= 0."""
        values, bit = node.rays[:, column], self._words([self._bit(constraint)])
        plus, minus = np.flatnonzero(values > 0), np.flatnonzero(values < 0)
        zero = values == 0
        tight = np.where(zero[:, None], node.tight | bit, node.tight)
        u, v, common = self._edges(node.tight, plus, minus)
        new = exact.combine(values[u], node.rays[v], -values[v], node.rays[u], self.n)
        parts = []
        for side in (plus, minus):
            keep = np.union1d(side, np.flatnonzero(zero))
            parts.append(Node(exact.joined(node.rays[keep], new), np.concatenate((tight[keep], common | bit)), ()))
        return parts[0], parts[1]

    def _edges(self, tight: np.ndarray, plus: np.ndarray, minus: np.ndarray):
        """The pairs (u in plus, v in minus) of adjacent rays, and the constraints tight at both."""
        pairs = [self._likely(tight, some, minus) for some in
                 np.array_split(plus, 1 + len(plus) * len(minus) // PAIRS)]       # never all pairs at once
        u, v, common = (np.concatenate(parts) for parts in zip(*pairs))
        chosen, step = [], max(1, PAIRS // len(tight))
        for start in range(0, len(u), step):
            part = common[start:start + step]
            containing = np.ones((len(part), len(tight)), dtype=bool)
            for word in range(self.words):
                containing &= (part[:, word, None] & ~tight[None, :, word]) == 0
            chosen.append(np.count_nonzero(containing, axis=1) == 2)
        good = np.concatenate(chosen) if chosen else np.zeros(0, dtype=bool)
        return u[good], v[good], common[good]

    def _likely(self, tight: np.ndarray, plus: np.ndarray, minus: np.ndarray):
        """The pairs with enough common constraints: an edge has (dimension of the cone) - 2, a flat cone more."""
        u, v = (side.ravel() for side in np.meshgrid(plus, minus, indexing="ij"))
        common = tight[u] & tight[v]
        likely = np.bitwise_count(common).sum(axis=1) >= self.n - 2
        return u[likely], v[likely], common[likely]

    @staticmethod
    def _bit(constraint: int) -> int:
        return 1 << constraint

    def _words(self, masks: list[int]) -> np.ndarray:
        """Bit masks as rows of 64-bit words."""
        mask = (1 << 64) - 1
        return np.array([[m >> 64 * w & mask for w in range(self.words)] for m in masks], dtype=np.uint64)
