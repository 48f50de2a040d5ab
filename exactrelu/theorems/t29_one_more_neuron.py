"""T29: one neuron more than inputs."""
from __future__ import annotations

from .conditions import GENERAL, ONE_MORE, SHALLOW, TRANSVERSAL, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """At most 2^(d+1) - 2 pieces."""
    return {"pieces": 2**(weights.d + 1) - 2}


def measure(geometry: Geometry) -> dict:
    """The pieces."""
    return {"pieces": geometry.boundary.pieces}


THEOREM = Theorem(
    "T29", "one_more_neuron",
    "With m = d + 1 neurons whose hyperplanes are in general position, no zero weight and 0 a transversal value, the "
    "boundary has at most 2^(d+1) - 2 pieces; the polytope {sum x_i^+ + (-1 - sum x_i)^+ = 1} has so many.",
    r"m = d + 1:\ \#\mathrm{pieces} \leq 2^{d+1} - 2",
    "proved in proofs/t29_one_more_neuron.md", SHALLOW, (ONE_MORE, GENERAL, WEIGHTS, TRANSVERSAL), predict, measure,
    {"pieces": "<="}, label=lambda seen: f"{seen['pieces']} pieces", free=True)
