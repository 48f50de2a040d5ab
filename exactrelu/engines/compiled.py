"""The door to the compiled signs engine (native/signs.cpp): a problem goes in as words, cells come back as arrays."""
from __future__ import annotations

import ctypes
import weakref
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Callable, NamedTuple, Sequence

import numpy as np

from ..errors import InputError, LimitExceeded
from ..network import IntRow
from .native import library
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
    points: np.ndarray | None       # (k, n) int64, points (t, kept coordinates) inside the cells that linear programs found
    owners: np.ndarray | None       # (k,) the numbers of these cells


class Compiled:
    """A problem in the library."""

    def __init__(self, problem: Problem):
        """NotCompiled if there is no library, or the problem is too much for it."""
        self.problem, self._library = problem, _library()
        shape, sizes, words = _packed(problem)
        self._handle = _call(self._library.signs_new, shape, sizes, words)
        if not self._handle:
            raise NotCompiled
        self.coordinates = len(problem.columns) + 1 - problem.central          # without t if the problem is central
        self._lock = Lock()
        weakref.finalize(self, self._library.signs_delete, self._handle)

    def search(self, most: int | None, progress: Progress | None = None, rays: int = RAYS) -> Outcome:
        """All cells: they are kept, and Full is raised beyond `most`, or only counted if that is None.

        Cells with more than `rays` rays are searched by linear programs.
        """
        self._watched(self._library.signs_run, (most is not None, most or 0, rays), progress)
        counts = np.empty(3, dtype=np.int64)
        _call(self._library.signs_count, self._handle, counts)
        cells, bounded, known = counts.tolist()
        if most is None:
            return Outcome(cells, bounded, None, None, None, None)
        arrays = (np.empty((cells, self.problem.neurons), dtype=np.int8), np.empty(cells, dtype=bool),
                  np.empty((known, self.coordinates), dtype=np.int64), np.empty(known, dtype=np.int64))
        _call(self._library.signs_copy, self._handle, *arrays)
        signs, flags, points, owners = arrays
        if self.problem.central:
            points = np.insert(points, 0, 1, axis=1)
        return Outcome(cells, bounded, signs, flags, points, owners)

    def rays(self, signs: Sequence[int]) -> list[IntRow]:
        """The primitive extreme rays of the closed cell with a sign vector."""
        wanted, size, n = np.array(signs, dtype=np.int8), np.empty(2, dtype=np.int64), self.coordinates
        with self._lock:
            outcome = _call(self._library.signs_rays, self._handle, wanted, size, None)
            if outcome == STOPPED:           # it takes more than a moment
                self._watched(self._library.signs_rays, (wanted, size))
            else:
                self._check(outcome)
            rays, length = size.tolist()
            sizes, words = np.empty(rays * n, dtype=np.int32), np.empty(length, dtype=np.uint64)
            _call(self._library.signs_copy_rays, self._handle, sizes, words)
        numbers = _integers(sizes, words)
        found = [tuple(numbers[i:i + n]) for i in range(0, len(numbers), n)]
        if self.problem.central:
            return [(1, *[0] * n)] + [(0, *ray) for ray in found]
        return found

    def _watched(self, search: Callable, arguments: tuple, progress: Progress | None = None) -> None:
        """Search in a thread of its own: this one stays free for Ctrl-C and for the progress function."""
        watch, outcome, done = np.zeros(2, dtype=np.int64), [], Event()      # the cells found so far, and whether to stop

        def work() -> None:                  # it holds what it works on
            outcome.append(_call(search, self._handle, *arguments, watch))
            done.set()

        worker = Thread(target=work, daemon=True)
        try:
            worker.start()
            while not done.wait(0.05):       # Thread.join would take an interrupted thread for one that has ended
                if progress:
                    progress(0, 0, int(watch[0]))
        finally:
            watch[1] = 1
            while worker.is_alive() and not done.is_set():
                with suppress(KeyboardInterrupt):
                    done.wait(0.05)
        self._check(outcome[0])

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


def _call(function: Callable, *arguments):
    """Call a function of the library, with pointers to the data of arrays."""
    return function(*[x.ctypes.data if isinstance(x, np.ndarray) else x for x in arguments])


def _library() -> ctypes.CDLL:
    """The library with the types of its functions."""
    found = library()
    if found is None or not hasattr(found, "signs_new"):
        raise NotCompiled
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    for name, result, arguments in (
            ("new", pointer, [pointer] * 3), ("delete", None, [pointer]),
            ("run", ctypes.c_int, [pointer, ctypes.c_int, number, ctypes.c_int, pointer]),
            ("count", None, [pointer] * 2), ("copy", None, [pointer] * 5),
            ("rays", ctypes.c_int, [pointer] * 4), ("copy_rays", None, [pointer] * 3)):
        function = getattr(found, f"signs_{name}")
        function.restype, function.argtypes = result, arguments
    return found


def _packed(problem: Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The problem as three arrays: its shape, the number of words of each of its integers, and the words."""
    central = problem.central
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
    return (np.array(shape, dtype=np.int64), *_words(numbers))


def _words(numbers: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """How many 64-bit words each integer has, negative for negative ones, and the words.

    >>> [array.tolist() for array in _words([-1, 0, 2**64])]
    [[-1, 0, 2], [1, 0, 1]]
    """
    if max(map(abs, numbers), default=0) < 2**63:
        small = np.array(numbers, dtype=np.int64)
        return np.sign(small).astype(np.int32), np.abs(small[small != 0]).view(np.uint64)
    lengths = [(abs(x).bit_length() + 63) // 64 for x in numbers]
    words = b"".join(abs(x).to_bytes(8 * k, "little") for x, k in zip(numbers, lengths))
    return (np.array([k if x > 0 else -k for x, k in zip(numbers, lengths)], dtype=np.int32),
            np.frombuffer(words, dtype=np.uint64))


def _integers(sizes: np.ndarray, words: np.ndarray) -> list[int]:
    """The integers that were packed so.

    >>> _integers(*_words([-1, 0, 2**64, -2**65]))
    [-1, 0, 18446744073709551616, -36893488147419103232]
    """
    if (np.abs(sizes) <= 1).all() and (words < 2**63).all():
        found = np.zeros(len(sizes), dtype=np.int64)
        found[sizes != 0] = words.astype(np.int64)
        return (found * sizes).tolist()
    data, found, position = words.tobytes(), [], 0
    for size in sizes.tolist():
        end = position + 8 * abs(size)
        value = int.from_bytes(data[position:end], "little")
        found.append(-value if size < 0 else value)
        position = end
    return found
