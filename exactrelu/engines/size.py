"""How large an enumeration can become, known before it starts; how much memory there is."""
from __future__ import annotations

import ctypes
import os
from math import comb
from pathlib import Path
from typing import NamedTuple

from ..errors import LimitExceeded
from ..rational import primitive
from .problem import Problem

BYTES_A_FACE = 160       # measured: threshold5 takes 190 with everything, catalan6 240, deep nets 150 to 400


class Size(NamedTuple):
    """Upper bounds that generic weights reach in the first layer."""

    regions: int         # of the whole network
    faces: int           # of the first layer, all dimensions, those at infinity included


def regions_bound(hyperplanes: int, dimension: int) -> int:
    """sum_{j <= d} C(m, j): the regions of m generic hyperplanes in R^d (Schläfli, Zaslavsky).

    >>> regions_bound(3, 2), regions_bound(0, 2), regions_bound(2, 0)
    (7, 1, 1)
    """
    return sum(comb(hyperplanes, j) for j in range(dimension + 1))


def faces_bound(hyperplanes: int, dimension: int) -> int:
    """The faces of all dimensions of m generic hyperplanes in R^d.

    >>> faces_bound(2, 2)                    # 1 vertex, 4 edges, 4 regions
    9
    """
    return sum(comb(hyperplanes, codim) * regions_bound(hyperplanes - codim, dimension - codim)
               for codim in range(min(hyperplanes, dimension) + 1))


def expected_size(problem: Problem) -> Size:
    """Upper bounds for the regions of a problem, and for the faces after its first layer.

    Source: Zaslavsky 1975 for one layer; Montúfar 2017 (product over the layers) for deep networks.
    """
    r = len(problem.columns)
    first = {max(row, tuple(-x for x in row)) for row in map(primitive, problem.stages[0]) if any(row[1:])} \
        if problem.stages else set()
    m, box = len(first), _box_sides(problem)
    central = all(row[0] == 0 for row in first) and not problem.rows
    regions = 2 * regions_bound(m - 1, r - 1) if central and m else regions_bound(m, r)
    if box is None:       # count every inequality as one more generic hyperplane
        faces = faces_bound(m + len(problem.rows), r) + 2 * faces_bound(m + len(problem.rows), max(r - 1, 0))
    else:
        faces = sum(comb(r, k) * 2 ** (r - k) * faces_bound(m, k) for k in range(r + 1))
    for stage in problem.stages[1:]:
        regions *= regions_bound(len(stage), r)
    return Size(regions, max(faces, 2 * 3 ** (len(problem.basis) - min(len(problem.rows), r))))


def _box_sides(problem: Problem) -> int | None:
    """The dimension, if the inequalities are those of a box."""
    r = len(problem.columns)
    is_box = len(problem.rows) == 2 * r and all(sum(map(bool, row[1:])) == 1 for row in problem.rows)
    return r if is_box else None


def available_memory() -> int:
    """The bytes that can be used before the machine starts to swap, with a fifth left to others."""
    found = []
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
    except OSError:
        pass
    for limit, used in (("memory.max", "memory.current"),):
        try:
            group = Path("/sys/fs/cgroup")
            found.append(int((group / limit).read_text()) - int((group / used).read_text()))
        except (OSError, ValueError):      # no such file, or "max"
            pass
    if not found:
        found.append(_physical_memory() // 2)
    return min(found) * 4 // 5


def _physical_memory() -> int:
    """The bytes of memory that the machine has, where it has no /proc/meminfo."""
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    status = (ctypes.c_uint64 * 8)(64)               # MEMORYSTATUSEX: its length, then the physical memory
    ctypes.windll.kernel32.GlobalMemoryStatusEx(status)
    return int(status[1])


def too_large(memory: int, reason: str) -> LimitExceeded:
    """The error of an engine that keeps faces."""
    return LimitExceeded(f"the face lattice does not fit in {memory >> 20} MB: {reason}; give a smaller "
                         "domain (box:LO,HI), more memory, or use the engine 'signs', which keeps no faces")
