"""T35: depth changes the topology of the sides only by intersection with orthants."""
from __future__ import annotations

from .conditions import DEEP, INDEPENDENT
from .instance import Geometry, Weights
from .order import rest_on_orthant, shapes_by_order
from .t8_homotopy import shapes
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """The shapes of {F' = 0}, {F' > 0} and {F' < 0} in the orthant, from the order of sign vectors there."""
    return shapes_by_order(rest_on_orthant(weights))


def measure(geometry: Geometry) -> dict:
    """The shapes of {F = 0}, {F > 0} and {F < 0} in R^d, from bounded faces and from cochains."""
    return shapes(geometry.boundary)


THEOREM = Theorem(
    "T35", "depth_topology",
    "If the rows of the first layer are independent, the boundary and both sides of a deep network F are homotopy equivalent "
    "to those of the network F' after the first layer, restricted to the orthant.",
    r"R_\pm(F) \simeq R_\pm(F') \cap \mathbb{R}^m_{\geq 0}",
    "effect of depth: abstract of arXiv:2310.03482; statement proved in proofs/t35_depth_topology.md",
    DEEP, (INDEPENDENT,), predict, measure)
