"""The fan engine in compiled code: the same fan as pure.py makes, with its arrays made when they are asked for."""
from __future__ import annotations

from functools import cached_property
from math import gcd, prod
from threading import Lock
from typing import Callable, Sequence

import numpy as np

from ..errors import InputError, LimitExceeded
from . import exact
from .cells import Fan, cone
from .native import interruptible, library, packed, pointer, unpacked
from .problem import Problem
from .pure import pure_fan
from .size import available_memory, too_large

Progress = Callable[[int, int, int], None]
MOST = 13                       # coordinates of a ray: numbers.hpp
DONE, STOPPED, TOO_LARGE, TOO_WIDE, EMPTY, NO_MEMORY = range(6)
PART = 1 << 14                  # rays whose coordinates are found in one step


class CompiledFan:
    """A fan (see cells.Fan) that the compiled engine holds.

    `bounded` tells which cells are; `counts` has for every level the faces with t > 0 somewhere, and everywhere.
    """

    def __init__(self, handle: int, problem: Problem):
        self._handle, self._problem, self._library, self._lock = handle, problem, library(), Lock()
        self._width = len(problem.columns) + 1
        levels = self._library.fan_levels(handle)
        self._sizes = np.zeros((levels, 4), dtype=np.int64)          # faces, entries of the table, and the counts
        self._call("fan_counts", self._sizes)
        self.counts = self._sizes[:, 2:]
        if problem.central:             # of the cone over it: the apex, and the joins of all faces with it
            self.counts = np.zeros((levels + 1, 2), dtype=np.int64)
            self.counts[:, 0] = 1, *self._sizes[:, 0]
            self.counts[0, 1] = 1
        self.cell_signs = np.empty((int(self._sizes[-1, 0]), problem.neurons), dtype=np.int8)
        self.bounded = np.empty(len(self.cell_signs), dtype=np.uint8)
        self._call("fan_cells", self.cell_signs, self.bounded)
        self.bounded = self.bounded.astype(bool)

    def _call(self, name: str, *arguments):
        return getattr(self._library, name)(self._handle, *(pointer(a) if isinstance(a, np.ndarray) else a for a in arguments))

    def __del__(self):
        self._library.fan_delete(self._handle)

    def __reduce__(self):            # a copy, also in another process, is made of arrays
        return Fan, tuple(self.plain())

    def owned(self, is_open: Sequence[bool], frame: int) -> tuple[np.ndarray, int]:
        """(counts, walls) of the faces on which no open row of the domain vanishes.

        is_open : for each row of the domain
        counts : as `counts`
        walls : those of codimension 1 with t > 0 somewhere, on which none of the first `frame` rows vanishes that does
            not vanish everywhere
        """
        counts, walls = np.zeros_like(self._sizes[:, 2:]), np.zeros(1, dtype=np.int64)
        flags = np.array(is_open, dtype=np.uint8)
        with self._lock:                 # the codes of the faces are written anew
            if self._call("fan_owned", frame, flags, counts, walls) != DONE:
                raise LimitExceeded("the numbers of the faces do not fit in memory; give a smaller domain (box:LO,HI)")
        if self._problem.central:
            counts = np.concatenate(([[not flags.any()] * 2], np.stack((counts[:, 0], 0 * counts[:, 0]), axis=1)))
        return counts, int(walls[0])

    def plain(self) -> Fan:
        """The same fan as arrays alone."""
        return Fan(self.rays, self.ray_signs, self.cell_signs, self.levels)

    @cached_property
    def walls(self) -> int:
        """The faces of codimension 1 with t > 0 somewhere that are not on the frame of the domain."""
        rows = len(self._problem.rows)
        return self.owned([False] * rows, rows)[1]

    @cached_property
    def ray_signs(self) -> np.ndarray:
        """(R, forms) int8, the sign of every form at every ray."""
        central = self._problem.central
        signs = np.zeros((int(self._sizes[0, 0]) + central, self._problem.neurons), dtype=np.int8)
        self._call("fan_ray_signs", signs)
        return signs

    @cached_property
    def levels(self) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """(start, ids) of levels 1, 2, ..."""
        found = []
        for k, (faces, entries, _, _) in enumerate(self._sizes.tolist()):
            if k:
                start, ids = np.empty(faces + 1, dtype=np.int64), np.empty(entries, dtype=np.int64)
                self._call("fan_table", k, start, ids)
                found.append((start, ids))
        return tuple(cone(int(self._sizes[0, 0]), found) if self._problem.central else found)

    @cached_property
    def rays(self) -> np.ndarray:
        """(R, n) primitive integers (t, kept coordinates)."""
        found, n = [], self._width
        sizes, small = np.empty((PART, n), dtype=np.int32), np.empty((PART, n), dtype=np.int64)
        words = np.empty(PART * n * 4 + 4096, dtype=np.uint64)
        first, count = 0, int(self._sizes[0, 0])
        while first < count:
            done = self._call("fan_rays", first, min(count, first + PART), small, sizes, words, len(words))
            if done == -1:        # wider than the library's integers: once more in Python, whose rays are the same
                return pure_fan(self._problem, available_memory()).rays
            if done < 0:
                raise LimitExceeded("the coordinates of the vertices do not fit in memory; give a smaller domain (box:LO,HI)")
            rows = np.flatnonzero(sizes[:done].any(axis=1))
            part = small[:done].copy()
            if len(rows):
                numbers = np.array(unpacked(sizes[rows].ravel(), words), dtype=object).reshape(len(rows), n)
                part = part.astype(object)
                part[rows] = numbers // np.array([gcd(*row) for row in numbers.tolist()], dtype=object)[:, None]
            found.append(part)
            first += done
        if self._problem.central:
            found.append(np.eye(1, n, dtype=np.int64))
        return exact.narrow(np.concatenate(found))


