"""The signs engine: sector by sector, depth first; sign vectors and inner points, no face lattice.

Memory grows with the depth and the number of results, not with the number of faces, so this engine
reaches dimensions where face lattices explode. The search is compiled (native/, compiled_signs.py); where
the library is not there, or an integer outgrows it, walk.py does the same in Python, with the same
answers. Source: proofs/signs.md.
"""
from __future__ import annotations

from typing import Callable, Sequence

import numpy as np

from ..errors import LimitExceeded
from ..network import IntRow
from .cells import Cells, canonical_order
from .compiled_signs import Compiled, Full, NotCompiled
from .problem import Problem
from .walk import Walk

Progress = Callable[[int, int, int], None]


def signs_cells(problem: Problem, memory: int, progress: Progress | None = None) -> Cells:
    """All cells of the problem, with an inner point each and whether it is bounded.

    LimitExceeded if the results would take more than `memory` bytes.
    """
    most = memory // (200 + 2 * problem.neurons + 48 * (len(problem.columns) + 1))     # what a result takes
    try:
        signs, bounded, inner = _search(problem, most, progress)
    except Full:
        raise LimitExceeded(f"there are more than the {most} regions that fit in {memory >> 20} MB; "
                            "give a smaller domain (box:LO,HI) or more memory") from None
    order = canonical_order(signs)
    signs = signs[order]
    return Cells(signs, bounded[order], Witnesses(problem, signs) if inner is None else [inner[i] for i in order.tolist()])


def few_cells(problem: Problem, most: int) -> np.ndarray | None:
    """The sign vectors of all cells of the problem, in canonical order; None if there are more than `most`."""
    try:
        signs, _, _ = _search(problem, most)
    except Full:
        return None
    return signs[canonical_order(signs)]


def _search(problem: Problem, most: int, progress: Progress | None = None) -> tuple[np.ndarray, np.ndarray, list[IntRow] | None]:
    """Sign vectors and whether bounded, as they are found, and inner points if Python found them; Full beyond `most`."""
    try:
        found = Compiled(problem).search(most, progress)
        return found.signs, found.flags, None
    except NotCompiled:
        return Walk(problem).kept(most, progress)


def count_cells(problem: Problem, progress: Progress | None = None) -> tuple[int, int]:
    """(cells, bounded cells) of the problem; nothing is kept.

    >>> from exactrelu import Domain, Layer, Network
    >>> from exactrelu.engines.problem import problem
    >>> count_cells(problem(Network(Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1])), Domain.whole(2)))
    (7, 1)
    """
    try:
        found = Compiled(problem).search(None, progress)
        return found.cells, found.bounded
    except NotCompiled:
        cells = bounded = 0
        for node in Walk(problem).cells():
            cells, bounded = cells + 1, bounded + bool((node.rays[:, 0] > 0).all())
            if progress and cells % 256 == 0:
                progress(0, 0, cells)
        return cells, bounded


class Rays:
    """The primitive extreme rays (t, kept coordinates) of the closure of a cell, by its sign vector."""

    def __init__(self, problem: Problem):
        self.problem = problem
        try:
            self._compiled = Compiled(problem)
        except NotCompiled:
            self._compiled = None

    def __call__(self, signs: Sequence[int]) -> list[IntRow]:
        """InputError if no cell has this sign vector."""
        if self._compiled:
            try:
                return self._compiled.rays(signs)
            except NotCompiled:
                pass
        return Walk(self.problem).rays(tuple(map(int, signs)))


class Witnesses(Sequence[IntRow]):
    """An inner point (t, kept coordinates) of every cell: the sum of its primitive rays, worked out when asked for."""

    def __init__(self, problem: Problem, signs: np.ndarray):
        self._rays, self._signs = Rays(problem), signs

    def __reduce__(self):
        return Witnesses, (self._rays.problem, self._signs)

    def __len__(self) -> int:
        return len(self._signs)

    def __getitem__(self, i):
        return tuple(map(sum, zip(*self._rays(self._signs[i]))))
