"""Symmetric fans: those of one layer without biases on the whole space, where x and -x have opposite signs.

Half of such a fan is enumerated, where one form is >= 0; the other half is its mirror image. Faces on which that form
vanishes, the *wall*, are in both halves. Source: proofs/fan.md.
"""
from __future__ import annotations

from functools import cached_property
from typing import Sequence

import numpy as np

from ..linalg import independent_rows
from .cells import Fan, canonical_order
from .compiled_fan import CompiledFan
from .problem import Problem


def half(problem: Problem) -> Problem | None:
    """The problem on the half-space where its first form that is not 0 is >= 0; None if it is not symmetric.

    >>> from ..domain import Domain
    >>> from ..network import Layer, Network
    >>> from .problem import problem
    >>> half(problem(Network(Layer([[0, 0], [1, 1]])), Domain.whole(2))).rows
    ((0, 1),)
    >>> half(problem(Network(Layer([[0, 0], [1, 1]], [0, 1])), Domain.whole(2))) is None
    True
    """
    if not problem.central or problem.rows or len(problem.stages) != 1:
        return None
    rows = (problem.stages[0][problem.basis[0]],)
    return problem._replace(rows=rows, basis=independent_rows([row[1:] for row in rows + problem.stages[0]]))


class MirroredFan:
    """The fan (see cells.Fan) of which one half is given; its faces are made when they are asked for.

    `bounded` and `counts` are those of CompiledFan.
    """

    def __init__(self, fan: CompiledFan):
        self._half = fan
        self.cell_signs, _ = _both_halves(fan.cell_signs)
        self.bounded = np.zeros(len(self.cell_signs), dtype=bool)
        beside, inner = fan.owned([True], 1)              # what is not in the wall
        self.counts = fan.counts + beside
        self.counts[:, 1] = fan.counts[:, 1]              # only the apex is bounded
        self.walls = 2 * inner + int(fan.counts[-2, 0] - beside[-2, 0])

    def __reduce__(self):            # a copy, also in another process, is made of arrays
        return Fan, tuple(self.plain())

    def owned(self, is_open: Sequence[bool], frame: int) -> tuple[np.ndarray, int]:
        """(counts, walls): no row bounds the domain, so none is open."""
        return self.counts, self.walls

    @cached_property
    def _plain(self) -> Fan:
        return mirrored(self._half.plain())

    def plain(self) -> Fan:
        """The same fan as arrays alone."""
        return self._plain

    rays = property(lambda self: self._plain.rays, doc="(R, n) primitive integers (t, kept coordinates).")
    ray_signs = property(lambda self: self._plain.ray_signs, doc="(R, forms) int8, the sign of every form at every ray.")
    levels = property(lambda self: self._plain.levels, doc="(start, ids) of levels 1, 2, ...")


def mirrored(fan: Fan) -> Fan:
    """The fan whose half is given: every face with the id that it has, then the images of those beside the wall.

    The image of a face in the wall is the face with the opposite signs; faces of one level have different signs.
    """
    cell_signs, order = _both_halves(fan.cell_signs)
    first = int(np.flatnonzero(fan.cell_signs.any(axis=0))[0])
    # the signs of faces as bits: rows of those that are + somewhere, and of those that are - somewhere
    plus, minus = np.packbits(fan.ray_signs > 0, axis=1), np.packbits(fan.ray_signs < 0, axis=1)
    bit, byte = np.uint8(128 >> first % 8), first // 8
    beside = np.flatnonzero(plus[:, byte] & bit)
    image = _images(plus, minus, beside)
    rays = np.concatenate((fan.rays, fan.rays[beside] * np.array([1] + [-1] * (fan.rays.shape[1] - 1))))
    ray_signs = np.concatenate((fan.ray_signs, -fan.ray_signs[beside]))
    levels = []
    for start, ids in fan.levels:
        plus, minus = (np.bitwise_or.reduceat(bits.take(ids, axis=0), start[:-1], axis=0) for bits in (plus, minus))
        beside = np.flatnonzero(plus[:, byte] & bit)
        lengths = np.diff(start)
        more = np.concatenate((lengths, lengths[beside]))
        chosen = np.repeat(start[:-1][beside], lengths[beside]) + _within(lengths[beside])
        levels.append((np.concatenate(([0], np.cumsum(more))), np.concatenate((ids, image[ids[chosen]]))))
        image = _images(plus, minus, beside)
    if not levels:
        return Fan(rays[order], ray_signs[order], cell_signs, ())
    start, ids = levels[-1]
    lengths = np.diff(start)[order]
    levels[-1] = (np.concatenate(([0], np.cumsum(lengths))), ids[np.repeat(start[:-1][order], lengths) + _within(lengths)])
    return Fan(rays, ray_signs, cell_signs, tuple(levels))


def _both_halves(signs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The signs of all cells in canonical order, and for each its place among the given ones and then their opposites.

    The form that is >= 0 in the given half is the first that is not 0 at all, so this half comes first.
    """
    order = canonical_order(-signs)
    return np.concatenate((signs, -signs[order])), np.concatenate((np.arange(len(signs)), len(signs) + order))


def _images(plus: np.ndarray, minus: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """The id of the image of every face: a new one beside the wall, in the wall that of the face with opposite signs."""
    image = np.empty(len(plus), dtype=np.int64)
    image[beside] = len(plus) + np.arange(len(beside))
    wall = np.ones(len(plus), dtype=bool)
    wall[beside] = False
    wall = np.flatnonzero(wall)
    as_key = lambda *halves: np.concatenate([bits[wall] for bits in halves], axis=1)  # noqa: E731
    image[wall[_sorted(as_key(plus, minus))]] = wall[_sorted(as_key(minus, plus))]
    return image


def _sorted(keys: np.ndarray) -> np.ndarray:
    """The order of rows of bytes."""
    return np.argsort(np.ascontiguousarray(keys).view(f"V{keys.shape[1]}")[:, 0], kind="stable")


def _within(lengths: np.ndarray) -> np.ndarray:
    """0, 1, ..., length - 1 for every length."""
    return np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
