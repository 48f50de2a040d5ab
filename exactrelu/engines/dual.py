"""The facets of a cone from its generators: the double description method on one small cone.

The dual cone of the first independent generators is simplicial; each further generator g cuts the half-space h.g >= 0
out of it. Two extreme rays of the dual are joined by an edge if no third one vanishes on every generator on which both
vanish (Motzkin et al. 1953). Cones here are small, so this is plain Python with integers; a set of generators is
an integer with a bit for each of them.
"""
from __future__ import annotations

from math import gcd
from operator import mul
from typing import Sequence

from ..linalg import Matrix, independent_rows, inverse, nullspace, pivots
from ..network import IntRow
from ..rational import primitive


def dual_cone(generators: Sequence[IntRow]) -> tuple[list[IntRow], Matrix]:
    """(facets h, equations e) of a cone: h.g >= 0 and e.g = 0 for its generators g, which may be redundant.

    The facets are 0 in every column that is a combination, on the generators, of columns further left; there is one
    equation for each of these columns, with a 1 there.

    >>> dual_cone([(1, 0, 0), (1, 2, 4), (1, 1, 2)])           # the segment from (0, 0) to (2, 4), as a cone
    ([(0, 1, 0), (2, -1, 0)], ((Fraction(0, 1), Fraction(-2, 1), Fraction(1, 1)),))
    """
    n, columns, basis = len(generators[0]), pivots(generators), independent_rows(generators)
    rows = [tuple(g[c] for c in columns) for g in generators]
    every = sum(1 << i for i in basis)
    facets = {primitive(h): every - (1 << i) for i, h in zip(basis, zip(*inverse([rows[i] for i in basis])))}
    for i, row in enumerate(rows):
        if not every >> i & 1:
            facets = _cut(facets, row, 1 << i)
    wide = [dict(zip(columns, h)) for h in facets]
    return sorted(tuple(h.get(c, 0) for c in range(n)) for h in wide), nullspace(generators, n)


def _cut(facets: dict[IntRow, int], row: IntRow, bit: int) -> dict[IntRow, int]:
    """The extreme rays of the dual, with the generators on which they vanish, after one more generator."""
    values = {h: sum(map(mul, h, row)) for h in facets}
    found = {h: on | bit * (not values[h]) for h, on in facets.items() if values[h] >= 0}
    minus = [h for h in facets if values[h] < 0]
    plus = [h for h in facets if values[h] > 0] if minus else []
    for u in plus:
        for v in minus:
            common = facets[u] & facets[v]
            if common.bit_count() >= len(row) - 2 and sum(common & on == common for on in facets.values()) == 2:
                h = [values[u] * y - values[v] * x for x, y in zip(u, v)]
                divisor = gcd(*h)
                found[tuple(x // divisor for x in h)] = common | bit
    return found
