"""T18: with the signs of the sides there are 2d boundaries."""
from __future__ import annotations

from .conditions import CONSTANT, INDEPENDENT, SHALLOW, SQUARE, WEIGHTS
from .instance import Geometry, Weights
from .t16_folds import folds
from .t16_folds import predict as predicted_folds
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """k corners, and the folds of T16, which tell the sign of c for d >= 2; for k = 0 the sign of c everywhere."""
    expected = predicted_folds(weights) if weights.k else {"convex folds": 0, "concave folds": 0}
    return {"corners": weights.k, "convex folds": expected["convex folds"], "concave folds": expected["concave folds"],
            "sides": "+-" if weights.k else "+" if weights.c > 0 else "-"}


def measure(geometry: Geometry) -> dict:
    """Corners, folds and the sides that are not empty."""
    found = geometry.boundary
    convex, concave = folds(found)
    return {"corners": len(found.corners), "convex folds": convex, "concave folds": concave,
            "sides": "+" * (not found.positive.empty) + "-" * (not found.negative.empty)}


def signature(seen: dict) -> str:
    """The invariants as a label."""
    if len(seen["sides"]) < 2:
        return {"+": "F > 0", "-": "F < 0", "": "F = 0"}[seen["sides"]]
    return f"{seen['corners']} corners, {seen['convex folds']} convex and {seen['concave folds']} concave folds"


THEOREM = Theorem(
    "T18", "signed_classification",
    "Let the layer be invertible, no weight 0 and c != 0. Up to affine bijections that carry {F < 0}, {F = 0}, {F > 0} to "
    "the same of another network there are exactly 2d classes with non-empty boundary if d >= 2, one for each k and sign of "
    "c, told apart by corners and convex folds; one class if d = 1; and for k = 0 the classes F > 0 and F < 0.",
    r"(R_-, B, R_+) \cong (R'_-, B', R'_+) \iff (k, \mathrm{sign}\,c) = (k', \mathrm{sign}\,c') \quad (d \geq 2)",
    "proved in proofs/t18_signed_classification.md", SHALLOW, (SQUARE, INDEPENDENT, WEIGHTS, CONSTANT), predict, measure,
    label=signature, signed=True)