def compiled_fan(problem: Problem, memory: int, progress: Progress | None = None) -> CompiledFan | None:
    """All cells of the problem with all their faces; None where the compiled engine is not there or not wide enough."""
    if library() is None or len(problem.columns) + 1 > MOST:
        return None
    faces = prod([2] * (not problem.central) + [2 + (i >= len(problem.rows)) for i in problem.basis])
    if faces * 4 * (len(problem.basis) + 10) > memory:
        raise too_large(memory, f"the {len(problem.basis)} independent hyperplanes alone have 2^{faces.bit_length() - 1} faces or more")
    numbers = [x for row in problem.rows for x in row] + [x for stage in problem.stages for row in stage for x in row]
    sizes, words = packed(numbers)
    widths = np.array([len(stage) for stage in problem.stages], dtype=np.int32)
    basis = np.array(problem.basis, dtype=np.int32)
    handle = library().fan_new(len(problem.columns) + 1, int(problem.central), len(problem.rows), len(widths), pointer(widths),
                               pointer(basis), len(basis), pointer(sizes), pointer(words), len(words))
    if not handle:
        raise too_large(memory, "not even its rows fit")
    shared = np.zeros(3, dtype=np.int64)             # whether to stop, and how far it is: neurons, cells

    def report() -> None:
        if progress:
            progress(int(shared[1]), problem.neurons, int(shared[2]))

    run, reached = library().fan_run, np.zeros(2, dtype=np.int64)
    try:
        status = interruptible(lambda milliseconds: run(handle, memory, pointer(shared), milliseconds), shared, report)
        library().fan_reached(handle, pointer(reached))
    except BaseException:
        library().fan_delete(handle)
        raise
    if status == DONE:
        return CompiledFan(handle, problem)
    library().fan_delete(handle)
    if status == EMPTY and problem.central:          # the domain is the point 0
        return None
    if status == EMPTY:
        raise InputError("the domain is empty: no point satisfies all of its inequalities")
    if status in (TOO_LARGE, NO_MEMORY):
        raise too_large(memory, f"after {reached[0]} of {problem.neurons} neurons there are {reached[1]} faces")
    return None
