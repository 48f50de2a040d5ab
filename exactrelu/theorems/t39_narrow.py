"""T39: networks no wider than their input have no bounded components."""
from __future__ import annotations

from .conditions import SCALAR
from .instance import Geometry, Weights
from .theorem import Hypothesis, Theorem

NARROW = Hypothesis("narrow", "no hidden layer may have more neurons than the network has inputs",
                    lambda i: all(width <= i.weights.d for width in i.network.hidden))


def predict(weights: Weights) -> dict:
    """No bounded component of a side, open or closed; none of the boundary if d >= 2."""
    found = {"bounded components of {F > 0}": 0, "bounded components of {F < 0}": 0,
             "bounded components of {F >= 0}": 0, "bounded components of {F <= 0}": 0}
    return {**found, "bounded components of {F = 0}": 0} if weights.d > 1 else found


def measure(geometry: Geometry) -> dict:
    """The bounded components in the refined complex."""
    found = geometry.boundary
    return {"bounded components of {F > 0}": found.positive.bounded_components,
            "bounded components of {F < 0}": found.negative.bounded_components,
            "bounded components of {F >= 0}": found.positive.closed_components[1],
            "bounded components of {F <= 0}": found.negative.closed_components[1],
            "bounded components of {F = 0}": found.bounded_components}


THEOREM = Theorem(
    "T39", "narrow",
    "If no hidden layer is wider than the number d of inputs, every component of {F > t}, {F < t}, {F >= t} and {F <= t} is "
    "unbounded, and for d >= 2 every component of {F = t} as well. Checked for t = 0.",
    r"\max_l n_l \leq d \Rightarrow \text{no bounded component of } \{F > t\}, \{F < t\}",
    "Beise et al., arXiv:1807.01194; Johnson 2019; proved in proofs/t39_narrow.md", SCALAR, (NARROW,), predict, measure,
    label=lambda seen: "no bounded component" if not any(seen.values()) else "some bounded component", free=True)
