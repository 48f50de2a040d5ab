"""R15: regions of an arrangement have at most 2d facets on average."""
from __future__ import annotations

from fractions import Fraction

from .conditions import LAYER
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """2d."""
    return {"average number of facets": Fraction(2 * weights.d)}


def measure(geometry: Geometry) -> dict:
    """Twice the walls of the first layer's complex by its regions."""
    cx = geometry.layer_complex
    return {"average number of facets": Fraction(2 * len(cx.walls), len(cx))}


THEOREM = Theorem(
    "R15", "average_facets",
    "The regions of an arrangement of hyperplanes in R^d have at most 2d facets on average.",
    r"\frac{2\,\#\mathrm{walls}}{\#\mathrm{regions}} \leq 2d",
    "folklore; proved in proofs/r15_average_facets.md", LAYER, (), predict, measure, {"average number of facets": "<="},
    label=lambda seen: f"average {seen['average number of facets']}", free=True)
