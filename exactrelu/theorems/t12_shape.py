"""T12: the topology of the boundary and of both sides for one layer of independent rows."""
from __future__ import annotations

from .conditions import CONSTANT, INDEPENDENT, SHALLOW, WEIGHTS
from .instance import Geometry, Weights
from .t8_homotopy import shapes
from .theorem import Theorem

POINT, NOTHING = (1, (1,), ()), (0, (), ())


def predict(weights: Weights) -> dict:
    """Everything is contractible if k > 0; for k = 0 one side is the whole space."""
    names = ("positive side", "negative side") if weights.c > 0 else ("negative side", "positive side")
    found = {"boundary": POINT if weights.k else NOTHING, names[0]: POINT, names[1]: POINT if weights.k else NOTHING}
    bounded = int(weights.d == 1 and weights.k > 0)
    return {**found, "bounded components": (bounded, 0, 0)}


def measure(geometry: Geometry) -> dict:
    """Components and homology of the boundary and the sides, and how many of their components are bounded."""
    found = geometry.boundary
    return {**shapes(found), "bounded components": (found.bounded_components, found.positive.bounded_components,
                                                    found.negative.bounded_components)}


THEOREM = Theorem(
    "T12", "shape",
    "With independent rows, no zero weight and c != 0 the boundary is empty (k = 0) or, like both sides {F > 0} and {F < 0}, "
    "connected and contractible; the sides are unbounded, and the boundary is unbounded unless d = 1, where it is a point.",
    r"k \geq 1 \Rightarrow B \cong \mathbb{R}^{d-1},\ R_\pm \cong \mathbb{R}^d",
    "proved in proofs/t12_shape.md", SHALLOW, (INDEPENDENT, WEIGHTS, CONSTANT), predict, measure)
