"""T11: the explicit affine map onto a canonical function."""
from __future__ import annotations

from .conditions import CONSTANT, INDEPENDENT, SHALLOW, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """F(x) = -c G(Phi(x)), G(z) = sum over N of z_i^+ - sum over P of z_i^+ - 1, Phi_i = |w_i/c| y_i."""
    c = weights.c

    def value(x):
        z = [abs(w / c) * y for w, y in zip(weights.w, weights.layer.preactivation(x))]
        return -c * (sum(max(z[i], 0) for i in weights.N) - sum(max(z[i], 0) for i in weights.P) - 1)

    return {"F": value}


def measure(geometry: Geometry) -> dict:
    """The values of F at d + 1 points of every region."""
    return {"F": Samples(geometry.samples(lambda x: geometry.network(x)[0]))}


THEOREM = Theorem(
    "T11", "normal_form",
    "With independent rows, no zero weight and c != 0, Phi(x) = (|w_i/c| (a_i.x + b_i))_i, the neurons of N first, is an "
    "affine bijection (completed by coordinates if m < d), and F = -c G(Phi) with "
    "G(z) = z_1^+ + ... + z_k^+ - z_(k+1)^+ - ... - z_m^+ - 1.",
    r"F(x) = -c\, G_{m,k}(\Phi(x)), \quad \Phi_i(x) = |w_i/c| (a_i \cdot x + b_i)",
    "proved in proofs/t11_normal_form.md",
    SHALLOW, (INDEPENDENT, WEIGHTS, CONSTANT), predict, measure)
