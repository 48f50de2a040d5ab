"""The face lattice from the generators of the cells alone: which ray lies on which form.

Used by the cdd engine, so that all that it says is independent of the fan engine's splits.
"""
from __future__ import annotations

from itertools import accumulate
from typing import Iterable, Sequence

import numpy as np

from ..network import IntRow
from . import exact
from .cells import Fan
from .problem import Problem

Face = frozenset    # of the ids of its rays


def lattice_of(problem: Problem, cell_signs: np.ndarray, generators: Sequence[Sequence[IntRow]]) -> Fan:
    """The fan whose cells have these signs and extreme rays.

    The facets of a cell are the largest sets of its rays on which a form of another sign elsewhere
    in the cell vanishes; the facets of a face are its largest intersections with the facets of the
    cell. Faces of different cells are the same if they have the same rays.
    """
    rays = sorted({ray for cell in generators for ray in cell})
    index = {ray: i for i, ray in enumerate(rays)}
    signs = [signs_at(problem, ray) for ray in rays]
    zero_on = [_tight(problem, ray, sign) for ray, sign in zip(rays, signs)]
    below: dict[Face, list[Face]] = {}
    cells = [Face(index[ray] for ray in cell) for cell in generators]
    for cell in cells:
        constraints = set().union(*(zero_on[i] for i in cell))
        bounds = _largest(cell & {i for i in cell if c in zero_on[i]} for c in constraints
                          if not all(c in zero_on[i] for i in cell))
        waiting = [cell]
        while waiting:
            face = waiting.pop()
            if len(face) > 1 and face not in below:
                below[face] = _largest(face & bound for bound in bounds if not face <= bound)
                waiting += below[face]
    levels = []
    current = cells
    while current and len(current[0]) > 1:
        lower = sorted({facet for face in current for facet in below[face]}, key=sorted)
        if len(lower[0]) == 1:
            lower = [Face((i,)) for i in range(len(rays))]
        place = {face: i for i, face in enumerate(lower)}
        ids = [[place[facet] for facet in below[face]] for face in current]
        levels.insert(0, (np.array([0, *accumulate(map(len, ids))]), np.array([i for row in ids for i in row])))
        current = lower
    width = len(problem.columns) + 1
    return Fan(exact.array(rays, width), np.array(signs, dtype=np.int8).reshape(len(rays), problem.neurons),
               cell_signs, tuple(levels))


def signs_at(problem: Problem, ray: IntRow) -> tuple[int, ...]:
    """The sign of every form at a ray, by evaluating the network there."""
    found: list[int] = []
    inputs = list(ray)
    for stage in problem.stages:
        values = [sum(w * x for w, x in zip(row, inputs)) for row in stage]
        found += [(value > 0) - (value < 0) for value in values]
        inputs = [ray[0]] + [max(value, 0) for value in values]
    return tuple(found)


def _tight(problem: Problem, ray: IntRow, signs: tuple[int, ...]) -> frozenset:
    """The constraints that vanish at a ray: forms by number, then t, then the rows of the domain."""
    rows = ((1,) + (0,) * len(problem.columns),) + problem.rows
    return frozenset([i for i, sign in enumerate(signs) if not sign] + [
        len(signs) + i for i, row in enumerate(rows) if not sum(a * x for a, x in zip(row, ray))])


def _largest(sets: Iterable[Face]) -> list[Face]:
    """The sets that lie in no other one, each once, in a fixed order."""
    kept: list[Face] = []
    for candidate in sorted({s for s in sets if s}, key=lambda s: (-len(s), sorted(s))):
        if not any(candidate < other for other in kept):
            kept.append(candidate)
    return kept
