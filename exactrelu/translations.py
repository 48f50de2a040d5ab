"""Where a union of faces is invariant under translations: its corners, lineality and hyperplanes.

Let X be a closed union of faces. A translation that leaves X invariant leaves invariant its part
of each dimension, and of that the part U in each flat; it leaves U invariant exactly if it moves
along the flat and leaves the relative boundary of U invariant. So the invariant directions are
found by going down from the maximal faces to the boundaries of U, their boundaries, and so on, and
intersecting the flats of those that have no boundary. Near a point the same holds with the faces
that contain it: a *corner* is a point where only the direction 0 is left.
Source: proofs/corners.md.
"""
from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Iterable

import numpy as np
from flint import fmpz_mat

from .complex import FINITE, Complex
from .linalg import nullspace, rank
from .rational import primitive

Flat = tuple[tuple[int, ...], ...]      # rows of the reduced echelon form, primitive: one basis a flat


class FaceUnion:
    """A closed union X of faces of a complex, given by a mask of its faces for every level.

    hyperplanes : the number of distinct flats of codimension 1 that pieces of X span
    pieces : the number of faces of codimension 1 that are not faces of a region in X
    sides : the number of distinct hyperplanes that bound the regions in X
    """

    def __init__(self, complex: Complex, masks: list[np.ndarray]):
        self.complex, self.masks = complex, masks
        self._local: list[tuple[Flat, set[int]]] = []    # a flat, the vertices near which U is all of it
        self._global: list[Flat] = []                    # the flats that U is all of
        self._rays: list[dict[int, frozenset]] = [{} for _ in masks]
        top = len(masks) - 1
        self.hyperplanes = self.pieces = self.sides = 0
        for level in range(top, -1, -1):
            faces = self.maximal(level).tolist()
            flats = self._by_flat(level, faces)
            if level == top - 1:
                self.pieces, self.hyperplanes = len(faces), len(flats)
            for flat, group in flats.items():
                self._descend(level, flat, group)

    def maximal(self, level: int) -> np.ndarray:
        """The faces of X of a level that have a vertex and are not faces of a face of X one level up."""
        chosen = self.masks[level] & (self.complex.reach[level] & FINITE != 0)
        if level + 1 < len(self.masks):
            start, ids = self.complex.fan.levels[level]
            chosen[ids[np.repeat(self.masks[level + 1], np.diff(start))]] = False
        return np.flatnonzero(chosen)

    def _descend(self, level: int, flat: Flat, faces: list[int]) -> None:
        """Follow U, the union of some faces in one flat, to its relative boundary."""
        boundary: list[int] = []
        if level:
            start, ids = self.complex.fan.levels[level - 1]
            reach, times = self.complex.reach[level - 1], defaultdict(int)
            for face in faces:
                for facet in ids[start[face]:start[face + 1]].tolist():
                    times[facet] += 1
            boundary = [facet for facet, n in times.items() if n == 1 and reach[facet] & FINITE]
        self._local.append((flat, self._vertices(level, faces) - self._vertices(level - 1, boundary)))
        if not boundary:
            self._global.append(flat)
        flats = self._by_flat(level - 1, boundary)
        if level == len(self.masks) - 1:
            self.sides = len(flats)
        for smaller, group in flats.items():
            self._descend(level - 1, smaller, group)

    def rays(self, level: int, face: int) -> frozenset:
        """The ids of the rays of a face."""
        if level == 0:
            return frozenset((face,))
        known = self._rays[level]
        if face not in known:
            start, ids = self.complex.fan.levels[level - 1]
            facets = ids[start[face]:start[face + 1]].tolist()
            known[face] = frozenset().union(*(self.rays(level - 1, facet) for facet in facets))
        return known[face]

    def _vertices(self, level: int, faces: Iterable[int]) -> set[int]:
        reach = self.complex.reach[0]
        return {ray for face in faces for ray in self.rays(level, face) if reach[ray] & FINITE}

    def _by_flat(self, level: int, faces: Iterable[int]) -> dict[Flat, list[int]]:
        """Faces of a level grouped by the linear span of their rays."""
        groups: dict[Flat, list[int]] = defaultdict(list)
        for face in faces:
            reduced, _, size = fmpz_mat(self.complex.fan.rays[sorted(self.rays(level, face))].tolist()).rref()
            rows = [primitive([int(x) for x in row]) for row in reduced.tolist()[:size]]
            groups[tuple(row if next(filter(None, row)) > 0 else tuple(-x for x in row) for row in rows)].append(face)
        return groups

    @cached_property
    def corners(self) -> list[int]:
        """The ids of the vertices near which no translation leaves X invariant."""
        if self.complex.lineality:
            return []
        through: dict[int, list[Flat]] = defaultdict(list)
        for flat, vertices in self._local:
            for vertex in vertices:
                through[vertex].append(flat)
        return sorted(vertex for vertex, flats in through.items() if self._common(flats) == 1)

    @cached_property
    def lineality(self) -> int:
        """The dimension of the space of translations that leave X, if not empty, invariant."""
        at_infinity = (0,) + (1,) * len(self.complex.problem.columns)
        unit = [tuple(int(i == j) for j in range(len(at_infinity))) for i, on in enumerate(at_infinity) if on]
        return self.complex.lineality + (self._common(self._global + [tuple(unit)]) if unit else 0)

    def _common(self, flats: list[Flat]) -> int:
        """The dimension of the intersection of linear flats."""
        n = self.complex.fan.rays.shape[1]
        return n - rank([normal for flat in set(flats) for normal in nullspace(flat, n)] or [(0,) * n])
