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
from .linalg import Matrix, nullspace, rank
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
        self._local: list[tuple] = []                    # a flat, its level, the faces of U, the facets of its boundary
        self._global: list[Flat] = []                    # the flats that U is all of
        self._inside: dict[tuple[int, int, int], frozenset] = {}
        top = len(masks) - 1
        self.hyperplanes = self.pieces = self.sides = 0
        self.planes: set[tuple[bool, Flat]] = set()      # (bounds the regions in X, hyperplane)
        for level in range(top, -1, -1):
            faces = self.maximal(level).tolist()
            flats = self._by_flat(level, faces)
            if level == top - 1:
                self.pieces, self.hyperplanes = len(faces), len(flats)
                self.planes |= {(False, flat) for flat in flats}
            for flat, group in flats.items():
                self._descend(level, flat, group)

    def maximal(self, level: int) -> np.ndarray:
        """The maximal faces of X of a level."""
        return maximal_faces(self.complex, self.masks, level)

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
        self._local.append((flat, level, faces, boundary))
        if not boundary:
            self._global.append(flat)
        flats = self._by_flat(level - 1, boundary)
        if level == len(self.masks) - 1:
            self.sides = len(flats)
            self.planes |= {(True, smaller) for smaller in flats}
        for smaller, group in flats.items():
            self._descend(level - 1, smaller, group)

    def rays(self, level: int, face: int) -> frozenset:
        """The ids of the rays of a face."""
        return self.subfaces(level, face, 0)

    def subfaces(self, level: int, face: int, target: int) -> frozenset:
        """The ids of the faces of a lower level of a face."""
        if level <= target:
            return frozenset((face,)) if level == target else frozenset()
        key = level, face, target
        if key not in self._inside:
            start, ids = self.complex.fan.levels[level - 1]
            facets = ids[start[face]:start[face + 1]].tolist()
            self._inside[key] = frozenset().union(*(self.subfaces(level - 1, facet, target) for facet in facets))
        return self._inside[key]

    def _near(self, target: int) -> dict[int, list[Flat]]:
        """For every face of X of a level, the flats whose directions leave X invariant near it, if all of them do."""
        through: dict[int, list[Flat]] = defaultdict(list)
        for flat, level, faces, boundary in self._local:
            inside: set[int] = set().union(*(self.subfaces(level, face, target) for face in faces))
            for face in boundary:
                inside -= self.subfaces(level - 1, face, target)
            for face in inside:
                if self.complex.reach[target][face] & FINITE:
                    through[face].append(flat)
        return through

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
        return self._exactly(0)

    @cached_property
    def edges(self) -> list[int]:
        """The ids of the edges (level 1) near which only the translations along them leave X invariant."""
        return self._exactly(1) if len(self.masks) > 1 else []

    def _exactly(self, level: int) -> list[int]:
        if self.complex.lineality:
            return []
        return sorted(face for face, flats in self._near(level).items() if self._common(flats) == level + 1)

    @property
    def lineality(self) -> int:
        """The dimension of the space of translations that leave X, if not empty, invariant."""
        return len(self.lineality_space)

    @cached_property
    def lineality_space(self) -> Matrix:
        """A basis of the translations that leave X, if not empty, invariant."""
        n = self.complex.fan.rays.shape[1]
        at_infinity = tuple(int(i == 0) for i in range(n))
        kept = nullspace([at_infinity] + [normal for flat in set(self._global) for normal in nullspace(flat, n)], n)
        return tuple(self.complex.direction_of(v) for v in kept) + tuple(self.complex.problem.lineality)

    def _common(self, flats: list[Flat]) -> int:
        """The dimension of the intersection of linear flats."""
        n = self.complex.fan.rays.shape[1]
        return n - rank([normal for flat in set(flats) for normal in nullspace(flat, n)] or [(0,) * n])


def maximal_faces(complex: Complex, masks: list[np.ndarray], level: int) -> np.ndarray:
    """The faces of a level, of a closed union of faces, that have a vertex and are not faces of one of it one level up."""
    chosen = masks[level] & (complex.reach[level] & FINITE != 0)
    if level + 1 < len(masks):
        start, ids = complex.fan.levels[level]
        chosen[ids[np.repeat(masks[level + 1], np.diff(start))]] = False
    return np.flatnonzero(chosen)
