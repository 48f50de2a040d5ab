"""T8: preimages under a layer are homotopy equivalent to their part of the orthant."""
from __future__ import annotations

from ..boundary import Boundary, boundary
from ..domain import Domain
from ..network import Layer, Network
from .conditions import INDEPENDENT, SCALAR
from .instance import Geometry, Weights
from .theorem import Theorem


def shape(components: int, betti: tuple[int, ...], torsion: tuple) -> tuple:
    """(components, Betti numbers, torsion) without trailing zeros, so that it does not depend on the dimension.

    >>> shape(1, (1, 1, 0), ((), (), ()))
    (1, (1, 1), ())
    """
    while betti and not betti[-1]:
        betti = betti[:-1]
    while torsion and not torsion[-1]:
        torsion = torsion[:-1]
    return components, betti, torsion


def shapes(found: Boundary) -> dict[str, tuple]:
    """The shape of the boundary and of both sides."""
    return {"boundary": shape(found.components, *found.homology),
            "positive side": shape(found.positive.components, *found.positive.homology),
            "negative side": shape(found.negative.components, *found.negative.homology)}


def rest_on_orthant(weights: Weights) -> Boundary:
    """The boundary of the network after the first layer, on the orthant {z >= 0}."""
    m = weights.m
    last = Layer(weights.last.matrix, weights.last.vector, "linear")
    orthant = Domain.polytope([[0] + [int(i == j) for j in range(m)] for i in range(m)])
    return boundary(Network(weights.layers[1:] + (last,)), 0, domain=orthant, engine="fan")


def predict(weights: Weights) -> dict:
    """The shape of {F' = 0} in the orthant, F' the network after the first layer."""
    return {"boundary": shapes(rest_on_orthant(weights))["boundary"]}


def measure(geometry: Geometry) -> dict:
    """The shape of {F = 0}."""
    return {"boundary": shapes(geometry.boundary)["boundary"]}


THEOREM = Theorem(
    "T8", "homotopy",
    "If the rows of the first layer T are independent then T^-1(Q) is homotopy equivalent to the part of Q in the orthant, "
    "for every set Q: components and all homology groups agree. Checked for Q = {F' = 0}, F' the rest of the network.",
    r"T^{-1}(Q) \simeq Q \cap \mathbb{R}^m_{\geq 0}",
    "proved in proofs/t8_homotopy.md", SCALAR, (INDEPENDENT,), predict, measure)
