"""T24: fewer neurons than inputs."""
from __future__ import annotations

from .conditions import CONSTANT, INDEPENDENT, NONEMPTY, SHALLOW, WEIGHTS
from .instance import Geometry, Weights
from .t17_classification import measured_class
from .theorem import Hypothesis, Samples, Theorem

FEW = Hypothesis("m < d", "the layer must have fewer neurons than inputs", lambda i: i.weights.m < i.weights.d)


def predict(weights: Weights) -> dict:
    """B(m,k) times R^(d-m), and T = L o pi with the dual basis A^T (A A^T)^-1."""
    project = weights.sectors.project
    return {"class": f"B({weights.m},{weights.k})", "lineality": weights.d - weights.m,
            "T = L o pi": lambda x: weights.layer.preactivation(project(x))}


def measure(geometry: Geometry) -> dict:
    """The class with the measured invariants, and values of the layer."""
    found = geometry.boundary
    return {"class": measured_class(found), "lineality": found.lineality,
            "T = L o pi": Samples(geometry.samples(geometry.layer))}


THEOREM = Theorem(
    "T24", "few_neurons",
    "With m < d independent rows, no zero weight and c != 0, a non-empty boundary is B(m,k) times R^(d-m): exactly m classes. "
    "T = L o pi still holds, with the dual basis A^T (A A^T)^-1.",
    r"B \cong B_{m,k} \times \mathbb{R}^{d-m}",
    "proved in proofs/t24_few_neurons.md", SHALLOW, (FEW, INDEPENDENT, WEIGHTS, CONSTANT, NONEMPTY), predict, measure)
