"""T22: without a constant the boundary is thick."""
from __future__ import annotations

from math import comb

from .conditions import CENTRAL_OUTPUT, INDEPENDENT, SHALLOW
from .instance import Geometry, Weights
from .t17_classification import measured_class
from .theorem import Hypothesis, Theorem

SOME = Hypothesis("a weight", "some output weight must not be 0", lambda i: any(i.weights.w))


def predict(weights: Weights) -> dict:
    """B0(p,q) with its (2^p - 1)(2^q - 1) hyperplanes and, if nothing is degenerate, its f-vector."""
    p, q = max(weights.plus, weights.minus), min(weights.plus, weights.minus)
    found = {"class": f"B0({p},{q})", "hyperplanes": (2**p - 1) * (2**q - 1), "thick regions": 2**(weights.m - p - q),
             "lineality": weights.d - p - q}
    if p + q == weights.d:
        found["f_vector"] = tuple(comb(p + q, j) + _outside(p, q, j + 1) for j in range(p + q + 1))
    return found


def _outside(p: int, q: int, power: int) -> int:
    """The coefficient of t^power in ((1+2t)^p - (1+t)^p) ((1+2t)^q - (1+t)^q)."""
    factor = lambda n, i: comb(n, i) * (2**i - 1)  # noqa: E731
    return sum(factor(p, i) * factor(q, power - i) for i in range(power + 1))


def measure(geometry: Geometry) -> dict:
    """The class with the measured invariants, and the faces."""
    found = geometry.boundary
    return {"class": measured_class(found), "hyperplanes": found.hyperplanes, "thick regions": found.thick_regions,
            "lineality": found.lineality, "f_vector": found.f_vector}


THEOREM = Theorem(
    "T22", "thick_boundary",
    "With independent rows and c = 0, p positive and q negative weights (p + q >= 1), {F = 0} is equivalent to "
    "B0(p,q) = {z_1^+ + ... + z_p^+ = z_(p+1)^+ + ... + z_(p+q)^+} times a linear space. It contains the sector where all "
    "these neurons are off, and (2^p - 1)(2^q - 1) further pieces in distinct hyperplanes. d + floor(d^2/4) classes.",
    r"c = 0:\ B \cong B^0_{p,q} \times \mathbb{R}^{d-p-q}",
    "proved in proofs/t22_thick_boundary.md", SHALLOW, (INDEPENDENT, CENTRAL_OUTPUT, SOME), predict, measure,
    label=lambda seen: seen["class"] or "no label", free=True)
