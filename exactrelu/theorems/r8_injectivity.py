"""R8: when a ReLU layer is injective."""
from __future__ import annotations

from itertools import combinations
from typing import Sequence

from ..enumeration import enumerate as enumerate_regions
from ..domain import Domain
from ..linalg import dot, nullspace, rank
from ..network import Layer, Network
from .conditions import LAYER
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """No direction u is lost: for no p are all rows with a_i.u != 0 strictly inactive."""
    return {"injective": injective(weights.A, weights.b)}


def injective(A: Sequence, b: Sequence) -> bool:
    """Whether x -> max(Ax + b, 0) is injective, from sub-arrangements.

    The rows orthogonal to a direction u are a flat; it is enough to try the flats of rank d - 1. Whether all other rows
    can be inactive is found by the engine "signs"; the measurement has the affine maps of the layer instead.

    >>> injective([(1,), (-1,)], (0, 0)), injective([(1,), (-1,)], (0, -1)), injective([(-1,), (1,)], (-1, 1))
    (True, False, True)
    """
    d = len(A[0]) if len(A) else 0
    if rank(A) < d or not d:
        return False
    for chosen in combinations(range(len(A)), d - 1):
        lines = nullspace([A[i] for i in chosen], d)
        if len(lines) == 1:
            others = [i for i, row in enumerate(A) if dot(row, lines[0])]
            rest = Network(Layer([A[i] for i in others], [b[i] for i in others]))
            if "-" * len(others) in enumerate_regions(rest, Domain.whole(d), engine="signs").signs:
                return False
    return True


def measure(geometry: Geometry) -> dict:
    """Whether the affine map through the values of the layer on every region has rank d."""
    maps = geometry.maps(geometry.layer, geometry.layer_complex)
    return {"injective": all(rank(f.matrix) == geometry.network.inputs for f in maps.values())}


THEOREM = Theorem(
    "R8", "injectivity",
    "x -> max(Wx + b, 0) is injective on R^d exactly if for every full-dimensional region the active rows span R^d; "
    "equivalently, for every p the rows with w_i.p + b_i >= 0 do. So m >= 2d is needed, and square layers never are.",
    r"\text{injective} \iff \forall p:\ \mathrm{span}\{w_i : w_i \cdot p + b_i \geq 0\} = \mathbb{R}^d",
    "criterion with bias proved in proofs/r8_injectivity.md; b = 0: Puthawala et al., arXiv:2006.08464",
    LAYER, (), predict, measure, label=lambda seen: "injective" if seen["injective"] else "not injective", free=True)
