"""T36: the boundary of a deep network, region by region."""
from __future__ import annotations

from .conditions import SCALAR
from .instance import Geometry, Weights
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """The affine functional of every region, by products of the weights; the boundary is thick where it is 0."""
    functional = weights.network.affine_map
    return {"functional": functional,
            "thick": lambda signs: not any(functional(signs).matrix[0]) and not functional(signs).vector[0],
            "no more pieces than regions": True}


def measure(geometry: Geometry) -> dict:
    """The affine maps through values of F; the regions where the refined complex has sign 0."""
    found = geometry.boundary
    thick = {signs[:-1] for signs in found.complex.signs if signs[-1] == "0"}
    return {"functional": Samples(geometry.maps(geometry.network)),
            "thick": Samples({signs: signs in thick for signs in geometry.complex.signs}),
            "no more pieces than regions": found.pieces <= len(geometry.complex)}


THEOREM = Theorem(
    "T36", "deep_boundary",
    "On a region with active sets I_1, ..., I_N the boundary is the zero set of the affine functional "
    "w.D_(I_N)(A_N(...D_(I_1)(A_1 x + b_1)...) + b_N) + c. It is thick exactly on the regions where that is identically 0, "
    "and it has at most as many pieces as there are regions.",
    r"B \cap R = \{x \in R : w \cdot D_{I_N}(A_N(\cdots D_{I_1}(A_1 x + b_1) \cdots) + b_N) + c = 0\}",
    "proved in proofs/t36_deep_boundary.md", SCALAR, (), predict, measure)
