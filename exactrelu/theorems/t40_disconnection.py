"""T40: one layer of independent rows leaves everything connected; depth disconnects."""
from __future__ import annotations

from .conditions import INDEPENDENT, ONE_LAYER, SCALAR
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """At most one component of the boundary and of each side."""
    return {"components of {F = 0}": 1, "components of {F > 0}": 1, "components of {F < 0}": 1}


def measure(geometry: Geometry) -> dict:
    """The components, and whether the boundary is thick."""
    found = geometry.boundary
    return {"components of {F = 0}": found.components, "components of {F > 0}": found.positive.components,
            "components of {F < 0}": found.negative.components, "thick": found.thick_regions > 0}


def components(seen: dict) -> str:
    """Thick or thin, and the numbers of components."""
    numbers = ",".join(str(seen[f"components of {{F {relation} 0}}"]) for relation in "=><")
    return f"{'thick' if seen['thick'] else 'thin'} ({numbers})"


THEOREM = Theorem(
    "T40", "disconnection",
    "With one hidden layer of independent rows, {F = 0}, {F > 0} and {F < 0} have at most one component each. Two hidden "
    "layers of width 2 can disconnect them: F = 1 - (-x_1^+ + x_2^+ - 1)^+ - (x_1^+ - x_2^+ - 1)^+.",
    r"\text{one layer, rank } A = m \Rightarrow b_0(B), b_0(R_+), b_0(R_-) \leq 1",
    "proved in proofs/t40_disconnection.md; compare Beise et al., arXiv:1807.01194",
    SCALAR, (ONE_LAYER, INDEPENDENT), predict, measure,
    {f"components of {{F {relation} 0}}": "<=" for relation in "=><"}, label=components, free=True, signed=True)
