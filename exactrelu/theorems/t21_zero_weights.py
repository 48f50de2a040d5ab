"""T21: neurons of weight 0 add free directions."""
from __future__ import annotations

from .conditions import CONSTANT, INDEPENDENT, NONEMPTY, SHALLOW
from .instance import Geometry, Weights
from .t17_classification import measured_class
from .theorem import Hypothesis, Theorem

ZERO = Hypothesis("a zero weight", "some output weight must be 0", lambda i: not all(i.weights.w))


def predict(weights: Weights) -> dict:
    """B(m',k) times a linear space, m' the number of weights that are not 0."""
    m, k = len(weights.N) + len(weights.P), weights.k
    return {"class": f"B({m},{k})", "lineality": weights.d - m, "hyperplanes": 2**m - 2**(m - k)}


def measure(geometry: Geometry) -> dict:
    """The class with the measured invariants."""
    found = geometry.boundary
    return {"class": measured_class(found), "lineality": found.lineality, "hyperplanes": found.hyperplanes}


THEOREM = Theorem(
    "T21", "zero_weights",
    "With independent rows, c != 0 and m' weights that are not 0, k of them of sign opposite to c, the boundary is empty "
    "(k = 0) or B(m',k) times a linear space of dimension d - m': d(d+1)/2 classes for invertible layers.",
    r"B \cong B_{m',k} \times \mathbb{R}^{d-m'}",
    "proved in proofs/t21_zero_weights.md", SHALLOW, (INDEPENDENT, CONSTANT, NONEMPTY, ZERO), predict, measure,
    label=lambda seen: seen["class"] or "no label", free=True)
