"""Convex polygons, exactly: their vertices in order, also in a plane of R^3, and round steps for axes."""
from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from itertools import cycle
from typing import Sequence

from ..linalg import Vector

Polygon = tuple[Vector, ...]


def around(points: Sequence[Vector]) -> list[Vector]:
    """The vertices of a convex polygon in the order of its boundary.

    >>> around([(0, 0), (1, 1), (1, 0), (0, 1)])
    [(0, 0), (1, 0), (1, 1), (0, 1)]
    """
    first, *rest = sorted(points)
    x, y = first
    rows = []                        # each with its direction from the first in integers, which are compared much faster than fractions
    for p in rest:
        across, up = p[0] - x, p[1] - y
        rows.append((across.numerator * up.denominator, up.numerator * across.denominator, p))
    turn = lambda p, q: p[0] * q[1] - p[1] * q[0]  # noqa: E731
    rows.sort(key=cmp_to_key(lambda p, q: (turn(p, q) < 0) - (turn(p, q) > 0)))
    return [first] + [p for _, _, p in rows]


def flat_around(points: Sequence[Vector]) -> Polygon:
    """The vertices of a convex polygon in a plane of R^3 in the order of its boundary.

    >>> flat_around([(0, 0, 5), (1, 1, 5), (1, 0, 5), (0, 1, 5)])
    ((0, 0, 5), (1, 0, 5), (1, 1, 5), (0, 1, 5))
    """
    for drop in (2, 1, 0):
        kept = {p[:drop] + p[drop + 1:]: p for p in points}
        if len(kept) == len(points):
            order = around(list(kept))
            (ax, ay), (bx, by) = order[0], order[-1]
            if len(order) < 3 or any((bx - ax) * (y - ay) != (by - ay) * (x - ax) for x, y in order):
                return tuple(kept[p] for p in order)
    return tuple(sorted(points))


def ordered(points: Sequence[Vector], dimension: int) -> Polygon:
    """A convex set with these vertices in 1, 2 or 3 coordinates: a polygon in order, anything else sorted."""
    if len(points) < 3 or dimension < 2:
        return tuple(sorted(points))
    return tuple(around(points)) if dimension == 2 else flat_around(points)


def middle(points: Sequence[Vector]) -> Vector:
    """The mean of some points."""
    return tuple(sum(column) / Fraction(len(points)) for column in zip(*points))


def cross(a: Sequence, b: Sequence) -> Vector:
    """The vector that is orthogonal to two of R^3."""
    return tuple(a[i] * b[j] - a[j] * b[i] for i, j in ((1, 2), (2, 0), (0, 1)))


def nice(size: Fraction) -> Fraction:
    """A step for rounding numbers of a size > 0: a power of ten that fits into it five times or more.

    >>> nice(Fraction(7)), nice(Fraction(1, 30))
    (Fraction(1, 1), Fraction(1, 1000))
    """
    step = Fraction(10) ** ((size.numerator.bit_length() - size.denominator.bit_length()) * 3 // 10)
    while step * 5 > size:
        step /= 10
    while step * 50 <= size:
        step *= 10
    return step


def ticks(lo: Fraction, hi: Fraction, most: int = 6) -> list[Fraction]:
    """Round numbers from lo to hi, `most` at the most: multiples of 1, 2 or 5 times a power of ten.

    >>> [str(x) for x in ticks(Fraction(-1), Fraction(5, 4), 5)]
    ['-1', '-1/2', '0', '1/2', '1']
    """
    step = nice(hi - lo) / 10
    for factor in cycle((2, Fraction(5, 2), 2)):
        if hi // step + -lo // step < most:
            return [step * k for k in range(-(-lo // step), hi // step + 1)]
        step *= factor


def trails(edges: Sequence[tuple]) -> list[list]:
    """Paths that run through every edge once: they are begun where they must be, at ends of an odd number of edges.

    >>> trails([(1, 2), (3, 4), (2, 3)])
    [[1, 2, 3, 4]]
    """
    at: dict = {}
    for i, (a, b) in enumerate(edges):
        at.setdefault(a, []).append(i)
        at.setdefault(b, []).append(i)
    left, found = set(range(len(edges))), []
    for start in sorted(at, key=lambda spot: len(at[spot]) % 2 == 0):
        while True:
            path = [start]
            while True:
                while at[path[-1]] and at[path[-1]][-1] not in left:
                    at[path[-1]].pop()
                if not at[path[-1]]:
                    break
                i = at[path[-1]].pop()
                left.discard(i)
                path.append(edges[i][1] if edges[i][0] == path[-1] else edges[i][0])
            if len(path) == 1:
                break
            found.append(path)
    return found
