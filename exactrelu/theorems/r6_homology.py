"""R6: the bounded faces carry the homology of a boundary; cochains of cells that of a side."""
from __future__ import annotations

from .conditions import SCALAR
from .instance import Geometry, Weights
from .order import shapes_by_order
from .t8_homotopy import shapes
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """Components by union-find and homology by chains of cells, both from the order of sign vectors alone (T32).

    The sign vectors are those of the measured complex; faces, walls, generators and their incidences are not used.
    """
    return shapes_by_order(Geometry(weights.network).boundary.complex)


def measure(geometry: Geometry) -> dict:
    """Components by bounded edges and walls; homology by bounded faces and by cochains."""
    return shapes(geometry.boundary)


THEOREM = Theorem(
    "R6", "homology",
    "If no cell contains a line, a closed union of cells is homotopy equivalent to the union of its bounded faces; the "
    "homology of an open side is dual to the cohomology of the cochains of its cells. Both agree, over the integers, with the "
    "complex of chains of sign vectors, and the components with a union-find over their order.",
    r"H_*(X) \cong H_*(\text{bounded faces of } X), \quad H_j(U) \cong H^{d-j}_c(U)",
    "proved in proofs/r6_homology.md", SCALAR, (), predict, measure,
    label=lambda seen: f"b(B) = {seen['boundary'][1]}", free=True)
