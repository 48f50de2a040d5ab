"""The ground set of a proof tree: its elements, and the sign of every element at every ray of a finished complex.

Words: element 0 is t; the rows of the domain follow, then the neurons layer by layer and the forms of the
outputs, stack by stack (a stack is the layers of one function, homogenised). Rays are in full coordinates (t, x).
"""
from __future__ import annotations

from array import array
from fractions import Fraction
from operator import mul
from typing import NamedTuple, Sequence

import numpy as np

from ..complex import Complex
from ..network import IntRow

Stack = Sequence[Sequence[IntRow]]


class Ground(NamedTuple):
    """What a tree is built from. Sets of elements are integers with one bit for each element."""

    n: int                                # d + 1
    rows: tuple[IntRow, ...]              # t and the inequalities of the domain
    stacks: tuple[Stack, ...]             # homogenised layers: rows on (t, x), then on (t, layer before)
    rays: list[list[int]]                 # integer generators (t, x), all of them
    plus: list[int]                       # for each ray the elements that are positive there
    minus: list[int]                      # and those that are negative
    guide: list[array]                    # for each element its size at every ray in floating point, up to a factor of the ray

    @property
    def domain(self) -> int:
        """The number of elements that belong to the domain: t and its rows."""
        return len(self.rows)


def ground(cx: Complex, stacks: Sequence[Stack], columns: Sequence[int] | None = None) -> Ground:
    """The ground set of the functions `stacks`, whose elements are the columns of the signs of a complex.

    columns : for every neuron and form of the stacks its column; by default all columns in order
    """
    d = cx.dimension
    rays = [[0] * (d + 1) for _ in range(len(cx.fan.rays))]
    places = [0] + [1 + c for c in cx.problem.columns]
    for full, ray in zip(rays, cx.fan.rays.tolist()):
        for place, x in zip(places, ray):
            full[place] = x
    rows = tuple([(1,) + (0,) * d] + [tuple(row) for row in cx.domain.rows()])
    inside = np.array([[any(row) and sum(map(mul, row, ray)) > 0 for row in rows] for ray in rays], dtype=np.int8)
    own = cx.fan.ray_signs if columns is None else cx.fan.ray_signs[:, list(columns)]
    signs = np.concatenate((inside.reshape(len(rays), len(rows)), own), axis=1)
    guide = _guide(rays, rows, stacks, signs)
    return Ground(d + 1, rows, tuple(stacks), rays, _bits(signs > 0), _bits(signs < 0),
                  [array("d", np.ascontiguousarray(column).tobytes()) for column in guide.T])


def _bits(mask: np.ndarray) -> list[int]:
    """Every row of truth values as an integer."""
    packed = np.packbits(mask, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


def _unit(row: Sequence[int]) -> list[float]:
    """A row of integers as floats of size at most 1."""
    largest = max(map(abs, row)) or 1
    return [x / largest for x in row]


def _guide(rays: list[list[int]], rows: Sequence[IntRow], stacks: Sequence[Stack], signs: np.ndarray) -> np.ndarray:
    """The sizes of the values in floating point, 0 where the sign is 0; they guide a search and decide nothing."""
    points = np.array([_unit(ray) for ray in rays]).reshape(len(rays), len(rows[0]))
    found, position = [points @ np.array([_unit(row) for row in rows]).T], len(rows)
    for stack in stacks:
        entering = points
        for stage in stack:
            sizes = [max(map(abs, row)) or 1 for row in stage]
            values = entering @ np.array([_unit(row) for row in stage]).T
            found.append(values)
            on = signs[:, position:position + len(stage)] > 0
            largest = max(sizes)
            real = values * np.array([size / largest for size in sizes])        # the values, up to one factor for all
            entering = np.concatenate((entering[:, :1] * float(Fraction(1, largest)), np.where(on, real, 0.0)), axis=1)
            position += len(stage)
    return np.where(signs == 0, 0.0, np.abs(np.concatenate(found, axis=1)))
