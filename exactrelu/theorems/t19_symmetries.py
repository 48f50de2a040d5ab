"""T19: the affine symmetries of the boundary."""
from __future__ import annotations

from math import factorial

from ..equivalence import symmetries
from .conditions import CONSTANT, INDEPENDENT, NONEMPTY, SHALLOW, SQUARE, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Theorem, need


def predict(weights: Weights) -> dict:
    """k! (d-k)! for k >= 2, and 2^(d-1) (d-1)! for k = 1, where scalings about the corner come on top."""
    d, k = weights.d, weights.k
    need(k <= d, f"the formula has (d-k)!, and k = {k} is larger than d = {d}")
    return {"symmetries": factorial(k) * factorial(d - k) if k > 1 else 2**(d - 1) * factorial(d - 1)}


def measure(geometry: Geometry) -> dict:
    """The permutations of corners and unbounded edges that come from affine bijections of the boundary onto itself."""
    return {"symmetries": symmetries(geometry.boundary)}


THEOREM = Theorem(
    "T19", "symmetries",
    "Let the layer be invertible, no weight 0, c != 0 and k >= 1. The affine bijections of the boundary B(d,k) onto itself "
    "permute its corners and unbounded edges in k! (d-k)! ways if k >= 2 (permutations of the coordinates), and in "
    "2^(d-1) (d-1)! ways if k = 1, where scalings are added (of two rays each for itself if d = 2).",
    r"\mathrm{Aut}(B_{d,k}) = S_k \times S_{d-k}\ (k \geq 2), \quad \mathbb{R}_{>0} \times \text{a group of order } 2^{d-1}(d-1)!\ (k = 1, d \geq 3)",
    "proved in proofs/t19_symmetries.md", SHALLOW, (SQUARE, INDEPENDENT, WEIGHTS, CONSTANT, NONEMPTY), predict, measure)
