"""T38: the number of activation regions of two layers, the first one invertible."""
from __future__ import annotations

from itertools import combinations
from math import comb

from ..complex import Complex
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..network import Layer, Network
from .conditions import INDEPENDENT, SQUARE
from .instance import Geometry, Instance, Weights
from .t32_face_order import signs_of_faces
from .theorem import Hypothesis, Theorem

TWO_HIDDEN = Hypothesis("two hidden layers", "the network must have two hidden layers", lambda i: len(i.weights.layers) == 2)


def on_orthant(weights: Weights) -> Complex:
    """The second layer on the orthant, with the coordinates as neurons as well, so that cells know their support."""
    d, second = weights.m, weights.layers[1]
    unit = tuple(tuple(int(i == j) for j in range(d)) for i in range(d))
    orthant = Domain.polytope([(0,) + row for row in unit])
    return enumerate_regions(Network(Layer(unit + second.W, (0,) * d + second.b)), orthant, engine="fan")


def cells_on_orthant(weights: Weights) -> list[tuple[int, frozenset, frozenset]]:
    """(dimension, support J, neurons S of the second layer that vanish) of every cell in the orthant."""
    d, cx = weights.m, on_orthant(weights)
    return [(level, frozenset(j for j in range(d) if signs[j] == "+"),
             frozenset(i for i, s in enumerate(signs[d:]) if s == "0"))
            for level, group in enumerate(signs_of_faces(cx)) for _, signs in group]


def is_generic(instance: Instance) -> bool:
    """Whether every flat of the second layer has the right codimension in every face of the orthant that it meets."""
    return all(dimension == len(support) - len(zero) for dimension, support, zero in cells_on_orthant(instance.weights))


GENERIC = Hypothesis("generic second layer", "every flat of the second layer must meet each open face of the orthant in the "
                     "codimension of its number of neurons, or not at all", is_generic)


def predict(weights: Weights) -> dict:
    """The sum over sets S of neurons of the number of faces of {z >= 0, S vanishes}; the bound U(d, m)."""
    cells = {(support, zero) for _, support, zero in cells_on_orthant(weights)}
    m = weights.layers[1].neurons
    count = sum(len({support for support, zero in cells if set(chosen) <= zero})
                for size in range(m + 1) for chosen in combinations(range(m), size))
    return {"regions": count, "largest number": largest(weights.m, m)}


def measure(geometry: Geometry) -> dict:
    """The regions of the complex."""
    return {"regions": len(geometry.complex), "largest number": len(geometry.complex)}


def largest(d: int, m: int) -> int:
    """U(d, m) = sum over s of C(m, s) times the largest number of faces of a simple (d-s)-polyhedron with d facets.

    >>> [largest(d, d) for d in range(1, 7)], largest(2, 3), largest(3, 4)
    ([3, 11, 39, 143, 523, 1931], 16, 58)
    """
    return sum(comb(m, s) * _faces(d - s, d) for s in range(min(d, m) + 1))


def _faces(n: int, facets: int) -> int:
    """The non-empty faces of the dual cyclic n-polytope with that many facets (the orthant for n = facets)."""
    if n == facets:
        return 2**n
    h = [comb(facets - n - 1 + min(i, n - i), min(i, n - i)) for i in range(n + 1)]
    return sum(x * 2**(n - i) for i, x in enumerate(h))


THEOREM = Theorem(
    "T38", "two_layers",
    "With an invertible first layer and a generic second one of m neurons, the number of activation regions is the sum over "
    "sets S of neurons of the number of non-empty faces of {z >= 0 : the neurons of S vanish}; it is at most U(d,m): "
    "3, 11, 39, 143, 523 for m = d = 1, ..., 5.",
    r"\#\mathrm{regions} = \sum_{S \subset [m]} \#\mathrm{faces}(Q_S) \leq U(d, m) = \sum_s \binom{m}{s} \Phi(d-s, d)",
    "proved in proofs/t38_two_layers.md, with the upper bound theorem (McMullen)",
    TWO_HIDDEN, (SQUARE, INDEPENDENT, GENERIC), predict, measure, {"largest number": "<="},
    label=lambda seen: f"{seen['regions']} regions", free=True)
