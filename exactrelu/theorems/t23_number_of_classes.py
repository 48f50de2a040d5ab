"""T23: how many boundaries an invertible layer has in all, with any weights and constant."""
from __future__ import annotations

from ..classes import classify
from .conditions import INDEPENDENT, SHALLOW, SQUARE
from .instance import Geometry, Weights
from .t16_folds import folds
from .t17_classification import measured_class
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """The class by closed form."""
    return {"class": classify(weights.A, weights.b, weights.w, weights.c).label}


def measure(geometry: Geometry) -> dict:
    """The class with the measured invariants; the sides that are not empty and the folds, which tell signed classes apart."""
    found = geometry.boundary
    return {"class": measured_class(found), "folds": folds(found),
            "sides": "+" * (not found.positive.empty) + "-" * (not found.negative.empty)}


def signed_class(seen: dict) -> str:
    """The class with what tells its two signs apart."""
    convex, concave = seen["folds"]
    return f"{seen['class']}, sides {seen['sides'] or 'none'}, {convex} convex and {concave} concave folds"


THEOREM = Theorem(
    "T23", "number_of_classes",
    "The boundaries of all networks with one invertible d x d layer fall into d(d+1)/2 + d + floor(d^2/4) + 2 classes up to "
    "affine bijections (4, 8, 13, 20 for d = 1, ..., 4), and into (3d^2 + 5d)/2 + 2 if the sides are to correspond "
    "(6, 13, 23, 36).",
    r"\tfrac{d(d+1)}{2} + d + \lfloor d^2/4 \rfloor + 2, \quad \tfrac{3d^2+5d}{2} + 2",
    "proved in proofs/t23_number_of_classes.md", SHALLOW, (SQUARE, INDEPENDENT), predict, measure,
    label=signed_class, signed=True)
