"""T26: zero, repeated and opposite rows merge."""
from __future__ import annotations

from fractions import Fraction

from ..linalg import dot, nullspace
from ..rational import primitive
from .conditions import SHALLOW
from .instance import Geometry, Weights
from .theorem import Samples, Theorem


def merged(weights: Weights) -> tuple[list, list, Fraction]:
    """(neurons (w, a, b) of pairwise different hyperplanes, linear terms (w, a, b), constant) with the same sum."""
    neurons: list[list] = []
    linear: list[tuple] = []
    constant = weights.c
    for w, a, b in zip(weights.w, weights.A, weights.b):
        if not any(a):
            constant += w * max(b, Fraction(0))
            continue
        lead = next(i for i, x in enumerate(a) if x)
        for other in neurons:
            ratio = a[lead] / other[1][lead] if other[1][lead] else Fraction(0)
            if ratio and a == tuple(ratio * x for x in other[1]) and b == ratio * other[2]:
                other[0] += abs(ratio) * w
                if ratio < 0:                       # (-y)^+ = y^+ - y
                    linear.append((ratio * w, other[1], other[2]))
                break
        else:
            neurons.append([w, a, b])
    return neurons, linear, constant


def predict(weights: Weights) -> dict:
    """The merged sum, and its number of hyperplanes."""
    neurons, linear, constant = merged(weights)
    return {"F": lambda x: constant + sum(w * max(dot(a, x) + b, Fraction(0)) for w, a, b in neurons)
            + sum(w * (dot(a, x) + b) for w, a, b in linear),
            "hyperplanes of walls": len(neurons)}


def measure(geometry: Geometry) -> dict:
    """Values of F, and the hyperplanes that the walls between regions span."""
    cx = geometry.complex
    level = len(cx.fan.levels) - 1
    planes = {primitive(nullspace(cx.fan.rays[cx.rays_of(level, wall)].tolist(), cx.fan.rays.shape[1])[0])
              for wall in cx.walls[:, 2].tolist()}
    return {"F": Samples(geometry.samples(lambda x: geometry.network(x)[0])), "hyperplanes of walls": len(planes)}


THEOREM = Theorem(
    "T26", "merging",
    "A zero row adds the constant w_i b_i^+. Rows (a_i, b_i) = s (a_j, b_j) merge: for s > 0 with weight w_j + s w_i; for "
    "s < 0 with weight w_j + |s| w_i and the linear term s w_i y_j. The regions are those of the distinct hyperplanes.",
    r"w\,(s y)^+ = s w\, y^+ \ (s > 0), \quad w\,(s y)^+ = |s| w\,(y^+ - y) \ (s < 0)",
    "proved in proofs/t26_merging.md", SHALLOW, (), predict, measure)
