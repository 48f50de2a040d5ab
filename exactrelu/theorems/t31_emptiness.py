"""T31: when the boundary is empty, and when all sublevel sets are bounded."""
from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from ..linalg import coordinates, dot, independent_rows, nullspace, rank
from .conditions import SHALLOW
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """F at the minimal flats and its recession function along the rays, from subsets of the rows."""
    at_flats = [_value(weights, point) for point in _points(weights)]
    along_rays = [sum(w * max(dot(a, u), Fraction(0)) for w, a in zip(weights.w, weights.A)) for u in _rays(weights)]
    one_sign = any(all(s * v > 0 for v in at_flats) and all(s * v >= 0 for v in along_rays) for s in (1, -1))
    return {"empty": one_sign, "sublevel sets are bounded": weights.rank == weights.d and all(v > 0 for v in along_rays)}


def _value(weights: Weights, x) -> Fraction:
    return weights.c + sum(w * max(y, Fraction(0)) for w, y in zip(weights.w, weights.layer.preactivation(x)))


def _points(weights: Weights):
    """A point of every minimal flat of the arrangement: where as many independent neurons as possible are 0."""
    r = weights.rank
    for chosen in combinations(range(weights.m), r):
        rows = [weights.A[i] for i in chosen]
        if rank(rows) == r:
            lead = independent_rows(list(zip(*rows)))
            x = [Fraction(0)] * weights.d
            small = [[row[j] for j in lead] for row in rows]
            for j, value in zip(lead, coordinates(list(zip(*small)), [-weights.b[i] for i in chosen])):
                x[j] = value
            yield tuple(x)


def _rays(weights: Weights):
    """Both directions of every line in which all but one of r independent rows vanish, within the row space."""
    kernel = nullspace(weights.A, weights.d)
    for chosen in combinations(weights.A, weights.rank - 1) if weights.rank else ():
        if rank(chosen) == weights.rank - 1:
            (u,) = nullspace(list(chosen) + list(kernel), weights.d)
            yield u
            yield tuple(-x for x in u)


def measure(geometry: Geometry) -> dict:
    """The enumerated boundary; the measured slopes of F along the rays of all regions."""
    maps = geometry.maps(geometry.network)
    slopes = [dot(maps[region.signs].matrix[0], ray) for region in geometry.complex for ray in region.rays]
    return {"empty": geometry.boundary.empty,
            "sublevel sets are bounded": geometry.complex.lineality == 0 and all(slope > 0 for slope in slopes)}


THEOREM = Theorem(
    "T31", "emptiness",
    "B is empty exactly if F has one sign at all minimal flats of the arrangement and nowhere the other sign along its rays. "
    "All sets {F <= t} are bounded exactly if A has rank d and the recession function sum w_i (a_i.u)^+ is positive on all "
    "rays of the central arrangement.",
    r"\{F \leq t\} \text{ bounded for all } t \iff \mathrm{rank}\,A = d,\ F^\infty > 0 \text{ on all rays}",
    "proved in proofs/t31_emptiness.md", SHALLOW, (), predict, measure,
    label=lambda seen: ("empty" if seen["empty"] else "not empty") + (", bounded sublevel sets" if
                                                                      seen["sublevel sets are bounded"] else ""), free=True,
    signed=True)
