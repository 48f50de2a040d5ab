"""T28: every boundary of m neurons is an affine slice of one of m universal ones."""
from __future__ import annotations

from .conditions import CONSTANT, SHALLOW, WEIGHTS
from .instance import Geometry, Weights
from .t11_normal_form import predict as canonical
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """F = -c G_(m,k)(Psi) for any rows, so at most 2^m - 2^(m-k) pieces."""
    return {**canonical(weights), "pieces": 2**weights.m - 2**(weights.m - weights.k)}


def measure(geometry: Geometry) -> dict:
    """Values of F, and the pieces of the boundary."""
    return {"F": Samples(geometry.samples(lambda x: geometry.network(x)[0])), "pieces": geometry.boundary.pieces}


THEOREM = Theorem(
    "T28", "universal_slice",
    "For any number m of neurons with any rows, no zero weight and c != 0, B = Psi^-1(B(m,k)) with the affine map "
    "Psi(x) = (|w_i/c| (a_i.x + b_i))_i into R^m; so B has at most 2^m - 2^(m-k) pieces.",
    r"B = \Psi^{-1}(B_{m,k}), \quad \#\mathrm{pieces} \leq 2^m - 2^{m-k}",
    "proved in proofs/t28_universal_slice.md", SHALLOW, (WEIGHTS, CONSTANT), predict, measure, {"pieces": "<="})
