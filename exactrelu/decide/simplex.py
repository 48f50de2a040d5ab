"""Exact feasibility of linear systems: the simplex method in integers, with Bland's rule.

Source: R. G. Bland, New finite pivoting rules for the simplex method, Math. Oper. Res. 2 (1977);
J. Edmonds, Systems of distinct representatives and linear algebra (1967), for pivots without fractions.
"""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from ..linalg import Vector


def combination(columns: Sequence[Sequence[int]], target: Sequence[int]) -> tuple[dict[int, Fraction] | None, Vector | None]:
    """Either weights w >= 0 with sum w_j columns[j] = target, or a row y with y.columns[j] <= 0 < y.target.

    Exactly one of the two exists (Farkas); the other place is None. The weights are a dictionary without zeros.

    >>> combination([(1, 0), (1, 1)], (3, 1))
    ({0: Fraction(2, 1), 1: Fraction(1, 1)}, None)
    >>> combination([(1, 0), (1, 1)], (0, -1))[1]
    (Fraction(0, 1), Fraction(-1, 1))
    """
    n, height = len(columns), len(target)
    flip = [-1 if x < 0 else 1 for x in target]
    # The tableau, times the common denominator `den`: columns, artificial columns, right-hand side; then the costs.
    rows = [[s * column[i] for column in columns] + [int(i == j) for j in range(height)] + [s * target[i]]
            for i, s in enumerate(flip)]
    cost = [-sum(row[j] for row in rows) for j in range(n)] + [0] * height + [-sum(row[-1] for row in rows)]
    basis, den = list(range(n, n + height)), 1
    while cost[-1]:
        enter = next((j for j in range(n) if cost[j] < 0), None)
        if enter is None:
            return None, tuple(s * Fraction(den - cost[n + i], den) for i, s in enumerate(flip))
        ratios = [(Fraction(row[-1], row[enter]), basis[i], i) for i, row in enumerate(rows) if row[enter] > 0]
        leave = min(ratios)[2]
        head, pivot = rows[leave], rows[leave][enter]
        for row in rows + [cost]:
            if row is not head:
                factor = row[enter]
                row[:] = [(pivot * x - factor * y) // den for x, y in zip(row, head)]
        basis[leave], den = enter, pivot
    return {j: Fraction(row[-1], den) for j, row in zip(basis, rows) if j < n and row[-1]}, None


def feasible(rows: Sequence[Sequence[int]]) -> tuple[Vector | None, dict[int, Fraction] | None]:
    """Either a point x with b + a.x >= 0 for all rows [b, a], or weights w >= 0 with sum w_j rows[j] = [-1, 0, ..., 0].

    >>> feasible([(1, 1), (0, -2)])
    ((Fraction(-1, 1),), None)
    >>> feasible([(-1, 1), (0, -2)])[1]
    {0: Fraction(1, 1), 1: Fraction(1, 2)}
    """
    columns = [tuple(row[1:]) + (-row[0],) for row in rows]
    width = len(columns[0]) - 1 if columns else 0
    weights, y = combination(columns, (0,) * width + (1,))
    return (None, weights) if y is None else (tuple(-x / y[-1] for x in y[:-1]), None)


def bound(rows: Sequence[Sequence[int]], coordinate: int, side: int) -> dict[int, Fraction] | None:
    """Weights w >= 0 with sum w_j a_j = side * unit vector: they bound a coordinate (from 0) below (side 1) or above (-1).

    None if the coordinate is unbounded there; the rows [b, a] are known to have a common point.

    >>> bound([(2, 1, 0), (0, -1, 1)], 0, 1), bound([(2, 1, 0), (0, -1, 1)], 0, -1)
    ({0: Fraction(1, 1)}, None)
    """
    if not rows:
        return None
    return combination([row[1:] for row in rows], [side * int(i == coordinate) for i in range(len(rows[0]) - 1)])[0]
