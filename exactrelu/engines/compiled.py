"""The door to the compiled signs engine (native/signs.cpp): a problem goes in as words, cells come back as arrays."""
from __future__ import annotations

import ctypes
from typing import Callable, Iterable, NamedTuple

import numpy as np

from ..errors import InputError, LimitExceeded
from .native import library
from .problem import Problem
from .start import first_rays

Progress = Callable[[int, int, int], None]
DONE, STOPPED, FULL, EMPTY, TOO_WIDE, NO_MEMORY = range(6)
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int64)


class Outcome(NamedTuple):
    """What a search found: how many cells, how many bounded ones, and both of every cell if they were kept."""

    cells: int
    bounded: int
    signs: np.ndarray | None        # (cells, forms) int8, in the order of the search
    flags: np.ndarray | None        # (cells,) bool


class TooWide(Exception):
    """The library is not there, or integers outgrow it; Python's own have to do."""


class Full(Exception):
    """There are more cells than were allowed."""


def search(problem: Problem, most: int | None, progress: Progress | None = None) -> Outcome:
    """All cells of a problem; they are kept, and may be at most `most`, or only counted if that is None."""
    found = _library()
    handle = found.signs_new(*_packed(problem))
    if not handle:
        raise TooWide
    try:
        raised = []

        def carry_on(cells: int) -> int:
            try:
                if progress:
                    progress(0, 0, cells)
                return 1
            except BaseException as error:      # KeyboardInterrupt among them
                raised.append(error)
                return 0

        outcome = found.signs_run(handle, most is not None, most or 0, _CALLBACK(carry_on))
        if outcome == STOPPED:
            raise raised[0] if raised else KeyboardInterrupt
        if outcome == FULL:
            raise Full
        if outcome == EMPTY:
            raise InputError("the domain is empty: no point satisfies all of its inequalities")
        if outcome == NO_MEMORY:
            raise LimitExceeded("out of memory; give a smaller domain (box:LO,HI)")
        if outcome == TOO_WIDE:
            raise TooWide
        cells = found.signs_cells(handle, 0)
        if most is None:
            return Outcome(cells, found.signs_cells(handle, 1), None, None)
        signs = np.empty((cells, problem.neurons), dtype=np.int8)
        flags = np.empty(cells, dtype=bool)
        found.signs_copy(handle, signs.ctypes.data, flags.ctypes.data)
        return Outcome(cells, int(np.count_nonzero(flags)), signs, flags)
    finally:
        found.signs_delete(handle)


def _library() -> ctypes.CDLL:
    """The library with the types of its functions."""
    found = library()
    if found is None:
        raise TooWide
    found.signs_new.restype = ctypes.c_void_p
    found.signs_new.argtypes = [ctypes.c_void_p] * 3
    found.signs_run.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, _CALLBACK]
    found.signs_cells.restype = ctypes.c_int64
    found.signs_cells.argtypes = [ctypes.c_void_p, ctypes.c_int]
    found.signs_copy.argtypes = [ctypes.c_void_p] * 3
    found.signs_copy.restype = found.signs_delete.restype = None
    found.signs_delete.argtypes = [ctypes.c_void_p]
    return found


def _packed(problem: Problem) -> list:
    """The problem as three arrays: its shape, the words of each of its integers, and the words."""
    central = problem.central
    cut = int(central)               # a central problem is solved on t = 0: no coordinate t, no apex
    apex, *axes = first_rays(problem)
    own = len(problem.rows)
    two_sided = [int(i >= own) for i in problem.basis]
    points = [] if central else [apex]
    for ray, two in zip(axes, two_sided):
        points += [ray, tuple(-x for x in ray)] if two else [ray]
    shape = [len(apex) - cut, central, own, len(two_sided), *two_sided, len(points), len(problem.stages)]
    numbers = [x for row in (*problem.rows, *points) for x in row[cut:]]
    for i, stage in enumerate(problem.stages):
        skip = cut if i == 0 else 0
        shape += [len(stage), len(stage[0]) - skip]
        numbers += [x for row in stage for x in row[skip:]]
    sizes, words = _words(numbers)
    arrays = [np.array(shape, dtype=np.int64), sizes, words]
    return [_Kept(array) for array in arrays]


class _Kept(ctypes.c_void_p):
    """A pointer that keeps its array alive."""

    def __init__(self, array: np.ndarray):
        super().__init__(array.ctypes.data)
        self.array = array


def _words(numbers: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
    """How many 64-bit words each integer has, negative for negative ones, and the words."""
    try:
        small = np.array(numbers, dtype=np.int64)
        if (small > np.iinfo(np.int64).min).all():
            return np.sign(small).astype(np.int32), np.abs(small[small != 0]).view(np.uint64)
    except OverflowError:
        pass
    lengths = [(abs(x).bit_length() + 63) // 64 for x in numbers]
    words = b"".join(abs(x).to_bytes(8 * k, "little") for x, k in zip(numbers, lengths))
    return (np.array([k if x > 0 else -k for x, k in zip(numbers, lengths)], dtype=np.int32),
            np.frombuffer(words, dtype=np.uint64))
