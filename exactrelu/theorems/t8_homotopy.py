"""T8: preimages under a layer are homotopy equivalent to their part of the orthant."""
from __future__ import annotations

from ..boundary import Boundary
from .conditions import INDEPENDENT, SCALAR
from .instance import Geometry, Weights
from .order import rest_on_orthant, shapes_by_order
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


def predict(weights: Weights) -> dict:
    """The shape of {F' = 0} in the orthant, F' the network after the first layer, from the order of sign vectors there."""
    return shapes_by_order(rest_on_orthant(weights), ("boundary",))


def measure(geometry: Geometry) -> dict:
    """The shape of {F = 0} in R^d, from the bounded faces of its face lattice."""
    return {"boundary": shapes(geometry.boundary)["boundary"]}


THEOREM = Theorem(
    "T8", "homotopy",
    "If the rows of the first layer T are independent then T^-1(Q) is homotopy equivalent to the part of Q in the orthant, "
    "for every set Q: components and all homology groups agree. Checked for Q = {F' = 0}, F' the rest of the network.",
    r"T^{-1}(Q) \simeq Q \cap \mathbb{R}^m_{\geq 0}",
    "proved in proofs/t8_homotopy.md", SCALAR, (INDEPENDENT,), predict, measure)
