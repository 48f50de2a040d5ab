"""R17: the Euler relation."""
from __future__ import annotations

import numpy as np

from ..complex import FINITE
from .conditions import SCALAR
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """(-1)^d, for the complex and for the sum of the three parts."""
    return {"complex": (-1)**weights.d, "{F > 0}, {F = 0}, {F < 0} together": (-1)**weights.d}


def measure(geometry: Geometry) -> dict:
    """Alternating sums of face numbers; the three parts are counted each for itself in the refined complex."""
    found = geometry.boundary
    cx = found.complex
    parts = [side.masks for side in (found, found.positive, found.negative)]
    total = sum((-1)**(level + cx.lineality) * int(np.count_nonzero(mask & (cx.reach[level] & FINITE != 0)))
                for masks in parts for level, mask in enumerate(masks))
    return {"complex": geometry.complex.euler_characteristic, "{F > 0}, {F = 0}, {F < 0} together": total}


THEOREM = Theorem(
    "R17", "euler",
    "The alternating sum of the numbers of cells of a complex that covers R^d is (-1)^d; those of {F > 0}, {F = 0} and "
    "{F < 0} add up to it.",
    r"\sum_j (-1)^j f_j = (-1)^d = \chi_c(R_+) + \chi_c(B) + \chi_c(R_-)",
    "proved in proofs/r17_euler.md", SCALAR, (), predict, measure)
