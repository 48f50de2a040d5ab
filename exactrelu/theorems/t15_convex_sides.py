"""T15: which side of the boundary is convex."""
from __future__ import annotations

from .conditions import CONSTANT, INDEPENDENT, SHALLOW, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """The side of the sign of c is convex if k = m or k = 0 or m = 1; the other one if k <= 1 or m = 1."""
    m, k = weights.m, weights.k
    own, other = m == 1 or k in (0, m), m == 1 or k <= 1
    return {"{F > 0} is convex": own if weights.c > 0 else other, "{F < 0} is convex": other if weights.c > 0 else own}


def measure(geometry: Geometry) -> dict:
    """Whether every side lies on one side of each hyperplane of its frontier."""
    found = geometry.boundary
    return {"{F > 0} is convex": found.positive.is_convex, "{F < 0} is convex": found.negative.is_convex}


THEOREM = Theorem(
    "T15", "convex_sides",
    "Let the rows be independent, no weight 0 and c != 0, and m >= 2. The side of the sign of c is convex exactly if k = m "
    "(or k = 0: everything), the other side exactly if k = 1 (or k = 0: nothing). For m = 1 both are convex.",
    r"m \geq 2:\ R_{\mathrm{sign}\,c} \text{ convex} \iff k = m,\quad R_{-\mathrm{sign}\,c} \text{ convex} \iff k = 1",
    "proved in proofs/t15_convex_sides.md", SHALLOW, (INDEPENDENT, WEIGHTS, CONSTANT), predict, measure,
    label=lambda seen: f"{sum(seen.values())} convex sides", free=True)
