"""Exact linear programs: the simplex method in integers, with Bland's rule.

Source: R. G. Bland, New finite pivoting rules for the simplex method, Math. Oper. Res. 2 (1977);
J. Edmonds, Systems of distinct representatives and linear algebra (1967), for pivots without fractions.
"""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from ..linalg import Vector


def combination(columns: Sequence[Sequence[int]], target: Sequence[int],
                costs: Sequence[int] | None = None) -> tuple[dict[int, Fraction] | None, Vector | None]:
    """Either weights w >= 0 with sum w_j columns[j] = target, or a row y with y.columns[j] <= 0 < y.target.

    Exactly one of the two exists (Farkas); the other place is None. The weights are a dictionary without zeros.
    With costs: weights of least cost and a row with y.columns[j] <= costs[j], y.target = the cost; two Nones if the costs
    have no least value.

    >>> combination([(1, 0), (1, 1)], (3, 1))
    ({0: Fraction(2, 1), 1: Fraction(1, 1)}, None)
    >>> combination([(1, 0), (1, 1)], (0, -1))[1]
    (Fraction(0, 1), Fraction(-1, 1))
    >>> combination([(1,), (2,)], (4,), (2, 3))
    ({1: Fraction(2, 1)}, (Fraction(3, 2),))
    """
    n, height = len(columns), len(target)
    flip = [-1 if x < 0 else 1 for x in target]
    # The tableau, times the common denominator `den`: columns, artificial columns, right-hand side; then the costs.
    rows = [[s * column[i] for column in columns] + [int(i == j) for j in range(height)] + [s * target[i]]
            for i, s in enumerate(flip)]
    cost = [-sum(row[j] for row in rows) for j in range(n)] + [0] * height + [-sum(row[-1] for row in rows)]
    basis, den = list(range(n, n + height)), 1
    den, _ = _minimise(rows, cost, basis, den, n)
    if cost[-1]:
        return None, tuple(s * Fraction(den - cost[n + i], den) for i, s in enumerate(flip))
    y = None
    if costs is not None:
        for i, row in enumerate(rows):
            enter = next((j for j in range(n) if row[j]), None) if basis[i] >= n else None
            if enter is not None:                  # an artificial column leaves; its value is 0
                row[:] = [-x for x in row] if row[enter] < 0 else row
                den = _pivot(rows, cost, basis, den, i, enter)
        price = [costs[j] if j < n else 0 for j in basis]
        cost = [den * c - sum(x * row[j] for x, row in zip(price, rows)) for j, c in enumerate([*costs, *[0] * (height + 1)])]
        den, bounded = _minimise(rows, cost, basis, den, n)
        if not bounded:
            return None, None
        y = tuple(s * Fraction(-cost[n + i], den) for i, s in enumerate(flip))
    return {j: Fraction(row[-1], den) for j, row in zip(basis, rows) if j < n and row[-1]}, y


def _minimise(rows: list, cost: list, basis: list[int], den: int, n: int) -> tuple[int, bool]:
    """Pivots by Bland's rule among the first n columns until no cost is negative; (den, whether there is a least cost)."""
    while True:
        enter = next((j for j in range(n) if cost[j] < 0), None)
        if enter is None:
            return den, True
        ratios = [(Fraction(row[-1], row[enter]), basis[i], i) for i, row in enumerate(rows) if row[enter] > 0]
        if not ratios:
            return den, False
        den = _pivot(rows, cost, basis, den, min(ratios)[2], enter)


def _pivot(rows: list, cost: list, basis: list[int], den: int, leave: int, enter: int) -> int:
    """Column `enter` replaces the basic one of row `leave`; the new denominator."""
    head, pivot = rows[leave], rows[leave][enter]
    for row in rows + [cost]:
        if row is not head:
            factor = row[enter]
            row[:] = [(pivot * x - factor * y) // den for x, y in zip(row, head)]
    basis[leave] = enter
    return pivot


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


def least(rows: Sequence[Sequence[int]], goal: Sequence[int]) -> tuple[Vector | None, dict[int, Fraction] | None]:
    """The least value of a form c + v.x where b + a.x >= 0 for all rows [b, a]: a point where it is attained, weights w >= 0.

    goal = value * (1, 0, ..., 0) + sum w_j rows[j]. If no point satisfies the rows: (None, weights as from `feasible`); if
    the form has no least value: (None, None).

    >>> least([(1, 1), (0, -2)], (5, 3))
    ((Fraction(-1, 1),), {0: Fraction(3, 1)})
    >>> least([(1, 1)], (0, -1)), least([(-1, 1), (0, -2)], (0, 1))
    ((None, None), (None, {0: Fraction(1, 1), 1: Fraction(1, 2)}))
    """
    weights, y = combination([row[1:] for row in rows], goal[1:], [row[0] for row in rows])
    return (None, feasible(rows)[1]) if weights is None else (tuple(-x for x in y), weights)


def bound(rows: Sequence[Sequence[int]], coordinate: int, side: int) -> dict[int, Fraction] | None:
    """Weights w >= 0 with sum w_j a_j = side * unit vector: they bound a coordinate (from 0) below (side 1) or above (-1).

    None if the coordinate is unbounded there; the rows [b, a] are known to have a common point.

    >>> bound([(2, 1, 0), (0, -1, 1)], 0, 1), bound([(2, 1, 0), (0, -1, 1)], 0, -1)
    ({0: Fraction(1, 1)}, None)
    """
    if not rows:
        return None
    return combination([row[1:] for row in rows], [side * int(i == coordinate) for i in range(len(rows[0]) - 1)])[0]
