"""T4: which projection it is: along the dual basis, in general oblique."""
from __future__ import annotations

from itertools import product

from ..errors import LimitExceeded
from ..linalg import Matrix, inverse, matmul, nullspace, rank
from .conditions import INDEPENDENT, LAYER, SQUARE
from .instance import Geometry, Weights
from .theorem import Samples, Theorem, need

PAIRS = 64          # sectors whose pairs are multiplied


def measured_projectors(geometry: Geometry) -> dict[str, Matrix]:
    """The linear part of pi = A^-1 (T - b) on every sector, from values of the layer."""
    need(geometry.layer.neurons == geometry.layer.inputs, "A^-1 (T - b) needs a square matrix A")
    inv = inverse(geometry.layer.W)
    return {signs: matmul(inv, f.matrix) for signs, f in geometry.maps(geometry.layer, geometry.layer_complex).items()}


def predict(weights: Weights) -> dict:
    """sum over I of a_i* a_i^T, with kernel spanned by the other a_j*; P_I P_J = P_(I n J)."""
    dual = weights.sectors.dual

    def meet(pair):
        return "".join("+" if a == b == "+" else "-" for a, b in zip(*pair))

    return {"projector": weights.sectors.projector,
            "kernel": lambda signs: frozenset({tuple(nullspace(nullspace([v for v, s in zip(dual, signs) if s == "-"],
                                                                         weights.d), weights.d))}),
            "product": lambda pair: weights.sectors.projector(meet(pair)),
            "rank": lambda signs: signs.count("+")}


def measure(geometry: Geometry) -> dict:
    """The measured projectors, their kernels, ranks and all products of two of them."""
    found = measured_projectors(geometry)
    if len(found) > PAIRS:
        raise LimitExceeded(f"the layer has {len(found)} sectors; products of all pairs are taken up to {PAIRS}")
    d = geometry.network.inputs
    return {"projector": Samples(found),
            "kernel": Samples({s: frozenset({tuple(nullspace(nullspace(nullspace(p, d), d), d))}) for s, p in found.items()}),
            "product": Samples({(s, t): matmul(found[s], found[t]) for s, t in product(found, repeat=2)}),
            "rank": Samples({s: rank(p) for s, p in found.items()})}


THEOREM = Theorem(
    "T4", "oblique_projection",
    "On the sector with active neurons I the projection of T3 has the linear part P_I = A^-1 D_I A = sum over I of "
    "a_i* a_i^T: the projector onto span{a_i* : i in I} along span{a_j* : j not in I}; P_I P_J = P_(I n J).",
    r"P_I = A^{-1} D_I A = \sum_{i \in I} a_i^* a_i^T, \quad P_I P_J = P_{I \cap J}",
    "proved in proofs/t4_oblique_projection.md", LAYER, (SQUARE, INDEPENDENT), predict, measure)
