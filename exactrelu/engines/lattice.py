"""The face lattice of a fan of pointed cones, split by one hyperplane at a time.

Words: a face of *level* k is a cone of dimension k + 1, so level 0 holds the rays and the top
level the cells; a face of level k >= 1 is the list of its *facets*, ids of level k - 1; a *side*
is a byte: bit 1 if a form is positive somewhere on a face, bit 2 if it is negative somewhere, bit 4
if it vanishes on some ray of it; so a face is *cut* if its side holds 1 and 2, and the form vanishes
on the whole face if its side is 4.

A split needs the side of every ray and nothing else: no coordinates, no linear program, no
adjacency test; parallel, repeated and zero forms are no special case. Sides of FORMS forms at a time
are kept for every face, three bits each in one 64-bit *code*: a form that is split by later finds
its cut faces without looking at facets, and only new faces need a new code. Source: proofs/fan.md.
"""
from __future__ import annotations

import math
from typing import NamedTuple, Sequence

import numpy as np

from .growing import Growing
from .level import Level

PLUS, MINUS, CUT, ZERO = 1, 2, 3, 4
FORMS = 21          # forms of which a 64-bit code holds the sides


def codes(sides: np.ndarray) -> np.ndarray:
    """The codes of faces from their sides of at most FORMS forms, shape (faces, forms).

    >>> codes(np.array([[1, 4]], dtype=np.uint8)).tolist() == [1 + 8 * 4]
    True
    """
    shifts = 3 * np.arange(sides.shape[1], dtype=np.uint64)
    return np.bitwise_or.reduce(sides.astype(np.uint64) << shifts, axis=1)


class Split(NamedTuple):
    """What a split did: cut edges give new rays, cut cells two cells."""

    plus: np.ndarray      # (new rays,) the end of each cut edge where the form is positive
    minus: np.ndarray     # (new rays,) its other end; new ray i has id (rays before) + i
    sides: np.ndarray     # (cells before,) the side of every cell
    cut: np.ndarray       # (new cells,) the cells that were cut: they keep the positive part; the
    #                       negative part of cut[i] has id (cells before) + i


