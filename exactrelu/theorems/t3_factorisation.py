"""T3: a layer is a projection onto a cone followed by an affine map."""
from __future__ import annotations

from .conditions import INDEPENDENT, LAYER
from .instance import Geometry, Weights
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """A pi(x) + b with the closed form of pi; pi(x) lies in the cone; pi leaves the points of the cone where they are."""
    project = weights.sectors.project
    affine = weights.layer.preactivation
    return {"T = L o pi": lambda x: affine(project(x)),
            "pi o pi = pi": lambda x: affine(project(project(x)))}


def measure(geometry: Geometry) -> dict:
    """The values of the layer at d + 1 points of every sector."""
    values = Samples(geometry.samples(geometry.layer, geometry.layer_complex))
    return {"T = L o pi": values, "pi o pi = pi": values}


THEOREM = Theorem(
    "T3", "factorisation",
    "A layer T with independent rows is T = L o pi with L(u) = Au + b and pi(x) = x + sum_i (-y_i(x))^+ a_i*, "
    "a projection onto the cone {y >= 0}, a_i* the dual basis.",
    r"T = L \circ \pi, \quad \pi(x) = x + \sum_i (-y_i(x))^+ a_i^*",
    "projection onto a cone: abstract of arXiv:2310.03482; formula proved in proofs/t3_factorisation.md",
    LAYER, (INDEPENDENT,), predict, measure)
