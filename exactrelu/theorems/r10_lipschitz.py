"""R10: exact Lipschitz constants."""
from __future__ import annotations

from .conditions import INDEPENDENT, SHALLOW
from .instance import Geometry, Weights
from .theorem import Theorem


def constants(gradients) -> dict:
    """The largest dual norms of gradients: for the max norm, the sum norm and (squared) the Euclidean norm of inputs."""
    return {"max norm": max(sum(map(abs, g)) for g in gradients), "sum norm": max(max(map(abs, g)) for g in gradients),
            "Euclidean norm, squared": max(sum(x * x for x in g) for g in gradients)}


def predict(weights: Weights) -> dict:
    """All 2^m sums of w_i a_i occur as gradients."""
    sums = [tuple(sum((w * a[j] for s, w, a in zip(signs, weights.w, weights.A) if s == "+"), weights.c * 0)
                  for j in range(weights.d)) for signs in weights.sector_signs]
    return constants(sums)


def measure(geometry: Geometry) -> dict:
    """The gradients through values of F on every region."""
    return constants([f.matrix[0] for f in geometry.maps(geometry.network).values()])


THEOREM = Theorem(
    "R10", "lipschitz",
    "The Lipschitz constant of a network is the largest dual norm of its gradient over the full-dimensional regions. With one "
    "hidden layer of independent rows it is the largest one of the 2^m sums of w_i a_i; for the Euclidean norm "
    "Lip^2 = max_I sum_(i,j in I) w_i w_j (A A^T)_ij.",
    r"\mathrm{Lip}_p(F) = \max_R \|\nabla F|_R\|_{p^*}, \quad \mathrm{Lip}_2^2 = \max_I \sum_{i,j \in I} w_i w_j (AA^T)_{ij}",
    "recalled; proved in proofs/r10_lipschitz.md; compare Jordan and Dimakis 2020",
    SHALLOW, (INDEPENDENT,), predict, measure)