class Lattice:
    """All faces of a fan, from the rays (level 0) to the cells (the last level)."""

    def __init__(self, rays: int, levels: list[Level]):
        self.rays = rays
        self.levels = levels               # level k is levels[k - 1]
        self.codes: list[Growing] = []     # of every level: the sides of the forms looked at

    @classmethod
    def simplicial(cls, two_sided: Sequence[bool]) -> "Lattice":
        """The product of half-lines and of lines split at 0, one for each entry.

        Entry i gives the ray(s) along axis i: one if it is one-sided, two (first the positive one)
        if it is two-sided; rays are numbered in this order.

        >>> fan = Lattice.simplicial([False, True, True])        # t >= 0 and two split lines
        >>> fan.sizes()
        [5, 8, 4]
        """
        choices = [3 if two else 2 for two in two_sided]          # on axis i: no ray, the first, the second
        weights = np.cumprod([1] + choices)
        codes = np.arange(weights[-1])                            # a face is a choice on every axis
        digits = [codes // w % c for w, c in zip(weights, choices)]
        size = sum((digit > 0).astype(np.int64) for digit in digits)
        index = np.empty(len(codes), dtype=np.int64)              # the id of a face within its level
        for k in range(len(choices) + 1):
            index[size == k] = np.arange(np.count_nonzero(size == k))
        levels = []
        for k in range(2, len(choices) + 1):
            faces = codes[size == k]
            drop = np.stack([np.where(digit[faces] > 0, faces - digit[faces] * w, -1)
                             for digit, w in zip(digits, weights)], axis=1)
            levels.append(Level(index[drop[drop >= 0]], np.full(len(faces), k)))
        return cls(int(np.count_nonzero(size == 1)), levels)

    def sizes(self) -> list[int]:
        """The number of faces of each level."""
        return [self.rays] + [level.count for level in self.levels]

    @property
    def cells(self) -> int:
        """The number of cells: faces of the last level."""
        return self.sizes()[-1]

    def memory(self) -> int:
        """The bytes that the levels hold now."""
        return sum(8 * (level.ids.size + level.start.size + level.face.size + 2 * level.row.size)
                   for level in self.levels)

    def look(self, of_rays: np.ndarray) -> None:
        """Find the codes of all faces from those of the rays: the forms that can be split by next."""
        self.codes = [Growing(of_rays)]
        for level in self.levels:
            found = np.empty(level.count + 1, dtype=np.uint64)
            found[level.face.all] = level.over_facets(self.codes[-1].all)     # retired rows go to the last place
            self.codes.append(Growing(found[:-1]))

    def sides(self, form: int) -> list[np.ndarray]:
        """The side of every face, level by level, of one of the forms looked at."""
        shift = np.uint64(3 * form)
        return [(known.all >> shift).astype(np.uint8) & 7 for known in self.codes]

    def split(self, form: int, room: float = math.inf) -> Split:
        """Cut every face by one of the forms looked at; `learn` has to follow.

        A cut face keeps its id and its positive part; its negative part is a new face of the same
        level and its zero part a new face one level down. A MemoryError, before anything has
        changed, if the result would not fit in `room` bytes.
        """
        top, sides, old = len(self.levels), self.sides(form), self.sizes()
        nothing = np.empty(0, dtype=np.int64)
        cut = [nothing] + [np.flatnonzero(side & CUT == CUT) for side in sides[1:]]
        if not len(cut[top]):
            return Split(nothing, nothing, sides[top], nothing)
        if self.memory() + 64 * sum((k + 2) * len(faces) for k, faces in enumerate(cut)) > room:
            raise MemoryError
        # the negative part of cut[k][i] is face old[k] + i; its zero part is face zero[k] + i of level k - 1
        zero = [0] + [old[k - 1] + len(cut[k - 1]) for k in range(1, top + 1)]
        place = []                                 # place[k][face] is the position of a face in cut[k]
        for faces, count in zip(cut, old):
            place.append(np.empty(count, dtype=np.int64))
            place[-1][faces] = np.arange(len(faces))

        plus = minus = nothing
        parts: list[list[tuple]] = [[] for _ in cut]          # rows (faces, ids, lengths) that are new in a level
        for k in range(1, top + 1):
            level, n = self.levels[k - 1], len(cut[k])
            if not n:
                continue
            rows = level.row.all[cut[k]]
            facets, owner = level.gather(rows)
            side = sides[k - 1].take(facets)
            in_plus, in_minus = np.flatnonzero(side & PLUS), np.flatnonzero(side & MINUS)
            positive, negative = facets[in_plus], facets[in_minus]
            if k == 1:
                plus, minus = positive, negative
            else:
                both = np.flatnonzero(side[in_minus] & PLUS)
                negative[both] = old[k - 1] + place[k - 1][negative[both]]
                parts[k - 1].append(self._zero_parts(k, facets, owner, side, sides, zero, place, n))
            zero_part = zero[k] + np.arange(n)
            level.retire(rows)
            parts[k].insert(0, (np.concatenate((cut[k], old[k] + np.arange(n))), *_with_last(
                np.concatenate((positive, negative)), np.concatenate((owner[in_plus], owner[in_minus] + n)),
                np.concatenate((zero_part, zero_part)))))
        for level, new in zip(self.levels, parts[1:]):
            if new:
                level.append(*map(np.concatenate, zip(*new)))
        self.rays += len(plus)
        return Split(plus, minus, sides[top], cut[top])

    def learn(self, of_new_rays: np.ndarray) -> None:
        """Find the codes of the new and changed faces of the last split, given those of the new rays."""
        self.codes[0].extend(of_new_rays)
        for level, below, known in zip(self.levels, self.codes, self.codes[1:]):
            if level.fresh < level.face.size:
                known.resize(level.count)
                known.all[level.face.all[level.fresh:]] = level.over_facets(below.all, level.fresh)
            level.compact()

    def _zero_parts(self, k, facets, owner, side, sides, zero, place, n):
        """Rows for the zero parts of the cut faces of level k: (faces, facet ids, lengths).

        The zero part of f is bounded by the zero parts of f's cut facets and by those ridges of f
        on which the form vanishes. Such a ridge lies in one facet of f where the form is >= 0 and
        in one where it is <= 0, so it is met once when the positive facets are looked through.
        """
        halves = np.flatnonzero(side & CUT == CUT)
        ids, owners = zero[k - 1] + place[k - 1][facets[halves]], owner[halves]
        touching = np.flatnonzero(side == PLUS | ZERO)
        if len(touching):
            below = self.levels[k - 2]
            ridges, which = below.gather(below.row.all[facets[touching]])
            vanish = np.flatnonzero(sides[k - 2][ridges] == ZERO)
            ids = np.concatenate((ids, ridges[vanish]))
            owners = np.concatenate((owners, owner[touching][which[vanish]]))
            order = np.argsort(owners, kind="stable")
            ids, owners = ids[order], owners[order]
        return zero[k] + np.arange(n), ids, np.bincount(owners, minlength=n)

    def keep(self, cells: np.ndarray) -> np.ndarray:
        """Drop every face that is not a face of one of these cells; the ids of the rays that stay."""
        return self._restrict(len(self.levels), cells)

    def keep_zero(self, form: int) -> np.ndarray:
        """Keep the faces on which a form that is nowhere positive vanishes; the ids of the rays that stay."""
        sides = self.sides(form)
        top = max((k for k in range(len(sides)) if (sides[k] == ZERO).any()), default=None)
        if top is None:
            self.rays, self.levels = 0, []
            return np.empty(0, dtype=np.int64)
        return self._restrict(top, np.flatnonzero(sides[top] == ZERO))

    def _restrict(self, top: int, chosen: np.ndarray) -> np.ndarray:
        levels: list[Level] = []
        for k in range(top, 0, -1):
            level = self.levels[k - 1]
            ids, owner = level.gather(level.row.all[chosen])
            used, position = np.unique(ids, return_inverse=True)
            levels.insert(0, Level(position, np.bincount(owner)))
            chosen = used
        self.rays, self.levels = len(chosen), levels
        return chosen


def _with_last(ids: np.ndarray, owners: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of ids grouped by their ascending owners 0, 1, ..., each closed by last[owner]; and their lengths."""
    lengths = np.bincount(owners, minlength=len(last)) + 1
    rows = np.empty(len(ids) + len(last), dtype=np.int64)
    rows[np.arange(len(ids)) + owners] = ids       # each earlier row has one more entry
    rows[np.cumsum(lengths) - 1] = last
    return rows, lengths
