"""The door to the compiled signs engine (native/signs.cpp): a problem goes in as words, cells come back as arrays."""
from __future__ import annotations

import weakref
from threading import Lock
from typing import Callable, NamedTuple, Sequence

import numpy as np

from ..errors import InputError, LimitExceeded
from ..network import IntRow
from .native import interruptible, library, packed, pointer, unpacked
from .problem import Problem
from .start import first_rays

Progress = Callable[[int, int, int], None]
DONE, STOPPED, FULL, EMPTY, TOO_WIDE, NO_MEMORY, NO_CELL = range(7)
RAYS = 120           # of a cell: beyond, linear programs are faster (measured)


class NotCompiled(Exception):
    """The library is not there, or integers outgrow it: Python has to do it."""


class Full(Exception):
    """There are more cells than were allowed."""


class Outcome(NamedTuple):
    """What a search found: how many cells, how many bounded ones, and both of every cell if they were kept."""

    cells: int
    bounded: int
    signs: np.ndarray | None        # (cells, forms) int8, in the order of the search
    flags: np.ndarray | None        # (cells,) bool


class Compiled:
    """A problem in the library."""

    def __init__(self, problem: Problem):
        """NotCompiled if there is no library, or the problem is too much for it."""
        self.problem, self._library, self._lock = problem, library(), Lock()
        if self._library is None:
            raise NotCompiled
        self._central = problem.central and not problem.rows         # solved at t = 0, and by halves: x and -x
        shape, sizes, words = _packed(problem, self._central)
        self._handle = self._library.signs_new(shape.ctypes.data, sizes.ctypes.data, words.ctypes.data)
        if not self._handle:
            raise NotCompiled
        self.coordinates = len(problem.columns) + 1 - self._central          # without t if it is 0
        weakref.finalize(self, self._library.signs_delete, self._handle)

    def search(self, most: int | None, progress: Progress | None = None, rays: int = RAYS) -> Outcome:
        """All cells: they are kept, and Full is raised beyond `most`, or only counted if that is None.

        Cells with more than `rays` rays are searched by linear programs.
        """
        shared = np.zeros(2, dtype=np.int64)             # whether to stop; the cells so far

        def report() -> None:
            if progress:
                progress(0, 0, int(shared[1]))

        outcome = interruptible(lambda milliseconds: self._library.signs_run(
            self._handle, most is not None, most or 0, rays, pointer(shared), milliseconds), shared, report)
        self._check(outcome)
        counts = np.empty(2, dtype=np.int64)
        self._library.signs_count(self._handle, pointer(counts))
        cells, bounded = counts.tolist()
        if most is None:
            return Outcome(cells, bounded, None, None)
        signs, flags = np.empty((cells, self.problem.neurons), dtype=np.int8), np.empty(cells, dtype=bool)
        self._library.signs_copy(self._handle, pointer(signs), pointer(flags))
        return Outcome(cells, bounded, signs, flags)

    def rays(self, signs: Sequence[int]) -> list[IntRow]:
        """The primitive extreme rays of the closed cell with a sign vector."""
        wanted, size, n = np.array(signs, dtype=np.int8), np.empty(2, dtype=np.int64), self.coordinates
        shared = np.zeros(2, dtype=np.int64)
        with self._lock:
            self._check(interruptible(lambda milliseconds: self._library.signs_rays(
                self._handle, pointer(wanted), pointer(size), pointer(shared), milliseconds), shared, lambda: None))
            rays, length = size.tolist()
            sizes, words = np.empty(rays * n, dtype=np.int32), np.empty(length, dtype=np.uint64)
            self._library.signs_copy_rays(self._handle, pointer(sizes), pointer(words))
        numbers = unpacked(sizes, words)
        found = [tuple(numbers[i:i + n]) for i in range(0, len(numbers), n)]
        if self._central:
            return [(1, *[0] * n)] + [(0, *ray) for ray in found]
        return found

    @staticmethod
    def _check(outcome: int) -> None:
        if outcome == TOO_WIDE:
            raise NotCompiled
        if outcome == FULL:
            raise Full
        if outcome == EMPTY:
            raise InputError("the domain is empty: no point satisfies all of its inequalities")
        if outcome == NO_MEMORY:
            raise LimitExceeded("the search is out of memory; give a smaller domain (box:LO,HI)")
        if outcome == NO_CELL:
            raise InputError("no region has this sign vector")


def _packed(problem: Problem, central: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The problem as three arrays: its shape, the number of words of each of its integers, and the words."""
    cut = int(central)               # a central problem is solved on t = 0: no coordinate t, no apex
    apex, *axes = first_rays(problem)
    own = len(problem.rows)
    points = [] if central else [apex]
    for ray, i in zip(axes, problem.basis):
        points += [ray] if i < own else [ray, tuple(-x for x in ray)]
    shape = [len(apex) - cut, central, own, len(axes), *problem.basis, len(points), len(problem.stages)]
    numbers = [x for row in (*problem.rows, *points) for x in row[cut:]]
    for i, stage in enumerate(problem.stages):
        skip = cut if i == 0 else 0
        shape += [len(stage), len(stage[0]) - skip]
        numbers += [x for row in stage for x in row[skip:]]
    return (np.array(shape, dtype=np.int64), *packed(numbers))
