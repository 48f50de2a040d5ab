"""T14: the number of faces of every dimension of the boundary."""
from __future__ import annotations

from math import comb

import numpy as np

from ..complex import FINITE
from .conditions import CONSTANT, INDEPENDENT, SHALLOW, SQUARE, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Theorem, need


def predict(weights: Weights) -> dict:
    """Coefficients of (1+2t)^d - (1+t)^k (1+2t)^(d-k); bounded faces are those of a simplex with k corners."""
    d, k = weights.d, weights.k
    need(k <= d, f"the formula has (1+2t)^(d-k), and k = {k} is larger than d = {d}")
    some = [sum(comb(k, i) * comb(d - k, j - i) * 2**(j - i) for i in range(j + 1) if j >= i) for j in range(d + 1)]
    return {"f_vector": tuple(comb(d, j) * 2**j - some[j] for j in range(1, d + 1)),
            "bounded faces": tuple(comb(k, j + 1) for j in range(d)),
            "unbounded edges": k * (2 * d - k - 1) if d > 1 else 0,
            "pieces at each corner": frozenset({2**(d - 1)} if k else {}),
            "edges at each corner": frozenset({2 * (d - 1)} if k else {})}


def measure(geometry: Geometry) -> dict:
    """The faces of the boundary in the lattice, and the incidences of its vertices."""
    found = geometry.boundary
    cx, d = found.complex, found.complex.dimension
    nothing = [[]] * cx.lineality                        # every face contains the lineality space
    finite = nothing + [np.flatnonzero(mask & (reach & FINITE != 0)).tolist() for mask, reach in zip(found.masks, cx.reach)]
    bounded = [0] * d if cx.lineality else \
        [int(np.count_nonzero(mask & (reach == FINITE))) for mask, reach in zip(found.masks, cx.reach)]

    def at_each_vertex(dimension):
        times = dict.fromkeys(finite[0], 0)
        for face in finite[dimension] if times else ():
            for ray in cx.rays_of(dimension, face).tolist():
                if ray in times:
                    times[ray] += 1
        return frozenset(times.values())

    return {"f_vector": found.f_vector[:d], "bounded faces": tuple(bounded[:d]),
            "unbounded edges": len(finite[1]) - bounded[1] if d > 1 else 0,
            "pieces at each corner": at_each_vertex(d - 1),
            "edges at each corner": at_each_vertex(1) if d > 1 else frozenset({0} if finite[0] else {})}


THEOREM = Theorem(
    "T14", "f_vector",
    "With an invertible layer, no zero weight and c != 0, the numbers f_j of j-dimensional faces of the boundary satisfy "
    "sum f_j t^(j+1) = (1+2t)^d - (1+t)^k (1+2t)^(d-k). The bounded faces are those of a simplex with k corners; there are "
    "k(2d-k-1) unbounded edges, and every corner lies in 2^(d-1) pieces and 2(d-1) edges.",
    r"\sum_j f_j t^{j+1} = (1+2t)^d - (1+t)^k (1+2t)^{d-k}",
    "proved in proofs/t14_f_vector.md", SHALLOW, (SQUARE, INDEPENDENT, WEIGHTS, CONSTANT), predict, measure)
